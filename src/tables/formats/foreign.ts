import { InputError } from "../../core/errors.ts";
import { type CategoryColumn, type Column, MISSING, type NumberColumn } from "../../core/table.ts";
import { encodeCategories, sharedUint8 } from "../shared.ts";
import { type Calendar, isoOf } from "./calendar.ts";

/** A column of a statistics package's file, with what its dictionary says. */
export interface ForeignColumn {
  readonly name: string;
  readonly label: string | null;
  /** Numbers (dates are numbers of a calendar) or text. */
  readonly column: Column;
  /** How a number is a date; null where it is a number. */
  readonly calendar: Calendar | null;
  /** Label by value as text; a missing code is written as the package writes it (`.a`, `-99`). */
  readonly valueLabels: ReadonlyMap<string, string>;
  readonly reasons: Reasons | null;
}

/** Why cells of one column are missing, beyond being empty. */
export interface Reasons {
  /** As the package writes them. */
  readonly codes: readonly string[];
  /** One per row: 0 for none, k for `codes[k - 1]`. */
  readonly rows: Uint8Array;
}

export interface ForeignFile {
  readonly path: string;
  /** Of the file, hex. */
  readonly sha256: string;
  /** Format, version and encoding, e.g. "stata 118, utf-8". */
  readonly encoding: string;
  readonly rowCount: number;
  readonly columns: readonly ForeignColumn[];
  readonly label: string | null;
  /** Column that the file itself declares as weight. */
  readonly weight: string | null;
  /** What a reader of the numbers must know, one English sentence each. */
  readonly notes: readonly string[];
}

/**
 * The column as an engine's column: dates as ISO text. Where a number is wanted, a date that counts years, months or days is that count
 * (Stata's own: months since January 1960).
 *
 * @throws InputError when a number is wanted of a text, or of a moment in seconds
 */
export function plainColumn(path: string, foreign: ForeignColumn, asNumber: boolean): Column {
  const { column, calendar, name } = foreign;
  if (column.kind === "category") {
    if (asNumber) throw new InputError(`${path}: column "${name}" holds text where a number is needed.`);
    return column;
  }
  if (calendar === null) return column;
  if (!asNumber) return isoColumn(path, name, column, calendar);
  if (calendar.unit === "second" || calendar.unit === "millisecond")
    throw new InputError(
      `${path}: column "${name}" is a moment in ${calendar.unit}s, where a number like a year is needed; derive one first.`,
    );
  return column;
}

/** Dates as ISO text. @throws InputError naming the row of a number that is no date */
export function isoColumn(path: string, name: string, column: NumberColumn, calendar: Calendar): CategoryColumn {
  const byValue = new Map<number, string>();
  const texts = Array.from(column.values, (value, row) => {
    if (Number.isNaN(value)) return null;
    let text = byValue.get(value);
    if (text === undefined) {
      const iso = isoOf(calendar, value);
      if (iso === null)
        throw new InputError(
          `${path}, row ${row + 1}, column "${name}": ${value} is no date between years 1 and 9999.`,
        );
      text = iso;
      byValue.set(value, iso);
    }
    return text;
  });
  return encodeCategories(name, texts);
}

/** A number column with the reason of each missing cell: a code that the file gives is `absent`, as an empty cell is. */
export function numberColumn(name: string, values: Float64Array): NumberColumn {
  if (!values.some(Number.isNaN)) return { kind: "number", name, values };
  const missing = sharedUint8(values.length);
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row]!)) missing[row] = MISSING.absent;
  return { kind: "number", name, values, missing };
}

/** @throws InputError when two columns have one name, or a column none */
export function requireDistinctNames(path: string, names: readonly string[]): void {
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const empty = names.indexOf("");
  const problems = twice.map((name) => `${path}: column name "${name}" occurs more than once; rename all but one.`);
  if (empty >= 0) problems.push(`${path}: column ${empty + 1} has no name.`);
  if (problems.length > 0) throw new InputError(problems);
}
