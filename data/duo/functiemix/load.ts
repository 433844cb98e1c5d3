import type { Codebook } from "../../../src/core/source.ts";
import type { Table } from "../../../src/core/table.ts";
import { encodeCategories, tableOf } from "../../../src/tables/shared.ts";
import { exactColumn, measureColumn, missingColumn } from "../counts.ts";
import { brinKeys, joinKey, paddedCode, requireUnique, textsOf, wholeNumbers } from "../keys.ts";
import { LAYOUTS, type RecognisedFile } from "../layouts.ts";
import { stackedReader } from "../stacked-reader.ts";
import codebook from "./codebook.json" with { type: "json" };

const MEASURES = [
  ["pupils", "AANTAL LEERLINGEN"],
  ["pupil_teacher_ratio", "LEERLING LERAAR RATIO"],
  ["share_bama_hboba", "AANDEEL BAMA HBOBA"],
  ["formation", "OMVANG FORMATIE TOTAAL"],
  ["formation_teaching", "OMVANG FORMATIE OP"],
  ["share_lb", "AANDEEL FORMATIE OP LB"],
  ["share_lc", "AANDEEL FORMATIE OP LC"],
  ["share_ld", "AANDEEL FORMATIE OP LD"],
] as const;

/** Salary scales and qualification of teachers: one row per institution × year, in file order. Files are stacked; a year may come from one file only. */
export const functiemix = stackedReader(
  "duo/functiemix",
  codebook satisfies Codebook,
  LAYOUTS.functiemix,
  readFunctiemix,
);

function readFunctiemix(source: RecognisedFile): Table {
  const brins = brinKeys(source);
  const years = wholeNumbers(source, source.column("JAAR"), 1990, 2100);
  requireUnique(
    source,
    brins.map((brin, row) => joinKey(brin, years[row]!)),
    "institution and year",
  );
  const { optional } = textsOf(source);
  return tableOf([
    encodeCategories("brin", brins),
    exactColumn("year", years),
    encodeCategories("name", optional("INSTELLINGSNAAM")),
    encodeCategories("municipality", optional("GEMEENTENAAM")),
    encodeCategories(
      "board",
      optional("BEVOEGD GEZAGNUMMER", "BEVOEGD GEZAG NUMMER").map((code) => paddedCode(code, 5)),
    ),
    encodeCategories("school_type", optional("SCHOOLTYPE")),
    ...MEASURES.map(([name, header]) => {
      const column = source.optional(header);
      return column === undefined ? missingColumn(name, source.file.rowCount) : measureColumn(source, name, column);
    }),
  ]);
}
