import type { Writer } from "../../../src/core/source.ts";
import type { Table } from "../../../src/core/table.ts";
import { joinKey } from "../keys.ts";
import { counts, type Delimited, decimal, delimitedText, groupRows, numbers, requireEdition, texts } from "../write.ts";

type Sex = "MAN" | "VROUW" | "ONBEKEND" | "TOTAAL";
const COLUMNS: Readonly<Record<Sex, readonly [candidates: string, passed: string]>> = {
  MAN: ["candidates_male", "passed_male"],
  VROUW: ["candidates_female", "passed_female"],
  ONBEKEND: ["candidates_unknown", "passed_unknown"],
  TOTAAL: ["candidates", "passed"],
};

interface Edition {
  readonly keys: readonly [string, string];
  readonly sexes: readonly Sex[];
  readonly format: Delimited;
  readonly percent: (share: number) => string;
}

const EDITIONS: ReadonlyMap<string, Edition> = new Map([
  [
    "2013-2019",
    {
      keys: ["BRIN NUMMER", "VESTIGINGSNUMMER"],
      sexes: ["MAN", "VROUW", "ONBEKEND", "TOTAAL"],
      format: { delimiter: ";", quoted: false, end: "\n" },
      percent: (share) => (Number.isNaN(share) ? ",0%" : `${decimal(share, 1, ",")}%`),
    },
  ],
  [
    "2019 and later",
    {
      keys: ["INSTELLINGSCODE", "VESTIGINGSCODE"],
      sexes: ["MAN", "VROUW", "TOTAAL"],
      format: { delimiter: ";", quoted: true, end: "\r\n" },
      percent: (share) => (Number.isNaN(share) ? "0" : String(Number(share.toFixed(1)))),
    },
  ],
]);

/**
 * Exam candidates with the years of the table side by side. A year that a programme has no row for is written as 0 candidates. Beside the reader's columns it takes
 * `name`, and `passed_male` and `passed_female`, which the layout has and the reader leaves out; pass rates are written where both counts are exact.
 */
export const examsWriter: Writer = {
  id: "duo/exams",
  editions: [...EDITIONS.keys()],
  write(table, edition) {
    requireEdition(this, edition);
    return writeExams(table, EDITIONS.get(edition)!);
  },
};

function writeExams(table: Table, { keys, sexes, format, percent }: Edition): string {
  const text = (name: string) => texts(table, name);
  const [vestiging, code, year] = [text("vestiging"), text("inspection_code"), numbers(table, "exam_year")];
  const fixed = ["name", "municipality", "school_type", "inspection_code", "programme"].map(text);
  const cells = sexes.map((sex) => COLUMNS[sex].map((name) => ({ name, count: counts(table, name) })));
  const years = [...new Set(Array.from({ length: table.rowCount }, (_, row) => year(row)))].sort((a, b) => a - b);
  const header = [
    ...keys,
    "INSTELLINGSNAAM VESTIGING",
    "GEMEENTENAAM",
    "ONDERWIJSTYPE VO",
    "INSPECTIECODE",
    "OPLEIDINGSNAAM",
    ...years.flatMap((end) =>
      sexes.flatMap((sex) =>
        ["EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC"].map((what) => `${what} SCHOOLJAAR ${end - 1}-${end} - ${sex}`),
      ),
    ),
  ];
  const has = (name: string) => table.columns.has(name);
  const groups = groupRows(table.rowCount, (row) => joinKey(vestiging(row), code(row)));
  const rows = [...groups.values()].map((members) => {
    const byYear = new Map(members.map((row) => [year(row), row]));
    const first = members[0]!;
    return [
      vestiging(first).slice(0, 4),
      vestiging(first),
      ...fixed.map((of) => of(first)),
      ...years.flatMap((end) => {
        const row = byYear.get(end);
        return cells.flatMap(([candidates, passed]) => {
          const of = (cell: typeof candidates): string =>
            row === undefined || (!has(cell!.name) && cell!.name.endsWith("_unknown")) ? "0" : cell!.count(row);
          const [all, through] = [of(candidates), of(passed)];
          return [all, through, percent(shareOf(all, through))];
        });
      }),
    ];
  });
  return delimitedText(header, rows, format);
}

/** Per cent; NaN when a count is hidden or there are none. */
function shareOf(all: string, passed: string): number {
  const [n, k] = [/^\d+$/.test(all) ? Number(all) : Number.NaN, /^\d+$/.test(passed) ? Number(passed) : Number.NaN];
  return n > 0 ? (100 * k) / n : Number.NaN;
}
