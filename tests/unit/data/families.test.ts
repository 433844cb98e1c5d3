import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findReader } from "../../../data/index.ts";
import { InputError } from "../../../src/core/errors.ts";
import type { SourceTable } from "../../../src/core/source.ts";
import { MISSING, type NumberColumn } from "../../../src/core/table.ts";
import {
  CKAN_EXAMS_HEADER,
  CKAN_PUPILS_HEADER,
  delimited,
  examHeader,
  MBO_INFLOW_HEADER,
  PUPILS_2019_HEADER,
  PUPILS_2023_HEADER,
  PUPILS_LWOO_HEADER,
  SUBJECT_HEADER,
} from "../../support/synthetic-duo.ts";
import { columnsOf } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

// Every file here is synthetic, in the layout of the published one; expected values are read off the rows by hand.
const write = temporaryFiles();
const read = (reader: string, content: string | Uint8Array, name = "file.csv"): Promise<SourceTable> =>
  findReader(reader).read([write(name, content)]);
const problems = (reader: string, content: string | Uint8Array, name = "file.csv"): Promise<readonly string[]> =>
  read(reader, content, name).then(
    () => [],
    (error: unknown) => {
      expect(error).toBeInstanceOf(InputError);
      return (error as InputError).problems;
    },
  );
const reasons = (source: SourceTable, name: string) => [
  ...((source.table.columns.get(name) as NumberColumn).missing ?? []),
];

test("every codebook describes exactly the columns its reader returns, in order", async () => {
  const files: Record<string, () => Promise<SourceTable>> = {
    "duo/exam-results": () => read("duo/exam-results", examResults),
    "duo/subjects": () => read("duo/subjects", subjects()),
    "duo/forecast": () => read("duo/forecast", longForecast),
    "duo/functiemix": () => read("duo/functiemix", functiemix),
    "duo/mbo-inflow": () => read("duo/mbo-inflow", inflow(), "2021-nieuw-instromende-studenten.csv"),
    "duo/mbo-diplomas": () => read("duo/mbo-diplomas", diplomas),
    "duo/mbo-students": () => read("duo/mbo-students", students),
  };
  for (const [reader, file] of Object.entries(files))
    expect(findReader(reader).codebook.columns.map((column) => column.name)).toEqual([
      ...(await file()).table.columns.keys(),
    ]);
});

describe("exams: layouts side by side", () => {
  const programme = ["School", "ENSCHEDE", "VMBO", "34", "VMBO B - techniek"];
  test("2014-2019 with unknown sex, key in two columns of which the second is whole, pass rates with comma and per cent", async () => {
    const header = examHeader(
      "BRIN NUMMER",
      "VESTIGINGSNUMMER",
      ["2014-2015", "2015-2016"],
      ["MAN", "VROUW", "ONBEKEND", "TOTAAL"],
    );
    const year = [10, 9, "90,0%", 3, 3, "100,0%", 0, 0, ",0%", 13, 12, "92,3%"];
    const source = await read("duo/exams", delimited([header, ["00AH", "00AH17", ...programme, ...year, ...year]]));
    expect(columnsOf(source.table, "vestiging", "exam_year", "candidates", "passed")).toEqual([
      ["00AH17", 2015, [13, 13, 13], [12, 12, 12]],
      ["00AH17", 2016, [13, 13, 13], [12, 12, 12]],
    ]);
  });

  test("2019 and later: every cell quoted, CRLF, <5 as 1 to 4, thousands with a point", async () => {
    const header = examHeader("INSTELLINGSCODE", "VESTIGINGSCODE", ["2019-2020"], ["MAN", "VROUW", "TOTAAL"]);
    const rows = [
      header,
      ["00AH", "00AH17", ...programme, "1.200", "1.100", "91.7", "<5", "<5", "100", "1.203", "1.102", "91.6"],
    ];
    const source = await read("duo/exams", delimited(rows, ";", true).replaceAll("\n", "\r\n"));
    // women: total 1203 − men 1200 = 3
    expect(columnsOf(source.table, "candidates", "candidates_male", "candidates_female")).toEqual([
      [
        [1203, 1203, 1203],
        [1200, 1200, 1200],
        [3, 3, 3],
      ],
    ]);
  });
});

const examResults = delimited(
  [
    CKAN_EXAMS_HEADER,
    [
      "00AH",
      "00AH17",
      "School, noord",
      "ENSCHEDE",
      "Overijssel",
      "VMBO",
      "2013-2014",
      "112",
      "-1",
      "4",
      "94.6",
      "6.4",
      "6.3",
      "6.4",
    ],
    [
      "00AH",
      "00AH17",
      "School, noord",
      "ENSCHEDE",
      "Overijssel",
      "HAVO",
      "2013-2014",
      "-1",
      "-1",
      "-1",
      "",
      ".0",
      "",
      "",
    ],
  ],
  ",",
  true,
);

describe("exam results of the data portal", () => {
  test("-1 is suppressed without a bound, an average of nothing is missing; commas inside quotes", async () => {
    const source = await read("duo/exam-results", examResults);
    expect(
      columnsOf(
        source.table,
        "vestiging",
        "exam_year",
        "school_type",
        "candidates",
        "passed",
        "pass_rate",
        "mark_school",
      ),
    ).toEqual([
      ["00AH17", 2014, "VMBO", [112, 112, 112], [null, null, null], 94.6, 6.4],
      ["00AH17", 2014, "HAVO", [null, null, null], [null, null, null], null, null],
    ]);
    expect(reasons(source, "passed")).toEqual([MISSING.suppressed, MISSING.suppressed]);
    expect(reasons(source, "mark_school")).toEqual([MISSING.present, MISSING.absent]);
  });
});

function subjects(changes: Readonly<Record<string, string>> = {}, header: readonly string[] = SUBJECT_HEADER): string {
  const row = [
    "2018",
    "00AH",
    "17",
    "School",
    "0153",
    "ENSCHEDE",
    "ENSCHEDE",
    "Overijssel",
    "VMBO",
    "153",
    "WIS",
    "wiskunde",
    "Ja",
    "0",
    "0",
    "61",
    "6,3",
    "60",
    "6,3",
    "61",
    "6,1",
    "<5",
    "6,1",
    "6,2",
    ",0",
  ];
  return delimited([header, row.map((cell, index) => changes[SUBJECT_HEADER[index]!] ?? cell)]);
}

describe("marks per subject", () => {
  test("SCHOOLJAAR 2018 is exam year 2019; codes get their zeros back; headers with points or two blanks", async () => {
    const names = [
      "vestiging",
      "exam_year",
      "leerweg",
      "subject_code",
      "subject",
      "school_all",
      "central",
      "mark_central",
      "mark_arithmetic",
    ];
    const expected = [["00AH17", 2019, null, "0153", "wiskunde", [61, 61, 61], [1, 2.5, 4], 6.1, null]];
    expect(columnsOf((await read("duo/subjects", subjects())).table, ...names)).toEqual(expected);
    const drifted = SUBJECT_HEADER.map((name) => name.replace("GEM. CIJFER", "Gem  cijfer"));
    expect(columnsOf((await read("duo/subjects", subjects({}, drifted))).table, ...names)).toEqual(expected);
  });

  test("vmbo with its leerweg in the type", async () => {
    const source = await read("duo/subjects", subjects({ "ONDERWIJSTYPE VO": "VMBO BL" }));
    expect(columnsOf(source.table, "leerweg")).toEqual([["B"]]);
  });

  test("files of vmbo and havo of one year go together, two of vmbo do not", async () => {
    const vmbo = write("vmbo.csv", subjects());
    const havo = write("havo.csv", subjects({ "ONDERWIJSTYPE VO": "HAVO" }));
    expect((await findReader("duo/subjects").read([vmbo, havo])).table.rowCount).toBe(2);
    await expect(findReader("duo/subjects").read([vmbo, write("again.csv", subjects())])).rejects.toThrow(
      /vmbo\.csv and .*again\.csv both hold exam_year 2019, school_type VMBO/,
    );
  });
});

describe("pupils: four layouts", () => {
  const none = Array<number>(12).fill(0);
  const third = none.with(4, 12).with(5, 3);
  const programme = ["VMBO BL lj 3-4", "Techniek", "Bouwen, wonen en interieur"];
  const names = [
    "vestiging",
    "school_year",
    "leerweg",
    "sector",
    "profile",
    "grade",
    "pupils",
    "pupils_female",
    "lwoo",
  ];
  const wide = [["00AH17", 2018, "B", "techniek", "BWI", 3, [15, 15, 15], [3, 3, 3], null]];

  test("2014-2018, with LWOO", async () => {
    const row = ["00AH", "17", "School", "ENSCHEDE", "Overijssel", ...programme, "6011", "BWI", "J", ...third];
    const source = await read("duo/pupils", delimited([PUPILS_LWOO_HEADER, row]), "01-leerlingen-2018.csv");
    expect(columnsOf(source.table, ...names)).toEqual([wide[0]!.with(8, "J")]);
  });

  test("2019", async () => {
    const row = ["00AH", "17", "School", "ENSCHEDE", "Overijssel", ...programme, "6011", "BWI", ...third];
    const source = await read("duo/pupils", delimited([PUPILS_2019_HEADER, row]), "01-leerlingen-2018.csv");
    expect(columnsOf(source.table, ...names)).toEqual(wide);
  });

  test("2023 and later: other names, one digit for a location, <5", async () => {
    const row = [
      "00AH",
      "7",
      "School",
      "ENSCHEDE",
      "Overijssel",
      "VO2301",
      ...programme,
      "6011",
      "BWI",
      ...none.with(4, 12),
      "",
    ].slice(0, 23);
    const content = delimited([PUPILS_2023_HEADER, row]).replace(";12;0;", ";12;<5;");
    const source = await read("duo/pupils", content, "01.-leerlingen-2023.csv");
    expect(columnsOf(source.table, "vestiging", "school_year", "pupils", "pupils_female")).toEqual([
      ["00AH07", 2023, [13, 14.5, 16], [1, 2.5, 4]],
    ]);
  });

  const long = (...rows: readonly (readonly (string | number)[])[]) =>
    delimited(
      [
        CKAN_PUPILS_HEADER,
        ...rows.map((tail, index) => [
          index + 1,
          "12345",
          "Bestuur",
          "Openbaar",
          "00AH",
          "17",
          "00AH17",
          "Openbaar",
          "School",
          "ENSCHEDE",
          "Overijssel",
          "VO",
          ...tail,
        ]),
      ],
      ",",
      true,
    );

  test("data portal: long, no sex; 4 stands for 1 to 4", async () => {
    const source = await read(
      "duo/pupils",
      long(
        ["2016", "3", ...programme, "15"],
        ["2016", "4", ...programme, "4"],
        ["2016", "1", "Brugjaar 1-2", "N.v.t.", "N.v.t.", "80"],
      ),
    );
    expect(columnsOf(source.table, "vestiging", "school_year", "profile", "grade", "pupils", "pupils_male")).toEqual([
      ["00AH17", 2016, "BWI", 3, [15, 15, 15], [null, null, null]],
      ["00AH17", 2016, "BWI", 4, [1, 2.5, 4], [null, null, null]],
      ["00AH17", 2016, null, 1, [80, 80, 80], [null, null, null]],
    ]);
    expect(source.findings).toMatchObject([{ code: "suppressed-counts", values: { cells: 1 } }]);
  });

  test("data portal: rows that only their count tells apart are kept and reported; a record twice is refused", async () => {
    const twice = long(["2016", "3", ...programme, "15"], ["2016", "3", ...programme, "9"]);
    const source = await read("duo/pupils", twice);
    expect(source.table.rowCount).toBe(2);
    expect(source.findings).toMatchObject([{ code: "repeated-rows", values: { rows: 1 } }]);
    expect(await problems("duo/pupils", twice.replace('"2","12345"', '"1","12345"'))).toMatchObject([
      expect.stringMatching(/line 3: record number occurs twice \(1; first on line 2\)/),
    ]);
  });

  test("a spelling of a profile that is not known is listed with its line, and counts as no technical profile", async () => {
    const row = (profile: string, code: string) => [
      "00AH",
      "17",
      "School",
      "ENSCHEDE",
      "Overijssel",
      "VMBO BL lj 3-4",
      "Techniek",
      profile,
      code,
      "naam",
      ...third,
    ];
    const source = await read(
      "duo/pupils",
      delimited([PUPILS_2019_HEADER, row("Bouwen, wonen en interieur", "6011"), row("Bouwen en wonen", "6012")]),
      "p-2019.csv",
    );
    expect(columnsOf(source.table, "profile", "profile_group")).toEqual([
      ["BWI", "hard"],
      ["Bouwen en wonen", "other"],
    ]);
    expect(source.findings).toMatchObject([
      { code: "unknown-spellings", severity: "warning", values: { spellings: ['"Bouwen en wonen" (3)'] } },
    ]);
  });

  test("unknown sectors are listed, every spelling once", async () => {
    const row = (sector: string, code: string) => [
      "00AH",
      "17",
      "School",
      "ENSCHEDE",
      "Overijssel",
      "VMBO BL lj 3-4",
      sector,
      "N.v.t.",
      code,
      "naam",
      ...third,
    ];
    const found = await problems(
      "duo/pupils",
      delimited([
        PUPILS_2019_HEADER,
        row("Technique", "1"),
        row("Techniek", "2"),
        row("Technique", "3"),
        row("Zorg", "4"),
      ]),
      "p-2019.csv",
    );
    expect(found).toEqual([
      expect.stringMatching(/line 2, column "VMBO SECTOR": "Technique" is not known \(in 2 rows, first here\)/),
      expect.stringMatching(/line 5, column "VMBO SECTOR": "Zorg" is not known;/),
    ]);
  });

  test("rows of totals are left out, with their lines", async () => {
    const row = ["00AH", "17", "School", "ENSCHEDE", "Overijssel", ...programme, "6011", "BWI", ...third];
    const total = ["Totaal", "", "", "", "", "", "", "", "", "", ...none.with(4, 1200)];
    const source = await read("duo/pupils", delimited([PUPILS_2019_HEADER, row, total]), "p-2019.csv");
    expect(source.table.rowCount).toBe(1);
    expect(source.findings).toMatchObject([{ code: "total-rows-skipped", values: { rows: 1, lines: ["3"] } }]);
  });
});

const longForecast = "INSTELLINGSCODE,ONDERWIJSNIVEAU,JAAR,PROGNOSEAANTALLEN\n00AH,VMBO,2026,412\n00AH,HAVO,2026,\n";

describe("forecast", () => {
  test("one column per type and year; totals are no type", async () => {
    const header = [
      "BRIN NUMMER",
      "INSTELLINGSNAAM",
      "BRJ.2018",
      "VMBO.2018",
      "HAVO.2018",
      "VWO.2018",
      "PRO.2018",
      "totaal.2018",
      "VMBO.2019",
    ];
    const source = await read(
      "duo/forecast",
      delimited([header, ["00AH", "Één school", 80, "412,5", "1.204", 0, "", 1696, 399]]),
    );
    // thousands and decimals are decided per column; pupils have no three decimals
    expect(columnsOf(source.table, "brin", "vestiging", "school_type", "school_year", "pupils")).toEqual([
      ["00AH", null, "BRJ", 2018, 80],
      ["00AH", null, "VMBO", 2018, 412.5],
      ["00AH", null, "HAVO", 2018, 1204],
      ["00AH", null, "VWO", 2018, 0],
      ["00AH", null, "PRO", 2018, null],
      ["00AH", null, "VMBO", 2019, 399],
    ]);
  });

  test("data portal: long", async () => {
    const source = await read("duo/forecast", longForecast);
    expect(columnsOf(source.table, "brin", "school_type", "school_year", "pupils")).toEqual([
      ["00AH", "VMBO", 2026, 412],
      ["00AH", "HAVO", 2026, null],
    ]);
  });
});

const functiemix = delimited(
  [
    [
      "JAAR",
      "BRIN_NUMMER",
      "INSTELLINGSNAAM",
      "GEMEENTENAAM",
      "BEVOEGD_GEZAGNUMMER",
      "SCHOOLTYPE",
      "AANTAL_LEERLINGEN",
      "LEERLING_LERAAR_RATIO",
      "OMVANG_FORMATIE_TOTAAL",
      "OMVANG_FORMATIE_OP",
      "AANDEEL_FORMATIE_OP_LB",
      "AANDEEL_BAMA_HBOBA",
    ],
    ["2018", "00AH", "School", "ENSCHEDE", "1234", "vo", "812", "15.3", "70.25", "53.1", "61.2", "88.5"],
    ["2019", "00AH", "School", "ENSCHEDE", "1234", "vo", "800", "*", "70", "52", "60", "-1"],
  ],
  ",",
);

test("functiemix: names with underscores, suppressed cells keep their reason", async () => {
  const source = await read("duo/functiemix", functiemix);
  expect(
    columnsOf(source.table, "brin", "year", "board", "pupil_teacher_ratio", "share_bama_hboba", "share_lb", "share_lc"),
  ).toEqual([
    ["00AH", 2018, "01234", 15.3, 88.5, 61.2, null],
    ["00AH", 2019, "01234", null, null, 60, null],
  ]);
  expect(reasons(source, "share_bama_hboba")).toEqual([MISSING.present, MISSING.suppressed]);
  expect(await problems("duo/functiemix", functiemix.replace("\n2019,", "\n2018,"))).toEqual([
    expect.stringMatching(/line 3: institution and year occurs twice \(00AH, 2018; first on line 2\)/),
  ]);
});

function inflow(total = "120"): string {
  return delimited(
    [
      MBO_INFLOW_HEADER,
      ["vmbo basis", "geen", "N", "25LH", "ROC", "12", "Techniek", "2", "BBL", "25180", "Lassen", total, "<5", "41"],
      [
        "vmbo gemengd",
        "geen",
        "J",
        "25LH",
        "ROC",
        "12",
        "Techniek",
        "4",
        "BOL",
        "25181",
        "Werktuigbouw",
        "-1",
        "-1",
        "-1",
      ],
    ],
    ",",
    true,
  );
}

describe("mbo", () => {
  test("inflow: year from the name, kinds of inflow among all students", async () => {
    const source = await read("duo/mbo-inflow", inflow(), "2021-nieuw-instromende-studenten.csv");
    expect(
      columnsOf(source.table, "year", "previous_vo", "main_group_code", "students", "new_in_mbo", "new_in_programme"),
    ).toEqual([
      [2021, "vmbo basis", "012", [120, 120, 120], [1, 2.5, 4], [41, 41, 41]],
      [2021, "vmbo gemengd", "012", [null, null, null], [null, null, null], [null, null, null]],
    ]);
    expect(await problems("duo/mbo-inflow", inflow("12"), "2021-x.csv")).toEqual([
      expect.stringMatching(
        /line 2: new_in_programme \(41\) exceeds the number of students \(12\); are the columns in their place/,
      ),
    ]);
    expect(await problems("duo/mbo-inflow", inflow(), "instroom.csv")).toEqual([
      expect.stringMatching(/which school year/),
    ]);
  });

  test("inflow as J and N with one count", async () => {
    const header = ["STUDIEJAAR", ...MBO_INFLOW_HEADER.slice(0, 11), "INSTROOM MBO", "INSTROOM OPLEIDING", "AANTAL"];
    const row = (a: string, b: string, count: number) => [
      "2022",
      "vmbo basis",
      "geen",
      "N",
      "25LH",
      "ROC",
      "12",
      "Techniek",
      "2",
      "BBL",
      "25180",
      "Lassen",
      a,
      b,
      count,
    ];
    const source = await read(
      "duo/mbo-inflow",
      delimited([header, row("J", "J", 30), row("N", "J", 11), row("N", "N", 79)]),
    );
    expect(columnsOf(source.table, "year", "students", "new_in_mbo", "new_in_programme")).toEqual([
      [2022, [30, 30, 30], [30, 30, 30], [30, 30, 30]],
      [2022, [11, 11, 11], [0, 0, 0], [11, 11, 11]],
      [2022, [79, 79, 79], [0, 0, 0], [0, 0, 0]],
    ]);
  });

  test("diplomas and students: years in columns become rows", async () => {
    expect(
      columnsOf((await read("duo/mbo-diplomas", diplomas)).table, "year", "institution", "diplomas", "diplomas_female"),
    ).toEqual([
      [2021, "25LH", [51, 52.5, 54], [1, 2.5, 4]],
      [2022, "25LH", [60, 60, 60], [4, 4, 4]],
    ]);
    const source = await read("duo/mbo-students", students);
    expect(columnsOf(source.table, "year", "sector_chamber", "province", "municipality", "students")).toEqual([
      [2021, "Techniek en gebouwde omgeving", "Overijssel", null, [1200, 1200, 1200]],
      [2022, "Techniek en gebouwde omgeving", "Overijssel", null, [1250, 1250, 1250]],
    ]);
    expect(source.findings).toMatchObject([{ code: "total-rows-skipped", values: { rows: 1, lines: ["3"] } }]);
  });
});

const diplomas = delimited([
  [
    "INSTELLINGSCODE",
    "INSTELLINGSNAAM",
    "PLAATSNAAM INSTELLING",
    "LEERWEG",
    "NIVEAU",
    "ERKENDE OPLEIDING CODE",
    "ERKENDE OPLEIDING NAAM",
    "SECTORKAMER NAAM",
    "HOOFDGROEP NAAM",
    "DIPMAN2021",
    "DIPVROUW2021",
    "DIPMAN2022",
    "DIPVROUW2022",
  ],
  [
    "25LH",
    "ROC",
    "UTRECHT",
    "BBL",
    "2",
    "25180",
    "Lassen",
    "Techniek en gebouwde omgeving",
    "Techniek",
    "50",
    "<5",
    "56",
    "4",
  ],
]);
const students = delimited([
  ["SECTORKAMER NAAM", "HOOFDGROEP NAAM", "LEERWEG", "NIVEAU", "WOONPROVINCIE", "JAAR_2021", "JAAR_2022"],
  ["Techniek en gebouwde omgeving", "Techniek", "BBL", "2", "Overijssel", "1.200", "1.250"],
  ["Techniek en gebouwde omgeving", "Techniek", "BBL", "2", "Totaal", "9.000", "9.100"],
]);

describe("how files are written", () => {
  const header = PUPILS_2019_HEADER;
  const row = [
    "00AH",
    "17",
    "Collège “Zuid”",
    "'s-Gravenhage",
    "Zuid-Holland",
    "VMBO BL lj 3-4",
    "Techniek",
    "Bouwen, wonen en interieur",
    "6011",
    "BWI",
    ...Array<number>(12).fill(7),
  ];
  const rows = [header, row];
  const plain = () =>
    read("duo/pupils", delimited(rows), "p-2019.csv").then((source) =>
      columnsOf(source.table, "vestiging", "place", "grade", "pupils"),
    );

  // windows-1252: “ is 0x93, è is 0xe8
  const windows1252 = Buffer.from(delimited(rows).replaceAll("“", "\u0093").replaceAll("”", "\u0094"), "latin1");
  test.each<[string, string | Uint8Array]>([
    ["windows-1252", windows1252],
    ["a byte order mark", `\ufeff${delimited(rows)}`],
    ["CRLF", delimited(rows).replaceAll("\n", "\r\n")],
    ["commas and quotes", delimited(rows, ",", true)],
    ["tabs", delimited(rows, "\t")],
    ["gzip", gzipSync(delimited(rows))],
    ["cells padded with blanks", delimited(rows.map((cells) => cells.map((cell) => ` ${cell}  `)))],
    [
      "a line break inside quotes",
      delimited(rows.map((cells) => cells.map((cell) => (cell === "BWI" ? '"Bouwen\nen wonen"' : cell)))),
    ],
    ["columns in another order", delimited(rows.map((cells) => cells.toReversed()))],
    ["a column more", delimited(rows.map((cells, index) => [...cells, index === 0 ? "OPMERKING" : "geen"]))],
    ["counts like 7.0", delimited(rows.map((cells) => cells.map((cell) => (cell === 7 ? "7.0" : cell))))],
  ])("%s: the same rows", async (_, content) => {
    const source = await read("duo/pupils", content, "p-2019.csv");
    expect(columnsOf(source.table, "vestiging", "place", "grade", "pupils")).toEqual(await plain());
  });
});
