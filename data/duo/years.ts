import { basename } from "node:path";
import { InputError } from "../../src/core/errors.ts";
import type { Table } from "../../src/core/table.ts";
import { labelAt } from "../../src/tables/shared.ts";
import type { RecognisedFile } from "./layouts.ts";

/**
 * The first calendar year of the school year each row is about, for families whose header does not hold it.
 * Taken from column SCHOOLJAAR (`2018`, `2018-2019` or `2018/2019`) where there is one. Otherwise, and only in these families, from the
 * file name, which must then contain `expected` exactly once: the one thing ever read from a name.
 *
 * @param expected "years" for `2018-2019`, "date" for the single year of a count date, `2019`
 * @throws InputError when neither says the year
 */
export function schoolYears(source: RecognisedFile, expected: "years" | "date"): number[] {
  const column = source.optional("SCHOOLJAAR");
  if (column !== undefined)
    return Array.from({ length: source.file.rowCount }, (_, row) => {
      const cell = labelAt(column, row) ?? "";
      const match = /^(\d{4})(?:\s*[-/]\s*(\d{4}))?$/.exec(cell);
      if (match === null || (match[2] !== undefined && Number(match[2]) !== Number(match[1]) + 1))
        throw new InputError(
          `${source.where(row)}, column "${column.name}": "${cell}" is no school year; expected like 2018 or 2018-2019.`,
        );
      return Number(match[1]);
    });
  return new Array<number>(source.file.rowCount).fill(yearFromName(source.file.path, expected));
}

function yearFromName(path: string, expected: "years" | "date"): number {
  const name = basename(path);
  const pairs = [...name.matchAll(/(?<!\d)(20\d{2})-(20\d{2})(?!\d)/g)].filter(
    ([, a, b]) => Number(b) === Number(a) + 1,
  );
  const singles = [...name.matchAll(/(?<!\d)(20\d{2})(?!\d)/g)];
  const found = expected === "years" ? pairs : singles;
  if (found.length !== 1)
    throw new InputError(
      `${path}: the columns do not say which school year this is, and the file name does not either; ` +
        `give it a name with ${expected === "years" ? "the school year once, like -2018-2019.csv" : "the year of the count date once, like -2019.csv"}, or add a column SCHOOLJAAR.`,
    );
  return Number(found[0]![1]);
}

/** @throws InputError when two files hold the same period: which of them counts is for the user to say */
export function requireNewPeriods(tables: readonly Table[], paths: readonly string[], column: string): void {
  const owner = new Map<number, string>();
  tables.forEach((table, index) => {
    const periods = table.columns.get(column);
    if (periods?.kind !== "number") throw new RangeError(`no number column ${column}`);
    for (const period of new Set(periods.values)) {
      const earlier = owner.get(period);
      if (earlier !== undefined)
        throw new InputError(`${earlier} and ${paths[index]} both hold ${column} ${period}; name only one of them.`);
      owner.set(period, paths[index]!);
    }
  });
}
