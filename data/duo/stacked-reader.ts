import type { Codebook, Reader } from "../../src/core/source.ts";
import type { Table } from "../../src/core/table.ts";
import { stackTables } from "../../src/tables/shared.ts";
import { sourceFilesOf } from "../recognised-file.ts";
import { type RecognisedFile, readFiles } from "./layouts.ts";
import { requireNewPeriods } from "./years.ts";

/** A reader of files that hold whole years: each is read by itself and they are stacked in the order given; a year may come from one file only. */
export function stackedReader(
  id: string,
  codebook: Codebook,
  layouts: Parameters<typeof readFiles>[1],
  readOne: (source: RecognisedFile) => Table,
): Reader {
  return {
    id,
    codebook,
    async read(paths) {
      const sources = await readFiles(paths, layouts);
      const tables = sources.map(readOne);
      const places = sources.map((source) => source.file.place);
      requireNewPeriods(tables, places, "year");
      return {
        table: stackTables(tables, places),
        files: sourceFilesOf(sources),
        findings: sources.flatMap((source) => source.findings),
      };
    },
  };
}
