import type { Writer } from "../../../src/core/source.ts";
import { COMMA, counts, delimitedText, numbers, requireEdition, texts } from "../write.ts";

/** Forecast number of pupils per institution, school type and year. */
export const forecastWriter: Writer = {
  id: "duo/forecast",
  editions: ["CKAN brin4_prognosesvo"],
  write(table, edition) {
    requireEdition(this, edition);
    const [brin, type] = [texts(table, "brin"), texts(table, "school_type")];
    const [year, pupils] = [numbers(table, "school_year"), counts(table, "pupils")];
    const rows = Array.from({ length: table.rowCount }, (_, row) => [
      brin(row),
      type(row),
      String(year(row)),
      pupils(row),
    ]);
    return delimitedText(["INSTELLINGSCODE", "ONDERWIJSNIVEAU", "JAAR", "PROGNOSEAANTALLEN"], rows, COMMA);
  },
};
