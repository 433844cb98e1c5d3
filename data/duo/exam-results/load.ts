import type { Codebook, Reader } from "../../../src/core/source.ts";
import type { Table } from "../../../src/core/table.ts";
import { encodeCategories, stackTables, tableOf } from "../../../src/tables/shared.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import { countColumn, countsOf, exactColumn, measureColumn } from "../counts.ts";
import { joinKey, requireUnique, textsOf, vestigingKeys } from "../keys.ts";
import { LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import { requireNewPeriods, schoolYears } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

/**
 * Exam results of the data portal (exam years 2014-2018): one row per location × exam year × school type, in file order. Coarser than duo/marks, which has departments.
 * Files are stacked; an exam year may come from one file only.
 */
export const examResults: Reader = {
  id: "duo/exam-results",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const sources = await readFiles(paths, LAYOUTS.examResults);
    const tables = sources.map(readResults);
    const places = sources.map((source) => source.file.place);
    requireNewPeriods(tables, places, "exam_year");
    return {
      table: stackTables(tables, places),
      files: sourceFilesOf(sources),
      findings: sources.flatMap((source) => source.findings),
    };
  },
};

function readResults(source: RecognisedFile): Table {
  const keys = vestigingKeys(source);
  const years = schoolYears(source, "years").map((year) => year + 1);
  const { text, optional } = textsOf(source);
  const types = text("ONDERWIJSTYPE VO");
  requireUnique(
    source,
    keys.map((key, row) => joinKey(key, years[row]!, types[row]!)),
    "location, exam year and school type",
  );
  const counts = (name: string, header: string) =>
    countColumn(name, keys.map((_, row) => row).map(countsOf(source, source.column(header))));
  const mark = (name: string, header: string) => measureColumn(source, name, source.column(header));
  return tableOf([
    encodeCategories("vestiging", keys),
    exactColumn("exam_year", years),
    encodeCategories("municipality", optional("GEMEENTENAAM VESTIGING", "GEMEENTENAAM")),
    encodeCategories("province", optional("PROVINCIE VESTIGING", "PROVINCIE")),
    encodeCategories("school_type", types),
    counts("candidates", "EXAMENKANDIDATEN"),
    counts("passed", "GESLAAGDEN"),
    counts("failed", "GEZAKTEN"),
    mark("pass_rate", "SLAGINGSPERCENTAGE"),
    mark("mark_school", "GEMIDDELD CIJFER SCHOOLEXAMEN"),
    mark("mark_central", "GEMIDDELD CIJFER CENTRAAL EXAMEN"),
    mark("mark_final", "GEMIDDELD CIJFER CIJFERLIJST"),
  ]);
}
