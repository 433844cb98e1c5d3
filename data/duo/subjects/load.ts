import type { Codebook, Reader } from "../../../src/core/source.ts";
import type { NumberColumn, Table } from "../../../src/core/table.ts";
import { encodeCategories, stackTables, tableOf } from "../../../src/tables/shared.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import {
  type Count,
  countColumn,
  countsOf,
  exactColumn,
  MISSING_COUNT,
  measureColumn,
  missingColumn,
} from "../counts.ts";
import { joinKey, paddedCode, requireUnique, textsOf, vestigingKeys } from "../keys.ts";
import { LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import { leerwegOf } from "../programmes.ts";
import { normalised } from "../spellings.ts";
import { requireNewPeriods, schoolYears } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

const COUNTS = [
  ["rated_all", "TOTAAL AANTAL SCHOOLEXAMENS MET BEOORDELING"],
  ["rated", "AANTAL SCHOOLEXAMENS MET BEOORDELING MEETELLEND VOOR DIPLOMA"],
  ["school_all", "TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER"],
  ["school", "AANTAL SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA"],
  ["central_all", "TOTAAL AANTAL CENTRALE EXAMENS"],
  ["central", "AANTAL CENTRALE EXAMENS MEETELLEND VOOR DIPLOMA"],
] as const;
const MARKS = [
  ["mark_school_all", "GEM CIJFER TOTAAL AANTAL SCHOOLEXAMENS"],
  ["mark_school", "GEM CIJFER SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA"],
  ["mark_central_all", "GEM CIJFER TOTAAL AANTAL CENTRALE EXAMENS"],
  ["mark_central", "GEM CIJFER CENTRALE EXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA"],
  ["mark_final", "GEM CIJFER CIJFERLIJST"],
  ["mark_arithmetic", "GEM CIJFER REKENTOETS"],
] as const;

/**
 * Exam candidates and marks per subject: one row per location × exam year × school type × leerweg × subject × kind of rating, in file order.
 * Files are stacked: vmbo, havo and vwo of one year are files of their own, so what may not repeat is the pair of year and school type.
 */
export const subjects: Reader = {
  id: "duo/subjects",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const sources = await readFiles(paths, LAYOUTS.subjects);
    const tables = sources.map(readSubjects);
    const places = sources.map((source) => source.file.place);
    requireNewPeriods(tables, places, "exam_year", "school_type");
    return {
      table: stackTables(tables, places),
      files: sourceFilesOf(sources),
      findings: sources.flatMap((source) => source.findings),
    };
  },
};

function readSubjects(source: RecognisedFile): Table {
  const keys = vestigingKeys(source);
  const years = schoolYears(source, "years").map((year) => year + 1);
  const { text, optional } = textsOf(source);
  const [types, ratings] = [text("ONDERWIJSTYPE VO"), optional("SCHOOLEXAMEN BEOORDELING")];
  const codes = text("VAKCODE").map((code) => paddedCode(code, 4));
  const leerwegen = leerwegColumn(source, types);
  requireUnique(
    source,
    keys.map((key, row) => joinKey(key, years[row]!, types[row]!, leerwegen[row]!, codes[row]!, ratings[row]!)),
    "location, exam year, school type, subject and kind of rating",
  );
  return tableOf([
    encodeCategories("vestiging", keys),
    exactColumn("exam_year", years),
    encodeCategories(
      "municipality_code",
      optional("GEMEENTENUMMER").map((code) => paddedCode(code, 4)),
    ),
    encodeCategories("municipality", optional("GEMEENTENAAM", "GEMEENTENAAM VESTIGING")),
    encodeCategories("place", optional("PLAATSNAAM", "PLAATSNAAM VESTIGING")),
    encodeCategories("province", optional("PROVINCIE", "PROVINCIE VESTIGING")),
    encodeCategories("school_type", types),
    encodeCategories("leerweg", leerwegen),
    encodeCategories("subject_code", codes),
    encodeCategories("subject_short", optional("AFKORTING VAKNAAM")),
    encodeCategories("subject", text("VAKNAAM")),
    encodeCategories("rating", ratings),
    ...COUNTS.map(([name, header]) => counts(source, name, header)),
    ...MARKS.map(([name, header]) => mark(source, name, header)),
  ]);
}

/** From column LEERWEG VMBO where there is one, else from a school type like `VMBO BL`; missing for other types. */
function leerwegColumn(source: RecognisedFile, types: readonly (string | null)[]): (string | null)[] {
  if (source.optional("LEERWEG VMBO") !== undefined) return normalised(source, "LEERWEG VMBO", leerwegOf);
  return types.map((type) => {
    const code = /^VMBO[ -]+([BKGT]L?|LWT)$/i.exec(type ?? "")?.[1];
    return code === undefined ? null : (leerwegOf(code) ?? null);
  });
}

function counts(source: RecognisedFile, name: string, header: string): NumberColumn {
  const column = source.optional(header);
  const at: (row: number) => Count = column === undefined ? () => MISSING_COUNT : countsOf(source, column);
  return countColumn(
    name,
    Array.from({ length: source.file.rowCount }, (_, row) => at(row)),
  );
}

function mark(source: RecognisedFile, name: string, header: string): NumberColumn {
  const column = source.optional(header);
  return column === undefined ? missingColumn(name, source.file.rowCount) : measureColumn(source, name, column);
}
