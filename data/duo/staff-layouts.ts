import { type Layout, oneOf, pattern } from "../layout.ts";
import { BRIN, DIMENSIONS, PLACES, VESTIGING } from "./layout-parts.ts";

const staff = {
  reader: "duo/staff",
  title: "Onderwijspersoneel vo",
  dimensions: [...BRIN, "FUNCTIEGROEP", "ONDERWIJSTYPE"],
};
const staffKnows = [
  ...PLACES,
  oneOf("ONDERWIJSTYPE"),
  oneOf("FUNCTIEGROEP"),
  oneOf("BEVOEGD GEZAG", "BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAGNUMMER"),
  pattern("per year", /^(FTE'S|PERSONEN|GEMIDDELDE) .*\d{4}$/),
];

/** Families by institution: forecasts and staff. */
export const STAFF_LAYOUTS = {
  forecast: [
    {
      reader: "duo/forecast",
      edition: "one column per type and year",
      title: "Leerlingenprognose vo",
      needs: [
        oneOf(...BRIN),
        ...["BRJ", "VMBO", "HAVO", "VWO", "PRO"].map((type) => pattern(`${type}.…`, new RegExp(`^${type} \\d{4}$`))),
      ],
      knows: [...PLACES, oneOf(...VESTIGING), pattern("totals", /TOTAAL/)],
      dimensions: DIMENSIONS,
    },
    {
      reader: "duo/forecast",
      edition: "CKAN brin4_prognosesvo",
      title: "Leerlingenprognose vo",
      needs: [oneOf(...BRIN), oneOf("ONDERWIJSNIVEAU"), oneOf("JAAR"), oneOf("PROGNOSEAANTALLEN")],
      knows: PLACES,
      dimensions: [...BRIN, "ONDERWIJSNIVEAU"],
    },
  ],
  staff: [
    {
      ...staff,
      edition: "in fte",
      needs: [
        oneOf(...BRIN),
        pattern("FTE'S …", /^FTE'S \d{4}$/),
        pattern("GEMIDDELDE LEEFTIJD …", /^GEMIDDELDE LEEFTIJD \d{4}$/),
      ],
      knows: staffKnows,
    },
    {
      ...staff,
      edition: "in persons",
      needs: [
        oneOf(...BRIN),
        pattern("PERSONEN …", /^PERSONEN \d{4}$/),
        pattern("GEMIDDELDE LEEFTIJD …", /^GEMIDDELDE LEEFTIJD \d{4}$/),
      ],
      knows: staffKnows,
    },
  ],
  functiemix: [
    {
      reader: "duo/functiemix",
      edition: "CKAN functiemix-instellingen",
      title: "Functiemix per instelling",
      needs: [oneOf("JAAR"), oneOf(...BRIN), oneOf("LEERLING LERAAR RATIO"), oneOf("AANDEEL BAMA HBOBA")],
      knows: [
        ...PLACES,
        oneOf("SCHOOLTYPE"),
        oneOf("BEVOEGD GEZAGNUMMER"),
        oneOf("AANTAL LEERLINGEN"),
        oneOf("RANDSTAD"),
        pattern("formation", /(FORMATIE|LOONSOM|AANTAL|GEWICHT)/),
      ],
      dimensions: BRIN,
    },
  ],
} as const satisfies Record<string, readonly Layout[]>;
