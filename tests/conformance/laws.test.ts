import { describe, expect, test } from "vitest";
import { estimators, findEstimator } from "../../models/index.ts";
import type { Design } from "../../src/core/design.ts";
import type { Fit, Term } from "../../src/core/fit.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { influenceCovariance, influenceRows } from "../../src/inference/influence.ts";
import { openStream, permutation } from "../../src/numerics/random.ts";
import { scoreMatrix } from "../../src/numerics/score-rows.ts";
import { bytesOfData, type Case, cases, fitDesign, fitPanel, panelFor } from "../support/estimator-cases.ts";
import { FIRST_PERIOD, type PanelColumns, panelDesign, reorder, startOf, treatmentOf } from "../support/panels.ts";

// Laws are exact in real arithmetic; values are of order 1 to 10, sums over some hundred rows.
const LAW = 1e-10;

/** Laws an estimator does not share, with the reason. Key: "<estimator> <law>". */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ...["poisson", "logit", "probit"].flatMap((id): [string, string][] => [
    [`${id} adding δ × treatment moves effects by δ`, "effects are on the linear predictor, not on the outcome"],
    [`${id} unit and period constants move nothing`, "unit and period effects are on the linear predictor"],
    [`${id} two groups, two periods: the hand formula`, "a ratio of ratios: tests/unit/models has it by hand"],
  ]),
  [
    "poisson scaling the outcome scales estimates and errors",
    "a scale is a constant of the linear predictor and moves no coefficient; and a negative scale is no outcome",
  ],
  [
    "callaway-santanna rows twice are frequency weight 2",
    "a unit has one row per period: tests/unit/models has units twice under new labels",
  ],
  ...[
    "adding δ × treatment moves effects by δ",
    "unit and period constants move nothing",
    "scaling the outcome scales estimates and errors",
  ].map((name): [string, string] => [
    `trade-off ${name}`,
    "it holds for the slope, not for a correlation and a share of signs: tests/unit/models has it for the slope",
  ]),
  ["trade-off unit labels and a calendar shift change only labels", "its windows are periods of the calendar"],
  ["trade-off rows twice are frequency weight 2", "a unit has one row per period: tests/unit/models has units twice"],
  ["trade-off two groups, two periods: the hand formula", "it needs two periods on either side"],
  ["logit scaling the outcome scales estimates and errors", "the outcome is 0 or 1"],
  ["probit scaling the outcome scales estimates and errors", "the outcome is 0 or 1"],
]);

/** Clustered by unit; null where only a resampling could tell. */
function standardErrors(fit: Fit, design: Design): Float64Array | null {
  const { uncertainty } = fit;
  switch (uncertainty.kind) {
    case "scores":
      return covariance(fit, { kind: "CR1", clusters: design.clusters }).se;
    case "influence":
      return influenceCovariance(fit, { clusters: design.clusters, scale: 1, seed: 1 }).se;
    case "refit":
      return null;
    default:
      return uncertainty satisfies never;
  }
}

/** What adding 1 × treatment to the outcome adds to a term. */
function unitEffect(term: Term, panel: PanelColumns): number {
  switch (term.kind) {
    case "overall":
    case "cohort":
      return 1;
    case "att-gt":
      return term.period >= term.cohort ? 1 : 0;
    case "event-time":
      return term.eventTime >= 0 ? 1 : 0;
    case "calendar":
      return term.period >= startOf(panel) ? 1 : 0;
    case "coefficient":
      return term.name === "d" || term.name === "fit_d" ? 1 : 0;
    default:
      return term satisfies never;
  }
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = LAW): void {
  expect(actual.length).toBe(expected.length);
  for (let j = 0; j < expected.length; j++) {
    if (Number.isNaN(expected[j]!)) expect(actual[j]).toBeNaN();
    else expect(Math.abs(actual[j]! - expected[j]!)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected[j]!)));
  }
}

/** Σ_i r_i r_iᵀ over n rows of k values. */
function products(rows: Float64Array, n: number, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[a * k + b]! += rows[i * k + a]! * rows[i * k + b]!;
  return out;
}

function multiply(left: Float64Array, right: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) for (let c = 0; c < k; c++) out[a * k + b]! += left[a * k + c]! * right[c * k + b]!;
  return out;
}

function law(name: string, check: (chosen: Case, panel: PanelColumns) => void): void {
  test.each(cases.filter(({ estimator }) => !EXCEPTIONS.has(`${estimator.id} ${name}`)))(`${name}: $name`, (chosen) => {
    check(chosen, panelFor(chosen));
  });
}

test("exceptions name estimators that exist", () => {
  for (const key of EXCEPTIONS.keys()) expect(findEstimator(key.split(" ")[0]!)).toBeDefined();
});

law("there is something to test", (chosen, panel) => {
  const fit = fitPanel(chosen, panel);
  expect(fit.terms.length).toBeGreaterThan(0);
  expect(fit.estimate.every(Number.isFinite)).toBe(true);
  expect(fit.estimator).toBe(chosen.estimator.id);
  expect(fit.counts.units).toBe(12);
});

law("adding δ × treatment moves effects by δ", (chosen, panel) => {
  const before = fitPanel(chosen, panel);
  const treatment = treatmentOf(chosen.kind === "none" ? "two-by-two" : chosen.kind, panel);
  const outcome = panel.outcome.map((y, row) => y + 2.5 * treatment[row]!);
  const after = fitPanel(chosen, { ...panel, outcome });
  near(
    after.estimate,
    before.estimate.map((b, j) => b + 2.5 * unitEffect(before.terms[j]!, panel)),
  );
  const design = panelDesign(chosen.kind, panel);
  const [a, b] = [standardErrors(after, design), standardErrors(before, design)];
  if (a !== null && b !== null) near(a, b);
});

law("unit and period constants move nothing", (chosen, panel) => {
  const outcome = panel.outcome.map((y, row) => y + 100 * panel.unit[row]! ** 2 - 7 * (panel.period[row]! - 2000));
  near(fitPanel(chosen, { ...panel, outcome }).estimate, fitPanel(chosen, panel).estimate, 1e-9);
});

law("scaling the outcome scales estimates and errors", (chosen, panel) => {
  const design = panelDesign(chosen.kind, panel);
  const before = fitPanel(chosen, panel);
  const after = fitPanel(chosen, { ...panel, outcome: panel.outcome.map((y) => -1000 * y) });
  near(
    after.estimate,
    before.estimate.map((b) => -1000 * b),
  );
  const [a, b] = [standardErrors(after, design), standardErrors(before, design)];
  if (a !== null && b !== null) {
    near(
      a,
      b.map((se) => 1000 * se),
    );
  }
});

law("row order changes nothing", (chosen, panel) => {
  const order = [...permutation(openStream({ seed: 5, task: "rows", replicate: 0 }), panel.unit.length)];
  const shuffled = reorder(panel, order);
  const before = fitPanel(chosen, panel);
  const after = fitPanel(chosen, shuffled);
  near(after.estimate, before.estimate);
  const a = standardErrors(after, panelDesign(chosen.kind, shuffled));
  const b = standardErrors(before, panelDesign(chosen.kind, panel));
  if (a !== null && b !== null) near(a, b);
});

law("unit labels and a calendar shift change only labels", (chosen, panel) => {
  const relabelled = {
    ...panel,
    unit: panel.unit.map((unit) => 1000 - 7 * unit),
    period: panel.period.map((period) => period + 40),
    cohort: panel.cohort.map((cohort) => cohort + 40),
  };
  const before = fitPanel(chosen, panel);
  const after = fitPanel(chosen, relabelled);
  near(after.estimate, before.estimate);
  const shifted = before.terms.map((term): Term => {
    if (term.kind === "calendar") return { ...term, period: term.period + 40 };
    if (term.kind === "cohort") return { ...term, cohort: term.cohort + 40 };
    if (term.kind === "att-gt") return { ...term, period: term.period + 40, cohort: term.cohort + 40 };
    return term;
  });
  expect(after.terms).toEqual(shifted);
});

law("rows twice are frequency weight 2", (chosen, panel) => {
  // Every third unit counts twice: all its rows, so the panel axes stay what they are.
  const weight = panel.unit.map((unit) => (unit % 3 === 0 ? 2 : 1));
  const rows = weight.flatMap((times, row) => Array<number>(times).fill(row));
  const weighted = fitPanel(chosen, { ...panel, weight });
  const repeatedPanel = reorder(panel, rows);
  const repeated = fitPanel(chosen, repeatedPanel);
  near(weighted.estimate, repeated.estimate);
  expect(weighted.counts).toEqual(repeated.counts);
  const a = standardErrors(weighted, panelDesign(chosen.kind, { ...panel, weight }));
  const b = standardErrors(repeated, panelDesign(chosen.kind, repeatedPanel));
  if (a !== null && b !== null) near(a, b);
});

law("inputs are unchanged and twice is the same bytes", (chosen, panel) => {
  const design = panelDesign(chosen.kind, panel);
  const before = bytesOfData(design);
  const first = bytesOfData(fitDesign(chosen.estimator, design, true));
  const second = bytesOfData(fitDesign(chosen.estimator, design, true));
  expect(bytesOfData(design)).toBe(before);
  expect(second).toBe(first);
});

law("scores and influences sum to zero", (chosen, panel) => {
  const { uncertainty, terms } = fitPanel(chosen, panel);
  if (uncertainty.kind === "refit") return;
  const k = terms.length;
  const values = uncertainty.kind === "scores" ? scoreMatrix(uncertainty.scores) : influenceRows(uncertainty, k);
  for (let j = 0; j < k; j++) {
    let sum = 0;
    for (let i = 0; i < uncertainty.rowUnit.length; i++) sum += values[i * k + j]!;
    expect(Math.abs(sum)).toBeLessThan(LAW);
  }
});

law("scores and influences reproduce the analytic covariance", (chosen, panel) => {
  const { uncertainty, terms, estimate } = fitPanel(chosen, panel);
  const k = terms.length;
  switch (uncertainty.kind) {
    case "scores": {
      // A (Σ_i s_i s_iᵀ) A, written out.
      const meat = products(scoreMatrix(uncertainty.scores), uncertainty.rowUnit.length, k);
      const expected = multiply(multiply(uncertainty.bread, meat, k), uncertainty.bread, k);
      near(covariance({ estimate, terms, uncertainty }, { kind: "HC0" }).vcov, expected);
      return;
    }
    case "influence": {
      // Σ_i ψ_i ψ_iᵀ / n²; a cell whose error is rounding has none.
      const n = uncertainty.rowUnit.length;
      const expected = products(influenceRows(uncertainty, k), n, k).map((value) => value / n ** 2);
      const { vcov } = influenceCovariance({ estimate, terms, uncertainty }, { clusters: [], scale: 1, seed: 1 });
      near(
        vcov,
        expected.map((value, at) => (Number.isNaN(vcov[at]!) && Math.abs(value) < 1e-12 ? Number.NaN : value)),
      );
      return;
    }
    case "refit":
      return;
    default:
      uncertainty satisfies never;
  }
});

law("outcome weights, where given, reproduce the estimates", (chosen, panel) => {
  const { outcomeWeights, estimate } = fitPanel(chosen, panel, true);
  if (outcomeWeights === undefined) return;
  const n = panel.outcome.length;
  near(
    estimate.map((_, j) => panel.outcome.reduce((sum, y, row) => sum + outcomeWeights[j * n + row]! * y, 0)),
    estimate,
  );
});

law("without treatment there is a refusal, not a number", (chosen, panel) => {
  if (chosen.kind === "none") return;
  const untreated = {
    ...panel,
    cohort: panel.cohort.map(() => (chosen.kind === "dose" ? startOf(panel) : Number.POSITIVE_INFINITY)),
    dose: panel.dose.map(() => 0),
  };
  const fit = fitPanel(chosen, untreated);
  fit.terms.forEach((term, j) => {
    if (term.kind !== "coefficient") expect(fit.estimate[j]).toBeNaN();
    else expect(term.name).not.toBe("d");
  });
  const told = fit.findings.some(({ severity, code }) => severity === "refusal" || code === "collinear");
  expect(told).toBe(true);
});

law("without comparison units there is a finding, not a number", (chosen, panel) => {
  // Everybody starts in the same period, with the same dose: period effects are all there is.
  const start = startOf(panel);
  const alike = { ...panel, cohort: panel.cohort.map(() => start), dose: panel.dose.map(() => 1) };
  const fit = fitPanel(chosen, alike);
  fit.terms.forEach((term, j) => {
    if (unitEffect(term, alike) !== 0) expect(fit.estimate[j]).toBeNaN();
  });
  expect(fit.findings.some(({ severity, code }) => severity === "refusal" || code === "collinear")).toBe(true);
});

const HAND_FORMULA = "two groups, two periods: the hand formula";

describe(HAND_FORMULA, () => {
  const covered = cases.filter(({ estimator }) => !EXCEPTIONS.has(`${estimator.id} ${HAND_FORMULA}`));
  test.each(covered.filter(({ kind }) => kind === "two-by-two"))("$name", (chosen) => {
    // treated units 3 → 9 and 5 → 7, comparison 1 → 2, 4 → 4 and 1 → 3:
    const outcome = [3, 9, 1, 2, 5, 7, 4, 4, 1, 3];
    const group = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0];
    const effect = (9 + 7) / 2 - (3 + 5) / 2 - ((2 + 4 + 3) / 3 - (1 + 4 + 1) / 3);
    const panel: PanelColumns = {
      unit: outcome.map((_, row) => Math.floor(row / 2)),
      period: outcome.map((_, row) => FIRST_PERIOD + (row % 2)),
      cohort: group.map((treated) => (treated === 1 ? FIRST_PERIOD + 1 : Number.POSITIVE_INFINITY)),
      dose: group,
      covariate: outcome.map(() => 0),
      outcome,
      weight: null,
    };
    const fit = fitPanel(chosen, panel);
    const position = fit.terms.findIndex((term) => unitEffect(term, panel) === 1);
    near([fit.estimate[position]!], [effect], 1e-12);
  });
});

describe("what every estimator declares", () => {
  test.each(estimators)("$id", (estimator) => {
    expect(findEstimator(estimator.id)).toBe(estimator);
    expect(estimator.id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(Number.isInteger(estimator.revision) && estimator.revision > 0).toBe(true);
    const { title, estimand, assumptions, sources, reference } = estimator.method;
    for (const text of [title, estimand, ...assumptions]) {
      expect(text.nl.length).toBeGreaterThan(3);
      expect(text.en.length).toBeGreaterThan(3);
    }
    expect(assumptions.length).toBeGreaterThan(0);
    expect(sources.some(({ doi }) => doi !== undefined && /^10\.\d{4,}\//.test(doi))).toBe(true);
    expect(reference.length).toBeGreaterThan(0);
  });

  test.each(estimators)("$id: an unknown option is an error that names it", (estimator) => {
    const parsed = estimator.options.safeParse({ noSuchOption: true });
    expect(parsed.success).toBe(false);
    expect(parsed.error?.message).toContain("noSuchOption");
  });

  test("ids are distinct", () => {
    expect(new Set(estimators.map(({ id }) => id)).size).toBe(estimators.length);
  });
});
