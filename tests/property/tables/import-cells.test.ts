import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { describeColumns, selectOutputs } from "../../../src/tables/formats/describe.ts";
import { interpretColumns } from "../../../src/tables/formats/interpret.ts";
import { withStagedFile } from "../../../src/tables/formats/stage-file.ts";
import { readTable } from "../../../src/tables/generic-table.ts";

// The import decides in SQL what cells are, the reader of tables in JavaScript. Each is the other's oracle: what is imported is what `estimate` would have read.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-import-cells-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pools: readonly (readonly string[])[] = [
  ["1", "2.5", "-3", "+4", ".5", "6.", "1e3", "2E-2", "0", "0.10", ""],
  ["1,5", "-2,25", ",5", "3", "0,1", "-", ""],
  ["1.234", "12.345,6", "7", "NA", ""],
  ["1,234", "12,345.6", "7", "."],
  ["1 234", "12 345", "999", "1\u00a0000"],
  ["12%", "3 %", "5"],
  ["0106", "0299", "12"],
  ["a", "b", "NA", " a ", ""],
  ["12", "x1", "3"],
  ["", "NA", "-", "."],
];
const column = fc
  .constantFrom(...pools)
  .chain((pool) => fc.array(fc.constantFrom(...pool), { minLength: 6, maxLength: 6 }));
const files = fc.record({
  delimiter: fc.constantFrom(";", ",", "\t"),
  columns: fc.array(column, { minLength: 2, maxLength: 5 }),
});

test("the import and the reader of tables agree about every cell", async () => {
  let file = 0;
  await fc.assert(
    fc.asyncProperty(files, async ({ delimiter, columns }) => {
      const path = join(folder, `f${file++}.csv`);
      const quoted = (cell: string) => (cell.includes(delimiter) ? `"${cell}"` : cell);
      const header = columns.map((_, index) => `c${index}`).join(delimiter);
      const rows = columns[0]!.map((_, row) => columns.map((cells) => quoted(cells[row]!)).join(delimiter));
      writeFileSync(path, `${header}\n${rows.join("\n")}\n`);
      const { table } = await readTable(path);
      const imported = await withStagedFile(path, { sheet: undefined, memory: "500MB", folder }, async (staged) => {
        const described = await describeColumns(staged, await interpretColumns(staged, []), path);
        const reader = await staged.connection.runAndReadAll(
          selectOutputs(
            staged,
            described.outputs.filter(({ name }) => !name.includes("_")),
          ),
        );
        return { described, rows: reader.getRows() };
      });
      for (const [index, one] of imported.described.columns.entries()) {
        const read = table.columns.get(one.name)!;
        expect(one.type === "text" ? "category" : "number").toBe(read.kind);
        const expected = columns[0]!.map((_, row) => {
          if (read.kind === "number") return Number.isNaN(read.values[row]!) ? null : read.values[row]!;
          return read.codes[row]! < 0 ? null : read.labels[read.codes[row]!]!;
        });
        const found = imported.rows.map((row) => (typeof row[index] === "bigint" ? Number(row[index]) : row[index]));
        // A blank of a number is no reason of its own; -0 and 0 are one value.
        expect(found.map((cell) => (cell === 0 ? 0 : cell))).toEqual(expected.map((cell) => (cell === 0 ? 0 : cell)));
      }
    }),
    { numRuns: 40, seed: 20_240_102 },
  );
});
