import type { Design, Timing } from "../../src/core/design.ts";
import { fillNormal, openStream } from "../../src/numerics/random.ts";
import { factorOf, makeDesign, numberColumn } from "./frame.ts";

export type TimingKind = Timing["kind"];

/** A panel in columns, before it is a design: easy to change one thing and build again. */
export interface PanelColumns {
  readonly unit: readonly number[];
  readonly period: readonly number[];
  /** First treated period; Infinity = never. */
  readonly cohort: readonly number[];
  readonly dose: readonly number[];
  readonly covariate: readonly number[];
  readonly outcome: readonly number[];
  readonly weight: readonly number[] | null;
  /** Of triple differences: 1 in the affected group, 0 in the other; two rows per unit and period. */
  readonly group?: readonly number[];
}

export interface PanelSize {
  readonly units: number;
  readonly periods: number;
  readonly seed: number;
  readonly replicate?: number;
  /** Serial correlation of the errors. */
  readonly rho?: number;
  /** Effect of treatment (per unit of dose for dose designs). */
  readonly effect?: number;
}

export const FIRST_PERIOD = 2011;

/** The period from which two-by-two and dose designs are treated: after two thirds of the periods. */
export function startPeriod(periods: number): number {
  return FIRST_PERIOD + Math.ceil((2 * periods) / 3);
}

/**
 * A balanced panel with unit effects, period effects and AR(1) errors. Staggered: a third of the units starts in the third period, a third
 * in the fifth, a third never. Otherwise every second unit is treated from `startPeriod` on; doses run from 0.1 to 1.
 */
export function drawPanel(kind: TimingKind, size: PanelSize): PanelColumns {
  if (kind === "triple-difference") return drawGroups(size);
  const { units, periods, seed, replicate = 0, rho = 0.5, effect = 0 } = size;
  const noise = new Float64Array(units * (2 * periods + 2));
  fillNormal(openStream({ seed, task: "panel", replicate }), noise);
  let next = 0;
  const normal = () => noise[next++]!;
  const rows: Record<keyof Omit<PanelColumns, "weight" | "group">, number[]> = {
    unit: [],
    period: [],
    cohort: [],
    dose: [],
    covariate: [],
    outcome: [],
  };
  const start = startPeriod(periods);
  for (let i = 0; i < units; i++) {
    const staggered = [FIRST_PERIOD + 2, FIRST_PERIOD + 4, Number.POSITIVE_INFINITY][i % 3]!;
    const cohort = kind === "staggered" ? staggered : i % 2 === 0 ? start : Number.POSITIVE_INFINITY;
    const dose = ((i * 37) % 10) / 10 + 0.1;
    const level = 2 * normal();
    let error = normal();
    for (let t = 0; t < periods; t++) {
      const period = FIRST_PERIOD + t;
      const covariate = normal();
      const treated = kind === "dose" ? (period >= start ? dose : 0) : period >= cohort ? 1 : 0;
      rows.unit.push(i);
      rows.period.push(period);
      rows.cohort.push(cohort);
      rows.dose.push(dose);
      rows.covariate.push(covariate);
      rows.outcome.push(level + Math.sin(t) + 0.3 * covariate + error + effect * treated);
      error = rho * error + Math.sqrt(1 - rho * rho) * normal();
    }
  }
  return { ...rows, weight: null };
}

/** Two groups in every unit of a two-by-two panel: errors of their own, those of the unit shared. The effect is on group 1 of treated units. */
function drawGroups(size: PanelSize): PanelColumns {
  const { units, periods, seed, replicate = 0, effect = 0 } = size;
  const panel = drawPanel("two-by-two", { ...size, effect: 0 });
  const own = new Float64Array(units * (periods + 1) * 2);
  fillNormal(openStream({ seed, task: "groups", replicate }), own);
  const rows = panel.unit.flatMap((_, row) => [row, row]);
  const group = rows.map((_, i) => i % 2);
  const twice = { ...reorder(panel, rows), group };
  const treatment = treatmentOf("triple-difference", twice);
  const drift = (i: number): number => group[i]! * (1 + 0.2 * (twice.period[i]! - FIRST_PERIOD));
  const level = (i: number): number => own[2 * units * periods + 2 * twice.unit[i]! + group[i]!]!;
  return {
    ...twice,
    outcome: twice.outcome.map((y, i) => y + level(i) + drift(i) + 0.7 * own[i]! + effect * treatment[i]!),
  };
}

/** Treatment of each row, as the estimators define it. */
export function treatmentOf(kind: TimingKind, panel: PanelColumns): readonly number[] {
  const start = startOf(panel);
  return panel.period.map((period, row) => {
    if (kind === "triple-difference" && panel.group?.[row] !== 1) return 0;
    if (kind === "dose") return period >= start ? panel.dose[row]! : 0;
    return period >= panel.cohort[row]! ? 1 : 0;
  });
}

/** The start of two-by-two and dose panels: the earliest cohort, or for dose panels the shared start. */
export function startOf(panel: PanelColumns): number {
  return Math.min(...panel.cohort);
}

/**
 * The design of a panel; the treatment and the covariate are also columns "d" and "x" for estimators that take columns. "z" moves d and nothing
 * else: the treatment times what varies between units.
 */
export function panelDesign(
  kind: TimingKind,
  panel: PanelColumns,
  weightKind: "sampling" | "frequency" = "frequency",
): Design {
  const unit = factorOf("unit", panel.unit);
  const treatment = treatmentOf(kind, panel);
  const instrument = treatment.map((d, row) => d * (0.5 + panel.dose[row]!));
  return makeDesign({
    outcome: panel.outcome,
    columns: [numberColumn("d", treatment), numberColumn("x", panel.covariate), numberColumn("z", instrument)],
    unit,
    period: panel.period,
    timing: timingOf(kind, panel),
    clusters: [unit],
    ...(panel.weight === null ? {} : { weights: { kind: weightKind, values: panel.weight } as const }),
  });
}

function timingOf(kind: TimingKind, panel: PanelColumns): Timing {
  const start = startOf(panel);
  const post = Float64Array.from(panel.period, (period) => (period >= start ? 1 : 0));
  switch (kind) {
    case "none":
      return { kind };
    case "two-by-two":
      return { kind, treated: Float64Array.from(panel.cohort, (g) => (Number.isFinite(g) ? 1 : 0)), post };
    case "dose":
      return { kind, name: "dose", dose: Float64Array.from(panel.dose), post };
    case "staggered":
      return { kind, cohort: Float64Array.from(panel.cohort) };
    case "triple-difference": {
      if (panel.group === undefined) throw new RangeError("a triple difference needs groups");
      return {
        kind,
        name: "treated",
        exposure: Float64Array.from(panel.cohort, (g) => (Number.isFinite(g) ? 1 : 0)),
        affected: Float64Array.from(panel.group),
        group: factorOf("group", panel.group),
        post,
        addingUp: null,
        sides: null,
      };
    }
    default:
      return kind satisfies never;
  }
}

/** The same rows in another order. */
export function reorder(panel: PanelColumns, order: readonly number[]): PanelColumns {
  const take = (values: readonly number[]) => order.map((row) => values[row]!);
  return {
    unit: take(panel.unit),
    period: take(panel.period),
    cohort: take(panel.cohort),
    dose: take(panel.dose),
    covariate: take(panel.covariate),
    outcome: take(panel.outcome),
    weight: panel.weight === null ? null : take(panel.weight),
    ...(panel.group === undefined ? {} : { group: take(panel.group) }),
  };
}
