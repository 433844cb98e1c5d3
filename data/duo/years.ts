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

/**
 * Years in the names of a file's columns, ascending.
 *
 * @param pattern of normalised headers; its first group is the year
 */
export function yearsInHeader(source: RecognisedFile, pattern: RegExp): number[] {
  const years = [...source.columns.keys()].flatMap((header) => {
    const match = pattern.exec(header);
    return match === null ? [] : [Number(match[1])];
  });
  return [...new Set(years)].sort((a, b) => a - b);
}

/**
 * The year in a file name, for families that say it nowhere else.
 *
 * @throws InputError when the name holds none, or several
 */
export function yearFromName(path: string, expected: "years" | "date"): number {
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

/**
 * Refuses files that hold the same period: which of them counts is for the user to say.
 *
 * @param within a category column; files may then share a period when they differ in it, as files of vmbo and havo do
 * @throws InputError naming both files
 */
export function requireNewPeriods(
  tables: readonly Table[],
  places: readonly string[],
  column: string,
  within?: string,
): void {
  const owner = new Map<string, string>();
  tables.forEach((table, index) => {
    const periods = table.columns.get(column);
    const groups = within === undefined ? undefined : table.columns.get(within);
    if (periods?.kind !== "number" || groups?.kind === "number") throw new RangeError(`no such column: ${column}`);
    const held = new Set(
      Array.from(periods.values, (period, row) => {
        const group = groups === undefined ? null : labelAt(groups, row);
        return `${column} ${period}${group === null ? "" : `, ${within} ${group}`}`;
      }),
    );
    for (const period of held) {
      const earlier = owner.get(period);
      if (earlier !== undefined)
        throw new InputError(`${earlier} and ${places[index]} both hold ${period}; name only one of them.`);
      owner.set(period, places[index]!);
    }
  });
}
