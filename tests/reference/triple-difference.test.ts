import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tripleDifference } from "../../models/triple-difference/triple-difference.ts";
import type { Design } from "../../src/core/design.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { dataUrl, disagreement } from "../support/expected.ts";
import { CONTEXT, cells, factorOf, makeDesign, numberColumn, numbers, readFrame } from "../support/frame.ts";

// R's lm with explicit dummies and sandwich's vcovCL (generate-triple-difference.R): a QR of up to 160 dummies against absorbed effects.
const RELATIVE = 1e-9;
const ABSOLUTE = 1e-11;

interface Reference {
  readonly names: readonly string[] | string;
  readonly coef: readonly number[] | number;
  readonly CR0: readonly number[] | number;
  readonly CR1_full: readonly number[] | number;
  readonly iid: readonly number[] | number;
  readonly rank: number;
  readonly nobs: number;
  readonly ssr: number;
}

const reference = JSON.parse(readFileSync(new URL("triple-difference.json", import.meta.url), "utf8")) as Record<
  string,
  Reference
>;

function designOf(file: string, exposure: string, weighted: boolean): Design {
  const frame = readFrame(dataUrl(file));
  const groups = cells(frame, "group");
  const unit = factorOf("unit", numbers(frame, "unit"));
  return makeDesign({
    outcome: numbers(frame, "y"),
    unit,
    period: numbers(frame, "year"),
    timing: {
      kind: "triple-difference",
      name: exposure,
      exposure: Float64Array.from(numbers(frame, exposure)),
      affected: Float64Array.from(groups, (group) => (group === "tech" ? 1 : 0)),
      group: factorOf("group", groups),
      post: Float64Array.from(numbers(frame, "post")),
      addingUp: null,
      sides: null,
    },
    columns: [numberColumn("x", numbers(frame, "x"))],
    clusters: [unit],
    ...(weighted ? { weights: { kind: "sampling", values: numbers(frame, "w") } as const } : {}),
  });
}

const EVENT_STUDY = { reference: 2017 };

describe("lm with explicit dummies", () => {
  test.each([
    ["balanced_treated", "triple_balanced", "treated", false, {}],
    ["balanced_dose", "triple_balanced", "dose", false, {}],
    ["balanced_weighted", "triple_balanced", "treated", true, {}],
    ["balanced_each", "triple_balanced", "dose", false, EVENT_STUDY],
    ["balanced_area", "triple_balanced", "treated", false, { effects: "area" }],
    ["unbalanced_treated", "triple_unbalanced", "treated", false, {}],
    ["unbalanced_dose", "triple_unbalanced", "dose", true, { covariates: ["x"] }],
  ] as const)("%s", (id, file, exposure, weighted, options) => {
    const expected = reference[id]!;
    const fit = tripleDifference.fit(
      designOf(file, exposure, weighted),
      tripleDifference.options.parse(options),
      CONTEXT,
    );
    const design = designOf(file, exposure, weighted);
    const se = (kind: "CR0" | "CR1" | "iid") =>
      covariance(fit, {
        kind,
        clusters: design.clusters,
        smallSample: { K: "full", exactK: true },
      });
    const list = (value: readonly number[] | number) => [value].flat();
    const near = (actual: ArrayLike<number>, values: readonly number[] | number) =>
      expect(disagreement(Array.from(actual), list(values), RELATIVE, ABSOLUTE)).toBeLessThanOrEqual(1);
    near(fit.estimate, expected.coef);
    near(se("CR0").se, expected.CR0);
    near([fit.diagnostics.ssr!], expected.ssr);
    if (!file.endsWith("unbalanced")) {
      // Singletons count in R's n and K, and are left out here.
      expect(fit.counts.observations).toBe(expected.nobs);
      expect(se("iid").convention.parameters).toBe(expected.rank);
      near(se("iid").se, expected.iid);
      near(se("CR1").se, expected.CR1_full);
    }
    const periods = fit.terms.flatMap((term) => (term.kind === "calendar" ? [`at${term.period}`] : []));
    if (options === EVENT_STUDY) expect(periods).toEqual(expected.names);
  });
});
