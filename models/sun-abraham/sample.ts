import type { Design } from "../../src/core/design.ts";
import type { Finding } from "../../src/core/finding.ts";
import { eventTimeOf } from "../../src/estimate/att-gt.ts";
import type { Regressor } from "../../src/estimate/regressors.ts";
import { distinctSorted } from "../../src/numerics/factor.ts";
import type { Options } from "./options.ts";

/** Rows that are compared, and when their units start. */
export interface Sample {
  /** Design rows, ascending. */
  readonly rows: Int32Array;
  /** Per design row its cohort; Infinity for comparison units. */
  readonly start: Float64Array;
  /** Cohorts with cells of their own, ascending. */
  readonly cohorts: Float64Array;
  /** Event times that each cohort's effects are relative to, among those it is observed at. */
  readonly references: ReadonlyMap<number, readonly number[]>;
  /** First and last period. */
  readonly span: readonly [number, number];
}

type Choices = Pick<Options, "comparison" | "reference" | "anticipation">;

/** Rows left, and what the reader must know of those that are not. */
interface Selection {
  readonly design: Design;
  readonly cohort: Float64Array;
  readonly keep: Uint8Array;
  readonly findings: Finding[];
}

/**
 * Selects rows (Sun and Abraham 2021, section 4.1): not units treated from the first period on, whose untreated outcome was never seen; where nobody is
 * never treated, the periods before the last cohort starts, with that cohort for comparison; not cohorts without a reference period.
 *
 * @returns null with the finding that says why when nothing can be compared
 */
export function takeSample(
  design: Design,
  covariates: readonly Regressor[],
  chosen: Choices,
): { readonly sample: Sample | null; readonly findings: readonly Finding[] } {
  if (design.timing.kind !== "staggered" || design.period === null || design.unit === null)
    throw new RangeError("sun-abraham: the design has no cohorts, no units or no periods");
  const selection: Selection = {
    design,
    cohort: design.timing.cohort,
    keep: new Uint8Array(design.rowCount).fill(1),
    findings: [],
  };
  const refuse = (code: string) => ({
    sample: null,
    findings: [...selection.findings, { code, severity: "refusal" as const, values: {} }],
  });
  for (const { name, values } of covariates) {
    const rows = drop(selection, (row) => !Number.isFinite(values[row]!)).rows;
    if (rows > 0) selection.findings.push({ code: "rows-missing", severity: "note", values: { column: name, rows } });
  }
  leaveOutTreated(selection, chosen.anticipation);
  const last = chooseComparison(selection, chosen);
  if (last === null) return refuse("no-rows");
  const until = last + chosen.anticipation;
  const start = selection.cohort.map((cohort) => (cohort > until ? Infinity : cohort));
  const references = referencesOf(selection, start, chosen);
  const span = spanOf(selection);
  if (span === null) return refuse("no-rows");
  const cohorts = Float64Array.from(references.keys()).sort();
  if (cohorts.length === 0) return refuse("nobody-treated");
  return { sample: { rows: rowsOf(selection.keep), start, cohorts, references, span }, findings: selection.findings };
}

/** Takes out rows; how many had weight, and of how many units. */
function drop(
  { design, keep }: Selection,
  isGone: (row: number) => boolean,
): { readonly rows: number; readonly units: number } {
  const units = new Set<number>();
  let rows = 0;
  for (let row = 0; row < keep.length; row++) {
    if (keep[row] === 0 || !isGone(row)) continue;
    keep[row] = 0;
    rows++;
    units.add(design.unit!.codes[row]!);
  }
  return { rows, units: units.size };
}

function rowsOf(keep: Uint8Array): Int32Array {
  const rows = new Int32Array(keep.length);
  let count = 0;
  for (let row = 0; row < keep.length; row++) if (keep[row] === 1) rows[count++] = row;
  return rows.slice(0, count);
}

/** Rows without weight stay, so that the fit reports them, but tell nothing of who is compared. */
function counts({ design, keep }: Selection, row: number): boolean {
  return keep[row] === 1 && design.weights?.values[row] !== 0;
}

/** First and last period of the rows that count; null without any. */
function spanOf(selection: Selection): readonly [number, number] | null {
  const { values } = selection.design.period!;
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < values.length; row++) {
    if (!counts(selection, row)) continue;
    first = Math.min(first, values[row]!);
    last = Math.max(last, values[row]!);
  }
  return first <= last ? [first, last] : null;
}

function leaveOutTreated(selection: Selection, anticipation: number): void {
  const span = spanOf(selection);
  if (span === null) return;
  const gone = new Set<number>();
  const { units } = drop(selection, (row) => {
    const isGone = selection.cohort[row]! <= span[0] + anticipation;
    if (isGone) gone.add(selection.cohort[row]!);
    return isGone;
  });
  if (units === 0) return;
  const cohorts = Array.from(Float64Array.from(gone).sort(), String);
  selection.findings.push({ code: "treated-from-start", severity: "note", values: { units, cohorts } });
}

/** Takes the last cohort for comparison where asked or needed. Returns the last period; null when nothing is left. */
function chooseComparison(selection: Selection, { comparison, anticipation }: Choices): number | null {
  const { cohort, design, findings } = selection;
  const span = spanOf(selection);
  if (span === null) return null;
  const isNever = (row: number): boolean => cohort[row]! > span[1] + anticipation;
  let latest = -Infinity;
  let hasNever = false;
  for (let row = 0; row < cohort.length; row++) {
    if (!counts(selection, row)) continue;
    if (isNever(row)) hasNever = true;
    else if (cohort[row]! > latest) latest = cohort[row]!;
  }
  if ((comparison === "never-treated" && hasNever) || latest === -Infinity) return span[1];
  if (hasNever) {
    const { units } = drop(selection, isNever);
    findings.push({ code: "never-treated-left-out", severity: "note", values: { units } });
  }
  const { values } = design.period!;
  drop(selection, (row) => values[row]! >= latest - anticipation);
  const left = spanOf(selection);
  if (left === null) return null;
  findings.push({
    code: "last-cohort-comparison",
    severity: comparison === "never-treated" ? "warning" : "note",
    values: { cohort: String(latest), last: String(left[1]) },
  });
  return left[1];
}

/** The reference event times of every cohort; cohorts that are not observed at any are taken out. */
function referencesOf(
  selection: Selection,
  start: Float64Array,
  { reference, anticipation }: Choices,
): ReadonlyMap<number, readonly number[]> {
  const { design, findings } = selection;
  const { values } = design.period!;
  const seen = new Map<number, Set<number>>();
  let periods: Set<number> | undefined;
  let current = Number.NaN;
  for (let row = 0; row < start.length; row++) {
    if (start[row] === Infinity || !counts(selection, row)) continue;
    if (start[row] !== current) {
      current = start[row]!;
      periods = seen.get(current) ?? new Set();
      seen.set(current, periods);
    }
    periods!.add(values[row]!);
  }
  const references = new Map<number, readonly number[]>();
  const without: number[] = [];
  for (const cohort of distinctSorted(Float64Array.from(seen.keys()))) {
    const times = Array.from(seen.get(cohort)!, (period) => eventTimeOf({ cohort, period }));
    const before = times.filter((time) => time < -anticipation).reduce((a, b) => Math.max(a, b), -Infinity);
    const chosen = (reference ?? [before]).filter((time) => times.includes(time));
    if (chosen.length > 0) references.set(cohort, chosen);
    else without.push(cohort);
  }
  if (without.length > 0) {
    const { units } = drop(selection, (row) => without.includes(start[row]!));
    findings.push({
      code: "cohorts-without-reference",
      severity: references.size === 0 ? "refusal" : "warning",
      values: { units, cohorts: without.map(String), reference: (reference ?? [-1 - anticipation]).map(String) },
    });
  }
  return references;
}
