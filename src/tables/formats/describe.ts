import { InputError } from "../../core/errors.ts";
import { quoteName } from "../vectors.ts";
import { codesOf, type DescribedCode } from "./described-codes.ts";
import type { Interpreted } from "./interpret.ts";
import type { Staged } from "./staged.ts";

export type DescribedType = "number" | "whole" | "text" | "boolean" | "date" | "moment";

/** What a column holds. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: DescribedType;
  /** Rows with a value. */
  readonly present: number;
  readonly missing: number;
  readonly distinct: number;
  /** False where `distinct` is an estimate, which it is above 10,000. */
  readonly distinctIsExact: boolean;
  /** Least and greatest value: numbers, ISO dates, or texts by code unit. */
  readonly least: number | string | null;
  readonly greatest: number | string | null;
  readonly label: string | null;
  readonly values: readonly { readonly code: string; readonly label: string }[];
  readonly codes: readonly DescribedCode[];
  readonly written: string | null;
  /** Columns that are written for it: itself, and bounds and reasons where it has them. */
  readonly columns: readonly string[];
}

/** A column as it is written. */
export interface OutputColumn {
  readonly name: string;
  readonly sql: string;
}

export interface Described {
  readonly columns: readonly DescribedColumn[];
  readonly outputs: readonly OutputColumn[];
  readonly notes: readonly string[];
}

/** Up to here distinct values are counted exactly. */
const EXACT_UP_TO = 10_000;
const LARGEST = 2 ** 53;

interface Facts {
  readonly present: number;
  readonly distinct: number;
  readonly least: number | string | null;
  readonly greatest: number | string | null;
  readonly isWhole: boolean;
  readonly isInfinite: number;
}

/**
 * Describes every column with aggregates of the database, and says what is written for it.
 *
 * @throws InputError when a number is infinite or an integer beyond 2^53, and when names clash
 */
export async function describeColumns(
  staged: Staged,
  interpreted: readonly Interpreted[],
  path: string,
): Promise<Described> {
  const facts = await factsOf(staged, interpreted, path);
  const exact = await exactCounts(staged, interpreted, facts);
  const columns: DescribedColumn[] = [];
  const outputs: OutputColumn[] = [];
  for (const [index, one] of interpreted.entries()) {
    const { name, label, valueLabels } = one.column;
    const fact = facts[index]!;
    if (fact.isInfinite > 0)
      throw new InputError(
        `${path}, column "${name}": ${fact.isInfinite} values are infinite or too large for a number; leave those cells empty.`,
      );
    const type = one.type === "number" && fact.isWhole ? "whole" : one.type;
    const written = outputsOf(one, type);
    outputs.push(...written);
    columns.push({
      name,
      type,
      present: fact.present,
      missing: staged.rowCount - fact.present,
      distinct: exact.get(index) ?? fact.distinct,
      distinctIsExact: exact.has(index),
      least: fact.least,
      greatest: fact.greatest,
      label,
      values: [...valueLabels].map(([code, text]) => ({ code, label: text })),
      codes: await codesOf(staged, one),
      written: one.written,
      columns: written.map((output) => output.name),
    });
  }
  refuseClashes(path, outputs);
  return { columns, outputs, notes: [...staged.notes, ...interpreted.flatMap(({ notes }) => notes)] };
}

/** A number column that is a double in the source: NaN counts as missing. */
const clean = ({ type, value }: Interpreted): string =>
  type === "number" ? `CASE WHEN isnan(CAST((${value}) AS DOUBLE)) THEN NULL ELSE (${value}) END` : `(${value})`;

function outputsOf(one: Interpreted, type: DescribedType): OutputColumn[] {
  const { name } = one.column;
  const value = clean(one);
  const asType = type === "whole" ? "BIGINT" : type === "number" ? "DOUBLE" : null;
  const outputs = [{ name, sql: asType === null ? value : `CAST(${value} AS ${asType})` }];
  if (one.bounds !== null)
    outputs.push(
      { name: `${name}_min`, sql: `CAST(${one.bounds.min} AS BIGINT)` },
      { name: `${name}_max`, sql: `CAST(${one.bounds.max} AS BIGINT)` },
    );
  if (one.reason !== null) outputs.push({ name: `${name}_missing`, sql: `CAST(${one.reason} AS VARCHAR)` });
  return outputs;
}

function refuseClashes(path: string, outputs: readonly OutputColumn[]): void {
  const seen = new Map<string, string>();
  const problems: string[] = [];
  for (const { name } of outputs) {
    const other = seen.get(name.toLowerCase());
    if (other === undefined) seen.set(name.toLowerCase(), name);
    else if (other === name)
      problems.push(
        `${path}: column "${name}" is there, and is also made of cells such as <5 or * of another column; rename it.`,
      );
    else
      problems.push(
        `${path}: columns "${other}" and "${name}" are one name in SQL, where case is ignored; rename one of them.`,
      );
  }
  if (problems.length > 0) throw new InputError(problems);
}

/** One scan for all columns. */
async function factsOf(staged: Staged, interpreted: readonly Interpreted[], path: string): Promise<readonly Facts[]> {
  const values = interpreted.map((one, index) => `${clean(one)} AS v${index}`).join(", ");
  const list = interpreted.flatMap(({ type }, index) => {
    const v = `v${index}`;
    const isNumber = type === "number";
    const shown = (sql: string) =>
      isNumber
        ? `CAST(${sql} AS DOUBLE)`
        : type === "moment"
          ? `strftime(${sql}, '%Y-%m-%dT%H:%M:%S')`
          : `CAST(${sql} AS VARCHAR)`;
    const infinite = `isinf(CAST(${v} AS DOUBLE))`;
    return [
      `count(${v})::DOUBLE`,
      `approx_count_distinct(${v})::DOUBLE`,
      shown(`min(${v})`),
      shown(`max(${v})`),
      isNumber
        ? `bool_and(CASE WHEN ${infinite} THEN false ELSE abs(CAST(${v} AS DOUBLE)) <= ${LARGEST} AND CAST(${v} AS DOUBLE) = floor(CAST(${v} AS DOUBLE)) END)`
        : "false",
      isNumber ? `count(*) FILTER (${infinite})::DOUBLE` : "0::DOUBLE",
    ];
  });
  const reader = await staged.connection.runAndReadAll(
    `SELECT ${list.join(", ")} FROM (SELECT ${values} FROM ${staged.relation})`,
  );
  const row = reader.getRows()[0]!;
  const facts = interpreted.map((_, index): Facts => {
    const [present, distinct, least, greatest, isWhole, isInfinite] = row.slice(6 * index, 6 * index + 6);
    return {
      present: present as number,
      distinct: distinct as number,
      least: least as number | string | null,
      greatest: greatest as number | string | null,
      isWhole: isWhole === true,
      isInfinite: isInfinite as number,
    };
  });
  for (const [index, { column }] of interpreted.entries())
    if (column.mayBeTooLarge === true) await refuseLarge(staged, column, facts[index]!, path);
  return facts;
}

async function refuseLarge(
  staged: Staged,
  { name, expression }: Interpreted["column"],
  { least, greatest }: Facts,
  path: string,
): Promise<void> {
  if (Math.max(Math.abs(Number(least)), Math.abs(Number(greatest))) < LARGEST) return;
  const reader = await staged.connection.runAndReadAll(
    `SELECT CAST(x AS VARCHAR), n::DOUBLE FROM (SELECT ${expression} AS x, row_number() OVER () - 1 AS n FROM ${staged.relation}) WHERE x > 9007199254740992 OR x < -9007199254740992 ORDER BY n LIMIT 1`,
  );
  const first = reader.getRows()[0];
  if (first !== undefined)
    throw new InputError(
      `${path}, ${staged.where(first[1] as number)}, column "${name}": ${first[0]} is beyond 2^53 and would be rounded; make it text where it is an identifier.`,
    );
}

/** Exact numbers of distinct values, by column, of the columns that have few. */
async function exactCounts(
  staged: Staged,
  interpreted: readonly Interpreted[],
  facts: readonly Facts[],
): Promise<ReadonlyMap<number, number>> {
  const few = interpreted.flatMap((_, index) => (facts[index]!.distinct <= EXACT_UP_TO ? [index] : []));
  if (few.length === 0) return new Map();
  const values = few.map((index) => `${clean(interpreted[index]!)} AS v${index}`).join(", ");
  const list = few.map((index) => `count(DISTINCT v${index})::DOUBLE`).join(", ");
  const reader = await staged.connection.runAndReadAll(
    `SELECT ${list} FROM (SELECT ${values} FROM ${staged.relation})`,
  );
  const row = reader.getRows()[0]! as number[];
  return new Map(few.map((index, position) => [index, row[position]!]));
}

/** SQL that selects what is written, in the order of the source. */
export function selectOutputs({ relation }: Staged, outputs: readonly OutputColumn[]): string {
  return `SELECT ${outputs.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`).join(", ")} FROM ${relation}`;
}
