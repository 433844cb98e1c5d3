import type { Writer } from "../../../src/core/source.ts";
import { counts, delimitedText, measures, numbers, requireEdition, SEMICOLON, texts } from "../write.ts";

const COUNTED = [
  ["TOTAAL AANTAL SCHOOLEXAMENS MET BEOORDELING", "rated_all"],
  ["AANTAL SCHOOLEXAMENS MET BEOORDELING MEETELLEND VOOR DIPLOMA", "rated"],
  ["TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER", "school_all"],
  ["GEM. CIJFER TOTAAL AANTAL SCHOOLEXAMENS", "mark_school_all"],
  ["AANTAL SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA", "school"],
  ["GEM. CIJFER SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA", "mark_school"],
  ["TOTAAL AANTAL CENTRALE EXAMENS", "central_all"],
  ["GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS", "mark_central_all"],
  ["AANTAL CENTRALE EXAMENS MEETELLEND VOOR DIPLOMA", "central"],
  ["GEM. CIJFER CENTRALE EXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA", "mark_central"],
  ["GEM. CIJFER CIJFERLIJST", "mark_final"],
  ["GEM. CIJFER REKENTOETS", "mark_arithmetic"],
] as const;

/** Candidates and marks per subject. `school_type` is written as it is, or with its leerweg where it is VMBO: `VMBO BL`. Beside the reader's columns it takes `name`. */
export const subjectsWriter: Writer = {
  id: "duo/subjects",
  editions: ["2018-2019 and later"],
  write(table, edition) {
    requireEdition(this, edition);
    const text = (name: string) => texts(table, name);
    const [vestiging, type, leerweg] = [text("vestiging"), text("school_type"), text("leerweg")];
    const year = numbers(table, "exam_year");
    const places = ["name", "municipality_code", "municipality", "place", "province"].map(text);
    const subject = ["subject_code", "subject_short", "subject", "rating"].map(text);
    const cells = COUNTED.map(([, name]) =>
      name.startsWith("mark_") ? measures(table, name, 1, ",") : counts(table, name),
    );
    const header = [
      "SCHOOLJAAR",
      "BRIN NUMMER",
      "VESTIGINGSNUMMER",
      "INSTELLINGSNAAM VESTIGING",
      "GEMEENTENUMMER",
      "GEMEENTENAAM",
      "PLAATSNAAM",
      "PROVINCIE",
      "ONDERWIJSTYPE VO",
      "VAKCODE",
      "AFKORTING VAKNAAM",
      "VAKNAAM",
      "SCHOOLEXAMEN BEOORDELING",
      ...COUNTED.map(([published]) => published),
    ];
    const rows = Array.from({ length: table.rowCount }, (_, row) => [
      String(year(row) - 1),
      vestiging(row).slice(0, 4),
      vestiging(row).slice(4),
      ...places.map((cell) => cell(row)),
      type(row) === "VMBO" && leerweg(row) !== "" ? `VMBO ${leerweg(row)}L` : type(row),
      ...subject.map((cell) => cell(row)),
      ...cells.map((cell) => cell(row)),
    ]);
    return delimitedText(header, rows, SEMICOLON);
  },
};
