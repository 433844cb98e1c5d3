import type { Writer } from "../../src/core/source.ts";
import { MISSING, type Table } from "../../src/core/table.ts";
import { PROFILES } from "./programmes.ts";

/** How a file separates, quotes and ends. */
export interface Delimited {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly end: "\n" | "\r\n";
}

/** `;`, unquoted: most of DUO's own files. */
export const SEMICOLON: Delimited = { delimiter: ";", quoted: false, end: "\n" };
/** `,`, quoted: the CKAN channel. */
export const COMMA: Delimited = { delimiter: ",", quoted: true, end: "\n" };

/** Header and rows as the text of a delimited file. */
export function delimitedText(
  header: readonly string[],
  rows: Iterable<readonly string[]>,
  { delimiter, quoted, end }: Delimited,
): string {
  const cell = (text: string): string =>
    quoted || text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines: string[] = [];
  for (const row of [header, ...rows]) lines.push(row.map(cell).join(delimiter));
  return lines.join(end) + end;
}

/** Text of a column by row; "" where it is missing or the table has no such column. */
export function texts(table: Table, name: string): (row: number) => string {
  const column = table.columns.get(name);
  if (column === undefined) return () => "";
  if (column.kind === "number") return (row) => numberText(column.values[row]!);
  return (row) => (column.codes[row]! < 0 ? "" : column.labels[column.codes[row]!]!);
}

/** Numbers of a column by row; NaN where it is missing or the table has no such column. */
export function numbers(table: Table, name: string): (row: number) => number {
  const column = table.columns.get(name);
  if (column === undefined) return () => Number.NaN;
  if (column.kind === "category") throw new RangeError(`column "${name}" holds text, not numbers`);
  return (row) => column.values[row]!;
}

/**
 * Counts as DUO publishes them: digits, `<5` for an interval within 1 to 4, `*` for one without a bound, "" for none.
 *
 * @throws RangeError at an interval that no coding of DUO can say
 */
export function counts(table: Table, name: string): (row: number) => string {
  const column = table.columns.get(name);
  if (column === undefined) return () => "";
  if (column.kind === "category") throw new RangeError(`column "${name}" holds text, not counts`);
  const { values, min = values, max = values, missing } = column;
  return (row) => {
    if (Number.isNaN(values[row]!)) return missing?.[row] === MISSING.suppressed ? "*" : "";
    const [low, high] = [min[row]!, max[row]!];
    if (low === high) return String(low);
    if (low >= 1 && high <= 4) return "<5";
    throw new RangeError(`${name}, row ${row + 1}: a count of ${low} to ${high} cannot be published`);
  };
}

/** A measure with at most `digits` decimals and the given decimal sign; "" when missing. */
export function measures(table: Table, name: string, digits: number, sign: "," | "."): (row: number) => string {
  const at = numbers(table, name);
  return (row) => decimal(at(row), digits, sign);
}

/** A number with exactly `digits` decimals; "" for NaN. */
export function decimal(value: number, digits: number, sign: "," | "."): string {
  return Number.isNaN(value) ? "" : value.toFixed(digits).replace(".", sign);
}

const numberText = (value: number): string => (Number.isNaN(value) ? "" : String(value));

/** @throws RangeError when the writer has no such edition */
export function requireEdition(writer: Pick<Writer, "id" | "editions">, edition: string): void {
  if (!writer.editions.includes(edition))
    throw new RangeError(`${writer.id} writes no edition "${edition}"; it writes ${writer.editions.join(", ")}`);
}

const SECTOR_TEXT: ReadonlyMap<string, string> = new Map([
  ["techniek", "Techniek"],
  ["economie", "Economie"],
  ["zorg en welzijn", "Zorg & Welzijn"],
  ["landbouw", "Landbouw"],
  ["intersectoraal", "Intersect. programma"],
]);

/** A sector as the files spell it; "" for none. */
export function sectorText(sector: string): string {
  return SECTOR_TEXT.get(sector) ?? "";
}

const spellingsOf = (profile: string): readonly string[] => {
  const row = PROFILES.find(([name]) => name === profile);
  if (row === undefined) return [profile];
  const [name, , ...spellings] = row;
  return [...spellings, name];
};

/** A profile in full, as pupil files spell it. */
export function profileText(profile: string): string {
  return spellingsOf(profile).reduce((longest, text) => (text.length > longest.length ? text : longest));
}

/** A profile as exam files abbreviate it, in capitals where it has such a spelling. */
export function profileCode(profile: string): string {
  return spellingsOf(profile).find((text) => /^[A-Z]+$/.test(text)) ?? profile;
}

/** Distinct values in order of first appearance, with the rows that have each. */
export function groupRows(rowCount: number, keyOf: (row: number) => string): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rowCount; row++) {
    const key = keyOf(row);
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return groups;
}

/** The only value of a column of numbers. @throws RangeError when there are several */
export function onlyNumber(table: Table, name: string): number {
  const at = numbers(table, name);
  const values = new Set(Array.from({ length: table.rowCount }, (_, row) => at(row)));
  if (values.size !== 1) throw new RangeError(`a file holds one ${name}, got ${[...values].slice(0, 5).join(", ")}`);
  return [...values][0]!;
}
