import type { Design, Timing } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { Column, Factor, NumberColumn } from "../core/table.ts";
import { factorFromColumn } from "../numerics/factor.ts";
import { tripleTiming } from "./triple-columns.ts";

/** Columns of a table by the part they play, as `effectmeter estimate` names them. */
export interface Roles {
  readonly outcome: string | undefined;
  readonly unit: string | undefined;
  readonly period: string | undefined;
  readonly cohort: string | undefined;
  readonly treatment: string | undefined;
  readonly post: string | undefined;
  readonly dose: string | undefined;
  readonly weights: string | undefined;
  readonly clusters: readonly string[];
  /** Of a triple difference: the column of groups, the values compared with, and the affected ones where they are not all others. */
  readonly group?: string | undefined;
  readonly against?: readonly string[] | undefined;
  readonly affected?: readonly string[] | undefined;
}

export type Columns = ReadonlyMap<string, Column>;

export function numbersOf(columns: Columns, name: string): Float64Array {
  return (columns.get(name) as NumberColumn).values;
}

/** D = treated · post: ever treated, and at or after the first period in which anyone is. Null when D is not of that form. */
function splitTreatment(
  treatment: Float64Array,
  unit: Factor,
  period: Float64Array,
): { treated: Float64Array; post: Float64Array } | null {
  const ever = new Float64Array(unit.count);
  let start = Number.POSITIVE_INFINITY;
  treatment.forEach((value, row) => {
    if (value === 0) return;
    ever[unit.codes[row]!] = 1;
    start = Math.min(start, period[row]!);
  });
  const treated = Float64Array.from(unit.codes, (code) => ever[code]!);
  const post = period.map((value) => (value >= start ? 1 : 0));
  return treatment.every((value, row) => value === treated[row]! * post[row]!) ? { treated, post } : null;
}

/** First treated period of each unit, spread over its rows; Infinity = never. Null when treatment is switched off again. */
function cohortsOf(treatment: Float64Array, unit: Factor, period: Float64Array): Float64Array | null {
  const first = new Float64Array(unit.count).fill(Number.POSITIVE_INFINITY);
  treatment.forEach((value, row) => {
    if (value !== 0) first[unit.codes[row]!] = Math.min(first[unit.codes[row]!]!, period[row]!);
  });
  const cohort = Float64Array.from(unit.codes, (code) => first[code]!);
  return treatment.every((value, row) => (value !== 0) === period[row]! >= cohort[row]!) ? cohort : null;
}

function requireBinary(option: string, values: Float64Array, name: string, remedy: string): void {
  const odd = values.find((value) => value !== 0 && value !== 1);
  if (odd !== undefined) throw new InputError(`${option} ${name}: expected 0 and 1 only, got ${odd}; ${remedy}`);
}

/**
 * Timing as far as the named columns give it. A treatment that is on for some units from one period onwards is two-by-two; one that starts at
 * different times and stays is staggered; one that is given beside `post` is taken as the treated group.
 */
export function timingOf(columns: Columns, roles: Roles, unit: Factor | null, period: Float64Array | null): Timing {
  if (roles.group !== undefined) return tripleTiming(columns, roles, unit, period);
  if (roles.cohort !== undefined) {
    const cohort = numbersOf(columns, roles.cohort).map((value) =>
      Number.isFinite(value) && value !== 0 ? value : Number.POSITIVE_INFINITY,
    );
    return { kind: "staggered", cohort };
  }
  const ones = (length: number): Float64Array => new Float64Array(length).fill(1);
  const post = roles.post === undefined ? null : numbersOf(columns, roles.post);
  if (post !== null) requireBinary("--post", post, roles.post!, "make a column that is 1 from the start on");
  if (roles.dose !== undefined) {
    const dose = numbersOf(columns, roles.dose);
    return { kind: "dose", name: roles.dose, dose, post: post ?? ones(dose.length) };
  }
  if (roles.treatment === undefined) return { kind: "none" };
  const treatment = numbersOf(columns, roles.treatment);
  requireBinary("--treatment", treatment, roles.treatment, "for how much rather than whether, use --dose");
  if (post !== null) return { kind: "two-by-two", treated: treatment, post };
  if (unit === null || period === null)
    throw new InputError("--treatment needs --post, or --unit and --period, to know before from after");
  const split = splitTreatment(treatment, unit, period);
  if (split !== null) return { kind: "two-by-two", ...split };
  const cohort = cohortsOf(treatment, unit, period);
  if (cohort !== null) return { kind: "staggered", cohort };
  return { kind: "two-by-two", treated: treatment, post: ones(treatment.length) };
}

/** By unit, then period, then group where rows have one. */
function sortRows(unit: Factor | null, period: Float64Array | null, group: Factor | null, n: number): Int32Array {
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  if (unit === null) return rows;
  const byGroup = (a: number, b: number): number => (group === null ? 0 : group.codes[a]! - group.codes[b]!);
  return rows.sort(
    (a, b) =>
      unit.codes[a]! - unit.codes[b]! || (period === null ? 0 : period[a]! - period[b]!) || byGroup(a, b) || a - b,
  );
}

/** @throws InputError naming both lines of a repeated unit-period */
function refuseDuplicates(
  unit: Factor,
  period: Float64Array,
  group: Factor | null,
  order: Int32Array,
  roles: Roles,
  lineOf: (row: number) => string,
): void {
  const problems: string[] = [];
  for (let i = 1; i < order.length && problems.length < 10; i++) {
    const [a, b] = [order[i - 1]!, order[i]!];
    const isSameGroup = group === null || group.codes[a] === group.codes[b];
    const ofGroup = group === null ? "" : `, ${group.name} ${group.labels?.[group.codes[b]!] ?? group.codes[b]},`;
    if (isSameGroup && unit.codes[a] === unit.codes[b] && period[a] === period[b])
      problems.push(
        `${lineOf(b)}: ${roles.unit} ${unit.labels?.[unit.codes[b]!] ?? unit.codes[b]}${ofGroup} occurs again in ${roles.period} ${period[b]} (first on ${lineOf(a)}); a unit may have one row per period${group === null ? "" : " and group"}: remove one, aggregate them, or leave out --period for repeated cross-sections`,
      );
  }
  if (problems.length > 0) throw new InputError(problems);
}

function refuseNegative(weights: Float64Array, name: string, lineOf: (row: number) => string): void {
  const row = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (row >= 0)
    throw new InputError(`${lineOf(row)}: --weights ${name} is ${weights[row]}; a weight is a number from 0`);
}

function refuseChangingCohort(cohort: Float64Array, unit: Factor, roles: Roles, lineOf: (row: number) => string): void {
  const first = new Int32Array(unit.count).fill(-1);
  unit.codes.forEach((code, row) => {
    if (first[code] === -1) first[code] = row;
    const before = first[code]!;
    if (cohort[before] !== cohort[row])
      throw new InputError(
        `${lineOf(row)}: --cohort ${roles.cohort} of ${roles.unit} ${unit.labels?.[code] ?? code} is ${cohort[row]}, and ${cohort[before]} on ${lineOf(before)} (Infinity: never treated); a unit has one first treated period: for a column that is 1 while treated, use --treatment`,
      );
  });
}

/**
 * A design from a table's rows that are complete.
 *
 * @param columns complete rows only
 * @param lineOf  where a row stands in the file, for messages
 * @throws InputError for a repeated unit-period, a negative weight, a cohort that changes within a unit, and 0/1 columns that hold anything else
 */
export function designFromColumns(
  columns: Columns,
  rowCount: number,
  roles: Roles,
  lineOf: (row: number) => string,
): { readonly design: Design; readonly order: Int32Array } {
  const unit = roles.unit === undefined ? null : factorFromColumn(columns.get(roles.unit)!);
  const period = roles.period === undefined ? null : numbersOf(columns, roles.period);
  const group = roles.group === undefined ? null : factorFromColumn(columns.get(roles.group)!);
  const order = sortRows(unit, period, group, rowCount);
  if (unit !== null && period !== null) refuseDuplicates(unit, period, group, order, roles, lineOf);
  const outcome = roles.outcome === undefined ? new Float64Array(rowCount) : numbersOf(columns, roles.outcome);
  const weights =
    roles.weights === undefined
      ? null
      : { name: roles.weights, kind: "sampling" as const, values: numbersOf(columns, roles.weights) };
  if (weights !== null) refuseNegative(weights.values, weights.name, lineOf);
  const timing = timingOf(columns, roles, unit, period);
  if (timing.kind === "staggered" && unit !== null) refuseChangingCohort(timing.cohort, unit, roles, lineOf);
  return {
    design: {
      rowCount,
      outcome: { name: roles.outcome ?? "", values: outcome },
      unit,
      period:
        period === null
          ? null
          : { name: roles.period!, values: period, levels: Float64Array.from(new Set(period)).sort() },
      timing,
      weights,
      clusters: roles.clusters.map((name) => factorFromColumn(columns.get(name)!)),
      columns,
    },
    order,
  };
}
