import { InputError } from "../../../src/core/errors.ts";
import type { Finding } from "../../../src/core/finding.ts";
import type { Codebook, Reader } from "../../../src/core/source.ts";
import { MISSING, type Table } from "../../../src/core/table.ts";
import { sourceFileOf } from "../../../src/tables/delimited.ts";
import { encodeCategories, stackTables, tableOf } from "../../../src/tables/shared.ts";
import { addCounts, type Count, countColumn, countsOf, exactColumn, isSuppressed, ZERO } from "../counts.ts";
import { joinKey, paddedCode, requireUnique, textOf, vestigingKeys } from "../keys.ts";
import { ELEMENT, LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import { departmentOf, leerwegOf, sectorOf } from "../programmes.ts";
import { requireNewPeriods, schoolYears } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

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
    const sources = await readFiles(paths, LAYOUTS.pupils);
    const read = sources.map(readPupils);
    const tables = read.map(({ table }) => table);
    requireNewPeriods(tables, paths, "school_year");
    const findings = read.flatMap(({ table, suppressed }, index): Finding[] =>
      suppressed === 0
        ? []
        : [
            {
              code: "suppressed-counts",
              severity: "note",
              values: { source: pupils.id, file: paths[index]!, cells: suppressed, non_zero_cells: table.rowCount },
              where: "pupils",
            },
          ],
    );
    return { table: stackTables(tables, paths), files: sources.map((source) => sourceFileOf(source.file)), findings };
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

function readPupils(source: RecognisedFile): { readonly table: Table; readonly suppressed: number } {
  const keys = vestigingKeys(source);
  const years = schoolYears(source, "date");
  const text = (...names: readonly string[]) => textOf(source.column(...names));
  const optional = (...names: readonly string[]) => {
    const column = source.optional(...names);
    return column === undefined ? keys.map(() => null) : textOf(column);
  };
  const [types, sectors, published] = [
    text("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"),
    text("VMBO SECTOR"),
    text("AFDELING"),
  ];
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
    category(
      "sector",
      sectors.map((cell, row) => sectorOfCell(source, row, cell)),
    ),
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
  return { table, suppressed: cells.filter((cell) => isSuppressed(cell.male) || isSuppressed(cell.female)).length };
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

/** `VMBO BL lj 3-4` is leerweg B; other types have none. */
function leerwegOfType(type: string | null): string | null {
  const code = /^VMBO ([BKGT]L) lj/i.exec(type ?? "")?.[1];
  return code === undefined ? null : (leerwegOf(code) ?? null);
}

function sectorOfCell(source: RecognisedFile, row: number, cell: string | null): string | null {
  if (cell === null || /^n\.?v\.?t\.?$/i.test(cell)) return null;
  const sector = sectorOf(cell);
  if (sector === undefined)
    throw new InputError(`${source.where(row)}, column "VMBO SECTOR": "${cell}" is not a known sector.`);
  return sector;
}
