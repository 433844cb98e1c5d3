import { InputError } from "../../../src/core/errors.ts";
import type { Codebook } from "../../../src/core/source.ts";
import { MISSING, type Table } from "../../../src/core/table.ts";
import { encodeCategories, labelAt, tableOf } from "../../../src/tables/shared.ts";
import { type Count, countColumn, countsOf, exactColumn, ZERO } from "../counts.ts";
import { joinKey, paddedCode, requireUnique, textsOf, wholeNumbers } from "../keys.ts";
import { LAYOUTS, type RecognisedFile } from "../layouts.ts";
import { stackedReader } from "../stacked-reader.ts";
import { yearFromName } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

const TEXTS = [
  ["previous_vo", "VOOROPLEIDING VO"],
  ["previous_mbo", "VOOROPLEIDING MBO"],
  ["small_programme", "INDICATIE KLEINE OPLEIDING"],
  ["institution", "INSTELLINGSCODE"],
  ["institution_name", "INSTELLINGSNAAM"],
  ["main_group_code", "HOOFDGROEP CODE"],
  ["main_group", "HOOFDGROEP NAAM"],
  ["level", "NIVEAU"],
  ["leerweg", "LEERWEG"],
  ["programme_code", "BEROEPSOPLEIDING CODE"],
  ["programme", "BEROEPSOPLEIDING NAAM"],
] as const;
const KINDS = [
  ["new_in_mbo", "INSTROOM MBO"],
  ["new_in_programme", "INSTROOM OPLEIDING"],
] as const;

/**
 * Students who enter mbo, by previous schooling: one row per previous schooling × institution × programme × level × leerweg × year, in file order. Files are stacked;
 * a year may come from one file only.
 */
export const mboInflow = stackedReader("duo/mbo-inflow", codebook satisfies Codebook, LAYOUTS.mboInflow, readInflow);

function readInflow(source: RecognisedFile): Table {
  const { optional } = textsOf(source);
  const yearColumn = source.optional("STUDIEJAAR", "JAAR");
  const length = source.file.rowCount;
  const years =
    yearColumn === undefined
      ? Array.from({ length }, () => yearFromName(source.file.path, "date"))
      : wholeNumbers(source, yearColumn, 1990, 2100);
  const texts = TEXTS.map(([name, header]) => [name, optional(header)] as const);
  const perKind = source.layout === LAYOUTS.mboInflow[0];
  const indicators = perKind ? [] : KINDS.map(([, header]) => optional(header));
  requireUnique(
    source,
    years.map((year, row) =>
      joinKey(year, ...texts.map(([, values]) => values[row]!), ...indicators.map((one) => one[row]!)),
    ),
    "previous schooling, institution, programme, level and leerweg",
  );
  const all = countsOf(source, source.column(perKind ? "TOTAAL MBO" : "AANTAL"));
  const counts = KINDS.map(([name, header]) => {
    const of = perKind
      ? countsOf(source, source.column(header))
      : (row: number) => (isYes(source, header, row) ? all(row) : ZERO);
    return [name, Array.from({ length }, (_, row) => of(row))] as const;
  });
  refuseMoreThanAll(source, all, counts);
  return tableOf([
    exactColumn("year", years),
    ...texts.map(([name, values]) =>
      encodeCategories(name, name === "main_group_code" ? values.map((code) => paddedCode(code, 3)) : values),
    ),
    countColumn(
      "students",
      Array.from({ length }, (_, row) => all(row)),
    ),
    ...counts.map(([name, values]) => countColumn(name, values)),
  ]);
}

/** In the layout with one count, `J` says that all of it are of this kind. */
function isYes(source: RecognisedFile, header: string, row: number): boolean {
  const column = source.column(header);
  const cell = labelAt(column, row);
  if (cell !== "J" && cell !== "N")
    throw new InputError(`${source.where(row)}, column "${column.name}": "${cell ?? ""}" is neither J nor N.`);
  return cell === "J";
}

/** Who is new is among all students: anything else is a sign of shifted columns. */
function refuseMoreThanAll(
  source: RecognisedFile,
  all: (row: number) => Count,
  counts: readonly (readonly [name: string, counts: readonly Count[]])[],
): void {
  for (const [name, values] of counts)
    values.forEach((count, row) => {
      if (count.missing === MISSING.present && count.min > all(row).max)
        throw new InputError(
          `${source.where(row)}: ${name} (${count.min}) exceeds the number of students (${all(row).max}); are the columns in their place?`,
        );
    });
}
