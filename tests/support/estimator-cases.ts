import { estimators } from "../../models/index.ts";
import type { Design } from "../../src/core/design.ts";
import type { AnyEstimator } from "../../src/core/estimator.ts";
import type { Fit } from "../../src/core/fit.ts";
import { drawPanel, FIRST_PERIOD, type PanelColumns, panelDesign, type TimingKind } from "./panels.ts";

/** An estimator on one of the timings it takes: what a conformance law is tried on. */
export interface Case {
  readonly name: string;
  readonly estimator: AnyEstimator;
  readonly kind: TimingKind;
}

export const cases: readonly Case[] = estimators.flatMap((estimator) =>
  estimator.needs.timing.map((kind) => ({ name: `${estimator.id}, ${kind}`, estimator, kind })),
);

/** Options for estimators that mean nothing without them: "d" is the treatment, "x" a covariate, "z" an instrument for d. */
const REGRESSION = { covariates: ["d", "x"], absorb: ["unit", "period"] };
const OPTIONS: Readonly<Record<string, unknown>> = {
  ols: REGRESSION,
  iv: { covariates: ["x"], endogenous: ["d"], instruments: ["z"], absorb: ["unit", "period"] },
  poisson: REGRESSION,
  logit: REGRESSION,
  probit: REGRESSION,
  "trade-off": {
    against: "d",
    before: [FIRST_PERIOD, FIRST_PERIOD + 2],
    after: [FIRST_PERIOD + 3, FIRST_PERIOD + 5],
    draws: 0,
  },
};

/** Outcomes of another kind than a number of any size, made from the panel's own. */
const OUTCOMES: ReadonlyMap<string, (panel: PanelColumns) => readonly number[]> = new Map([
  ["poisson", (panel) => panel.outcome.map((y) => Math.round(3 * Math.exp(y / 3)))],
  ["logit", coinToss],
  ["probit", coinToss],
]);

/** A coin toss per row: whether the second decimal is 5 or more. Every unit and period of the panels here has zeros and ones. */
function coinToss({ outcome }: PanelColumns): readonly number[] {
  return outcome.map((y) => (Math.abs(10 * y) % 1 >= 0.5 ? 1 : 0));
}

const size = { units: 12, periods: 6, seed: 20260101 };

/** A panel of 12 units in 6 periods with an outcome that the estimator takes. */
export function panelFor({ estimator, kind }: Case): PanelColumns {
  const panel = drawPanel(kind === "none" ? "two-by-two" : kind, size);
  return { ...panel, outcome: OUTCOMES.get(estimator.id)?.(panel) ?? panel.outcome };
}

/** The estimator's options with defaults filled in: those above, and what a test adds. */
export function optionsOf(estimator: AnyEstimator, more: Readonly<Record<string, unknown>> = {}): unknown {
  return estimator.options.parse({ ...(OPTIONS[estimator.id] ?? {}), ...more });
}

export function fitPanel({ estimator, kind }: Case, panel: PanelColumns, wantOutcomeWeights = false): Fit {
  return fitDesign(estimator, panelDesign(kind, panel), wantOutcomeWeights);
}

export function fitDesign(estimator: AnyEstimator, design: Design, wantOutcomeWeights = false): Fit {
  return estimator.fit(design, optionsOf(estimator), { seed: 1, wantOutcomeWeights });
}

/** Every number and key of plain data, typed arrays by their bytes. */
export function bytesOfData(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (inner instanceof Map) return [...inner];
    if (ArrayBuffer.isView(inner)) {
      return Buffer.from(inner.buffer, inner.byteOffset, inner.byteLength).toString("base64");
    }
    return typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner;
  });
}

/** The same data with every plain object and list frozen, so that writing to one throws. Typed arrays and maps cannot be: compare their bytes. */
export function deepFreeze<Value>(value: Value): Value {
  if (value instanceof Map) for (const inner of value.values()) deepFreeze(inner);
  else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
