import type { Finding } from "../core/finding.ts";
import type { Factor } from "../core/table.ts";
import { factorFromNumbers, groupRows } from "../numerics/factor.ts";

/** Score rows summed per unit and period, in order of unit, then period. */
interface Cells {
  readonly values: Float64Array;
  readonly unit: Int32Array;
  /** Position of the period among the distinct ones. */
  readonly period: Int32Array;
  readonly count: number;
  /** Rows that share a cell with an earlier one. */
  readonly repeated: number;
}

/** The lag of panels that is used when none is given: floor(T^¼), as Newey and West (1987) suggest. */
export function defaultLag(periods: number): number {
  return Math.floor(periods ** 0.25);
}

/** Distinct values of the period on the rows used, as codes. */
export function periodCodes(period: Float64Array, rowUnit: Int32Array, name: string): Factor {
  return factorFromNumbers(
    name,
    Float64Array.from(rowUnit, (row) => period[row]!),
  );
}

/**
 * Σ_units Σ_l w_l (Γ_l + Γ_lᵀ), Γ_l = Σ_t ψ_t ψ_{t−l}ᵀ, with Bartlett's w_l = 1 − l/(L + 1): Newey and West (1987) with one series per unit,
 * Driscoll and Kraay (1998) with one series in all. Lags count distinct periods of the data, so a period that a unit misses is a gap and one that
 * nobody has is not.
 *
 * @param psi    n × m row-major
 * @param unit   series of each row; null is one series
 * @param period dense codes in order of time
 * @returns m × m, exactly symmetric
 */
export function bartlettSum(
  psi: Float64Array,
  m: number,
  unit: Factor | null,
  period: Factor,
  lag: number,
): { readonly sum: Float64Array; readonly repeated: number } {
  const cells = sumCells(psi, m, unit, period);
  const total = new Float64Array(m * m);
  const at = new Int32Array(period.count);
  for (let from = 0; from < cells.count; ) {
    let to = from;
    at.fill(-1);
    while (to < cells.count && cells.unit[to] === cells.unit[from]) at[cells.period[to]!] = to++;
    for (let c = from; c < to; c++) {
      addProduct(total, cells.values, m, c, c, 0.5);
      for (let l = 1; l <= Math.min(lag, cells.period[c]!); l++) {
        const earlier = at[cells.period[c]! - l]!;
        if (earlier >= 0) addProduct(total, cells.values, m, c, earlier, 1 - l / (lag + 1));
      }
    }
    from = to;
  }
  const sum = total.map((value, p) => value + total[(p % m) * m + Math.floor(p / m)]!);
  return { sum, repeated: cells.repeated };
}

function sumCells(psi: Float64Array, m: number, unit: Factor | null, period: Factor): Cells {
  const rows = period.codes.length;
  const inTime = groupRows(period.codes, period.count).order;
  const order = unit === null ? inTime : stableByUnit(inTime, unit);
  const values = new Float64Array(rows * m);
  const units = new Int32Array(rows);
  const periods = new Int32Array(rows);
  let count = 0;
  for (const row of order) {
    const u = unit === null ? 0 : unit.codes[row]!;
    const t = period.codes[row]!;
    if (count === 0 || units[count - 1] !== u || periods[count - 1] !== t) {
      units[count] = u;
      periods[count] = t;
      count++;
    }
    for (let a = 0; a < m; a++) values[(count - 1) * m + a]! += psi[row * m + a]!;
  }
  return { values, unit: units, period: periods, count, repeated: rows - count };
}

function stableByUnit(order: Int32Array, unit: Factor): Int32Array {
  const codes = order.map((row) => unit.codes[row]!);
  return groupRows(codes, unit.count).order.map((position) => order[position]!);
}

/** total += scale · ψ_c ψ_dᵀ; the caller adds the transpose at the end. */
function addProduct(total: Float64Array, values: Float64Array, m: number, c: number, d: number, scale: number): void {
  for (let a = 0; a < m; a++) {
    const left = scale * values[c * m + a]!;
    for (let b = 0; b < m; b++) total[a * m + b]! += left * values[d * m + b]!;
  }
}

const FEW_PERIODS = 20;

/** What a reader has to know of errors over time: repeated periods, one period, few periods, a lag longer than the series. */
export function serialFindings(
  kind: "NW" | "DK",
  panel: boolean,
  periods: number,
  lag: number,
  repeated: number,
): Finding[] {
  const findings: Finding[] = [];
  if (kind === "NW" && repeated > 0) {
    findings.push({
      code: panel ? "repeated-unit-period" : "repeated-period",
      severity: "refusal",
      values: { rows: repeated },
    });
  }
  if (periods < 2) findings.push({ code: "one-period", severity: "refusal", values: { periods } });
  else if (lag >= periods) {
    findings.push({ code: "lag-exceeds-periods", severity: "warning", values: { lag, periods } });
  }
  // Newey–West over a panel rests on many units; the other two on many periods.
  const restsOnPeriods = kind === "DK" || !panel;
  if (restsOnPeriods && periods >= 2 && periods < FEW_PERIODS) {
    findings.push({ code: "few-periods", severity: "warning", values: { periods, limit: FEW_PERIODS } });
  }
  return findings;
}
