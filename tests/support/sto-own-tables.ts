import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Own tables of the STO study in tiny form: 24 locations of the exam files in eight made-up regions. Numbers are made, with noise, and mean nothing;
// they are there so that every link that declares a design can be planned and fitted.

/** Locations with techniek in exam years 2015–2017, two for each region, and one without. */
const WITH = ["20LO04", "02JG04", "25GB02", "25GL04", "21SK01", "14UM02", "02UV17", "17HN02"].concat(
  ["03KN00", "16RT01", "16VK02", "23FY00", "00PS04", "19TI03", "01XN02", "02UX06"], // the second of each region
);
const WITHOUT = ["01NJ08", "20LA06", "02EB07", "27VD00", "19ET00", "20CR03", "02QN00", "00TM00"];
const REGIONS = 8;
const span = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Whole numbers from −5 to 5 that follow no pattern over the three indices. */
const noise = (a: number, b: number, c: number): number =>
  (((a * 7919 + 13) * 31 + b * 104729 + (c + 3) * (a + 7) * (b % 97) * 17) % 11) - 5;

interface School {
  readonly code: string;
  readonly region: number;
  readonly technical: boolean;
}
const SCHOOLS: readonly School[] = [
  ...WITH.map((code, i) => ({ code, region: i % REGIONS, technical: true })),
  ...WITHOUT.map((code, i) => ({ code, region: i, technical: false })),
];

const SECTORS: Readonly<Record<string, readonly [sector: string, department: string, element: string, short: string]>> =
  {
    BWI: ["Techniek", "Bouwen, wonen en interieur", "6011", "BWI"],
    PIE: ["Techniek", "Produceren, installeren en energie", "6111", "PIE"],
    ZW: ["Zorg & Welzijn", "Zorg en welzijn", "6411", "ZWE"],
    EO: ["Economie", "Economie en ondernemen", "6511", "EO"],
  };
const profilesOf = ({ technical }: School): readonly string[] =>
  technical ? ["BWI", "PIE", "ZW", "EO"] : ["ZW", "EO"];

type Rows = readonly (readonly (string | number)[])[];

function pupils(year: number): Rows {
  const grades = span(1, 6).flatMap((grade) =>
    ["MAN", "VROUW"].map((sex) => `LEER- OF VERBLIJFSJAAR ${grade} - ${sex}`),
  );
  const head = [
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
    "VMBO SECTOR",
    "AFDELING",
  ];
  const rows = SCHOOLS.flatMap((school, s) =>
    ["BL", "KL"].flatMap((track, t) =>
      profilesOf(school).map((profile, p) => {
        const [sector, department, element] = SECTORS[profile]!;
        const boys = (grade: number): number => 9 + (s % 5) + p + noise(s, year * 10 + grade, p * 2 + t);
        const cells = [0, 0, 0, 0, boys(3), 2 + (s % 3), boys(4), 3, 0, 0, 0, 0];
        const code = `${Number(element) + 10 * t}`;
        return [
          ...[school.code.slice(0, 4), school.code.slice(4), `VMBO ${track} lj 3-4`, sector, department, code],
          ...[`${department} ${track}`, ...cells],
        ];
      }),
    ),
  );
  return [[...head, "ELEMENTCODE", "OPLEIDINGSNAAM", ...grades], ...rows];
}

function marks(year: number): Rows {
  const head = [
    "SCHOOLJAAR",
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "ONDERWIJSTYPE VO",
    "LEERWEG VMBO",
    "VMBO SECTOR",
    "AFDELING",
  ];
  const counts = ["EXAMENKANDIDATEN", "GESLAAGDEN", "GEZAKTEN"];
  const means = ["SCHOOLEXAMEN", "CENTRAAL EXAMEN", "CIJFERLIJST"].map((name) => `GEMIDDELD CIJFER ${name}`);
  const rows = SCHOOLS.flatMap((school, s) =>
    profilesOf(school).map((profile, p) => {
      const [sector, , , short] = SECTORS[profile]!;
      const sat = 14 + (s % 7) + noise(s, year, p);
      const mark = (6.4 + noise(s, year + 50, p) / 20).toFixed(1);
      return [
        ...[`${year}-${year + 1}`, school.code.slice(0, 4), school.code.slice(4), "VMBO", "BL", sector, short],
        ...[sat, sat - 1, 1, "6.4", mark, "6.4"],
      ];
    }),
  );
  return [[...head, ...counts, ...means], ...rows];
}

function electives(): Rows {
  const subjects = [
    ["1001", "Robotica", "techniek_keuzevak"],
    ["1002", "Lassen", "techniek_keuzevak"],
    ["2001", "Haarverzorging", "overig_keuzevak"],
    ["2002", "Webshop", "overig_keuzevak"],
  ] as const;
  const rows = span(2017, 2024).flatMap((year) =>
    SCHOOLS.flatMap((school, s) =>
      subjects.flatMap(([code, name, domain], k) => {
        const taken = 6 + (s % 4) + noise(s, year, k);
        return taken <= 0 ? [] : [[school.code, year, "K", code, name, domain, taken < 5 ? "<5" : taken, ""]];
      }),
    ),
  );
  return [
    ["vestigingscode", "schooljaar", "leerweg", "vakcode", "vaknaam", "domein", "kandidaten", "cijfer_centraal_examen"],
    ...rows,
  ];
}

function subjectMarks(): Rows {
  const head = ["SCHOOLJAAR", "BRIN NUMMER", "VESTIGINGSNUMMER", "ONDERWIJSTYPE VO", "VAKCODE", "VAKNAAM"];
  const values = [
    ...["TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER", "GEM. CIJFER TOTAAL AANTAL SCHOOLEXAMENS"],
    ...["TOTAAL AANTAL CENTRALE EXAMENS", "GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS", "GEM. CIJFER CIJFERLIJST"],
  ];
  const rows = span(2015, 2024)
    .filter((year) => year !== 2019)
    .flatMap((year) =>
      SCHOOLS.map(({ code }, s) => [
        ...[year, code.slice(0, 4), code.slice(4), "VMBO BL", "0153", "Wiskunde", 40 + (s % 9), "6.4"],
        ...[40 + (s % 9), (6.2 + noise(s, year, 1) / 15).toFixed(1), "6.4"],
      ]),
    );
  return [[...head, ...values], ...rows];
}

function staff(): Rows {
  const years = span(2015, 2024);
  const head = [
    "BRIN NUMMER",
    "FUNCTIEGROEP",
    ...years.flatMap((year) => [`FTE'S ${year}`, `GEMIDDELDE LEEFTIJD ${year}`]),
  ];
  const rows = [...new Set(SCHOOLS.map(({ code }) => code.slice(0, 4)))].flatMap((brin, b) =>
    ["Onderwijsgevend personeel", "Directie", "Onderwijsondersteunend personeel (OOP/OBP)"].map((group, g) => [
      ...[brin, group],
      ...years.flatMap((year) => [(50 - 20 * g + noise(b, year, g)).toFixed(1), "45.5"]),
    ]),
  );
  return [head, ...rows];
}

const regional = (
  first: number,
  last: number,
  head: readonly string[],
  of: (region: number, year: number) => Rows,
): Rows => [
  ["sto_regio_id", ...head],
  ...span(first, last).flatMap((year) =>
    span(0, REGIONS - 1).flatMap((region) => of(region, year).map((row) => [`R${region}`, ...row])),
  ),
];

const SCHOOL_ITEMS = [
  ...["vernieuwend_vermogen", "faciliteiten_hard", "faciliteiten_zacht", "faciliteiten_overig", "nascholing_uren"],
  ...["samenwerking", "samenwerking_overig", "profielafspraken", "kennisdeling"],
];
const PUPIL_ITEMS = [
  ...["oordeel_onderwijs", "oordeel_voorbereiding", "oordeel_aansluiting", "motivatie_techniek", "motivatie_algemeen"],
];
const survey = (items: readonly string[]): Rows =>
  regional(2016, 2024, ["schooljaar", "item", "n", "gemiddelde", "sd"], (region, year) =>
    items.map((item, i) => {
      const mean = item === "profielafspraken" ? 0.4 + noise(region, year, i) / 40 : 6 + noise(region, year, i) / 10;
      return [year, item, 30 + region, mean.toFixed(4), item === "profielafspraken" ? 0.4 : 1.2];
    }),
  );

/** The tables by file name below data/own. */
export function stoOwnTables(): ReadonlyMap<string, Rows> {
  const technical = SCHOOLS.filter((school) => school.technical);
  return new Map<string, Rows>([
    ...span(2015, 2024).map(
      (year) => [`leerlingen-vo-per-vestiging-naar-onderwijstype-${year}.csv`, pupils(year)] as const,
    ),
    ...span(2020, 2024).map((year) => [`geslaagden-gezakten-en-cijfers-${year}-${year + 1}.csv`, marks(year)] as const),
    ["vakken_vmbo.csv", electives()],
    ["examenkandidaten-vmbo-en-examencijfers-2015-2024.csv", subjectMarks()],
    ["02-onderwijspersoneel-vo-in-fte-2015-2024.csv", staff()],
    [
      "functiemix-instellingen.csv",
      [
        ["JAAR", "BRIN NUMMER", "LEERLING LERAAR RATIO", "AANDEEL BAMA HBOBA"],
        ...span(2015, 2024).flatMap((year) =>
          [...new Set(SCHOOLS.map(({ code }) => code.slice(0, 4)))].map((brin, b) => [
            ...[year, brin, "14.2", (60 + noise(b, year, 0)).toFixed(1)],
          ]),
        ),
      ],
    ],
    [
      "sto_regio.csv",
      [
        [
          ...["vestigingscode", "sto_regio_id", "sto_regio_naam", "type", "ronde", "startdatum", "subsidie_2020_2023"],
          ...["cofinanciering", "subsidie_2024", "subsidie_max_2025_2028"],
        ],
        ...SCHOOLS.map(({ code, region }) => [
          ...[code, `R${region}`, `Regio ${region}`, region === 7 ? "techniekarm" : "techniek", (region % 3) + 1],
          ...[
            region % 3 === 2 ? "2020-08-01" : "2020-01-01",
            800_000 + 250_000 * ((region * 5) % 8),
            90_000,
            300_000,
            900_000,
          ],
        ]),
      ],
    ],
    ["enquete_scholen.csv", survey(SCHOOL_ITEMS)],
    ["enquete_leerlingen.csv", survey(PUPIL_ITEMS)],
    ["enquete_bedrijven.csv", survey(["samenwerking"])],
    [
      "personeel_techniek.csv",
      regional(
        2015,
        2024,
        ["schooljaar", "profielgroep", "fte", "personen", "fte_55plus", "fte_bevoegd", "instroom_bedrijfsleven"],
        (region, year) =>
          ["hard", "zacht", "overig", "avo"].map((group, g) => {
            const fte = 30 + 4 * g + region + noise(region, year, g);
            return [year, group, fte, fte + 8, fte / 4, fte - 3, 5 + ((region + year + g) % 4)];
          }),
      ),
    ],
    [
      "ipto.csv",
      regional(2016, 2025, ["schooljaar", "vakgroep", "lessen", "lessen_bevoegd"], (region, year) =>
        ["techniek", "overig_beroepsgericht", "avo"].map((group, g) => [
          ...[year, group, 1000, 800 + 6 * noise(region, year, g) + 20 * g],
        ]),
      ),
    ],
    [
      "investeringen.csv",
      [
        ["sto_regio_id", "vestigingscode", "jaar", "soort", "bedrag"],
        ...span(2017, 2024).flatMap((year) =>
          technical.map(({ code, region }, s) => [
            `R${region}`,
            code,
            year,
            "inventaris",
            40_000 + 2_000 * noise(s, year, 1),
          ]),
        ),
      ],
    ],
    [
      "faciliteiten.csv",
      [
        ["sto_regio_id", "schooljaar", "locatie", "soort", "gebruikende_vestiging", "leerlingen"],
        ...span(2017, 2024).flatMap((year) =>
          technical.flatMap(({ code, region }, s) => [
            [`R${region}`, year, code, "lasstraat", code, 30],
            ...(noise(s, year, 2) > 0 ? [[`R${region}`, year, code, "lasstraat", WITHOUT[region]!, "<5"]] : []),
          ]),
        ),
      ],
    ],
    [
      "activiteiten.csv",
      [
        ["vestigingscode", "schooljaar", "doelgroep", "activiteit", "leerlingen", "uren"],
        ...SCHOOLS.flatMap(({ code }, s) =>
          [2020, 2021].map((year) => [code, year, "leerjaar_1_2", "Techniekdag", 60 + 10 * noise(s, year, 0), 4]),
        ),
      ],
    ],
    [
      "doorstroom_mbo.csv",
      regional(
        2015,
        2024,
        ["cohort", "herkomst", "mbo_opleiding", "mbo_domein", "mbo_niveau", "gediplomeerden", "na_een_jaar_gewisseld"],
        (region, year) =>
          ["hard", "zacht", "overig", "tl"].flatMap((origin, o) =>
            (["techniek", "zorg", "economie"] as const).map((domain, d) => {
              const n = 20 + region + 3 * d + noise(region, year, 4 * o + d);
              return [year, origin, `opleiding ${d}`, domain, 2 + (d % 2), n, 4 + ((region + year + o) % 3)];
            }),
          ),
      ),
    ],
    [
      "baankansen.csv",
      [["opleiding", "basisjaar", "baankans"], ...[0.9, 0.8, 0.7].map((chance, d) => [`opleiding ${d}`, 2019, chance])],
    ],
    [
      "vacatures.csv",
      regional(2016, 2024, ["jaar", "vakgebied", "vacatures"], (region, year) =>
        ["BWI", "PIE", "M&T"].map((field, f) => [year, field, 100 + 10 * noise(region, year, f)]),
      ),
    ],
    [
      "opvolgers_besluiten.csv",
      [
        ["vestigingscode_oud", "vestigingscode_nieuw", "besluit"],
        ["20LO99", "20LO05", "niet"],
      ],
    ],
    [
      "voorgangers.csv",
      [
        ["vestigingscode_oud", "vestigingscode_nieuw", "datum", "reden"],
        ["20LO99", "20LO04", "2021-08-01", "verhuizing"],
      ],
    ],
  ]);
}

/** Writes the tables to `folder`, which is made, as CSV with semicolons. */
export function writeStoOwnTables(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, rows] of stoOwnTables())
    writeFileSync(join(folder, name), `${rows.map((row) => row.join(";")).join("\n")}\n`);
}
