import type { Finding } from "../../../src/core/finding.ts";
import { MISSING, type Table } from "../../../src/core/table.ts";
import { encodeCategories, tableOf } from "../../../src/tables/shared.ts";
import { type Count, countColumn, countsOf, exactColumn, isSuppressed } from "../counts.ts";
import { joinKey, requireUnique, textOf, textsOf, vestigingKeys, wholeNumbers } from "../keys.ts";
import { PUPIL_TYPE, type RecognisedFile } from "../layouts.ts";
import { departmentOf, leerwegOf, sectorOf } from "../programmes.ts";
import { normalised } from "../spellings.ts";
import { schoolYears } from "../years.ts";

/** Pupils of one file. */
export interface PupilTable {
  readonly table: Table;
  /** Cells whose count is an interval or unknown. */
  readonly suppressed: number;
  readonly findings: readonly Finding[];
}

const UNKNOWN: Count = { min: Number.NaN, max: Number.NaN, missing: MISSING.absent };
/** In this channel 1, 2, 3 and 4 are all published as 4. */
const FEWER_THAN_FIVE: Count = { min: 1, max: 4, missing: MISSING.present };

/**
 * Pupils as the data portal gives them: a row per location, year, type, department and grade, without sex, element code and programme. A published 4 stands for 1 to 4.
 * Rows that agree in everything but their count are kept and reported ("repeated-rows"): the channel leaves out the column that told them apart.
 *
 * @throws InputError when a record number occurs twice: pages that overlap would count pupils twice
 */
export function readLongPupils(source: RecognisedFile): PupilTable {
  const keys = vestigingKeys(source);
  const years = schoolYears(source, "date");
  const { text, optional } = textsOf(source);
  const id = source.optional("ID");
  if (id !== undefined)
    requireUnique(
      source,
      textOf(id).map((number) => number ?? ""),
      "record number",
    );
  const grades = wholeNumbers(source, source.column("LEERJAAR"), 1, 8);
  const published = countsOf(source, source.column("AANTAL LEERLINGEN"));
  const counts = keys.map((_, row) => {
    const count = published(row);
    return count.min === 4 && count.max === 4 ? FEWER_THAN_FIVE : count;
  });
  const [types, departments] = [text(...PUPIL_TYPE), text("AFDELING").map(departmentOf)];
  const sectors = normalised(source, "VMBO SECTOR", sectorOfPupils);
  const adult = optional("INDICATIE VO-VAVO");
  const cells = keys.map((key, row) =>
    joinKey(key, years[row]!, grades[row]!, types[row]!, sectors[row]!, departments[row]?.name ?? null, adult[row]!),
  );
  const repeated = cells.length - new Set(cells).size;
  const nothing = keys.map(() => null);
  const table = tableOf([
    encodeCategories("vestiging", keys),
    exactColumn("school_year", years),
    encodeCategories("place", optional("PLAATSNAAM VESTIGING", "PLAATSNAAM")),
    encodeCategories("province", optional("PROVINCIE VESTIGING", "PROVINCIE")),
    encodeCategories("year_type", types),
    encodeCategories("leerweg", types.map(leerwegOfType)),
    encodeCategories("sector", sectors),
    encodeCategories(
      "profile",
      departments.map((department) => department?.name ?? null),
    ),
    encodeCategories(
      "profile_group",
      departments.map((department) => department?.group ?? null),
    ),
    encodeCategories("element_code", nothing),
    encodeCategories("programme", nothing),
    encodeCategories("lwoo", nothing),
    exactColumn("grade", grades),
    countColumn("pupils", counts),
    countColumn(
      "pupils_male",
      keys.map(() => UNKNOWN),
    ),
    countColumn(
      "pupils_female",
      keys.map(() => UNKNOWN),
    ),
  ]);
  return {
    table,
    suppressed: counts.filter(isSuppressed).length,
    findings:
      repeated === 0
        ? []
        : [
            {
              code: "repeated-rows",
              severity: "note",
              values: { source: source.layout.reader, file: source.file.place, rows: repeated },
            },
          ],
  };
}

/** `VMBO BL lj 3-4` is leerweg B; other types have none. */
export function leerwegOfType(type: string | null): string | null {
  const code = /^VMBO ([BKGT]L) lj/i.exec(type ?? "")?.[1];
  return code === undefined ? null : (leerwegOf(code) ?? null);
}

/** A cell of VMBO SECTOR: null for `N.v.t.`, undefined when it is no known sector. */
export function sectorOfPupils(cell: string): string | null | undefined {
  return /^n\.?v\.?t\.?$/i.test(cell) ? null : sectorOf(cell);
}
