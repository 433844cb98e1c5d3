import { oneOf } from "../layout.ts";

export const EXAM_COLUMN = /^(EXAMENKANDIDATEN|GESLAAGDEN) SCHOOLJAAR (\d{4})-(\d{4}) - (MAN|VROUW|ONBEKEND|TOTAAL)$/;

export const BRIN = ["BRIN NUMMER", "BRINNUMMER", "INSTELLINGSCODE", "INSTELLING"] as const;
export const VESTIGING = ["BRINVESTIGINGSNUMMER", "VESTIGINGSNUMMER", "VESTIGINGSCODE"] as const;
export const ELEMENT = ["ELEMENTCODE", "ERKENDE OPLEIDINGSCODE"] as const;
export const PUPIL_TYPE = ["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"] as const;
/** A location, in the two columns of its key. */
export const KEYS = [oneOf(...BRIN), oneOf(...VESTIGING)];
/** Columns of names and places that most files about schools have. */
export const PLACES = [
  "INSTELLINGSNAAM VESTIGING",
  "VESTIGINGSNAAM",
  "INSTELLINGSNAAM",
  "GEMEENTENUMMER",
  "GEMEENTENAAM",
  "GEMEENTENAAM VESTIGING",
  "PLAATSNAAM",
  "PLAATSNAAM VESTIGING",
  "PROVINCIE",
  "PROVINCIE VESTIGING",
  "SCHOOLJAAR",
  "ID",
].map((name) => oneOf(name));
/** Columns whose totals are no location. */
export const DIMENSIONS = [...BRIN, ...VESTIGING];
export const MARKS = ["SCHOOLEXAMEN", "CENTRAAL EXAMEN", "CIJFERLIJST"].map((name) =>
  oneOf(`GEMIDDELD CIJFER ${name}`),
);
export const COUNTS = [oneOf("EXAMENKANDIDATEN"), oneOf("GESLAAGDEN"), oneOf("GEZAKTEN")];
