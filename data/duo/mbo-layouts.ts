import { type Layout, oneOf, pattern } from "../layout.ts";
import { PLACES } from "./layout-parts.ts";

const mbo = { dimensions: ["INSTELLINGSCODE", "INSTELLINGSNAAM", "LEERWEG", "NIVEAU", "HOOFDGROEP NAAM"] };
const mboInflowNeeds = [
  oneOf("VOOROPLEIDING VO"),
  oneOf("INSTELLINGSCODE"),
  oneOf("HOOFDGROEP NAAM"),
  oneOf("NIVEAU"),
  oneOf("LEERWEG"),
  oneOf("INSTROOM MBO"),
  oneOf("INSTROOM OPLEIDING"),
];

/** Families about mbo. */
export const MBO_LAYOUTS = {
  mboInflow: [
    {
      ...mbo,
      reader: "duo/mbo-inflow",
      edition: "one count per kind of inflow",
      title: "Nieuw instromende mbo-studenten",
      needs: [...mboInflowNeeds, oneOf("TOTAAL MBO")],
      knows: [
        ...PLACES,
        oneOf("VOOROPLEIDING MBO"),
        oneOf("INDICATIE KLEINE OPLEIDING"),
        oneOf("HOOFDGROEP CODE"),
        pattern("programme", /^BEROEPSOPLEIDING (CODE|NAAM)$/),
        oneOf("JAAR", "STUDIEJAAR"),
      ],
    },
    {
      ...mbo,
      reader: "duo/mbo-inflow",
      edition: "J/N per kind of inflow with one count",
      title: "Nieuw instromende mbo-studenten",
      needs: [...mboInflowNeeds, oneOf("AANTAL")],
      knows: PLACES,
    },
  ],
  mboDiplomas: [
    {
      ...mbo,
      reader: "duo/mbo-diplomas",
      edition: "2021 and later",
      title: "Gediplomeerde mbo-studenten",
      needs: [
        oneOf("INSTELLINGSCODE"),
        oneOf("LEERWEG"),
        oneOf("NIVEAU"),
        oneOf("HOOFDGROEP NAAM"),
        pattern("DIPMAN…", /^DIPMAN\d{4}$/),
        pattern("DIPVROUW…", /^DIPVROUW\d{4}$/),
      ],
      knows: [
        ...PLACES,
        oneOf("PLAATSNAAM INSTELLING"),
        oneOf("SECTORKAMER NAAM"),
        pattern("programme", /^ERKENDE OPLEIDING (CODE|NAAM)$/),
      ],
    },
  ],
  mboStudents: [
    {
      reader: "duo/mbo-students",
      edition: "2021 and later",
      title: "Mbo-studenten naar sectorkamer en woongebied",
      needs: [
        oneOf("SECTORKAMER NAAM"),
        oneOf("LEERWEG"),
        oneOf("NIVEAU"),
        oneOf("WOONPROVINCIE", "WOONGEMEENTE", "WOONGEMEENTE NAAM"),
        pattern("JAAR_…", /^JAAR \d{4}$/),
      ],
      knows: [
        ...PLACES,
        oneOf("HOOFDGROEP NAAM"),
        oneOf("HOOFDGROEP CODE"),
        oneOf("WOONPROVINCIE"),
        oneOf("WOONGEMEENTE"),
      ],
      dimensions: [
        "SECTORKAMER NAAM",
        "HOOFDGROEP NAAM",
        "LEERWEG",
        "NIVEAU",
        "WOONPROVINCIE",
        "WOONGEMEENTE",
        "WOONGEMEENTE NAAM",
      ],
    },
  ],
} as const satisfies Record<string, readonly Layout[]>;
