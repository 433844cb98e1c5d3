import type { Codebook, Reader } from "../../../src/core/source.ts";
import type { Table } from "../../../src/core/table.ts";
import { encodeCategories, stackTables, tableOf } from "../../../src/tables/shared.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import { countColumn, countsOf, exactColumn, measureColumn } from "../counts.ts";
import { joinKey, requireUnique, textsOf, vestigingKeys } from "../keys.ts";
import { LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import { departmentOf, leerwegOf, sectorOf, UNKNOWN_SECTOR } from "../programmes.ts";
import { normalised, unknownDepartments } from "../spellings.ts";
import { requireNewPeriods, schoolYears } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

/**
 * Passed, failed and marks per department: one row per location × exam year × leerweg × sector × department, in file order.
 * Files are stacked; an exam year may come from one file only.
 */
export const marks: Reader = {
  id: "duo/marks",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const sources = await readFiles(paths, LAYOUTS.marks);
    const tables = sources.map(readMarks);
    const places = sources.map((source) => source.file.place);
    requireNewPeriods(tables, places, "exam_year");
    return {
      table: stackTables(tables, places),
      files: sourceFilesOf(sources),
      findings: sources.flatMap((source) => [...source.findings, ...unknownDepartments(source)]),
    };
  },
};

function readMarks(source: RecognisedFile): Table {
  const keys = vestigingKeys(source);
  const years = schoolYears(source, "years").map((year) => year + 1);
  const { text, optional } = textsOf(source);
  const [schoolType, published] = [text("ONDERWIJSTYPE VO"), text("AFDELING")];
  const [leerwegen, sectors] = [text("LEERWEG VMBO"), text("VMBO SECTOR")];
  requireUnique(
    source,
    keys.map((key, row) =>
      joinKey(key, years[row]!, schoolType[row]!, leerwegen[row]!, sectors[row]!, published[row]!),
    ),
    "location, exam year and department",
  );
  const departments = published.map(departmentOf);
  const category = (name: string, values: readonly (string | null)[]) => encodeCategories(name, values);
  const counts = (name: string, header: string) => {
    const at = countsOf(source, source.column(header));
    return countColumn(
      name,
      keys.map((_, row) => at(row)),
    );
  };
  const mark = (name: string, header: string) => measureColumn(source, name, source.column(header));
  return tableOf([
    category("vestiging", keys),
    exactColumn("exam_year", years),
    category("municipality", optional("GEMEENTENAAM VESTIGING", "GEMEENTENAAM")),
    category("province", optional("PROVINCIE VESTIGING", "PROVINCIE")),
    category("school_type", schoolType),
    category("leerweg", normalised(source, "LEERWEG VMBO", leerwegOf)),
    category(
      "sector",
      normalised(source, "VMBO SECTOR", sectorOf).map((sector, row) =>
        sector === null && schoolType[row] === "VMBO" ? UNKNOWN_SECTOR : sector,
      ),
    ),
    category(
      "department",
      departments.map((department) => department?.name ?? null),
    ),
    category(
      "profile",
      departments.map((department) => (department?.isProfile === true ? department.name : null)),
    ),
    category(
      "profile_group",
      departments.map((department) => department?.group ?? null),
    ),
    counts("candidates", "EXAMENKANDIDATEN"),
    counts("passed", "GESLAAGDEN"),
    counts("failed", "GEZAKTEN"),
    mark("mark_school", "GEMIDDELD CIJFER SCHOOLEXAMEN"),
    mark("mark_central", "GEMIDDELD CIJFER CENTRAAL EXAMEN"),
    mark("mark_final", "GEMIDDELD CIJFER CIJFERLIJST"),
  ]);
}
