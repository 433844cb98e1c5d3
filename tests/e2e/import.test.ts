import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readTable } from "../../src/tables/generic-table.ts";
import { runCli } from "../support/cli.ts";

// `effectmeter import`: what it understands and what it writes. What goes wrong is in import-errors.test.ts.

const reference = (name: string) => fileURLToPath(new URL(`../reference/import/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "effectmeter-import-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[]) => runCli(["import", ...args], { cwd: folder });

const COUNTS = `School;Jaar;n;share;order;datum;schooljaar;w_gewicht;inc
0106;2019;12;0,5;1;31-01-2019;2018-2019;1,5;-1
0106;2020;<5;0,25;2;28-02-2020;2019/20;1;5
0299;2019;*;1.234,5;3;1-3-2019;2018-2019;2;7
0299;2020;7;;4;31-12-2020;2019-2020;1;9
`;

async function understood(args: readonly string[]) {
  const end = await run([...args, "--json"]);
  expect(end.stderr).toBe("");
  expect(end.code).toBe(0);
  return JSON.parse(end.stdout) as {
    readonly source: Record<string, string | number>;
    readonly rows: number;
    readonly columns: readonly {
      readonly name: string;
      readonly type: string;
      readonly codes: readonly unknown[];
      readonly values: readonly unknown[];
      readonly columns: readonly string[];
      readonly label: string | null;
    }[];
    readonly keys: {
      readonly panels: readonly unknown[];
      readonly identifiers: readonly string[];
      readonly weights: readonly string[];
      readonly nearest: unknown;
    };
    readonly notes: readonly string[];
    readonly written: { readonly data: string; readonly sha256: string; readonly codebook: string } | null;
  };
}

async function cells(path: string, name: string): Promise<(string | number | null)[]> {
  const { table } = await readTable(path);
  const column = table.columns.get(name)!;
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => (code < 0 ? null : column.labels[code]!));
}

describe("a CSV file with decimal commas, suppressed counts, dates and school years", () => {
  beforeAll(() => writeFileSync(join(folder, "counts.csv"), COUNTS));

  test("what it understood", async () => {
    const { source, rows, columns, keys, notes, written } = await understood(["counts.csv"]);
    expect(source).toEqual({
      file: "counts.csv",
      format: "delimited text",
      encoding: "utf-8",
      delimiter: ";",
      sha256: createHash("sha256").update(COUNTS).digest("hex"),
    });
    expect(rows).toBe(4);
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ["School", "text"],
      ["Jaar", "whole"],
      ["n", "whole"],
      ["share", "number"],
      ["order", "whole"],
      ["datum", "date"],
      ["schooljaar", "whole"],
      ["w_gewicht", "number"],
      ["inc", "whole"],
    ]);
    expect(columns[2]!.codes).toEqual([
      { code: "<5", rows: 1, meaning: "below a limit", between: [0, 4] },
      { code: "*", rows: 1, meaning: "suppressed" },
    ]);
    expect(keys.panels[0]).toEqual({ unit: "School", period: "Jaar", units: 2, periods: 2, balanced: true });
    expect(keys.weights).toEqual(["w_gewicht"]);
    expect(notes).toEqual([
      "column inc holds -1 (1 row), and all its other values lie between 5 and 9: if that is a code for no value, import again with --missing 'inc=-1'.",
      'column order is a word of SQL: write "order", in double quotes, in formulas and conditions.',
    ]);
    expect(written).toBeNull();
  });

  test.each(["parquet", "csv"])("written as %s, with a codebook; twice the same bytes", async (format) => {
    const { written } = await understood([
      "counts.csv",
      "--out",
      `a-${format}`,
      "--format",
      format,
      "--missing",
      "inc=-1",
    ]);
    const data = join(folder, written!.data);
    expect(readdirSync(join(folder, `a-${format}`)).sort()).toEqual([`data.${format}`, "panel.yaml"]);
    expect(await cells(data, "School")).toEqual(["0106", "0106", "0299", "0299"]);
    expect(await cells(data, "n")).toEqual([12, 2, null, 7]);
    expect(await cells(data, "n_min")).toEqual([12, 0, null, 7]);
    expect(await cells(data, "n_max")).toEqual([12, 4, null, 7]);
    expect(await cells(data, "n_missing")).toEqual([null, null, "*", null]);
    expect(await cells(data, "share")).toEqual([0.5, 0.25, 1234.5, null]);
    expect(await cells(data, "datum")).toEqual(["2019-01-31", "2020-02-28", "2019-03-01", "2020-12-31"]);
    expect(await cells(data, "schooljaar")).toEqual([2018, 2019, 2018, 2019]);
    expect(await cells(data, "inc")).toEqual([null, 5, 7, 9]);
    // In CSV a column of codes that are numbers reads back as numbers.
    expect((await cells(data, "inc_missing")).map((cell) => cell && String(cell))).toEqual(["-1", null, null, null]);
    const text = readFileSync(join(folder, written!.codebook), "utf8");
    expect(text).toContain(`sources: { own: { reader: csv, files: [a-${format}/data.${format}] } }`);
    const codebook = parse(text) as {
      source: { sha256: string; rows: number };
      data: object;
      panel: object;
      columns: { name: string }[];
    };
    expect(codebook.source).toMatchObject({ sha256: createHash("sha256").update(COUNTS).digest("hex"), rows: 4 });
    expect(codebook.data).toEqual({
      file: `data.${format}`,
      sha256: createHash("sha256").update(readFileSync(data)).digest("hex"),
    });
    expect(codebook.panel).toEqual({ unit: "School", period: "Jaar", weights: "w_gewicht" });
    expect(codebook.columns[2]).toEqual({
      name: "n",
      type: "whole",
      unit: null,
      label: { nl: "n", en: "n" },
      columns: ["n", "n_min", "n_max", "n_missing"],
      missing: {
        rows: 1,
        codes: [
          { code: "<5", rows: 1, meaning: "below a limit", least: 0, greatest: 4 },
          { code: "*", rows: 1, meaning: "suppressed" },
        ],
      },
    });
    const before = [data, join(folder, written!.codebook)].map((path) => readFileSync(path));
    await understood(["counts.csv", "--out", `a-${format}`, "--format", format, "--missing", "inc=-1", "--force"]);
    const after = [data, join(folder, written!.codebook)].map((path) => readFileSync(path));
    expect(before.map((bytes, k) => Buffer.compare(bytes, after[k]!))).toEqual([0, 0]);
  });

  test("an edited codebook is not replaced", async () => {
    await run(["counts.csv", "--out", "kept"]);
    writeFileSync(join(folder, "kept", "panel.yaml"), "edited: true\n");
    const end = await run(["counts.csv", "--out", "kept"]);
    expect(end.stderr).toBe(
      "kept/panel.yaml is there already and may have been edited; use --force to replace it, or another --out.\n",
    );
    expect(end.code).toBe(2);
    expect(readFileSync(join(folder, "kept", "panel.yaml"), "utf8")).toBe("edited: true\n");
  });

  test("a column that writes its zeros means at least 1 by <5", async () => {
    writeFileSync(join(folder, "zeros.csv"), "school,n\na,0\nb,<5\nc,9\n");
    const { columns } = await understood(["zeros.csv"]);
    expect(columns[1]!.codes).toEqual([{ code: "<5", rows: 1, meaning: "below a limit", between: [1, 4] }]);
  });

  test("columns of any name go through: __proto__, constructor, quotes", async () => {
    writeFileSync(join(folder, "names.csv"), '__proto__,constructor,"a ""b""",year\nx,1,2,2019\ny,3,4,2020\n');
    const { columns, written } = await understood(["names.csv", "--out", "names"]);
    expect(columns.map(({ name }) => name)).toEqual(["__proto__", "constructor", 'a "b"', "year"]);
    expect(await cells(join(folder, written!.data), "constructor")).toEqual([1, 3]);
    const codebook = parse(readFileSync(join(folder, "names", "panel.yaml"), "utf8")) as {
      columns: { name: string }[];
    };
    expect(codebook.columns.map(({ name }) => name)).toEqual(["__proto__", "constructor", 'a "b"', "year"]);
  });

  test("repeated keys are told with an example", async () => {
    writeFileSync(join(folder, "repeated.csv"), "school,year,n\na,2019,1\na,2019,2\nb,2019,3\nb,2020,3\na,2020,5\n");
    const { keys } = await understood(["repeated.csv"]);
    expect(keys.panels).toEqual([]);
    expect(keys.nearest).toEqual({ unit: "school", period: "year", surplus: 1, example: ["a", "2019"] });
  });

  test("a mostly numeric column is text, and the note names the cell and what to do", async () => {
    writeFileSync(join(folder, "odd.csv"), "school,n\na,1\nb,2\nc,twelve\n");
    const { columns, notes } = await understood(["odd.csv"]);
    expect(columns[1]!.type).toBe("text");
    expect(notes).toEqual([
      `column n is text because of 1 cells that are no numbers, the first "twelve" on line 4; correct them, or say --missing 'n=twelve' if it means no value.`,
    ]);
    const again = await understood(["odd.csv", "--missing", "n=twelve"]);
    expect(again.columns[1]).toMatchObject({ type: "whole", columns: ["n", "n_missing"] });
  });
});

describe("the other formats", () => {
  test("a spreadsheet with a title, an empty row and suppressed counts", async () => {
    const { source, columns, notes, keys, written } = await understood([reference("titled.xlsx"), "--out", "xlsx"]);
    expect(source).toMatchObject({ format: "xlsx", sheet: "Telling", "header row": 3 });
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ["school", "text"],
      ["jaar", "whole"],
      ["n", "number"],
      ["aandeel", "number"],
      ["peildatum", "date"],
      ["code", "text"],
    ]);
    expect(notes).toEqual([
      "rows 1 to 2 of the sheet are above the header and were left out.",
      "1 empty rows were left out.",
    ]);
    expect(keys.panels[0]).toEqual({ unit: "school", period: "jaar", units: 2, periods: 2, balanced: true });
    const data = join(folder, written!.data);
    expect(await cells(data, "n")).toEqual([12, 2.5, 0, null]); // zeros are written: <5 is 1 to 4
    expect(await cells(data, "aandeel")).toEqual([0.5, 0.1, null, 1 / 3]);
    expect(await cells(data, "peildatum")).toEqual(["2019-10-01", "2020-10-01", "2019-10-01", "2020-10-01"]);
  });

  test("one of two sheets", async () => {
    const { rows } = await understood([reference("two-sheets.xlsx"), "--sheet", "A"]);
    expect(rows).toBe(3);
  });

  test("Stata: reasons and value labels", async () => {
    const { columns, written } = await understood([reference("codes-118.dta"), "--out", "dta"]);
    expect(columns[0]).toMatchObject({ name: "income", label: "All codes", columns: ["income", "income_missing"] });
    expect(columns[0]!.codes[0]).toEqual({ code: ".a", rows: 1, meaning: "declared missing", label: "refused" });
    const reasons = await cells(join(folder, written!.data), "income_missing");
    expect(reasons).toEqual([...Array.from("abcdefghijklmnopqrstuvwxyz", (letter) => `.${letter}`), null, null]);
    const codebook = parse(readFileSync(join(folder, "dta", "panel.yaml"), "utf8")) as {
      columns: { values: object }[];
    };
    expect(codebook.columns[1]!.values).toEqual({ 0: "no", 7: "yes" });
  });

  test("SPSS, also compressed", async () => {
    const { columns, keys } = await understood([reference("people-zlib.zsav")]);
    expect(columns.map(({ type }) => type)).toEqual(["text", "number", "whole", "date", "moment", "text", "number"]);
    expect(columns[1]!.codes).toEqual([
      { code: "-98", rows: 1, meaning: "declared missing" },
      { code: "-99", rows: 1, meaning: "declared missing", label: "weigert" },
    ]);
    expect(keys.weights).toEqual(["w"]);
  });

  test("JSON lines, also gzipped", async () => {
    const text =
      '{"school":"a","year":2019,"y":0.5,"ok":true,"day":"2020-01-31"}\n{"year":2020,"school":"b","y":null,"ok":false}\n';
    for (const [name, content] of [
      ["rows.jsonl", text],
      ["rows.jsonl.gz", gzipSync(text)],
    ] as const) {
      writeFileSync(join(folder, name), content);
      const { columns, written } = await understood([name, "--out", `json-${name}`]);
      expect(columns.map((column) => [column.name, column.type])).toEqual([
        ["school", "text"],
        ["year", "whole"],
        ["y", "number"],
        ["ok", "boolean"],
        ["day", "date"],
      ]);
      expect(await cells(join(folder, written!.data), "y")).toEqual([0.5, null]);
    }
  });

  test("what was written is read again, and gives the same", async () => {
    writeFileSync(join(folder, "again.csv"), COUNTS);
    await understood(["again.csv", "--out", "first"]);
    await understood([join("first", "data.parquet"), "--out", "second"]);
    expect(
      Buffer.compare(
        ...(["first", "second"].map((name) => readFileSync(join(folder, name, "data.parquet"))) as [Buffer, Buffer]),
      ),
    ).toBe(0);
  });

  test.each(["many-row.sav", "two-sheets.xlsx"])("estimate reads %s", async (name) => {
    // many-row: value = 1.5 id − 225. two-sheets, A: the slope of (1,2), (2,4), (3,7) is 5/2.
    const [formula, term, slope, more] = name.endsWith("sav")
      ? (["value ~ id", "id", 1.5, []] as const)
      : (["y ~ x", "x", 2.5, ["--sheet", "A"]] as const);
    const end = await runCli([
      "estimate",
      "ols",
      "--data",
      reference(name),
      "--formula",
      formula,
      "--se",
      "iid",
      "--json",
      ...more,
    ]);
    expect(end.stderr).toBe("");
    const { effects } = JSON.parse(end.stdout) as { effects: { term: { name: string }; estimate: number }[] };
    expect(effects.find((effect) => effect.term.name === term)!.estimate).toBeCloseTo(slope, 10);
  });
});
