import type { Writer } from "../../../src/core/source.ts";
import type { Table } from "../../../src/core/table.ts";
import { joinKey } from "../keys.ts";
import {
  counts,
  type Delimited,
  delimitedText,
  groupRows,
  numbers,
  onlyNumber,
  profileText,
  requireEdition,
  SEMICOLON,
  sectorText,
  texts,
} from "../write.ts";

const GRADES = [1, 2, 3, 4, 5, 6] as const;
const NONE = "N.v.t.";

interface Edition {
  readonly keys: readonly [string, string];
  readonly element: string;
  readonly lwoo: boolean;
  readonly partnership: boolean;
  readonly format: Delimited;
}

const EDITIONS: ReadonlyMap<string, Edition> = new Map<string, Edition>([
  [
    "2014-2018, with LWOO",
    {
      keys: ["BRIN NUMMER", "VESTIGINGSNUMMER"],
      element: "ELEMENTCODE",
      lwoo: true,
      partnership: false,
      format: SEMICOLON,
    },
  ],
  [
    "2019-2022",
    {
      keys: ["BRIN NUMMER", "VESTIGINGSNUMMER"],
      element: "ELEMENTCODE",
      lwoo: false,
      partnership: false,
      format: SEMICOLON,
    },
  ],
  [
    "2023 and later",
    {
      keys: ["INSTELLINGSCODE", "VESTIGINGSCODE"],
      element: "ERKENDE OPLEIDINGSCODE",
      lwoo: false,
      partnership: true,
      format: { ...SEMICOLON, quoted: true, end: "\r\n" },
    },
  ],
]);

/** Pupils of one 1 October: grades and sexes side by side. Beside the reader's columns it takes `name`. */
export const pupilsWriter: Writer = {
  id: "duo/pupils",
  editions: [...EDITIONS.keys()],
  write(table, edition) {
    requireEdition(this, edition);
    onlyNumber(table, "school_year");
    return writePupils(table, EDITIONS.get(edition)!);
  },
};

function writePupils(table: Table, { keys, element, lwoo, partnership, format }: Edition): string {
  const text = (name: string) => texts(table, name);
  const [vestiging, name, place, province] = [text("vestiging"), text("name"), text("place"), text("province")];
  const [type, sector, profile] = [text("year_type"), text("sector"), text("profile")];
  const [code, programme, indicated] = [text("element_code"), text("programme"), text("lwoo")];
  const grade = numbers(table, "grade");
  const [male, female] = [counts(table, "pupils_male"), counts(table, "pupils_female")];
  const header = [
    ...keys,
    "INSTELLINGSNAAM VESTIGING",
    "PLAATSNAAM VESTIGING",
    "PROVINCIE VESTIGING",
    ...(partnership ? ["SAMENWERKINGSVERBAND PASSEND ONDERWIJS VO"] : []),
    "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
    "VMBO SECTOR",
    "AFDELING",
    element,
    "OPLEIDINGSNAAM",
    ...(lwoo ? ["LWOO INDICATIE"] : []),
    ...GRADES.flatMap((one) => [`LEER- OF VERBLIJFSJAAR ${one} - MAN`, `LEER- OF VERBLIJFSJAAR ${one} - VROUW`]),
  ];
  const groups = groupRows(table.rowCount, (row) =>
    joinKey(vestiging(row), type(row), sector(row), profile(row), code(row), indicated(row)),
  );
  const rows = [...groups.values()].map((members) => {
    const byGrade = new Map(members.map((row) => [grade(row), row]));
    const first = members[0]!;
    return [
      vestiging(first).slice(0, 4),
      vestiging(first).slice(4),
      name(first),
      place(first),
      province(first),
      ...(partnership ? [""] : []),
      type(first),
      sectorText(sector(first)) || NONE,
      profile(first) === "" ? NONE : profileText(profile(first)),
      code(first),
      programme(first),
      ...(lwoo ? [indicated(first)] : []),
      ...GRADES.flatMap((one) => {
        const row = byGrade.get(one);
        return row === undefined ? ["0", "0"] : [male(row), female(row)];
      }),
    ];
  });
  return delimitedText(header, rows, format);
}
