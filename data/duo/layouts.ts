import { type Layout, oneOf, pattern } from "../layout.ts";
import { type RecognisedFile, readFamily } from "../recognised-file.ts";
import { BRIN, COUNTS, DIMENSIONS, KEYS, MARKS, PLACES, PUPIL_TYPE, VESTIGING } from "./layout-parts.ts";
import { MBO_LAYOUTS } from "./mbo-layouts.ts";
import { STAFF_LAYOUTS } from "./staff-layouts.ts";

export type { RecognisedFile } from "../recognised-file.ts";
export { BRIN, ELEMENT, EXAM_COLUMN, PUPIL_TYPE, VESTIGING } from "./layout-parts.ts";

const examNeeds = (brin: string) => [
  oneOf(brin),
  oneOf("VESTIGINGSNUMMER", "VESTIGINGSCODE"),
  oneOf("GEMEENTENAAM"),
  oneOf("ONDERWIJSTYPE VO"),
  oneOf("INSPECTIECODE"),
  oneOf("OPLEIDINGSNAAM"),
  pattern("EXAMENKANDIDATEN SCHOOLJAAR … - TOTAAL", /^EXAMENKANDIDATEN SCHOOLJAAR .* - TOTAAL$/),
  pattern("GESLAAGDEN SCHOOLJAAR … - TOTAAL", /^GESLAAGDEN SCHOOLJAAR .* - TOTAAL$/),
];
const examKnows = [...PLACES, pattern("per year", /^(EXAMENKANDIDATEN|GESLAAGDEN|SLAAGPERC) SCHOOLJAAR .* - /)];
const exams = { reader: "duo/exams", title: "Examenkandidaten en geslaagden", dimensions: DIMENSIONS };

const pupilNeeds = (element: string) => [
  ...KEYS,
  oneOf(...PUPIL_TYPE),
  oneOf("VMBO SECTOR"),
  oneOf("AFDELING"),
  oneOf(element),
  oneOf("OPLEIDINGSNAAM"),
  ...[1, 2, 3, 4, 5, 6].flatMap((grade) =>
    ["MAN", "VROUW"].map((sex) => oneOf(`LEER- OF VERBLIJFSJAAR ${grade} - ${sex}`)),
  ),
];
const pupils = {
  reader: "duo/pupils",
  title: "Leerlingen vo per vestiging naar onderwijstype",
  dimensions: DIMENSIONS,
};

/** Editions of every family, by family; readers, recognition and the error for a wrong file use the same list. */
export const LAYOUTS = {
  exams: [
    { ...exams, edition: "2013-2019", needs: examNeeds("BRIN NUMMER"), knows: examKnows },
    { ...exams, edition: "2019 and later", needs: examNeeds("INSTELLINGSCODE"), knows: examKnows },
  ],
  examResults: [
    {
      reader: "duo/exam-results",
      edition: "CKAN 03_voex, 2013-2017",
      title: "Examenkandidaten, geslaagden en cijfers per vestiging en onderwijstype",
      needs: [
        oneOf(...BRIN),
        oneOf(...VESTIGING),
        oneOf("ONDERWIJSTYPE VO"),
        oneOf("SCHOOLJAAR"),
        ...COUNTS,
        oneOf("SLAGINGSPERCENTAGE"),
        ...MARKS,
      ],
      knows: PLACES,
      dimensions: DIMENSIONS,
    },
  ],
  marks: [
    {
      reader: "duo/marks",
      edition: "2018-2019 and later",
      title: "Geslaagden, gezakten en cijfers",
      needs: [
        ...KEYS,
        oneOf("ONDERWIJSTYPE VO"),
        oneOf("LEERWEG VMBO"),
        oneOf("VMBO SECTOR"),
        oneOf("AFDELING"),
        ...COUNTS,
        ...MARKS,
      ],
      knows: PLACES,
      dimensions: [...DIMENSIONS, "LEERWEG VMBO", "AFDELING"],
    },
  ],
  subjects: [
    {
      reader: "duo/subjects",
      edition: "2018-2019 and later",
      title: "Examenkandidaten en examencijfers per vak",
      needs: [
        ...KEYS,
        oneOf("SCHOOLJAAR"),
        oneOf("ONDERWIJSTYPE VO"),
        oneOf("VAKCODE"),
        oneOf("VAKNAAM"),
        oneOf("TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER"),
        oneOf("GEM CIJFER TOTAAL AANTAL SCHOOLEXAMENS"),
        oneOf("TOTAAL AANTAL CENTRALE EXAMENS"),
        oneOf("GEM CIJFER TOTAAL AANTAL CENTRALE EXAMENS"),
        oneOf("GEM CIJFER CIJFERLIJST"),
      ],
      knows: [
        ...PLACES,
        oneOf("AFKORTING VAKNAAM"),
        oneOf("LEERWEG VMBO"),
        oneOf("SCHOOLEXAMEN BEOORDELING"),
        pattern("counts", /^(TOTAAL )?AANTAL /),
        pattern("marks", /^GEM CIJFER /),
      ],
      dimensions: [...DIMENSIONS, "VAKCODE", "VAKNAAM"],
    },
  ],
  pupils: [
    {
      ...pupils,
      edition: "2014-2018, with LWOO",
      needs: [...pupilNeeds("ELEMENTCODE"), oneOf("LWOO INDICATIE")],
      knows: PLACES,
    },
    { ...pupils, edition: "2019-2022", needs: pupilNeeds("ELEMENTCODE"), knows: PLACES },
    {
      ...pupils,
      edition: "2023 and later",
      needs: pupilNeeds("ERKENDE OPLEIDINGSCODE"),
      knows: [...PLACES, oneOf("SAMENWERKINGSVERBAND PASSEND ONDERWIJS VO")],
    },
  ],
  pupilsLong: [
    {
      ...pupils,
      edition: "CKAN 01voins, 2014-2018",
      needs: [
        oneOf(...BRIN),
        oneOf(...VESTIGING),
        oneOf("SCHOOLJAAR"),
        oneOf("LEERJAAR"),
        oneOf(...PUPIL_TYPE),
        oneOf("VMBO SECTOR"),
        oneOf("AFDELING"),
        oneOf("AANTAL LEERLINGEN"),
      ],
      knows: [
        ...PLACES,
        oneOf("VESTIGINGSNUMMER"),
        oneOf("BEVOEGD GEZAG"),
        oneOf("NAAM BEVOEGD GEZAG"),
        oneOf("DENOMINATIE BG"),
        oneOf("DENOMINATIE VESTIGING"),
        oneOf("INDICATIE VO-VAVO"),
      ],
    },
  ],
  locations: [
    {
      reader: "duo/locations",
      edition: "all years",
      title: "Alle vestigingen vo",
      needs: [
        ...KEYS,
        oneOf("PROVINCIE"),
        oneOf("BEVOEGD GEZAG NUMMER"),
        oneOf("VESTIGINGSNAAM"),
        oneOf("STRAATNAAM"),
        oneOf("HUISNUMMER-TOEVOEGING"),
        oneOf("POSTCODE"),
        oneOf("PLAATSNAAM"),
        oneOf("GEMEENTENUMMER"),
        oneOf("GEMEENTENAAM"),
        oneOf("ONDERWIJSSTRUCTUUR"),
        oneOf("COROPGEBIED CODE"),
        oneOf("COROPGEBIED NAAM"),
        oneOf("RMC-REGIO CODE"),
        oneOf("RMC-REGIO NAAM"),
      ],
      knows: [
        ...PLACES,
        oneOf("DENOMINATIE"),
        oneOf("TELEFOONNUMMER"),
        oneOf("INTERNETADRES"),
        oneOf("VAKANTIEREGIO"),
        pattern("areas", /(GEBIED|REGIO) (CODE|NAAM)$|CORRESPONDENTIEADRES/),
      ],
      dimensions: DIMENSIONS,
    },
  ],
  coordinates: [
    {
      reader: "duo/coordinates",
      edition: "all years",
      title: "Coördinaten van vestigingen vo",
      needs: [
        oneOf("VESTIGINGSCODE"),
        oneOf("POSTCODE"),
        oneOf("LAT"),
        oneOf("LON"),
        oneOf("COROP"),
        oneOf("IN_COROP"),
      ],
    },
  ],
  ...STAFF_LAYOUTS,
  ...MBO_LAYOUTS,
} as const satisfies Record<string, readonly Layout[]>;

/** Every DUO layout, schools first. */
export const DUO_LAYOUTS: readonly Layout[] = Object.values(LAYOUTS).flat();

/**
 * Reads files of one DUO family, one after the other.
 *
 * @throws InputError when there are none, or one is unreadable or has another layout
 */
export function readFiles(paths: readonly string[], layouts: readonly Layout[]): Promise<RecognisedFile[]> {
  return readFamily(paths, layouts, DUO_LAYOUTS);
}
