import { quoteName } from "../vectors.ts";
import { type Described, type DescribedColumn, selectOutputs } from "./describe.ts";
import type { Staged } from "./staged.ts";

/** A pair of columns that names every row once. */
export interface PanelKey {
  readonly unit: string;
  readonly period: string;
  readonly units: number;
  readonly periods: number;
  /** Every unit in every period. */
  readonly balanced: boolean;
}

export interface Keys {
  /** Best first. */
  readonly panels: readonly PanelKey[];
  /** Texts, and whole numbers called like a key, of which every row has another value. */
  readonly identifiers: readonly string[];
  /** The best pair when none names every row once. */
  readonly nearest: {
    readonly unit: string;
    readonly period: string;
    /** Rows beyond the first of each pair. */
    readonly surplus: number;
    /** The first pair that occurs again, as texts. */
    readonly example: readonly [string, string];
  } | null;
  readonly weights: readonly string[];
}

const PAIRS_TRIED = 12;
/** Rows looked at before all are: a pair that is not unique among them is not unique. */
const FIRST_ROWS = 100_000;
const PERIOD_NAME =
  /(year|jaar|peildatum|periode?|quarter|kwartaal|month|maand|week|wave|ronde|date|datum|(^|_)(t|time|yr|dag|day|cohortjaar)($|_))/i;
const UNIT_NAME =
  /(^|_)(id|ids|code|nr|nummer|number|unit|key|pid|hhid|brin|oin|bsn)($|_)|(school|vestiging|gemeente|municipality|county|state|region|regio|firm|bedrijf|person|persoon|country|land|household|huishouden|instelling|station|provincie|district|wijk|buurt|hospital|bank|naam|name)/i;
const WEIGHT_NAME =
  /(^|_)(w|wt|wgt|weight|weights|gewicht|weging|weegfactor|pweight|fweight|aweight|pw|fw)($|_|\d)|weight|gewicht/i;
const MOST_PERIODS = 5_000;

/**
 * Finds the columns that can be unit and period: a period is a year, a date or something called so, with few values and none missing; a unit is a text or a
 * whole number; together they occur once. Decided by counting, in the whole table.
 */
export async function findKeys(staged: Staged, described: Described): Promise<Keys> {
  const { columns } = described;
  const rows = staged.rowCount;
  const unique: string[] = [];
  const candidates = columns.filter((column) => isIdentifier(column) && mayBeAll(column.distinct, rows, column));
  for (const { name } of candidates.slice(0, PAIRS_TRIED))
    if ((await surplusOf(staged, described, [name])) === 0) unique.push(name);
  const identifiers = columns.filter(
    ({ name, type }) => unique.includes(name) && (type === "text" || UNIT_NAME.test(name)),
  );
  const periods = rank(
    columns.filter((column) => periodScore(column) > 0),
    periodScore,
  );
  const panels: PanelKey[] = [];
  let closest: readonly [string, string] | null = null;
  let tried = 0;
  for (const period of periods)
    for (const unit of rank(
      columns.filter((column) => unitScore(column, period) > 0),
      (column) => unitScore(column, period),
    )) {
      if (unique.includes(unit.name) || unique.includes(period.name) || tried >= PAIRS_TRIED) continue;
      const isEnough = unit.distinct * period.distinct * (unit.distinctIsExact ? 1 : 1.1) >= rows;
      if (isEnough) tried++;
      if (!isEnough || (await surplusOf(staged, described, [unit.name, period.name])) > 0) {
        closest ??= [unit.name, period.name];
        continue;
      }
      const units = unit.distinctIsExact ? unit.distinct : await distinctOf(staged, described, unit.name);
      panels.push({
        unit: unit.name,
        period: period.name,
        units,
        periods: period.distinct,
        balanced: units * period.distinct === rows,
      });
    }
  const isFound = panels.length > 0 || identifiers.length > 0;
  const weights = columns.filter(
    ({ name, type, least }) =>
      (WEIGHT_NAME.test(name) || name === staged.weight) &&
      (type === "number" || type === "whole") &&
      Number(least) >= 0,
  );
  return {
    panels,
    identifiers: identifiers.map(({ name }) => name),
    nearest: isFound || closest === null ? null : await near(staged, described, ...closest),
    weights: rank(weights, ({ name }) => (name === staged.weight ? 2 : 1)).map(({ name }) => name),
  };
}

/** Best score first; equal scores in the order of the columns. */
function rank(columns: readonly DescribedColumn[], score: (column: DescribedColumn) => number): DescribedColumn[] {
  return [...columns].sort((a, b) => score(b) - score(a));
}

const isIdentifier = ({ type, missing }: DescribedColumn): boolean =>
  missing === 0 && (type === "text" || type === "whole");

function mayBeAll(distinct: number, rows: number, { distinctIsExact }: DescribedColumn): boolean {
  return distinctIsExact ? distinct === rows : distinct > 0.9 * rows;
}

/** 0: no period. */
function periodScore({ name, type, missing, distinct, least, greatest }: DescribedColumn): number {
  if (missing > 0 || distinct < 2 || distinct > MOST_PERIODS) return 0;
  const isNamed = PERIOD_NAME.test(name);
  const isYear = type === "whole" && Number(least) >= 1500 && Number(greatest) <= 2200;
  if (isYear) return isNamed ? 5 : 3;
  if (type === "date" || type === "moment") return isNamed ? 4 : 2;
  return type === "whole" && isNamed ? 2 : 0;
}

/** 0: no unit. */
function unitScore(column: DescribedColumn, period: DescribedColumn): number {
  const { name, type, distinct, columns, present } = column;
  if (column === period || distinct < 2 || !isIdentifier(column) || columns.length > 1) return 0;
  // Numbers that are not called like a unit are counts more often than not, unless each comes back.
  if (type === "whole" && (PERIOD_NAME.test(name) || (!UNIT_NAME.test(name) && 2 * distinct > present))) return 0;
  return (UNIT_NAME.test(name) ? 4 : 0) + (type === "text" ? 2 : 1);
}

function outputOf({ outputs }: Described, name: string): string {
  return outputs.find((output) => output.name === name)!.sql;
}

/** How many rows there are beyond one of each combination; at least 1 where a look at the first rows is enough. */
async function surplusOf(staged: Staged, described: Described, names: readonly string[]): Promise<number> {
  const list = names.map((name, index) => `${outputOf(described, name)} AS k${index}`).join(", ");
  const keys = names.map((_, index) => `k${index}`).join(", ");
  const surplus = async (from: string): Promise<number> => {
    const reader = await staged.connection.runAndReadAll(
      `SELECT coalesce(sum(n - 1), 0)::DOUBLE FROM (SELECT count(*) AS n FROM (SELECT ${list} FROM ${from}) GROUP BY ${keys})`,
    );
    return reader.value(0, 0) as number;
  };
  if (staged.rowCount > FIRST_ROWS) {
    const first = await surplus(`(SELECT * FROM ${staged.relation} LIMIT ${FIRST_ROWS})`);
    if (first > 0) return first;
  }
  return surplus(staged.relation);
}

async function distinctOf(staged: Staged, described: Described, name: string): Promise<number> {
  const reader = await staged.connection.runAndReadAll(
    `SELECT count(DISTINCT ${outputOf(described, name)})::DOUBLE FROM ${staged.relation}`,
  );
  return reader.value(0, 0) as number;
}

async function near(staged: Staged, described: Described, unit: string, period: string): Promise<Keys["nearest"]> {
  const chosen = described.outputs.filter(({ name }) => name === unit || name === period);
  const [u, p] = [quoteName(unit), quoteName(period)];
  const groups = `SELECT ${u} AS u, ${p} AS p, count(*) AS n FROM (${selectOutputs(staged, chosen)}) GROUP BY u, p`;
  const reader = await staged.connection.runAndReadAll(
    `SELECT sum(n - 1)::DOUBLE, min(struct_pack(u := CAST(u AS VARCHAR), p := CAST(p AS VARCHAR))) FILTER (n > 1) AS e FROM (${groups})`,
  );
  const surplus = reader.value(0, 0) as number;
  const { entries } = reader.value(1, 0) as unknown as { readonly entries: { readonly u: string; readonly p: string } };
  return { unit, period, surplus, example: [entries.u, entries.p] };
}
