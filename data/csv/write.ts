import type { Writer } from "../../src/core/source.ts";
import { counts, delimitedText, SEMICOLON, texts } from "../duo/write.ts";

/** Own tables: `;` between cells, decimal point, `<5` for counts of 1 to 4, missing cells empty. Columns as the table has them. */
export const csvWriter: Writer = {
  id: "csv",
  editions: ["own table"],
  write(table) {
    const cells = [...table.columns.values()].map((column) =>
      column.kind === "number" && column.min !== undefined ? counts(table, column.name) : texts(table, column.name),
    );
    const rows = Array.from({ length: table.rowCount }, (_, row) => cells.map((cell) => cell(row)));
    return delimitedText([...table.columns.keys()], rows, SEMICOLON);
  },
};
