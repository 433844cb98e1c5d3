import { describe, expect, test } from "vitest";
import { iv } from "../../models/iv/iv.ts";
import type { FitStatistic } from "../../src/core/fit.ts";
import { auxiliaryTests } from "../../src/inference/auxiliary-tests.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { disagreement, loadExpected } from "../support/expected.ts";
import { CONTEXT } from "../support/frame.ts";
import { LINEAR } from "./linear-specs.ts";

// Each entry's own suggested_rel_tol.
// p moves (statistic × df1 / 2) times as much as its statistic, relatively, in the tail.
const tail = (statistic: number) => 1 + Math.abs(statistic);

const entries = loadExpected("regression").filter(({ id }) => id.startsWith("iv_"));

test("there are six entries", () => {
  expect(entries).toHaveLength(6);
});

describe.each(entries)("$id", ({ id, result, suggested_rel_tol: tolerance }) => {
  const spec = LINEAR.get(id)!();
  const fit = iv.fit(spec.design, iv.options.parse(spec.options), CONTEXT);
  const { statistics } = auxiliaryTests(fit, spec.covariance);
  const expected = result["fitstat"] as Record<string, number | string>;
  const [endogenous] = spec.options["endogenous"] as string[];

  function check(found: FitStatistic | undefined, key: string): void {
    const value = expected[`${key}.stat`] as number;
    expect(disagreement([found!.value], [value], tolerance)).toBeLessThanOrEqual(1);
    const p = expected[`${key}.p`] as number;
    expect(disagreement([found!.p!], [p], tolerance * tail(value), 1e-300)).toBeLessThanOrEqual(1);
    const df = [expected[`${key}.df1`], expected[`${key}.df2`]].filter((entry) => entry !== undefined);
    if (df.length > 0) expect(found!.df).toEqual(df);
  }
  const named = (name: string, list: readonly FitStatistic[]) => list.find((statistic) => statistic.name === name);

  test("first stage: F, Wald", () => {
    const [f, wald] = [named("first-stage-f", statistics), named("first-stage-wald", statistics)];
    expect([f?.of, wald?.of]).toEqual([endogenous, endogenous]);
    check(f, `ivf1::${endogenous}`);
    check(wald, `ivwald1::${endogenous}`);
  });

  test("first stage: coefficients and standard errors", () => {
    const { coef, se } = (result["first_stage"] as Record<string, Record<string, Record<string, number>>>)[
      endogenous!
    ]!;
    const first = fit.auxiliary![0]!;
    const names = first.terms.map((term) => (term.kind === "coefficient" ? term.name : ""));
    expect([...names].sort()).toEqual(Object.keys(coef!).sort());
    const v = covariance(first, spec.covariance);
    const inOrder = (values: Record<string, number>) => names.map((name) => values[name]!);
    expect(disagreement(first.estimate, inOrder(coef!), tolerance)).toBeLessThanOrEqual(1);
    expect(disagreement(v.se, inOrder(se!), tolerance)).toBeLessThanOrEqual(1);
  });

  test("Wu–Hausman and Sargan", () => {
    check(named("wu-hausman", fit.statistics!), "wh");
    const sargan = named("sargan", fit.statistics!);
    if (expected["sargan"] === "NA") expect(sargan).toBeUndefined();
    else check(sargan, "sargan");
  });
});
