import type { Column, NumberColumn, Table } from "../core/table.ts";
import { factorFromColumn } from "../numerics/factor.ts";
import type { DesignFacts, PanelFacts } from "../panel/checks/check.ts";
import { median } from "../panel/checks/listing.ts";
import { type Panel, sortByUnitAndPeriod, takeRows } from "../panel/panel.ts";
import type { Roles } from "./estimate-design.ts";

const isKnown = (column: Column, row: number): boolean =>
  column.kind === "category" ? column.codes[row]! >= 0 : Number.isFinite(column.values[row]!);

/**
 * One table as checks of a panel see it: the rows that --where keeps and that have a unit and a period, sorted by both, with the columns that are named.
 * Null without --unit, --period or --outcome, and where groups of a unit share its periods.
 *
 * @param named    columns in use
 * @param kept     0 for rows that --where leaves out; null keeps all
 * @param complete rows that the estimate uses
 */
export function factsOfFile(
  table: Table,
  named: readonly string[],
  roles: Roles,
  kept: Float64Array | null,
  complete: Int32Array,
): PanelFacts | null {
  const { unit: unitName, period: periodName, outcome: outcomeName, group } = roles;
  if (unitName === undefined || periodName === undefined || outcomeName === undefined || group !== undefined)
    return null;
  const unitColumn = table.columns.get(unitName)!;
  const periodColumn = table.columns.get(periodName)!;
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row).filter(
    (row) => (kept === null || kept[row] === 1) && isKnown(unitColumn, row) && isKnown(periodColumn, row),
  );
  if (rows.length === 0 || periodColumn.kind !== "number") return null;
  const unsorted = factorFromColumn(takeRows(unitColumn, rows));
  const periods = Float64Array.from(rows, (row) => periodColumn.values[row]!);
  const order = sortByUnitAndPeriod(unsorted.codes, unsorted.count, periods);
  const from = Int32Array.from(order, (at) => rows[at]!);
  const columns = new Map(named.map((name) => [name, takeRows(table.columns.get(name)!, from, name)]));
  const unit = { ...unsorted, name: unitName, codes: Int32Array.from(order, (at) => unsorted.codes[at]!) };
  const panel: Panel = {
    id: "data",
    unitName,
    unitParts: [unitName],
    periodName,
    rowCount: from.length,
    unit,
    period: Float64Array.from(order, (at) => periods[at]!),
    columns,
    derivedFrom: new Map(),
  };
  const used = new Uint8Array(table.rowCount);
  for (const row of complete) used[row] = 1;
  const population = Int32Array.from({ length: from.length }, (_, row) => row);
  const outcome = numberColumn(panel, outcomeName);
  if (outcome === null) return null;
  const design: DesignFacts = {
    ...timingOfFile(panel, roles),
    used: population.filter((row) => used[from[row]!] === 1),
    outcome,
    weights: numberColumn(panel, roles.weights),
    dose: null,
    breaks: [],
    clock: null,
  };
  return { panel, unit, population, design };
}

function numberColumn({ columns }: Panel, name: string | undefined): NumberColumn | null {
  const column = name === undefined ? undefined : columns.get(name);
  return column?.kind === "number" ? column : null;
}

type FileTiming = Pick<DesignFacts, "kind" | "side" | "treated" | "cohort" | "postStart">;

/** Who is treated when, as the options say it. */
function timingOfFile(panel: Panel, roles: Roles): FileTiming {
  const { unit, period } = panel;
  const post = numberColumn(panel, roles.post)?.values ?? null;
  const base = { kind: "none", side: null, treated: null, cohort: null, postStart: startOf(period, post) };
  const starts = numberColumn(panel, roles.cohort)?.values;
  if (starts !== undefined) {
    const cohort = starts.map((start) => (Number.isFinite(start) && start !== 0 ? start : Number.POSITIVE_INFINITY));
    return { ...base, kind: "staggered", cohort, side: cohort.map((start) => (Number.isFinite(start) ? 1 : 0)) };
  }
  const dose = numberColumn(panel, roles.dose);
  if (dose !== null) return { ...base, kind: "dose", side: aboveMedianOfUnits(panel, dose) };
  const treatment = numberColumn(panel, roles.treatment)?.values;
  if (treatment === undefined) return base;
  if (post !== null)
    return { ...base, kind: "two-by-two", side: treatment, treated: treatment.map((value, row) => value * post[row]!) };
  const ever = new Uint8Array(unit.count);
  treatment.forEach((value, row) => {
    if (value > 0) ever[unit.codes[row]!] = 1;
  });
  const side = Float64Array.from(unit.codes, (code) => ever[code]!);
  return { ...base, kind: "treatment", treated: treatment, side };
}

/** First period in which --post is 1; null without one. */
function startOf(period: Float64Array, post: Float64Array | null): number | null {
  if (post === null) return null;
  const start = period.reduce(
    (first, p, row) => (post[row] === 1 ? Math.min(first, p) : first),
    Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(start) ? start : null;
}

/** 1 in units whose first known dose lies above the median of all units, else 0; NaN in units without one. */
function aboveMedianOfUnits({ unit }: Panel, { values }: NumberColumn): Float64Array {
  const first = new Float64Array(unit.count).fill(Number.NaN);
  values.forEach((value, row) => {
    const code = unit.codes[row]!;
    if (Number.isNaN(first[code]!)) first[code] = value;
  });
  const middle = median(Array.from(first).filter(Number.isFinite));
  const side = first.map((dose) => (Number.isFinite(dose) ? Number(dose > middle) : Number.NaN));
  return Float64Array.from(unit.codes, (code) => side[code]!);
}
