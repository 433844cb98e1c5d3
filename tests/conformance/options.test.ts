import { describe, expect, test } from "vitest";
import { z } from "zod";
import { estimators } from "../../models/index.ts";
import type { AnyEstimator } from "../../src/core/estimator.ts";
import { varianceOf } from "../../src/run/fit-variance.ts";
import { optionKeys, parseOptions } from "../../src/run/parse-options.ts";
import { bytesOfData, deepFreeze } from "../support/estimator-cases.ts";
import { type Effect, OPTION_EFFECTS, optionsWith } from "./option-effects.ts";

/** What a user reads of a fit: terms, estimates, their covariance clustered by unit, and statistics. The design is not written to on the way. */
function resultOf(
  estimator: AnyEstimator,
  key: string,
  { design, beside = {}, refuses = false }: Effect,
  value: unknown,
): string {
  const data = deepFreeze(design());
  const before = bytesOfData(data);
  const fit = estimator.fit(data, optionsWith({ estimator }, key, value, beside), {
    seed: 1,
    wantOutcomeWeights: false,
  });
  if (!refuses) expect(fit.findings.filter(({ severity }) => severity === "refusal")).toEqual([]);
  const { variance } = varianceOf(fit, { kind: "CR1", clusters: data.clusters }, data, 1);
  expect(bytesOfData(data)).toBe(before);
  return bytesOfData([fit.terms, fit.estimate, variance.vcov, fit.statistics ?? null]);
}

/** The words or truth values that an option takes; null where it takes anything else. */
function choices(estimator: AnyEstimator, key: string): readonly unknown[] | null {
  const schema = z.toJSONSchema(estimator.options, { io: "input", unrepresentable: "any" }).properties?.[key];
  if (typeof schema !== "object") throw new Error(`${estimator.id} has no option ${key}`);
  return schema.type === "boolean" ? [true, false] : (schema.enum ?? null);
}

const each = estimators.flatMap((estimator) => optionKeys(estimator.options).map((key) => ({ estimator, key })));
const named = each.map(({ estimator, key }) => [`${estimator.id} ${key}`, estimator, key] as const);

test.each(estimators)("every option of $id is tried, and no other", (estimator) => {
  const tried = OPTION_EFFECTS[estimator.id]?.({ estimator }) ?? {};
  expect(Object.keys(tried).sort()).toEqual([...optionKeys(estimator.options)].sort());
});

describe("every option changes the result, or cannot", () => {
  test.each(named)("%s", (_, estimator, key) => {
    const effect = OPTION_EFFECTS[estimator.id]?.({ estimator })[key];
    if (effect === undefined) throw new Error("not tried");
    if (typeof effect === "string") {
      expect(effect.length).toBeGreaterThan(20);
      return;
    }
    const words = choices(estimator, key);
    if (words !== null) expect(new Set(effect.values)).toEqual(new Set(words));
    const results = effect.values.map((value) => resultOf(estimator, key, effect, value));
    expect(new Set(results).size).toBe(effect.values.length);
  });
});

describe("an option that does not exist is an error that names the one that was meant", () => {
  test.each(named)("%s", (_, estimator, key) => {
    // Its last letter twice: two options of an estimator never differ by so little.
    const misspelt = `${key}${key.at(-1)}`;
    expect(() => parseOptions(estimator.id, estimator.options, { [misspelt]: 1 })).toThrow(
      `${estimator.id} has no option "${misspelt}"; did you mean "${key}"?`,
    );
  });

  test.each(estimators)("reserved names are no options of $id", (estimator) => {
    for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      const given = Object.fromEntries([[key, 1]]);
      expect(() => parseOptions(estimator.id, estimator.options, given)).toThrow(`has no option "${key}"`);
    }
  });
});

describe("every option says what it means", () => {
  test.each(named)("%s", (_, estimator, key) => {
    const { properties = {} } = z.toJSONSchema(estimator.options, { io: "input", unrepresentable: "any" });
    const schema = properties[key];
    const description = typeof schema === "object" ? (schema.description ?? "") : "";
    expect(description.length).toBeGreaterThan(15);
    expect(description).toMatch(/^[A-Z].*[^.\s]$/);
  });
});
