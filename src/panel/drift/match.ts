import type { Column, Table } from "../../core/table.ts";
import { combineKeys, keyCodes, matchRows } from "../keys.ts";

/** How rows of two versions of a table belong together. */
export interface Match {
  /** Columns that tell rows apart in both versions. */
  readonly key: readonly string[];
  /** For each row after: its row before; -1 for a new key. */
  readonly rowBefore: Int32Array;
  /** Rows before whose key is gone. */
  readonly gone: readonly number[];
}

const isYear = (value: number): boolean => Number.isInteger(value) && value >= 1900 && value <= 2100;

/** Whether a column holds years. */
export const holdsYears = (column: Column | undefined): boolean =>
  column?.kind === "number" && column.values.length > 0 && column.values.every(isYear);

const hasMissing = (column: Column): boolean =>
  column.kind === "category" ? column.codes.includes(-1) : column.values.some(Number.isNaN);

const tellsApart = ({ columns, rowCount }: Table, names: readonly string[]): boolean =>
  combineKeys(
    names.map((name) => keyCodes(columns.get(name)!)),
    rowCount,
  ).firstRow.length === rowCount;

/**
 * Columns that tell rows apart in both versions: of the labels and years without missing cells that both have, as few as will do; the first columns
 * are kept longest. Null when all of them together do not.
 */
export function findKey(before: Table, after: Table): readonly string[] | null {
  const isCandidate = (column: Column | undefined): boolean =>
    column !== undefined && (column.kind === "category" || holdsYears(column)) && !hasMissing(column);
  let key = [...before.columns.keys()].filter(
    (name) => isCandidate(before.columns.get(name)) && isCandidate(after.columns.get(name)),
  );
  const suffices = (names: readonly string[]): boolean =>
    names.length > 0 && tellsApart(before, names) && tellsApart(after, names);
  if (!suffices(key)) return null;
  for (const name of [...key].reverse()) {
    const fewer = key.filter((one) => one !== name);
    if (suffices(fewer)) key = fewer;
  }
  return key;
}

/** Rows of a version that share their key with an earlier one. */
export function repeatedRows({ columns, rowCount }: Table, key: readonly string[]): number {
  return (
    rowCount -
    combineKeys(
      key.map((name) => keyCodes(columns.get(name)!)),
      rowCount,
    ).firstRow.length
  );
}

/** Finds every row after in the version before. The key tells rows apart in both. */
export function matchVersions(before: Table, after: Table, key: readonly string[]): Match {
  const codes = ({ columns }: Table) => key.map((name) => keyCodes(columns.get(name)!));
  const rowBefore = matchRows(codes(before), before.rowCount, codes(after), after.rowCount, (row) => {
    throw new RangeError(`row ${row} repeats a key that was found to be unique`);
  });
  const found = new Uint8Array(before.rowCount);
  for (const row of rowBefore) if (row >= 0) found[row] = 1;
  const gone = Array.from(found.keys()).filter((row) => found[row] === 0);
  return { key, rowBefore, gone };
}
