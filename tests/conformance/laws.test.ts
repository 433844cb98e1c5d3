import { describe, expect, test } from "vitest";
import { estimators, findEstimator } from "../../models/index.ts";
import type { Design } from "../../src/core/design.ts";
import type { AnyEstimator } from "../../src/core/estimator.ts";
import type { Fit, Term } from "../../src/core/fit.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { influenceCovariance, influenceRows } from "../../src/inference/influence.ts";
import { openStream, permutation } from "../../src/numerics/random.ts";
import {
  drawPanel,
  FIRST_PERIOD,
  type PanelColumns,
  panelDesign,
  reorder,
  startOf,
  type TimingKind,
  treatmentOf,
} from "../support/panels.ts";

// Laws are exact in real arithmetic; values are of order 1 to 10, sums over some hundred rows.
const LAW = 1e-10;

/** Options for estimators that mean nothing without them: "d" is the treatment, "x" a covariate, "z" an instrument for d. */
const REGRESSION = { covariates: ["d", "x"], absorb: ["unit", "period"] };
const OPTIONS: Readonly<Record<string, unknown>> = {
  ols: REGRESSION,
  iv: { covariates: ["x"], endogenous: ["d"], instruments: ["z"], absorb: ["unit", "period"] },
  poisson: REGRESSION,
  logit: REGRESSION,
  probit: REGRESSION,
};

/** Outcomes of another kind than a number of any size, made from the panel's own. */
const OUTCOMES: ReadonlyMap<string, (panel: PanelColumns) => readonly number[]> = new Map([
  ["poisson", (panel) => panel.outcome.map((y) => Math.round(3 * Math.exp(y / 3)))],
  ["logit", coinToss],
  ["probit", coinToss],
]);

/** A coin toss per row: whether the second decimal is 5 or more. Every unit and period of the panel here has zeros and ones. */
function coinToss({ outcome }: PanelColumns): readonly number[] {
  return outcome.map((y) => (Math.abs(10 * y) % 1 >= 0.5 ? 1 : 0));
}

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
  ["logit scaling the outcome scales estimates and errors", "the outcome is 0 or 1"],
  ["probit scaling the outcome scales estimates and errors", "the outcome is 0 or 1"],
]);

interface Case {
  readonly name: string;
  readonly estimator: AnyEstimator;
  readonly kind: TimingKind;
}

const cases: readonly Case[] = estimators.flatMap((estimator) =>
  estimator.needs.timing.map((kind) => ({ name: `${estimator.id}, ${kind}`, estimator, kind })),
);

const size = { units: 12, periods: 6, seed: 20260101 };
const panelOf = (kind: TimingKind) => drawPanel(kind === "none" ? "two-by-two" : kind, size);

function fitPanel({ estimator, kind }: Case, panel: PanelColumns, wantOutcomeWeights = false): Fit {
  return fitDesign(estimator, panelDesign(kind, panel), wantOutcomeWeights);
}

function fitDesign(estimator: AnyEstimator, design: Design, wantOutcomeWeights = false): Fit {
  const options = estimator.options.parse(OPTIONS[estimator.id] ?? {});
  return estimator.fit(design, options, { seed: 1, wantOutcomeWeights });
}

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

function law(name: string, check: (chosen: Case, panel: PanelColumns) => void): void {
  test.each(cases.filter(({ estimator }) => !EXCEPTIONS.has(`${estimator.id} ${name}`)))(`${name}: $name`, (chosen) => {
    const panel = panelOf(chosen.kind);
    check(chosen, { ...panel, outcome: OUTCOMES.get(chosen.estimator.id)?.(panel) ?? panel.outcome });
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
  const before = bytes(design);
  const first = bytes(fitDesign(chosen.estimator, design, true));
  const second = bytes(fitDesign(chosen.estimator, design, true));
  expect(bytes(design)).toBe(before);
  expect(second).toBe(first);
});

law("scores and influences sum to zero", (chosen, panel) => {
  const { uncertainty, terms } = fitPanel(chosen, panel);
  if (uncertainty.kind === "refit") return;
  const k = terms.length;
  const values = uncertainty.kind === "scores" ? uncertainty.scores : influenceRows(uncertainty, k);
  for (let j = 0; j < k; j++) {
    let sum = 0;
    for (let i = 0; i < uncertainty.rowUnit.length; i++) sum += values[i * k + j]!;
    expect(Math.abs(sum)).toBeLessThan(LAW);
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

/** Every number and key of plain data, typed arrays by their bytes. */
function bytes(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (inner instanceof Map) return [...inner];
    if (ArrayBuffer.isView(inner)) {
      return Buffer.from(inner.buffer, inner.byteOffset, inner.byteLength).toString("base64");
    }
    return typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner;
  });
}
