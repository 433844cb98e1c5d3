import { describe, expect, test } from "vitest";
import { type Column, MISSING } from "../../../src/core/table.ts";
import { buildModelMatrix, completeRows, type ModelMatrix, selectRows } from "../../../src/design/model-matrix.ts";
import { parseFormula } from "../../../src/formula/parse-formula.ts";

type Cell = number | string | null;

function column(name: string, cells: readonly Cell[]): Column {
  if (!cells.some((cell) => typeof cell === "string")) {
    return {
      kind: "number",
      name,
      values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
    };
  }
  const labels = [...new Set(cells.filter((cell) => cell !== null).map(String))].sort();
  return { kind: "category", name, codes: Int32Array.from(cells, (cell) => labels.indexOf(String(cell))), labels };
}

function build(
  text: string,
  data: Readonly<Record<string, readonly Cell[]>>,
  options: { unit?: string; period?: string } = {},
): ModelMatrix {
  const table = new Map(Object.entries(data).map(([name, cells]) => [name, column(name, cells)]));
  return buildModelMatrix(parseFormula(text), table, Object.values(data)[0]!.length, options);
}

/** Columns as plain arrays by name, in order. */
function columns(matrix: ModelMatrix): [string, number[]][] {
  return matrix.columns.map(({ name, values }) => [name, [...values]]);
}

const names = (matrix: ModelMatrix) => matrix.columns.map(({ name }) => name);

const panel = {
  y: [1, 2, 3, 4, 5, 6],
  x: [2, 3, 5, 7, 11, 13],
  year: [2018, 2019, 2020, 2018, 2019, 2020],
  treated: [1, 1, 1, 0, 0, 0],
  region: ["west", "west", "east", "east", "west", "east"],
  unit: ["a", "a", "a", "b", "b", "b"],
};

describe("i()", () => {
  test("with a number: the number where the level holds, 0 elsewhere, no column for the reference", () => {
    expect(columns(build("y ~ i(year, treated, ref = 2019) | unit + year", panel))).toEqual([
      ["year::2018:treated", [1, 0, 0, 0, 0, 0]],
      ["year::2020:treated", [0, 0, 1, 0, 0, 0]],
    ]);
  });

  test("alone it leaves out its first level, as fixest does, unless the model has no constant", () => {
    expect(names(build("y ~ i(region)", panel))).toEqual(["(Intercept)", "region::west"]);
    expect(names(build("y ~ i(region) | unit", panel))).toEqual(["region::west"]);
    expect(names(build("y ~ 0 + i(region)", panel))).toEqual(["region::east", "region::west"]);
  });

  test("references: several, TRUE for the first, by position, text by its beginning", () => {
    expect(names(build("~ 0 + i(year, x, ref = c(2018, 2019))", panel))).toEqual(["year::2020:x"]);
    expect(names(build("~ 0 + i(year, x, ref = TRUE)", panel))).toEqual(["year::2019:x", "year::2020:x"]);
    expect(names(build("~ 0 + i(year, 2019)", panel))).toEqual(["year::2018", "year::2020"]);
    expect(names(build("~ 0 + i(year, x, 2018:2019)", panel))).toEqual(["year::2020:x"]);
    expect(names(build('~ 0 + i(region, ref = "we")', panel))).toEqual(["region::east"]);
    expect(names(build("~ 0 + i(year, keep = c(2019, 2020))", panel))).toEqual(["year::2019", "year::2020"]);
  });

  test("with a second factor: a column per pair that occurs", () => {
    // 2018 has west and east, 2019 west twice, 2020 east twice
    expect(columns(build("~ 0 + i(year, region)", panel))).toEqual([
      ["year::2018:region::east", [0, 0, 0, 1, 0, 0]],
      ["year::2018:region::west", [1, 0, 0, 0, 0, 0]],
      ["year::2019:region::west", [0, 1, 0, 0, 1, 0]],
      ["year::2020:region::east", [0, 0, 1, 0, 0, 1]],
    ]);
    expect(names(build('~ 0 + i(year, region, ref = 2020, ref2 = "west")', panel))).toEqual([
      "year::2018:region::east",
    ]);
  });

  test("the prefix i. makes a number a factor", () => {
    expect(names(build("~ 0 + i(region, i.treated)", panel))).toEqual([
      "region::east:treated::0",
      "region::east:treated::1",
      "region::west:treated::0",
      "region::west:treated::1",
    ]);
  });

  test("of a logical expression, and in an interaction", () => {
    expect(names(build("y ~ i(treated & year >= 2019) | unit", panel))).toEqual(["treated & year >= 2019::TRUE"]);
    expect(columns(build("~ 0 + x:i(year, ref = 2018)", panel))).toEqual([
      ["x:year::2019", [0, 3, 0, 0, 11, 0]],
      ["x:year::2020", [0, 0, 5, 0, 0, 13]],
    ]);
  });

  test("a reference that is no level is an error that lists the levels", () => {
    expect(() => build("~ i(year, ref = 2021)", panel)).toThrow(
      "ref = 2021 is not a level; the levels are 2018, 2019, 2020",
    );
  });
});

describe("fixed effects and slopes", () => {
  test("there is no intercept column, and factors keep their contrasts", () => {
    expect(names(build("y ~ x + region | unit", panel))).toEqual(["x", "regionwest"]);
  });

  test("levels are dense over complete rows", () => {
    const matrix = build("y ~ 1 | unit", { y: [1, null, 3, 4], unit: ["c", "b", "a", "c"] });
    expect(matrix.fixedEffects).toEqual([
      { name: "unit", codes: Int32Array.of(1, -1, 0, 1), count: 2, labels: ["a", "c"] },
    ]);
  });

  test("combined effects number the combinations that occur", () => {
    const { fixedEffects } = build("y ~ 1 | region^year + unit", panel);
    expect(fixedEffects.map(({ name, count }) => [name, count])).toEqual([
      ["region^year", 4],
      ["unit", 2],
    ]);
    // west 2018, west 2019, east 2020, east 2018, west 2019, east 2020
    expect([...fixedEffects[0]!.codes]).toEqual([0, 1, 2, 3, 1, 2]);
  });

  test("three factors and many levels combine without collisions", () => {
    const n = 5000;
    const a = Array.from({ length: n }, (_, i) => i);
    const matrix = build("y ~ 1 | a^b^c", { y: a, a, b: a.map((i) => n - i), c: a.map((i) => i % 7) });
    expect(matrix.fixedEffects[0]!.count).toBe(n);
  });

  test("varying slopes come with or without the levels", () => {
    const matrix = build("y ~ 1 | unit[x] + region[[year, x]]", panel);
    expect(matrix.fixedEffects.map(({ name }) => name)).toEqual(["unit"]);
    expect(matrix.slopes.map(({ name, factor, values }) => [name, factor.count, values[0]])).toEqual([
      ["unit[[x]]", 2, 2],
      ["region[[year]]", 2, 2018],
      ["region[[x]]", 2, 2],
    ]);
    expect(() => build("y ~ 1 | unit[region]", panel)).toThrow("a slope needs numbers");
  });
});

describe("lag() goes by unit and value of the period", () => {
  const data = { y: [1, 2, 3, 4, 5], year: [2018, 2019, 2021, 2019, 2018], unit: ["a", "a", "a", "b", "b"] };
  const options = { unit: "unit", period: "year" };

  test("a gap gives a missing value, whatever the order of the rows", () => {
    // a: 2019 → 2018; 2021 has no 2020. b: 2019 → 2018, which stands after it.
    expect(columns(build("~ 0 + lag(y)", data, options))).toEqual([
      ["lag(y)", [Number.NaN, 1, Number.NaN, 5, Number.NaN]],
    ]);
    expect(columns(build("~ 0 + lag(y, 2) + lag(y, -1)", data, options))).toEqual([
      ["lag(y, 2)", [Number.NaN, Number.NaN, 2, Number.NaN, Number.NaN]],
      ["lag(y, -1)", [2, Number.NaN, Number.NaN, Number.NaN, 4]],
    ]);
  });

  test("differences and their missing rows", () => {
    const matrix = build("I(y - lag(y)) ~ 1", data, options);
    expect([...completeRows(matrix)]).toEqual([1, 3]);
    expect([matrix.outcome!.values[1], matrix.outcome!.values[3]]).toEqual([2 - 1, 4 - 5]);
    expect(matrix.dropped).toEqual([{ reason: "lag", variable: "I(y - lag(y))", rows: 3 }]);
  });

  test("without a panel, or with two rows in a period, it is an error", () => {
    expect(() => build("~ lag(y)", data)).toThrow("lag() needs a panel");
    const twice = { ...data, year: [2018, 2018, 2021, 2019, 2018] };
    expect(() => build("~ lag(y)", twice, options)).toThrow("there are two for unit a, year 2018");
    expect(() => build("~ lag(y)", data, { unit: "unit", period: "unit" })).toThrow("periods that are numbers");
  });
});

describe("incomplete rows", () => {
  test("are counted once, under the first thing they lack", () => {
    const data = {
      y: [1, null, 3, 4, 5, 6, 7, 8],
      x: [1, null, 0, -1, 2, 2, 2, 3],
      g: ["a", null, null, "b", null, "a", "b", "a"],
      f: ["u", "u", "u", "u", "u", null, "v", "v"],
    };
    const matrix = build("y ~ log(x) + g | f", data);
    expect([...matrix.complete]).toEqual([1, 0, 0, 0, 0, 0, 1, 1]);
    expect(matrix.dropped).toEqual([
      { reason: "absent", variable: "y", rows: 1 },
      { reason: "infinite", variable: "log(x)", rows: 1 },
      { reason: "undefined", variable: "log(x)", rows: 1 },
      { reason: "absent", variable: "g", rows: 1 },
      { reason: "absent", variable: "f", rows: 1 },
    ]);
  });

  test("carry the reason that the data give", () => {
    const values = Float64Array.of(1, Number.NaN, Number.NaN);
    const missing = Uint8Array.of(MISSING.present, MISSING.suppressed, MISSING.notApplicable);
    const table = new Map<string, Column>([["y", { kind: "number", name: "y", values, missing }]]);
    expect(buildModelMatrix(parseFormula("log(y) ~ 1"), table, 3).dropped).toEqual([
      { reason: "suppressed", variable: "log(y)", rows: 1 },
      { reason: "notApplicable", variable: "log(y)", rows: 1 },
    ]);
  });

  test("instruments, slopes and offsets count as well", () => {
    const data = {
      y: [1, 2, 3, 4],
      e: [1, null, 3, 4],
      z: [1, 2, null, 4],
      o: [1, 2, 3, null],
      u: ["a", "a", "b", "b"],
    };
    expect([...build("y ~ offset(o) | e ~ z", data).complete]).toEqual([1, 0, 0, 0]);
    expect([...build("y ~ 1 | u[z]", data).complete]).toEqual([1, 1, 0, 1]);
  });

  test("decide on levels: one that is only in incomplete rows is none", () => {
    const data = { y: [null, 2, 3, 4], g: ["a", "b", "c", "c"] };
    expect(names(build("y ~ g", data))).toEqual(["(Intercept)", "gc"]);
    expect(names(build("y ~ i(g)", data))).toEqual(["(Intercept)", "g::c"]);
    // A declared reference may be such a level: then every level that is left has its column.
    expect(names(build('y ~ i(g, ref = "a")', data))).toEqual(["(Intercept)", "g::b", "g::c"]);
  });

  test("is.na() and ifelse() can save a row", () => {
    const data = { y: [1, 2, 3], x: [1, null, 3] };
    expect(columns(build("y ~ 0 + ifelse(is.na(x), -1, x)", data))).toEqual([["ifelse(is.na(x), -1, x)", [1, -1, 3]]]);
  });

  test("three-valued logic: NA & FALSE is FALSE, NA | TRUE is TRUE, otherwise NA", () => {
    const data = { a: [0, 1, null, null, 0, 1], b: [null, null, 0, 1, 1, 0] };
    const values = (text: string) => [...build(`~ 0 + as.numeric(${text})`, data).columns[0]!.values];
    expect(values("a & b")).toEqual([0, Number.NaN, 0, Number.NaN, 0, 0]);
    expect(values("a | b")).toEqual([Number.NaN, 1, Number.NaN, 1, 1, 1]);
    expect(values("!a")).toEqual([1, 0, Number.NaN, Number.NaN, 1, 0]);
    expect(values("a %in% c(0, NA)")).toEqual([1, 0, 1, 1, 1, 0]);
  });
});

describe("instruments", () => {
  test("endogenous variables and instruments are columns of their own, factors by contrasts", () => {
    const matrix = build("y ~ x | log(year) ~ treated + region", panel);
    expect(names(matrix)).toEqual(["(Intercept)", "x"]);
    expect(matrix.instruments?.endogenous.map(({ name }) => name)).toEqual(["log(year)"]);
    expect(matrix.instruments?.instruments.map(({ name }) => name)).toEqual(["treated", "regionwest"]);
  });
});

describe("text", () => {
  test("is compared by label; numbers written as text match a number", () => {
    const data = { y: [1, 2, 3], code: ["3", "4", "x"], other: ["4", "4", "x"] };
    const values = (text: string) => [...build(`~ 0 + as.numeric(${text})`, data).columns[0]!.values];
    expect(values('code == "x"')).toEqual([0, 0, 1]);
    expect(values("code != 3")).toEqual([0, 1, 1]);
    expect(values("code == other")).toEqual([0, 1, 1]);
    expect(values('code %in% c("x", 4)')).toEqual([0, 1, 1]);
  });

  test("does not meet arithmetic", () => {
    expect(() => build("y ~ log(region)", panel)).toThrow("region holds text or levels, log() needs numbers");
    expect(() => build("y ~ I(region + 1)", panel)).toThrow("'+' needs numbers");
    expect(() => build('y ~ I(year == "2019")', panel)).toThrow("leave out the quotes");
    expect(() => build("region ~ x", panel)).toThrow("the outcome needs numbers");
    expect(() => build('y ~ ifelse(x > 3, "a", x)', panel)).toThrow("make both the same");
  });
});

describe("what the data cannot answer", () => {
  test("all missing columns are named at once, with the nearest name", () => {
    expect(() => build("y ~ xx + trated + zzzzzz", panel)).toThrow(
      [
        "the formula names xx, which is not a column; did you mean x?",
        "the formula names trated, which is not a column; did you mean treated?",
        "the formula names zzzzzz, which is not a column",
      ].join("\n"),
    );
  });

  test("names of the prototype are columns like others, or missing", () => {
    expect(() => build("y ~ constructor + toString", panel)).toThrow("constructor, which is not a column");
    const table = new Map<string, Column>([
      ["y", column("y", [1, 2])],
      ["__proto__", column("__proto__", [3, 4])],
      ["constructor", column("constructor", ["a", "b"])],
    ]);
    const matrix = buildModelMatrix(parseFormula("y ~ __proto__ + constructor"), table, 2);
    expect(columns(matrix)).toEqual([
      ["(Intercept)", [1, 1]],
      ["`__proto__`", [3, 4]],
      ["constructorb", [0, 1]],
    ]);
  });

  test("a factor with one level and too high a polynomial are errors", () => {
    expect(() => build("y ~ g", { y: [1, 2], g: ["a", "a"] })).toThrow("g has one level in the rows that are left (a)");
    expect(() => build("y ~ poly(treated, 2)", panel)).toThrow("needs more than 2 distinct values");
  });

  test("a factor with a level per row of a large table is refused before it fills the memory", () => {
    const n = 20_000;
    const values = Float64Array.from({ length: n }, (_, i) => i);
    const table = new Map<string, Column>([["y", { kind: "number", name: "y", values }]]);
    expect(() => buildModelMatrix(parseFormula("y ~ factor(y):I(y + 1)"), table, n)).toThrow(
      "absorb it as a fixed effect",
    );
  });

  test("no complete row, or no row at all, leaves the columns without levels", () => {
    const matrix = build("y ~ x + factor(g) | u", { y: [null], x: [1], g: [1], u: ["a"] });
    expect([...matrix.complete]).toEqual([0]);
    expect(names(matrix)).toEqual(["x"]);
    expect(matrix.fixedEffects[0]!.count).toBe(0);
    const empty = new Map([...new Map<string, Column>([["y", column("y", [])]])]);
    expect(buildModelMatrix(parseFormula("y ~ ifelse(TRUE, y, 1) + log(y)"), empty, 0).columns).toHaveLength(3);
  });
});

describe("poly()", () => {
  test("degree one is the centred variable over its length", () => {
    // 1, 2, 3: centred −1, 0, 1, length √2; degree two is (1, −2, 1)/√6
    const [first, second] = build("~ 0 + poly(x, 2)", { x: [1, 2, 3] }).columns;
    const expected = [-1 / Math.sqrt(2), 0, 1 / Math.sqrt(2), 1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6)];
    [...first!.values, ...second!.values].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 14);
    });
  });

  test("stays orthonormal at high degree on years", () => {
    const year = Array.from({ length: 30 }, (_, i) => 1990 + i);
    const basis = build("~ 0 + poly(year, 8)", { year }).columns.map(({ values }) => values);
    for (const [i, a] of basis.entries()) {
      for (const [j, b] of basis.entries()) {
        const product = a.reduce((sum, value, row) => sum + value * b[row]!, 0);
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-13);
      }
    }
  });
});

test("selectRows copies the rows in their order and numbers levels again", () => {
  const matrix = build("y ~ x + region + offset(x) | unit^year + unit[[x]] | treated ~ y", panel);
  const selected = selectRows(matrix, Int32Array.of(5, 3));
  expect(selected.rowCount).toBe(2);
  expect([...selected.outcome!.values]).toEqual([6, 4]);
  expect(columns(selected)).toEqual([
    ["x", [13, 7]],
    ["regionwest", [0, 0]],
  ]);
  expect(selected.fixedEffects).toEqual([{ name: "unit^year", codes: Int32Array.of(1, 0), count: 2 }]);
  expect(selected.slopes[0]).toEqual({
    name: "unit[[x]]",
    factor: { name: "unit", codes: Int32Array.of(0, 0), count: 1, labels: ["b"] },
    values: Float64Array.of(13, 7),
  });
  expect([...selected.offset!]).toEqual([13, 7]);
  expect([...selected.instruments!.endogenous[0]!.values]).toEqual([0, 0]);
  expect([...selected.complete]).toEqual([1, 1]);
});

test("inputs are unchanged and building twice gives the same bytes", () => {
  const text = "log(y) ~ x*region + poly(x, 2) + lag(x) + offset(x) | unit[x]";
  const options = { unit: "unit", period: "year" };
  const copy = structuredClone(panel);
  const first = build(text, panel, options);
  expect(build(text, panel, options)).toEqual(first);
  expect(panel).toEqual(copy);
});

test("numeric levels print whole numbers in full and others with 15 digits", () => {
  const g = [100000, 0.1 + 0.2, -1.5, 1e-5];
  expect(names(build("~ 0 + factor(g)", { g }))).toEqual([
    "factor(g)-1.5",
    "factor(g)1e-05",
    "factor(g)0.3",
    "factor(g)100000",
  ]);
});
