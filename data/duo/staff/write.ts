import type { Writer } from "../../../src/core/source.ts";
import type { Table } from "../../../src/core/table.ts";
import { joinKey } from "../keys.ts";
import { delimitedText, groupRows, measures, numbers, requireEdition, SEMICOLON, texts } from "../write.ts";

/** Column of each measure before its year, by edition. */
const EDITIONS: ReadonlyMap<string, readonly (readonly [header: string, column: string])[]> = new Map([
  [
    "in fte",
    [
      ["FTE'S", "total"],
      ["FTE'S PERSONEN IN VASTE DIENST", "permanent"],
      ["FTE'S VROUWEN", "female"],
      ["GEMIDDELDE LEEFTIJD", "mean_age"],
    ],
  ],
  [
    "in persons",
    [
      ["PERSONEN", "total"],
      ["PERSONEN IN VASTE DIENST", "permanent"],
      ["PERSONEN VROUWEN", "female"],
      ["GEMIDDELDE LEEFTIJD", "mean_age"],
      ["GEMIDDELDE FTE'S", "mean_fte"],
    ],
  ],
]);

/** Staff per institution and staff group, years side by side. Measures have two decimals. */
export const staffWriter: Writer = {
  id: "duo/staff",
  editions: [...EDITIONS.keys()],
  write(table, edition) {
    requireEdition(this, edition);
    return writeStaff(table, EDITIONS.get(edition)!);
  },
};

function writeStaff(table: Table, columns: readonly (readonly [header: string, column: string])[]): string {
  const fixed = ["brin", "board", "school_type", "staff_group"].map((name) => texts(table, name));
  const year = numbers(table, "year");
  const held = columns.filter(([, column]) => table.columns.has(column));
  const cells = held.map(([, column]) => measures(table, column, 2, ","));
  const years = [...new Set(Array.from({ length: table.rowCount }, (_, row) => year(row)))].sort((a, b) => a - b);
  const header = [
    "BRIN NUMMER",
    "BEVOEGD GEZAG NUMMER",
    "ONDERWIJSTYPE",
    "FUNCTIEGROEP",
    ...years.flatMap((one) => held.map(([name]) => `${name} ${one}`)),
  ];
  const groups = groupRows(table.rowCount, (row) => joinKey(...fixed.map((cell) => cell(row))));
  const rows = [...groups.values()].map((members) => {
    const byYear = new Map(members.map((row) => [year(row), row]));
    return [
      ...fixed.map((cell) => cell(members[0]!)),
      ...years.flatMap((one) => {
        const row = byYear.get(one);
        return cells.map((cell) => (row === undefined ? "" : cell(row)));
      }),
    ];
  });
  return delimitedText(header, rows, SEMICOLON);
}
