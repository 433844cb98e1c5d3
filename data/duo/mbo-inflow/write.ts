import type { Writer } from "../../../src/core/source.ts";
import { COMMA, counts, delimitedText, onlyNumber, requireEdition, texts } from "../write.ts";

const TEXTS = [
  ["VOOROPLEIDING VO", "previous_vo"],
  ["VOOROPLEIDING MBO", "previous_mbo"],
  ["INDICATIE KLEINE OPLEIDING", "small_programme"],
  ["INSTELLINGSCODE", "institution"],
  ["INSTELLINGSNAAM", "institution_name"],
  ["HOOFDGROEP CODE", "main_group_code"],
  ["HOOFDGROEP NAAM", "main_group"],
  ["NIVEAU", "level"],
  ["LEERWEG", "leerweg"],
  ["BEROEPSOPLEIDING CODE", "programme_code"],
  ["BEROEPSOPLEIDING NAAM", "programme"],
] as const;
const COUNTS = [
  ["TOTAAL MBO", "students"],
  ["INSTROOM MBO", "new_in_mbo"],
  ["INSTROOM OPLEIDING", "new_in_programme"],
] as const;

/** Students who enter mbo in one year, by previous schooling. */
export const mboInflowWriter: Writer = {
  id: "duo/mbo-inflow",
  editions: ["one count per kind of inflow"],
  write(table, edition) {
    requireEdition(this, edition);
    onlyNumber(table, "year");
    const cells = [
      ...TEXTS.map(([, column]) => texts(table, column)),
      ...COUNTS.map(([, column]) => counts(table, column)),
    ];
    const rows = Array.from({ length: table.rowCount }, (_, row) => cells.map((cell) => cell(row)));
    return delimitedText(
      [...TEXTS, ...COUNTS].map(([header]) => header),
      rows,
      COMMA,
    );
  },
};
