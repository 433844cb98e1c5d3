import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { findReader, readers } from "../../../data/index.ts";
import { InputError } from "../../../src/core/errors.ts";
import type { SourceTable } from "../../../src/core/source.ts";
import type { NumberColumn } from "../../../src/core/table.ts";
import { rowsOf } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

const write = temporaryFiles();
const raw = (name: string) => fileURLToPath(new URL(`../../../data/duo/raw/${name}.csv.gz`, import.meta.url));

/** A file of the given family; rows are cells in header order. */
const csv = (header: readonly string[], ...rows: readonly (readonly (string | number)[])[]) =>
  `${[header, ...rows].map((cells) => cells.join(";")).join("\n")}\n`;

const read = (reader: string, content: string, name = "file.csv") => findReader(reader).read([write(name, content)]);

async function problem(reader: string, content: string, name = "file.csv"): Promise<string> {
  const error = await read(reader, content, name).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

/** Rows as objects with the columns asked for, an interval as [min, middle, max]. */
function pick(source: SourceTable, ...names: readonly string[]): unknown[][] {
  const rows = rowsOf({
    ...source.table,
    columns: new Map(names.map((name) => [name, source.table.columns.get(name)!])),
  });
  return rows.map((row, r) =>
    row.map((cell, c) => {
      const column = source.table.columns.get(names[c]!) as NumberColumn;
      return column.min === undefined ? cell : [column.min[r], cell, column.max![r]];
    }),
  );
}

/** Hashes of the published files, from the notes that came with them (tests/reference/README.md and data/duo). */
describe("the files shipped", () => {
  test.each([
    [
      "duo/exams",
      "examenkandidaten-en-geslaagden-2014-2019",
      "03edf4dd9d9312795e407c60ba263aa0536de099be9a8e8037062e169c81083c",
      13_986,
      "windows-1252",
    ],
    [
      "duo/exams",
      "examenkandidaten-en-geslaagden-2019-2024",
      "a81a9e6aa6302af71f168d47c77557ef367937a3e002ec437ad78ea1c797a6fa",
      12_782,
      "utf-8",
    ],
    [
      "duo/marks",
      "geslaagden-gezakten-en-cijfers-2018-2019",
      "37f4df5cb6e6dfc5a2e461e22b4c4dd231d5e7826c2ddc428454dd056e4e1926",
      11_694,
      "windows-1252",
    ],
    [
      "duo/pupils",
      "leerlingen-vo-per-vestiging-naar-onderwijstype-2019",
      "ef0dd45f73f7248a7cd2e9984b1af77e07ed255284f04da80965db0b3f64eb3a",
      24_243,
      "windows-1252",
    ],
    [
      "duo/locations",
      "alle-vestigingen-vo",
      "5541de329cec42e6682d8b3bb57de4d41ca83da106f98cdc97c6827c0a65e9d1",
      1_619,
      "windows-1252",
    ],
  ])("%s %s is the published one", async (reader, name, sha256, rows, encoding) => {
    const { files } = await findReader(reader).read([raw(name)]);
    expect(files).toEqual([{ path: raw(name), sha256, rows, encoding, delimiter: ";" }]);
  });

  test("coordinates: 1,577 locations, 1,574 inside their COROP area", async () => {
    const { table } = await findReader("duo/coordinates").read([raw("vestigingen_vo_coordinaten")]);
    expect(table.rowCount).toBe(1_577);
    expect((table.columns.get("in_corop") as NumberColumn).values.reduce((sum, one) => sum + one, 0)).toBe(1_574);
    // first line of the file: 18BR00;9406NN;53.00873;6.55171;CR07;1
    expect(rowsOf(table)[0]).toEqual(["18BR00", "9406NN", 53.00873, 6.55171, "CR07", 1]);
  });

  test("locations: 40 COROP areas, and the first line of the file", async () => {
    const source = await findReader("duo/locations").read([raw("alle-vestigingen-vo")]);
    expect(new Set(pick(source, "corop").flat()).size).toBe(40);
    const names = [
      "brin",
      "board",
      "name",
      "street",
      "house_number",
      "postcode",
      "place",
      "municipality_code",
      "municipality",
      "province",
      "structure",
      "corop",
      "corop_name",
      "rmc",
      "rmc_name",
    ];
    const row = pick(source, "vestiging", ...names).find(([vestiging]) => vestiging === "18BR00");
    expect(row).toEqual([
      "18BR00",
      "18BR",
      "10053",
      "School voor Praktijkonderwijs Assen",
      "Zwartwatersweg",
      "202",
      "9406NN",
      "ASSEN",
      "0106",
      "ASSEN",
      "Drenthe",
      "PRO",
      "CR07",
      "Noord-Drenthe",
      "07",
      "Noord- en Midden Drenthe",
    ]);
  });

  test("marks: a line of the file, exam year from its name", async () => {
    // 00AH;00AH00;…;HAVO;;;Cultuur en Maatschappij;7;6;1;6,4;6,6;6,6
    const source = await findReader("duo/marks").read([raw("geslaagden-gezakten-en-cijfers-2018-2019")]);
    const [row] = pick(
      source,
      "vestiging",
      "exam_year",
      "school_type",
      "leerweg",
      "sector",
      "profile",
      "candidates",
      "passed",
      "failed",
      "mark_school",
      "mark_central",
      "mark_final",
    );
    expect(row).toEqual(["00AH00", 2019, "HAVO", null, null, "C&M", [7, 7, 7], [6, 6, 6], [1, 1, 1], 6.4, 6.6, 6.6]);
  });
});

describe("codebooks", () => {
  const sources: Record<string, string> = {
    "duo/exams": "examenkandidaten-en-geslaagden-2019-2024",
    "duo/marks": "geslaagden-gezakten-en-cijfers-2018-2019",
    "duo/pupils": "leerlingen-vo-per-vestiging-naar-onderwijstype-2019",
    "duo/locations": "alle-vestigingen-vo",
    "duo/coordinates": "vestigingen_vo_coordinaten",
  };

  test.each(Object.entries(sources))("%s describes exactly the columns it returns, in order", async (reader, file) => {
    const { table } = await findReader(reader).read([raw(file)]);
    expect(findReader(reader).codebook.columns.map((column) => column.name)).toEqual([...table.columns.keys()]);
  });

  test("every reader has one, in both languages, under its own id", () => {
    for (const { id, codebook } of readers) {
      expect(codebook.id).toBe(id);
      for (const text of [
        codebook.title,
        codebook.attribution,
        ...codebook.columns.map((column) => column.meaning),
        ...codebook.breaks.map((b) => b.text),
      ])
        expect(Math.min(text.nl.length, text.en.length)).toBeGreaterThan(0);
    }
  });

  test("an unknown reader names the known ones", () => {
    expect(() => findReader("duo/exam")).toThrow(
      /no reader "duo\/exam"; there is duo\/exams, .*duo\/marks, .*csv, auto\./,
    );
  });
});

describe("exams", () => {
  const head = [
    "INSTELLINGSCODE",
    "VESTIGINGSCODE",
    "GEMEENTENAAM",
    "ONDERWIJSTYPE VO",
    "INSPECTIECODE",
    "OPLEIDINGSNAAM",
  ];
  const year = (years: string, ...sexes: readonly string[]) =>
    sexes.flatMap((sex) =>
      ["EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC"].map((what) => `${what} SCHOOLJAAR ${years} - ${sex}`),
    );
  const three = ["MAN", "VROUW", "TOTAAL"];
  const four = ["MAN", "VROUW", "ONBEKEND", "TOTAAL"];
  const techniek = (code: string) => ["00AH", code, "ENSCHEDE", "VMBO", "34", "VMBO B - techniek"];
  /** One row, one year: candidates per sex, nobody passed. */
  const one = (sexes: readonly string[], ...candidates: readonly (string | number)[]) =>
    csv(
      [...head, ...year("2019-2020", ...sexes)],
      [...techniek("00AH17"), ...candidates.flatMap((count) => [count, 0, "0"])],
    );
  const counts = async (sexes: readonly string[], ...candidates: readonly (string | number)[]) =>
    pick(await read("duo/exams", one(sexes, ...candidates)), "candidates", "candidates_male", "candidates_female")[0];

  test.each(["00AH17", "17", "00ah17"])("key %s", async (code) => {
    const content = csv(
      [...head, ...year("2019-2020", ...three)],
      [...techniek(code), 1, 1, "100", 2, 2, "100", 3, 3, "100"],
    );
    expect(pick(await read("duo/exams", content), "vestiging", "exam_year")).toEqual([["00AH17", 2020]]);
  });

  test.each([
    ["7", "00AH07"],
    ["0", "00AH00"],
    ["00", "00AH00"],
  ])("key %s has lost a leading zero or not", async (code, key) => {
    expect(
      pick(
        await read(
          "duo/exams",
          csv([...head, ...year("2019-2020", ...three)], [...techniek(code), 1, 1, "1", 1, 1, "1", 2, 2, "1"]),
        ),
        "vestiging",
      ),
    ).toEqual([[key]]);
  });

  test("other names of the key, other case, points and doubled blanks in the header", async () => {
    const content = csv(
      [
        "Brin Nummer",
        "vestigingsnummer",
        "gemeentenaam",
        "ONDERWIJSTYPE  VO",
        "Inspectiecode",
        "opleidingsnaam",
        ...year("2014-2015", ...four),
      ],
      [...techniek("00AH00"), 4, 4, "100,0%", 2, 1, "50,0%", 0, 0, ",0%", 6, 5, "83,3%"],
    );
    expect(pick(await read("duo/exams", content), "exam_year", "candidates", "passed")).toEqual([
      [2015, [6, 6, 6], [5, 5, 5]],
    ]);
  });

  test.each([
    // published counts of MAN, VROUW, TOTAAL; then total, male, female as [min, middle, max]
    [
      "exact counts stay exact",
      [6, 7, 13],
      [
        [13, 13, 13],
        [6, 6, 6],
        [7, 7, 7],
      ],
    ],
    [
      "total and one sex visible: 9 − 7 = 2",
      ["<5", 7, 9],
      [
        [9, 9, 9],
        [2, 2, 2],
        [7, 7, 7],
      ],
    ],
    [
      "both hidden, total 6: each is 6 − [1, 4]",
      ["<5", "<5", 6],
      [
        [6, 6, 6],
        [2, 3, 4],
        [2, 3, 4],
      ],
    ],
    [
      "all hidden: each at most 4 − 1",
      ["<5", "<5", "<5"],
      [
        [1, 2.5, 4],
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
    [
      "a true zero is exact",
      [0, "<5", "<5"],
      [
        [1, 2.5, 4],
        [0, 0, 0],
        [1, 2.5, 4],
      ],
    ],
    [
      "a remainder that cannot be: sex unknown, nothing narrowed",
      ["<5", 7, 20],
      [
        [20, 20, 20],
        [1, 2.5, 4],
        [7, 7, 7],
      ],
    ],
  ])("%s", async (_, published, expected) => {
    expect(await counts(three, ...published)).toEqual(expected);
  });

  test("a column for unknown sex takes part: 9 − 5 − [1, 4]", async () => {
    expect(await counts(four, "<5", 5, "<5", 9)).toEqual([
      [9, 9, 9],
      [1, 2, 3],
      [5, 5, 5],
    ]); // [0, 3] and published [1, 4]
  });

  test("sexes that do not add up are counted, not corrected", async () => {
    const source = await read("duo/exams", one(three, 6, 7, 14));
    expect(pick(source, "candidates", "candidates_male", "candidates_female")).toEqual([
      [
        [14, 14, 14],
        [6, 6, 6],
        [7, 7, 7],
      ],
    ]);
    expect(source.findings).toContainEqual({
      code: "sexes-differ-from-total",
      severity: "note",
      values: { source: "duo/exams", cells: 1 },
      where: "candidates",
    });
  });

  test("programmes", async () => {
    const rows = [
      ["VMBO", "34", "VMBO B - techniek"],
      ["VMBO", "31", "VMBO LWT - zorg & welzijn"],
      ["VMBO", "43", "VMBO G - zorg en welzijn"],
      ["VMBO", "46", "VMBO T"],
      ["VMBO", "90", "VMBO T - techniek"],
      ["HAVO", "54", "HAVO - N&T / N&G"],
    ].map((programme) => ["00AH", "00AH17", "ENSCHEDE", ...programme, 5, 5, "1", 5, 5, "1", 10, 10, "1"]);
    const source = await read("duo/exams", csv([...head, ...year("2019-2020", ...three)], ...rows));
    expect(pick(source, "inspection_code", "leerweg", "sector", "profile")).toEqual([
      ["31", "LWT", "zorg en welzijn", null],
      ["34", "B", "techniek", null],
      ["43", "G", "zorg en welzijn", null],
      ["46", "T", "onbekend", null],
      ["54", null, null, "N&T / N&G"],
      ["90", "T", "techniek", null],
    ]);
  });

  describe("several files", () => {
    const file = (name: string, years: readonly string[], count: number) =>
      write(
        name,
        csv(
          [...head, ...years.flatMap((y) => year(y, ...three))],
          [...techniek("00AH17"), ...years.flatMap(() => [0, 0, "0", count, 0, "0", count, 0, "0"])],
        ),
      );

    test("each exam year comes from the newest file that has it, in any order", async () => {
      const [old, recent] = [
        file("old.csv", ["2017-2018", "2018-2019"], 10),
        file("new.csv", ["2018-2019", "2019-2020"], 20),
      ];
      for (const paths of [
        [old, recent],
        [recent, old],
      ]) {
        const source = await findReader("duo/exams").read(paths);
        expect(pick(source, "exam_year", "candidates")).toEqual([
          [2018, [10, 10, 10]],
          [2019, [20, 20, 20]],
          [2020, [20, 20, 20]],
        ]);
        expect(source.findings).toEqual([
          { code: "overlapping-years", severity: "note", values: { source: "duo/exams", file: old, years: ["2019"] } },
        ]);
      }
    });

    test("two files that run to the same year are refused", async () => {
      const paths = [file("a.csv", ["2018-2019"], 10), file("b.csv", ["2018-2019"], 20)];
      await expect(findReader("duo/exams").read(paths)).rejects.toThrow(
        /a\.csv and .*b\.csv both run to exam year 2019/,
      );
    });

    test("no file at all", async () => {
      await expect(findReader("duo/exams").read([])).rejects.toThrow(InputError);
    });
  });

  describe("refusals", () => {
    test("a missing column", async () => {
      const message = await problem(
        "duo/exams",
        csv(head.filter((name) => name !== "GEMEENTENAAM").concat(year("2019-2020", ...three)), [
          "00AH",
          "17",
          "VMBO",
          "34",
          "VMBO B - techniek",
          1,
          1,
          1,
          1,
          1,
          1,
          2,
          2,
          2,
        ]),
      );
      expect(message).toMatch(
        /file\.csv, line 1: this is not a file for duo\/exams .*: missing GEMEENTENAAM\. The other columns are there/,
      );
    });

    test("a year with some of its columns", async () => {
      const header = [...head, ...year("2019-2020", ...three), "EXAMENKANDIDATEN SCHOOLJAAR 2020-2021 - TOTAAL"];
      expect(await problem("duo/exams", csv(header, [...techniek("17"), ...Array(10).fill(1)]))).toMatch(
        /line 1: of exam year 2021 these columns are missing: EXAMENKANDIDATEN SCHOOLJAAR 2020-2021 - MAN; .*; GESLAAGDEN SCHOOLJAAR 2020-2021 - TOTAAL\./,
      );
    });

    test("text in a count", async () => {
      expect(await problem("duo/exams", one(three, "veel", 7, 9))).toMatch(
        /file\.csv, line 2, column "EXAMENKANDIDATEN SCHOOLJAAR 2019-2020 - MAN": "veel" is not a count; expected digits, <5/,
      );
    });

    test("the same cell twice", async () => {
      const row = [...techniek("17"), 1, 1, 1, 1, 1, 1, 2, 2, 2];
      const message = await problem("duo/exams", csv([...head, ...year("2019-2020", ...three)], row, row));
      expect(message).toMatch(/line 3: location and inspection code occurs twice \(00AH17, 34; first on line 2\)/);
    });

    test("a key that is none, a programme that contradicts its code", async () => {
      const header = [...head, ...year("2019-2020", ...three)];
      const rest = [1, 1, 1, 1, 1, 1, 2, 2, 2];
      expect(
        await problem("duo/exams", csv(header, ["AH", "1", "X", "VMBO", "34", "VMBO B - techniek", ...rest])),
      ).toMatch(/line 2: "AH" and "1" make no location key/);
      expect(
        await problem("duo/exams", csv(header, ["00AH", "1", "X", "VMBO", "35", "VMBO B - techniek", ...rest])),
      ).toMatch(/contradicts inspection code 35 \(B zorg en welzijn\)/);
    });
  });
});

describe("recognising files", () => {
  test.each([
    ["duo/exams", "geslaagden-gezakten-en-cijfers-2018-2019", "duo/marks"],
    ["duo/marks", "examenkandidaten-en-geslaagden-2019-2024", "duo/exams"],
    ["duo/pupils", "alle-vestigingen-vo", "duo/locations"],
    ["duo/locations", "leerlingen-vo-per-vestiging-naar-onderwijstype-2019", "duo/pupils"],
    ["duo/exams", "vestigingen_vo_coordinaten", "duo/coordinates"],
  ])("%s given the file of another reader says which", async (reader, file, right) => {
    await expect(findReader(reader).read([raw(file)])).rejects.toThrow(
      new RegExp(
        `not a file for ${reader} .*missing .*It resembles ${right} .* most, all columns of which are present: use that reader`,
      ),
    );
  });

  test("a file that is nothing of the kind", async () => {
    expect(await problem("duo/marks", "a;b\n1;2\n")).toMatch(/It resembles no known layout/);
  });

  test("the name does not matter", async () => {
    const path = write("examenkandidaten.txt", readFileSync(raw("alle-vestigingen-vo")));
    expect((await findReader("duo/locations").read([path])).table.rowCount).toBe(1_619);
  });
});

describe("marks", () => {
  const head = [
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
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
  const row = (leerweg: string, sector: string, department: string) => [
    "00AH",
    "00AH17",
    "ENSCHEDE",
    "Overijssel",
    "VMBO",
    leerweg,
    sector,
    department,
    "12",
    "11",
    "<5",
    "6,4",
    "6,6",
    "",
  ];
  const name = "geslaagden,-gezakten-en-cijfers-2021-2022.csv"; // the stray comma is in the published name

  test("departments, sectors and leerwegen in their spellings; blanks stand for none", async () => {
    const source = await read(
      "duo/marks",
      csv(
        head,
        row("BL", "Techniek", "MTR"),
        row("KL", "Intersect. programma", "DP"),
        row("GL", "Techniek", "Metalectro -ISP"),
        row("TL", " ", " "),
        row("KL", "Zorg & Welzijn", "Verzorging"),
        row("KL", "Intersect. programma", "ICT -route"),
      ),
      name,
    );
    expect(pick(source, "exam_year", "leerweg", "sector", "department", "profile", "profile_group")).toEqual([
      [2022, "B", "techniek", "M&T", "M&T", "hard"],
      [2022, "K", "intersectoraal", "D&P", "D&P", "other"],
      [2022, "G", "techniek", "Metalectro -ISP", null, "technical-old"],
      [2022, "T", "onbekend", null, null, null],
      [2022, "K", "zorg en welzijn", "Verzorging", null, "other"],
      [2022, "K", "intersectoraal", "ICT -route", null, "intersectoral-old"],
    ]);
    expect(pick(source, "candidates", "failed", "mark_school", "mark_final")[0]).toEqual([
      [12, 12, 12],
      [1, 2.5, 4],
      6.4,
      null,
    ]);
  });

  test("the exam year comes from a column where there is one", async () => {
    const content = csv([...head, "SCHOOLJAAR"], [...row("BL", "Techniek", "PIE"), "2016"]);
    expect(pick(await read("duo/marks", content, name), "exam_year")).toEqual([[2017]]);
  });

  test("without column and without years in the name it is refused", async () => {
    expect(await problem("duo/marks", csv(head, row("BL", "Techniek", "PIE")), "cijfers.csv")).toMatch(
      /do not say which school year.*-2018-2019\.csv, or add a column SCHOOLJAAR/,
    );
  });

  test("the same year twice, an unknown leerweg, text in a mark", async () => {
    const paths = ["a-2018-2019.csv", "b-2018-2019.csv"].map((file) =>
      write(file, csv(head, row("BL", "Techniek", "PIE"))),
    );
    await expect(findReader("duo/marks").read(paths)).rejects.toThrow(
      /a-2018-2019\.csv and .*b-2018-2019\.csv both hold exam_year 2019/,
    );
    expect(await problem("duo/marks", csv(head, row("XL", "Techniek", "PIE")), name)).toMatch(
      /line 2, column "LEERWEG VMBO": "XL" is not known/,
    );
    const bad = row("BL", "Techniek", "PIE").with(11, "zes");
    expect(await problem("duo/marks", csv(head, row("BL", "Techniek", "BWI"), bad), name)).toMatch(
      /line 3, column "GEMIDDELD CIJFER SCHOOLEXAMEN": "zes" is not a number/,
    );
  });
});

describe("pupils", () => {
  const grades = [1, 2, 3, 4, 5, 6].flatMap((grade) => [
    `LEER- OF VERBLIJFSJAAR ${grade} - MAN`,
    `LEER- OF VERBLIJFSJAAR ${grade} - VROUW`,
  ]);
  const head = [
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "PLAATSNAAM VESTIGING",
    "PROVINCIE VESTIGING",
    "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
    "VMBO SECTOR",
    "AFDELING",
    "ELEMENTCODE",
    "OPLEIDINGSNAAM",
    ...grades,
  ];
  const row = (
    type: string,
    sector: string,
    department: string,
    element: string,
    ...counts: readonly (string | number)[]
  ) => ["00AH", "1", "ENSCHEDE", "Overijssel", type, sector, department, element, "naam", ...counts];
  const none = Array<number>(12).fill(0);

  test("long by grade, zero cells left out, an offer without pupils kept", async () => {
    const source = await read(
      "duo/pupils",
      csv(
        head,
        row("VMBO KL lj 3-4", "Techniek", "Mobiliteit en transport", "6221", 0, 0, 0, 0, 12, 1, 9, 0, 0, 0, 0, 0),
        row("VMBO BL lj 3-4", "Techniek", "Maritiem en Techniek", "6811", ...none),
        row("Brugjaar 1-2", "N.v.t.", "N.v.t.", "24", "<5", 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      ),
      "01.-leerlingen-2023.csv",
    );
    expect(
      pick(
        source,
        "vestiging",
        "school_year",
        "leerweg",
        "sector",
        "profile",
        "element_code",
        "grade",
        "pupils",
        "pupils_female",
      ),
    ).toEqual([
      ["00AH01", 2023, "K", "techniek", "M&T", "6221", 3, [13, 13, 13], [1, 1, 1]],
      ["00AH01", 2023, "K", "techniek", "M&T", "6221", 4, [9, 9, 9], [0, 0, 0]],
      ["00AH01", 2023, "B", "techniek", "MaT", "6811", null, [0, 0, 0], [0, 0, 0]],
      ["00AH01", 2023, null, null, null, "0024", 1, [8, 9.5, 11], [7, 7, 7]],
    ]);
    expect(source.findings).toMatchObject([{ code: "suppressed-counts", values: { cells: 1 } }]);
  });

  test("the vakmanschapsroute is VRT and counts as technical", async () => {
    const content = csv(
      head,
      row("VMBO BL lj 3-4", "Techniek", "Vakmanschapsroute Techniek", "4411", ...none.with(4, 3)),
    );
    expect(pick(await read("duo/pupils", content, "p-2019.csv"), "profile", "profile_group")).toEqual([
      ["VRT", "technical-route"],
    ]);
  });

  test("newer names of the columns", async () => {
    const renamed = head.map(
      (name) =>
        ({
          "BRIN NUMMER": "INSTELLINGSCODE",
          VESTIGINGSNUMMER: "VESTIGINGSCODE",
          ELEMENTCODE: "ERKENDE OPLEIDINGSCODE",
        })[name] ?? name,
    );
    const content = csv(renamed, row("VMBO TL lj 3-4", "Techniek", "N.v.t.", "0470", ...none.with(4, 3)));
    expect(pick(await read("duo/pupils", content, "p-2024.csv"), "leerweg", "sector", "profile")).toEqual([
      ["T", "techniek", null],
    ]);
  });

  test("no year, the same row twice, the same year twice", async () => {
    const content = csv(head, row("Brugjaar 1-2", "N.v.t.", "N.v.t.", "0024", ...none));
    expect(await problem("duo/pupils", content, "leerlingen.csv")).toMatch(/-2019\.csv, or add a column SCHOOLJAAR/);
    const twice = csv(
      head,
      row("Brugjaar 1-2", "N.v.t.", "N.v.t.", "0024", ...none),
      row("Brugjaar 1-2", "N.v.t.", "N.v.t.", "0024", ...none),
    );
    expect(await problem("duo/pupils", twice, "p-2019.csv")).toMatch(/line 3: .* occurs twice .*first on line 2/);
    await expect(
      findReader("duo/pupils").read([write("a-2019.csv", content), write("b-2019.csv", content)]),
    ).rejects.toThrow(/both hold school_year 2019/);
  });
});

describe("locations and coordinates", () => {
  test("COROP codes with and without zero, and one that is none", async () => {
    const head = "VESTIGINGSCODE;POSTCODE;LAT;LON;COROP;IN_COROP";
    const source = await read(
      "duo/coordinates",
      `${head}\n00AH17;7511 AB;52,2;6,9;7;1\n00AH18;7511ab;52,3;6,8;CR12;0\n`,
    );
    expect(rowsOf(source.table)).toEqual([
      ["00AH17", "7511AB", 52.2, 6.9, "CR07", 1],
      ["00AH18", "7511AB", 52.3, 6.8, "CR12", 0],
    ]);
    expect(await problem("duo/coordinates", `${head}\n00AH17;7511AB;52.2;6.9;Twente;1\n`)).toMatch(
      /line 2, column "COROP": "Twente" is no COROP code/,
    );
    expect(await problem("duo/coordinates", `${head}\n00AH17;7511AB;522;6.9;7;1\n`)).toMatch(
      /line 2, column "LAT": 522 lies outside -90 to 90/,
    );
    expect(await problem("duo/coordinates", `${head}\n00AH17;7511AB;x;6.9;7;1\n`)).toMatch(
      /line 2, column "LAT": "x" is not a number/,
    );
  });

  test("a later snapshot replaces a location of an earlier one, with a finding", async () => {
    const path = raw("alle-vestigingen-vo");
    const source = await findReader("duo/locations").read([path, path]);
    expect(source.table.rowCount).toBe(1_619);
    expect(source.findings).toEqual([
      { code: "overlapping-locations", severity: "note", values: { source: "duo/locations", locations: 1_619 } },
    ]);
  });
});

describe("own tables", () => {
  test("files are stacked when their columns agree", async () => {
    const paths = [write("one.csv", "unit;y\na;1\n"), write("two.csv", "y;unit\n2,5;b\n;c\n")];
    const { table, files } = await findReader("csv").read(paths);
    expect(rowsOf(table)).toEqual([
      ["a", 1],
      ["b", 2.5],
      ["c", null],
    ]);
    expect(files.map((file) => file.rows)).toEqual([1, 2]);
  });

  test("they are refused when they do not", async () => {
    await expect(
      findReader("csv").read([write("one.csv", "unit;y\na;1\n"), write("two.csv", "unit;z\nb;1\n")]),
    ).rejects.toThrow(/two\.csv: the columns differ from those of .*one\.csv; missing: y; extra: z/);
    await expect(
      findReader("csv").read([write("one.csv", "unit;y\na;1\n"), write("two.csv", "unit;y\nb;x\n")]),
    ).rejects.toThrow(/column y holds numbers in .*one\.csv and text in .*two\.csv/);
  });
});
