import type { Writer } from "../../../src/core/source.ts";
import {
  counts,
  delimitedText,
  measures,
  onlyNumber,
  profileCode,
  requireEdition,
  SEMICOLON,
  sectorText,
  texts,
} from "../write.ts";

/** Passed, failed and marks of one exam year. Beside the reader's columns it takes `name`. */
export const marksWriter: Writer = {
  id: "duo/marks",
  editions: ["2018-2019 and later"],
  write(table, edition) {
    requireEdition(this, edition);
    onlyNumber(table, "exam_year");
    const text = (name: string) => texts(table, name);
    const [vestiging, leerweg, sector, profile] = [text("vestiging"), text("leerweg"), text("sector"), text("profile")];
    const places = ["name", "municipality", "province", "school_type"].map(text);
    const numbers = [
      ...["candidates", "passed", "failed"].map((name) => counts(table, name)),
      ...["mark_school", "mark_central", "mark_final"].map((name) => measures(table, name, 1, ",")),
    ];
    const header = [
      "BRIN NUMMER",
      "VESTIGINGSNUMMER",
      "INSTELLINGSNAAM VESTIGING",
      "GEMEENTENAAM VESTIGING",
      "PROVINCIE VESTIGING",
      "ONDERWIJSTYPE VO",
      "LEERWEG VMBO",
      "VMBO SECTOR",
      "AFDELING",
      "EXAMENKANDIDATEN",
      "GESLAAGDEN",
      "GEZAKTEN",
      "GEMIDDELD CIJFER SCHOOLEXAMEN",
      "GEMIDDELD CIJFER CENTRAAL EXAMEN",
      "GEMIDDELD CIJFER CIJFERLIJST",
    ];
    const rows = Array.from({ length: table.rowCount }, (_, row) => [
      vestiging(row).slice(0, 4),
      vestiging(row),
      ...places.map((cell) => cell(row)),
      leerweg(row) === "" ? "" : `${leerweg(row)}L`,
      sectorText(sector(row)),
      profile(row) === "" ? "" : profileCode(profile(row)),
      ...numbers.map((cell) => cell(row)),
    ]);
    return delimitedText(header, rows, SEMICOLON);
  },
};
