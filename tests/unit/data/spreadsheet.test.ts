import { writeXlsx } from "hucre/xlsx";
import { describe, expect, test } from "vitest";
import { findReader } from "../../../data/index.ts";
import { InputError } from "../../../src/core/errors.ts";
import { MISSING, type NumberColumn } from "../../../src/core/table.ts";
import { readSpreadsheet } from "../../../src/tables/spreadsheet.ts";
import { PUPILS_2019_HEADER } from "../../support/synthetic-duo.ts";
import { columnsOf } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

// Synthetic workbooks in the layouts of the published ones; the numbers are made up.
const write = temporaryFiles();
type Cell = string | number | boolean | Date | null;
interface SheetToWrite {
  readonly name: string;
  readonly rows: Cell[][];
  readonly merges?: { startRow: number; startCol: number; endRow: number; endCol: number }[];
  readonly hidden?: boolean;
}
const workbook = async (name: string, ...sheets: SheetToWrite[]) => write(name, await writeXlsx({ sheets }));
const staff = (...paths: readonly string[]) => findReader("duo/staff").read(paths);
const problem = (reading: Promise<unknown>) =>
  reading.then(
    () => "",
    (error: unknown) => {
      expect(error).toBeInstanceOf(InputError);
      return (error as InputError).message;
    },
  );

const FTE = [
  "BRIN NUMMER",
  "FTE'S 2017",
  "FTE'S 2018",
  "FTE'S PERSONEN IN VASTE DIENST 2018",
  "FTE'S PERSONEN 55 - 65 JAAR 2017",
  "GEMIDDELDE LEEFTIJD 2017",
  "GEMIDDELDE FTE'S 2017",
];
const NAMES = ["brin", "year", "staff_group", "unit", "total", "permanent", "aged_55_65", "mean_age", "mean_fte"];

describe("staff", () => {
  test("in fte 2011-2018: a sheet of institutions and one with groups, titles above, totals and notes left out", async () => {
    const path = await workbook(
      "02-onderwijspersoneel-vo-in-fte-2011-2018.xlsx",
      { name: "Toelichting", rows: [["Onderwijspersoneel vo in fte"], ["Peildatum 1 oktober"]] },
      {
        name: "per owtype-bestuur-brin",
        rows: [
          ["Onderwijspersoneel in fte"],
          [],
          ["ONDERWIJSTYPE", "BEVOEGD GEZAG", ...FTE],
          ["VO", 1234, "00AH", 61.5, 60, 50.25, 14, 46.2, 0.8],
          ["Totaal", null, null, 61.5, 60, 50.25, 14, 46.2, 0.8],
        ],
      },
      {
        name: "per owtype-bestuur-brin-functie",
        rows: [
          ["ONDERWIJSTYPE", "BEVOEGD GEZAG", "FUNCTIEGROEP", ...FTE],
          ["VO", 1234, "Directie", "00AH", "*", "**", null, null, null, null],
          ["VO", 1234, "Onderwijsondersteunend personeel (OOP/OBP)", "00AH", 10.5, 10, 9, 2, 50, 0.7],
        ],
      },
    );
    const { table, findings, files } = await staff(path);
    expect(columnsOf(table, ...NAMES)).toEqual([
      ["00AH", 2017, "alle", "fte", 61.5, null, 14, 46.2, 0.8],
      ["00AH", 2018, "alle", "fte", 60, 50.25, null, null, null],
      ["00AH", 2017, "directie", "fte", null, null, null, null, null],
      ["00AH", 2018, "directie", "fte", null, null, null, null, null],
      ["00AH", 2017, "onderwijsondersteunend personeel", "fte", 10.5, null, 2, 50, 0.7],
      ["00AH", 2018, "onderwijsondersteunend personeel", "fte", 10, 9, null, null, null],
    ]);
    const { missing } = table.columns.get("total") as NumberColumn;
    expect([...missing!].slice(0, 4)).toEqual([0, 0, MISSING.suppressed, MISSING.suppressed]);
    expect(columnsOf(table, "board", "school_type")[0]).toEqual(["01234", "VO"]);
    expect(findings).toMatchObject([{ code: "total-rows-skipped", values: { rows: 1, lines: ["5"] } }]);
    expect(files).toMatchObject([{ path, rows: 3, encoding: "xlsx" }]);
    expect(findReader("duo/staff").codebook.columns.map((column) => column.name)).toEqual([...table.columns.keys()]);
  });

  test("in persons 2011-2025: another name of the institution, another unit", async () => {
    const path = await workbook("01.-onderwijspersoneel-vo-in-personen-2011-2025.xlsx", {
      name: "owtype-best-instelling-functie",
      rows: [
        [
          "INSTELLINGSCODE",
          "FUNCTIEGROEP",
          "PERSONEN 2024",
          "PERSONEN 2025",
          "GEMIDDELDE LEEFTIJD 2025",
          "GEMIDDELDE FTE'S 2025",
        ],
        ["00AH", "Onderwijsgevend personeel", 88, 90, 44.5, 0.81],
      ],
    });
    expect(columnsOf((await staff(path)).table, ...NAMES)).toEqual([
      ["00AH", 2024, "onderwijsgevend personeel", "persons", 88, null, null, null, null],
      ["00AH", 2025, "onderwijsgevend personeel", "persons", 90, null, null, 44.5, 0.81],
    ]);
  });

  test("a header of two rows, the upper one merged over its years", async () => {
    const path = await workbook("merged.xlsx", {
      name: "per owtype-bestuur-brin",
      rows: [
        ["BRIN NUMMER", "FTE'S", null, "GEMIDDELDE LEEFTIJD", null],
        [null, 2017, 2018, 2017, 2018],
        ["00AH", 61.5, 60, 46.2, 46.4],
      ],
      merges: [
        { startRow: 0, startCol: 0, endRow: 1, endCol: 0 },
        { startRow: 0, startCol: 1, endRow: 0, endCol: 2 },
        { startRow: 0, startCol: 3, endRow: 0, endCol: 4 },
      ],
    });
    expect(columnsOf((await staff(path)).table, "brin", "year", "total", "mean_age")).toEqual([
      ["00AH", 2017, 61.5, 46.2],
      ["00AH", 2018, 60, 46.4],
    ]);
  });

  test("cells merged downwards hold their text in every row", async () => {
    const path = await workbook("down.xlsx", {
      name: "functie",
      rows: [
        ["BRIN NUMMER", "FUNCTIEGROEP", "FTE'S 2017", "GEMIDDELDE LEEFTIJD 2017"],
        ["00AH", "Directie", 3, 55],
        [null, "Onbekend", 1, 40],
      ],
      merges: [{ startRow: 1, startCol: 0, endRow: 2, endCol: 0 }],
    });
    expect(columnsOf((await staff(path)).table, "brin", "staff_group", "total")).toEqual([
      ["00AH", "directie", 3],
      ["00AH", "onbekend", 1],
    ]);
  });

  test("what is wrong is said with sheet and line", async () => {
    const one = (rows: Cell[][]) =>
      workbook("bad.xlsx", {
        name: "brin",
        rows: [["BRIN NUMMER", "FUNCTIEGROEP", "FTE'S 2017", "GEMIDDELDE LEEFTIJD 2017"], ...rows],
      });
    expect(await problem(staff(await one([["00AH", "Chef", 3, 55]])))).toMatch(
      /bad\.xlsx, sheet "brin", line 2, column "FUNCTIEGROEP": "Chef" is no known staff group/,
    );
    expect(await problem(staff(await one([["00AH", "Directie", "drie", 55]])))).toMatch(
      /sheet "brin", line 2, column "FTE'S 2017": "drie" is not a number/,
    );
    expect(
      await problem(
        staff(
          await one([
            ["00AH", "Directie", 3, 55],
            ["00AH", "Directie", 4, 55],
          ]),
        ),
      ),
    ).toMatch(/line 3: institution, board, school type and staff group occurs twice/);
    expect(await problem(staff(await one([["AH", "Directie", 3, 55]])))).toMatch(
      /line 2, column "BRIN NUMMER": "AH" is no institution/,
    );
    const path = await one([["00AH", "Directie", 3, 55]]);
    expect(await problem(staff(path, path))).toMatch(/both hold year 2017/);
  });
});

test("other families are read from xlsx too: the published pupils file of 2017 is one", async () => {
  const counts = Array<number>(12).fill(0).with(4, 12);
  const path = await workbook("01-leerlingen-vo-per-vestiging-naar-onderwijstype-2017.xlsx", {
    name: "Blad1",
    rows: [
      [...PUPILS_2019_HEADER],
      [
        "00AH",
        7,
        "School",
        "ENSCHEDE",
        "Overijssel",
        "VMBO BL lj 3-4",
        "Techniek",
        "Bouwen, wonen en interieur",
        6011,
        "BWI",
        ...counts,
      ],
    ],
  });
  const { table } = await findReader("duo/pupils").read([path]);
  expect(columnsOf(table, "vestiging", "school_year", "profile", "element_code", "grade", "pupils")).toEqual([
    ["00AH07", 2017, "BWI", "6011", 3, [12, 12, 12]],
  ]);
});

describe("workbooks", () => {
  test("cells as text; hidden sheets are no data", async () => {
    const path = await workbook(
      "cells.xlsx",
      { name: "a", rows: [["x", 0.1, 1e21, true, new Date(Date.UTC(2020, 0, 31)), null, "  "]] },
      { name: "h", rows: [["secret"]], hidden: true },
    );
    const { sheets } = await readSpreadsheet(path);
    expect(sheets.map((sheet) => sheet.name)).toEqual(["a"]);
    expect(sheets[0]!.rows[0]!.slice(0, 5)).toEqual(["x", "0.1", "1e+21", "TRUE", "2020-01-31"]);
  });

  test("damaged, cut off or no workbook at all", async () => {
    const bytes = await writeXlsx({ sheets: [{ name: "a", rows: [["x"]] }] });
    for (const damaged of [
      bytes.subarray(0, bytes.length - 200),
      Uint8Array.from(bytes, (byte, index) => (index > 200 && index < 400 ? byte ^ 0x55 : byte)),
    ])
      expect(await problem(staff(write("damaged.xlsx", damaged)))).toMatch(
        /damaged\.xlsx is not an xlsx file that can be read, or is damaged/,
      );
    expect(await problem(staff(await workbook("empty.xlsx", { name: "a", rows: [] })))).toMatch(
      /no sheet with anything on it/,
    );
    expect(
      await problem(
        staff(
          await workbook("other.xlsx", {
            name: "a",
            rows: [
              ["x", "y"],
              [1, 2],
            ],
          }),
        ),
      ),
    ).toMatch(/other\.xlsx, sheet "a".*this is not a file for duo\/staff.*It resembles no known layout/);
  });
});
