import { InputError } from "../../../src/core/errors.ts";
import type { Codebook, Reader } from "../../../src/core/source.ts";
import type { Column, Table } from "../../../src/core/table.ts";
import { sourceFileOf } from "../../../src/tables/delimited.ts";
import { parseNumbers } from "../../../src/tables/numbers.ts";
import { encodeCategories, stackTables, tableOf } from "../../../src/tables/shared.ts";
import { countColumn, countsOf, exactColumn } from "../counts.ts";
import { joinKey, requireUnique, textOf, vestigingKeys } from "../keys.ts";
import { LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import { departmentOf, leerwegOf, sectorOf, UNKNOWN_SECTOR } from "../programmes.ts";
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
    requireNewPeriods(tables, paths, "exam_year");
    return {
      table: stackTables(tables, paths),
      files: sources.map((source) => sourceFileOf(source.file)),
      findings: [],
    };
  },
};

function readMarks(source: RecognisedFile): Table {
  const keys = vestigingKeys(source);
  const years = schoolYears(source, "years").map((year) => year + 1);
  const text = (...names: readonly string[]) => textOf(source.column(...names));
  const optional = (...names: readonly string[]) => {
    const column = source.optional(...names);
    return column === undefined ? keys.map(() => null) : textOf(column);
  };
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
  const cells = { file: source.file.path, line: source.file.sourceLine };
  const mark = (name: string, header: string): Column => ({
    ...parseNumbers(source.column(header), cells, { delimiter: source.file.delimiter, missing: [",0"] }),
    name,
  });
  return tableOf([
    category("vestiging", keys),
    exactColumn("exam_year", years),
    category("municipality", optional("GEMEENTENAAM VESTIGING", "GEMEENTENAAM")),
    category("province", optional("PROVINCIE VESTIGING", "PROVINCIE")),
    category("school_type", schoolType),
    category(
      "leerweg",
      leerwegen.map((cell, row) => required(source, row, "LEERWEG VMBO", cell, leerwegOf)),
    ),
    category(
      "sector",
      sectors.map((cell, row) =>
        cell === null && schoolType[row] === "VMBO"
          ? UNKNOWN_SECTOR
          : required(source, row, "VMBO SECTOR", cell, sectorOf),
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

function required(
  source: RecognisedFile,
  row: number,
  column: string,
  cell: string | null,
  normalise: (text: string) => string | undefined,
): string | null {
  if (cell === null) return null;
  const value = normalise(cell);
  if (value === undefined)
    throw new InputError(
      `${source.where(row)}, column "${column}": "${cell}" is not known; correct it, or report a new spelling.`,
    );
  return value;
}
