import { InputError } from "../../src/core/errors.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Codebook, Reader } from "../../src/core/source.ts";
import { readTable, type TableFile } from "../../src/tables/generic-table.ts";
import { stackTables } from "../../src/tables/shared.ts";
import { readOwnTables } from "../own/load.ts";
import codebook from "./codebook.json" with { type: "json" };

/** Own tables. With a template: read and checked as it says. Without: CSV, TSV or Parquet with any columns; several files are stacked and need the same columns. */
export const csv: Reader = {
  id: "csv",
  codebook: codebook satisfies Codebook,
  async read(paths, template) {
    if (template !== undefined) return readOwnTables(paths, template);
    if (paths.length === 0) throw new InputError("no files for csv (own tables): name at least one.");
    const files: TableFile[] = [];
    for (const path of paths) files.push(await readTable(path));
    return {
      table: stackTables(
        files.map(({ table }) => table),
        paths,
      ),
      files: files.map(({ file }) => file),
      findings: files.flatMap(({ file, odd }) =>
        [...odd].map(
          ([column, { line, cell }]): Finding => ({
            code: "text-among-numbers",
            severity: "note",
            values: { column, file: file.path, line: String(line), cell },
          }),
        ),
      ),
    };
  },
};
