import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { evaluateIndicator } from "../../src/indicators/evaluate.ts";
import { atLevel } from "../../src/indicators/level.ts";
import { indicatorSchema } from "../../src/spec/indicator-schema.ts";
import { openDatabase } from "../../src/tables/database.ts";
import { rowsOf } from "./sto-study.ts";

type Cell = string | number | null;

/** A few rows of the study's tables as its readers give them, and indicators computed from them. */
export interface ByHand {
  /**
   * Makes a table visible. A column written `n*` is a count: it becomes the interval n, n_min, n_max, and the cell "<5" is 1 to 4 with middle 2.5.
   *
   * @param columns names, separated by spaces
   */
  table(name: string, columns: string, rows: readonly (readonly Cell[])[]): Promise<void>;
  /** Values by their keys joined with blanks: a number, or [value, min, max]. */
  indicator(id: string, level?: string): Promise<Readonly<Record<string, Cell | readonly Cell[]>>>;
  close(): Promise<void>;
}

const text = (cell: Cell): string =>
  cell === null ? "null" : typeof cell === "number" ? `${cell}::double` : `'${cell.replaceAll("'", "''")}'`;

const count = (cell: Cell): string =>
  (cell === "<5" ? [2.5, 1, 4] : [cell, cell, cell]).map((bound) => text(bound)).join(", ");

export async function openByHand(): Promise<ByHand> {
  const database = await openDatabase();
  return {
    async table(name, columns, rows) {
      const names = columns.split(" ");
      const header = names.flatMap((column) => {
        const bare = column.replace("*", "");
        return column === bare ? [bare] : [bare, `${bare}_min`, `${bare}_max`];
      });
      const values = rows.map(
        (row) => `(${row.map((cell, i) => (names[i]!.endsWith("*") ? count(cell) : text(cell))).join(", ")})`,
      );
      await database.register(
        name,
        await database.query(`select * from (values ${values.join(", ")}) as t(${header.join(", ")})`),
      );
    },
    async indicator(id, level) {
      const file = new URL(`../../hypotheses/sto/indicators/${id}.yaml`, import.meta.url);
      const formula = atLevel(indicatorSchema.parse(parse(readFileSync(file, "utf8"))), level);
      const rows = rowsOf(await evaluateIndicator(formula, database));
      return Object.fromEntries(
        rows.map((row) => {
          const [value, min, max] = ["value", "value_min", "value_max"].map((name) => row.get(name));
          const key = formula.keys.map((name) => row.get(name)).join(" ");
          return [key, min === undefined ? value! : [value!, min!, max!]];
        }),
      );
    },
    close: () => database.close(),
  };
}

/** Four locations in two regions: A1 and A2 lie 5.5597 km apart, B1 and B2 22.2390 km (π/180 × 6371.0088 km per degree of latitude). */
export async function fourLocations(byHand: ByHand): Promise<void> {
  await byHand.table("places", "vestiging brin gemeente rmc corop region nl addressed", [
    ["00AA01", "00AA", "0001", "01", "CR01", "R1", "NL", 1],
    ["00AA02", "00AA", "0001", "01", "CR01", "R1", "NL", 1],
    ["00BB01", "00BB", "0002", "02", "CR02", "R2", "NL", 1],
    ["00BB02", "00BB", "0002", "02", "CR02", "R2", "NL", 1],
  ]);
  await byHand.table("coordinates", "vestiging lat lon in_corop", [
    ["00AA01", 52, 5, 1],
    ["00AA02", 52.05, 5, 1],
    ["00BB01", 53, 5, 1],
    ["00BB02", 53.2, 5, 1],
  ]);
}
