import { describe, expect, test } from "vitest";
import type { Column } from "../../../src/core/table.ts";
import { buildModelMatrix, completeRows, type ModelMatrix } from "../../../src/design/model-matrix.ts";
import { parseFormula, printFormula } from "../../../src/formula/parse-formula.ts";

type Cells = readonly (number | string | null)[];

function column(name: string, cells: Cells): Column {
  if (cells.some((cell) => typeof cell === "string")) {
    const labels = [...new Set(cells.filter((cell) => cell !== null))].map(String).sort();
    return { kind: "category", name, labels, codes: Int32Array.from(cells, (cell) => labels.indexOf(String(cell))) };
  }
  return {
    kind: "number",
    name,
    values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
  };
}

function build(formula: string, table: Readonly<Record<string, Cells>>): ModelMatrix {
  const columns = new Map(Object.entries(table).map(([name, cells]) => [name, column(name, cells)]));
  return buildModelMatrix(parseFormula(formula), columns, Object.values(table)[0]!.length);
}

const names = ({ columns }: ModelMatrix) => columns.map(({ name }) => name);

/** Units a (start 2), b (start 3), c (never, coded 99) and d (start 1: treated throughout) in periods 1 to 4. */
const unit = "aaaabbbbccccdddd".split("");
const year = unit.map((_, row) => 1 + (row % 4));
const start = unit.map((name) => ({ a: 2, b: 3, c: 99, d: 1 })[name]!);
const panel = { y: unit.map((_, row) => row * row), u: unit, year, start };
const sunab = (rest: string) => `y ~ sunab(start, year${rest}) | u + year`;

const PLAIN = [
  "year::-2:cohort::3",
  "year::0:cohort::2",
  "year::0:cohort::3",
  "year::1:cohort::2",
  "year::1:cohort::3",
  "year::2:cohort::2",
];

describe("columns and averages", () => {
  test("an indicator per cohort and relative period but −1, by period and then cohort; treated throughout: incomplete", () => {
    const matrix = build(sunab(""), panel);
    expect(names(matrix)).toEqual(PLAIN);
    expect([...completeRows(matrix)]).toEqual(Array.from({ length: 12 }, (_, row) => row));
    // Unit b in 1 is two periods before its start.
    expect([...matrix.columns[0]!.values.subarray(0, 12)]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    // Unit a in 3 is one period after its start.
    expect([...matrix.columns[3]!.values.subarray(0, 12)]).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(matrix.columns.map(({ average }) => average)).toEqual([
      "year::-2",
      "year::0",
      "year::0",
      "year::1",
      "year::1",
      "year::2",
    ]);
  });

  test("att: one average after the start, the others are not shown; no_agg: no averages", () => {
    const att = build(sunab(", att = TRUE"), panel);
    expect(names(att)).toEqual(PLAIN);
    expect(att.columns.map(({ average }) => average)).toEqual([null, "ATT", "ATT", "ATT", "ATT", "ATT"]);
    const apart = build(sunab(", no_agg = TRUE"), panel);
    expect(names(apart)).toEqual(PLAIN);
    expect(apart.columns.every((one) => !("average" in one))).toBe(true);
  });

  test("a cohort that is no period counts as never treated, before the first period too", () => {
    const coded = { ...panel, start: start.map((value) => (value === 99 ? 0 : value)) };
    expect(names(build(sunab(""), coded))).toEqual(PLAIN);
    const missing = { ...panel, start: start.map((value) => (value === 99 ? null : value)) };
    // Missing is missing, as in R: those rows are incomplete; ifelse() says what was meant.
    expect(completeRows(build(sunab(""), missing))).toHaveLength(8);
    const said = build("y ~ sunab(ifelse(is.na(start), 99, start), year) | u + year", missing);
    expect(names(said)).toEqual(PLAIN);
    expect(completeRows(said)).toHaveLength(12);
  });

  test("relative periods are taken as they are; their names too", () => {
    const relative = { ...panel, rel: year.map((value, row) => (start[row] === 99 ? -5 : value - start[row]!)) };
    const matrix = build("y ~ sunab(start, rel) | u + year", relative);
    expect(names(matrix)).toEqual(PLAIN.map((name) => name.replace("year", "rel")));
    expect(completeRows(matrix)).toHaveLength(12);
  });

  test("text periods count by their order", () => {
    const letters = ["p1", "p2", "p3", "p4"];
    const text = {
      ...panel,
      year: year.map((t) => letters[t - 1]!),
      start: start.map((g) => letters[g - 1] ?? "never"),
    };
    expect(names(build(sunab(""), text))).toEqual(PLAIN.map((name) => name.replace(/cohort::/, "cohort::p")));
  });
});

describe("references", () => {
  test("ref.p: one, several, and counted from the first or last", () => {
    expect(names(build(sunab(", ref.p = -2"), panel))).not.toContain("year::-2:cohort::3");
    expect(names(build(sunab(", ref.p = -2"), panel))).toContain("year::-1:cohort::2");
    const two = PLAIN.filter((name) => !name.includes("::-2"));
    expect(names(build(sunab(", ref.p = c(-1, -2)"), panel))).toEqual(two);
    // The first relative period is −2 and the last 3 (of unit d, whose rows are left out).
    expect(names(build(sunab(", ref.p = c(.F, -1)"), panel))).toEqual(two);
    expect(names(build(sunab(", ref.p = .F + 0:1"), panel))).toEqual(two);
    expect(names(build(sunab(", ref.p = c(-1, .L - 1)"), panel))).toEqual(
      PLAIN.filter((name) => !name.includes("::2:")),
    );
  });

  test("ref.c: the cohort stays, without indicators", () => {
    const matrix = build(sunab(", ref.c = 3"), panel);
    expect(names(matrix)).toEqual(PLAIN.filter((name) => name.endsWith("cohort::2")));
    expect(completeRows(matrix)).toHaveLength(12);
  });
});

describe("bins", () => {
  test("of cohorts: a vector takes the name of its first value, a list its own", () => {
    // Cohort 2 becomes 3: relative periods of unit a are now −2 … 1.
    const expected = ["year::-2:cohort::3", "year::0:cohort::3", "year::1:cohort::3"];
    expect(names(build(sunab(", bin.c = 3:2"), panel))).toEqual(expected);
    expect(names(build(sunab(', bin.c = list("3" = c(2, 3))'), panel))).toEqual(expected);
    expect(names(build(sunab(", bin.c = list(`3` = 2)"), panel))).toEqual(expected);
  });

  test("of relative periods", () => {
    const matrix = build(sunab(', bin.rel = list("1" = 1:2)'), panel);
    expect(names(matrix)).toEqual(PLAIN.slice(0, 5));
    expect([...matrix.columns[3]!.values.subarray(0, 4)]).toEqual([0, 0, 1, 1]);
    // By multiples of two: −2 and −1, 0 and 1, 2 and 3.
    expect(names(build(sunab(', bin.rel = "bin::2", ref.p = -2'), panel))).toEqual([
      "year::0:cohort::2",
      "year::0:cohort::3",
      "year::2:cohort::2",
    ]);
    // Values −2 … 3 in pairs from the first, and in threes from the last.
    expect(names(build(sunab(', bin.rel = "!bin::2", ref.p = -2'), panel))).toEqual(
      names(build(sunab(', bin.rel = "bin::2", ref.p = -2'), panel)),
    );
    expect(names(build(sunab(', bin.rel = "!!bin::3", ref.p = -2'), panel))).toEqual([
      "year::1:cohort::2",
      "year::1:cohort::3",
    ]);
  });

  test("of periods, and of both at once", () => {
    // Period 4 is counted as 3: unit a is at −1, 0, 1, 1.
    const late = build(sunab(", bin.p = 3:4"), panel);
    expect(names(late)).toEqual(PLAIN.filter((name) => !["year::2:cohort::2", "year::1:cohort::3"].includes(name)));
    // 2 and 3 become 3, as periods and as starts: units a and b start together, at −2, 0, 0, 1.
    expect(names(build(sunab(", bin = 3:2, ref.p = -2"), panel))).toEqual(["year::0:cohort::3", "year::1:cohort::3"]);
  });
});

describe("what is wrong is pointed at", () => {
  const problem = (formula: string, table: Readonly<Record<string, Cells>> = panel): string => {
    try {
      build(formula, table);
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };
  /** The character above the caret. */
  const pointed = (message: string): string => {
    const [, line, caret] = message.split("\n");
    return line!.slice(caret!.indexOf("^"));
  };

  test.each([
    [sunab(", refp = -1"), "sunab() has no argument refp here; did you mean ref.p?", "-1"],
    [sunab(", ref.p = -7"), "the reference period -7 does not occur; relative periods are -2, -1, 0, 1, 2", "-7"],
    [sunab(", ref.c = 7"), "ref.c = 7 is not a level; the levels are 1, 2, 3, 99", "7"],
    [sunab(", ref.p = year"), "ref.p of sunab() takes constants", "year"],
    [sunab(", ref.p = 'a'"), "ref.p takes relative periods", "'a'"],
    [sunab(", att = 1"), "att of sunab() is TRUE or FALSE", "1"],
    [sunab(", bin = 7:8"), "bin: 7, 8: not among the levels, which are 1, 2, 3, 99", ":8"],
    [sunab(', bin.c = "@2"'), 'bin.c: "@2" is not known here', '"@2"'],
    [sunab(", bin.c = list(late = 2:3)"), '"late" names a group of numbers', ":3"],
    [sunab(', bin.c = "bin::0"'), "groups of 0 are not possible", '"bin'],
    ["y ~ sunab(year, start) | u", "no value of year is a period", "year"],
    ["y ~ sunab(start) | u", "sunab() needs 2 arguments", "sunab"],
    ["y ~ u:sunab(start, year) | year", "sunab() stands alone", "sunab"],
    [
      "y ~ sunab(start, year) + sunab(start, year, att = TRUE) | u",
      "a formula has one sunab()",
      "sunab(start, year, att",
    ],
    ["y ~ 1 | u | sunab(start, year) ~ year", "sunab() belongs before the first bar", "sunab"],
    ["y ~ list(2)", "list() groups constants", "list"],
    ["y ~ I(sunab(start, year))", "sunab() must be a term of its own", "sunab"],
  ])("%s", (formula, message, at) => {
    const found =
      formula === "y ~ sunab(year, start) | u"
        ? problem(formula, { ...panel, year: year.map((t) => t + 500) })
        : problem(formula);
    expect(found).toContain(message);
    expect(pointed(found).startsWith(at)).toBe(true);
  });

  test("nobody treated between the first and the last period", () => {
    const never = { ...panel, start: unit.map((name) => (name === "d" ? 1 : 99)) };
    expect(problem(sunab(""), never)).toContain("no cohort is seen before and after its start");
  });

  test("gaps: −1 is not assumed", () => {
    const gaps = { ...panel, year: year.map((t) => 2 * t), start: start.map((g) => (g === 99 ? 99 : 2 * g)) };
    expect(problem(sunab(""), gaps)).toContain(
      "the reference period -1 does not occur; relative periods are -4, -2, 0, 2, 4",
    );
    expect(names(build(sunab(", ref.p = -2"), gaps))).toHaveLength(6);
  });
});

test.each([sunab(", ref.p = c(.F + 0:2, -1)"), sunab(", bin = list(`3` = c(2, 3), `99` = 99)")])(
  "printed and read again it is the same: %s",
  (text) => {
    const printed = printFormula(parseFormula(text));
    expect(printed).toBe(text);
    expect(printFormula(parseFormula(printed))).toBe(printed);
  },
);
