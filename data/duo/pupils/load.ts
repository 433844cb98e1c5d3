import type { Finding } from "../../../src/core/finding.ts";
import type { Codebook, Reader } from "../../../src/core/source.ts";
import { MISSING } from "../../../src/core/table.ts";
import { encodeCategories, stackTables, tableOf } from "../../../src/tables/shared.ts";
import type { Layout } from "../../layout.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import { addCounts, type Count, countColumn, countsOf, exactColumn, isSuppressed, ZERO } from "../counts.ts";
import { joinKey, paddedCode, requireUnique, textsOf, vestigingKeys } from "../keys.ts";
import { ELEMENT, LAYOUTS, PUPIL_TYPE, type RecognisedFile, readFiles } from "../layouts.ts";
import { departmentOf } from "../programmes.ts";
import { normalised, unknownDepartments } from "../spellings.ts";
import { requireNewPeriods, schoolYears } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };
import { leerwegOfType, type PupilTable, readLongPupils, sectorOfPupils } from "./long.ts";

const GRADES = [1, 2, 3, 4, 5, 6] as const;

/**
 * Pupils on 1 October: one row per location × school year × type × programme × grade with at least one pupil, in file order.
 * Cells of 0 are left out, which keeps the table a fifth of the size; a programme with 0 in every grade keeps one row, with 0 pupils and no grade,
 * so that what is offered can be counted. Files are stacked; a school year may come from one file only.
 */
export const pupils: Reader = {
  id: "duo/pupils",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const long: readonly Layout[] = LAYOUTS.pupilsLong;
    const sources = await readFiles(paths, [...LAYOUTS.pupils, ...long]);
    const read = sources.map((source) => (long.includes(source.layout) ? readLongPupils(source) : readPupils(source)));
    const tables = read.map(({ table }) => table);
    const places = sources.map((source) => source.file.place);
    requireNewPeriods(tables, places, "school_year");
    const findings = read.flatMap(({ table, suppressed, findings: own }, index): Finding[] => {
      const source = sources[index]!;
      const hidden: Finding = {
        code: "suppressed-counts",
        severity: "note",
        values: { source: pupils.id, file: places[index]!, cells: suppressed, non_zero_cells: table.rowCount },
        where: "pupils",
      };
      return [...source.findings, ...(suppressed === 0 ? [] : [hidden]), ...unknownDepartments(source), ...own];
    });
    return { table: stackTables(tables, places), files: sourceFilesOf(sources), findings };
  },
};

interface Cell {
  /** Row of the file. */
  readonly row: number;
  /** NaN when the programme has no pupils in any grade. */
  readonly grade: number;
  readonly male: Count;
  readonly female: Count;
}

function readPupils(source: RecognisedFile): PupilTable {
  const keys = vestigingKeys(source);
  const years = schoolYears(source, "date");
  const { text, optional } = textsOf(source);
  const [types, sectors, published] = [text(...PUPIL_TYPE), text("VMBO SECTOR"), text("AFDELING")];
  const elements = text(...ELEMENT).map((code) => paddedCode(code, 4));
  const lwoo = optional("LWOO INDICATIE");
  requireUnique(
    source,
    keys.map((key, row) =>
      joinKey(key, years[row]!, types[row]!, sectors[row]!, published[row]!, elements[row]!, lwoo[row]!),
    ),
    "location, type, department and element code",
  );
  const departments = published.map(departmentOf);
  const cells = cellsOf(source);
  const category = (name: string, values: readonly (string | null)[]) =>
    encodeCategories(
      name,
      cells.map((cell) => values[cell.row]!),
    );
  const table = tableOf([
    category("vestiging", keys),
    exactColumn(
      "school_year",
      cells.map((cell) => years[cell.row]!),
    ),
    category("place", optional("PLAATSNAAM VESTIGING", "PLAATSNAAM")),
    category("province", optional("PROVINCIE VESTIGING", "PROVINCIE")),
    category("year_type", types),
    category("leerweg", types.map(leerwegOfType)),
    category("sector", normalised(source, "VMBO SECTOR", sectorOfPupils)),
    category(
      "profile",
      departments.map((department) => department?.name ?? null),
    ),
    category(
      "profile_group",
      departments.map((department) => department?.group ?? null),
    ),
    category("element_code", elements),
    category("programme", text("OPLEIDINGSNAAM")),
    category("lwoo", lwoo),
    exactColumn(
      "grade",
      cells.map((cell) => cell.grade),
    ),
    countColumn(
      "pupils",
      cells.map((cell) => addCounts(cell.male, cell.female)),
    ),
    countColumn(
      "pupils_male",
      cells.map((cell) => cell.male),
    ),
    countColumn(
      "pupils_female",
      cells.map((cell) => cell.female),
    ),
  ]);
  const suppressed = cells.filter((cell) => isSuppressed(cell.male) || isSuppressed(cell.female)).length;
  return { table, suppressed, findings: [] };
}

function cellsOf(source: RecognisedFile): Cell[] {
  const counts = GRADES.map((grade) => ({
    grade,
    male: countsOf(source, source.column(`LEER- OF VERBLIJFSJAAR ${grade} - MAN`)),
    female: countsOf(source, source.column(`LEER- OF VERBLIJFSJAAR ${grade} - VROUW`)),
  }));
  const cells: Cell[] = [];
  for (let row = 0; row < source.file.rowCount; row++) {
    const before = cells.length;
    for (const { grade, male, female } of counts) {
      const [men, women] = [male(row), female(row)];
      if (!isNothing(men) || !isNothing(women)) cells.push({ row, grade, male: men, female: women });
    }
    if (cells.length === before) cells.push({ row, grade: Number.NaN, male: ZERO, female: ZERO });
  }
  return cells;
}

/** Zero, or a blank cell, which in this family also means that the grade does not exist. */
function isNothing(count: Count): boolean {
  return count.max === 0 || count.missing === MISSING.absent;
}
