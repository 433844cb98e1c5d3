import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { loadExpected } from "../support/expected.ts";

// Numbers of fixest 0.14.2 (tests/reference/expected/regression.json), each held to its entry's tolerance; others by hand.
const entry = loadExpected("regression").find(({ id }) => id === "sunab_mpdta")!;
const HAND = 10;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-sun-abraham-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const MPDTA = new URL("../reference/data/mpdta.csv", import.meta.url).pathname;

interface Effect {
  readonly term: {
    readonly kind: string;
    readonly name?: string;
    readonly eventTime?: number;
    readonly cohort?: number;
  };
  readonly estimate: number | null;
  readonly se: number | null;
  readonly reference: boolean;
}
interface Result {
  readonly effects: readonly Effect[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly { readonly code: string; readonly values: Readonly<Record<string, unknown>> }[];
}

async function estimate(args: readonly string[]): Promise<Result> {
  const end = await runCli(["estimate", ...args, "--json"], { cwd: folder });
  expect(end.stderr).toBe("");
  expect(end.code).toBe(0);
  return JSON.parse(end.stdout) as Result;
}

const COUNTIES = [
  "--data",
  MPDTA,
  "--outcome",
  "lemp",
  "--unit",
  "countyreal",
  "--period",
  "year",
  "--cohort",
  "first.treat",
];

function expectNumbers(effects: readonly Effect[], block: unknown): void {
  const { coef, se } = block as { coef: number | number[]; se: number | number[] };
  expect(effects).toHaveLength([coef].flat().length);
  effects.forEach((effect, j) => {
    expect(Math.abs(effect.estimate! / [coef].flat()[j]! - 1)).toBeLessThan(entry.suggested_rel_tol);
    expect(Math.abs(effect.se! / [se].flat()[j]! - 1)).toBeLessThan(entry.suggested_rel_tol);
  });
}

describe.concurrent("counties, as fixest has them", () => {
  test("the model: event times with their reference, cohorts, the overall effect", async () => {
    const { effects, counts, findings } = await estimate(["sun-abraham", ...COUNTIES, "--cluster", "countyreal"]);
    const ofKind = (kind: string) => effects.filter(({ term, reference }) => term.kind === kind && !reference);
    expectNumbers(ofKind("event-time"), entry.result);
    expectNumbers(ofKind("cohort"), entry.result["agg_cohort"]);
    expectNumbers(ofKind("overall"), entry.result["agg_att"]);
    expect(ofKind("att-gt")).toHaveLength(12);
    expect(effects.filter(({ reference }) => reference).map(({ term }) => term)).toEqual([
      { kind: "event-time", eventTime: -1 },
    ]);
    expect(counts).toMatchObject({
      observations: 2500,
      units: 500,
      treatedUnits: 191,
      cohorts: 3,
      periods: 5,
      clusters: 500,
    });
    expect(findings).toEqual([]);
  });

  test("the formula, with the same columns and without --cohort", async () => {
    const formula = "lemp ~ sunab(first.treat, year) | countyreal + year";
    const { effects } = await estimate(["ols", "--data", MPDTA, "--formula", formula, "--cluster", "countyreal"]);
    expect(effects.map(({ term }) => term.name)).toEqual(entry.result["names"]);
    expectNumbers(effects, entry.result);
    const att = await estimate([
      "ols",
      "--data",
      MPDTA,
      "--formula",
      formula.replace("year)", "year, att = TRUE)"),
      "--cluster",
      "countyreal",
    ]);
    expect(att.effects.map(({ term }) => term.name)).toEqual(["ATT"]);
    expectNumbers(att.effects, entry.result["agg_att"]);
  });

  test("errors of other kinds, and text for people", async () => {
    for (const se of ["iid", "HC3", "DK(1)"]) {
      const { effects } = await estimate(["sun-abraham", ...COUNTIES, "--se", se, "--set", "aggregation=dynamic"]);
      expect(effects.filter(({ reference }) => !reference).every(({ se: error }) => error! > 0)).toBe(true);
    }
    const end = await runCli(["estimate", "sun-abraham", ...COUNTIES, "--cluster", "countyreal"], { cwd: folder });
    expect(end.code).toBe(0);
    expect(end.stdout).toContain("2500 rows, 500 units, 5 periods");
  });

  test("covariates as a formula, absorbed effects, and options by --set", async () => {
    const args = [
      ...COUNTIES,
      "--set",
      "covariates=~ lpop:factor(year)",
      "--set",
      "aggregation=overall",
      "--set",
      "shares=estimated",
    ];
    const { effects, options } = await estimate(["sun-abraham", ...args]);
    expect(effects[0]!.term.kind).toBe("overall");
    expect(options).toMatchObject({ shares: "estimated", comparison: "never-treated" });
    const { effects: absorbed } = await estimate([
      "sun-abraham",
      ...COUNTIES,
      "--absorb",
      "countyreal,year",
      "--cluster",
      "countyreal",
      "--set",
      "aggregation=overall",
    ]);
    expectNumbers(absorbed, entry.result["agg_att"]);
  });
});

/** Units a and b start in 3 and 4, c and d never, e is treated throughout. */
const OUTCOMES: Readonly<Record<string, readonly number[]>> = {
  a: [2, 4, 7, 8],
  b: [5, 4, 6, 11],
  c: [1, 1, 2, 4],
  d: [3, 5, 4, 6],
  e: [9, 9, 9, 9],
};

function table(never: string): string {
  const start: Readonly<Record<string, string>> = { a: "3", b: "4", c: never, d: never, e: "1" };
  const rows = Object.entries(OUTCOMES).flatMap(([unit, values]) =>
    values.map((y, t) => `${unit},${t + 1},${y},${start[unit]}`),
  );
  return ["unit,year,y,start", ...rows, ""].join("\n");
}
const ROLES = ["--outcome", "y", "--unit", "unit", "--period", "year", "--cohort", "start"];

describe.concurrent("never treated, however it is written", () => {
  test.each([
    ["0", "0"],
    ["empty", ""],
    ["Inf", "Inf"],
    ["later", "99"],
  ])("%s", async (name, never) => {
    writeFileSync(join(folder, `${name}.csv`), table(never));
    const { effects, findings } = await estimate(["sun-abraham", "--data", `${name}.csv`, ...ROLES]);
    const at = (kind: string) => effects.filter(({ term, reference }) => term.kind === kind && !reference);
    // Comparison means 2, 3, 3, 5: a in 3 and 4 is 7 − 4 − (3 − 3) and 8 − 4 − (5 − 3), b in 4 is 11 − 6 − (5 − 3).
    const [a3, a4, b4] = [3, 2, 3];
    expect(at("overall")[0]!.estimate).toBeCloseTo((a3 + a4 + b4) / 3, HAND);
    expect(at("cohort").map(({ estimate: value }) => value)).toEqual([
      expect.closeTo((a3 + a4) / 2, HAND),
      expect.closeTo(b4, HAND),
    ]);
    // Cohorts of one unit are small, which the panel checks say.
    expect(findings).toMatchObject([
      { code: "cohort-sizes" },
      { code: "treated-from-start", values: { units: 1, cohorts: ["1"] } },
    ]);
  });

  test("nobody is: the last cohort stands in, and the command says so", async () => {
    writeFileSync(join(folder, "all.csv"), table("4"));
    const { findings, effects } = await estimate(["sun-abraham", "--data", "all.csv", ...ROLES]);
    expect(findings.map(({ code }) => code)).toEqual(["cohort-sizes", "treated-from-start", "last-cohort-comparison"]);
    // Periods 1 to 3, a against the mean of b, c and d: 7 − 4 − ((6 + 2 + 4) / 3 − (4 + 1 + 5) / 3).
    expect(effects.find(({ term }) => term.kind === "overall")!.estimate).toBeCloseTo(3 - (12 - 10) / 3, HAND);
  });
});

describe.concurrent("what is wrong is named", () => {
  const failure = async (args: readonly string[], code: number): Promise<string> => {
    const end = await runCli(["estimate", ...args], { cwd: folder });
    expect(end.code).toBe(code);
    expect(end.stdout).toBe("");
    return end.stderr;
  };

  test("options", async () => {
    expect(await failure(["sun-abraham", ...COUNTIES, "--set", "referense=-2"], 2)).toContain(
      'did you mean "reference"?',
    );
    expect(await failure(["sun-abraham", ...COUNTIES, "--set", "reference=2"], 2)).toContain("reference");
    expect(await failure(["sun-abraham", ...COUNTIES, "--set", "shares=known"], 2)).toContain("shares");
    expect(await failure(["sun-abraham", ...COUNTIES, "--set", "comparison=not-yet-treated"], 2)).toContain(
      "comparison",
    );
  });

  test("roles, and data that cannot answer", async () => {
    const noUnit = COUNTIES.filter((word) => word !== "--unit" && word !== "countyreal");
    expect(await failure(["sun-abraham", ...noUnit], 2)).toContain("sun-abraham needs --unit");
    const noCohort = COUNTIES.slice(0, -2);
    expect(await failure(["sun-abraham", ...noCohort], 2)).toContain("--cohort");
    expect(await failure(["sun-abraham", ...COUNTIES, "--where", '"first.treat" = 0'], 3)).toContain(
      "No unit is treated",
    );
    expect(await failure(["sun-abraham", ...COUNTIES, "--set", "reference=-9"], 3)).toContain(
      "none of the reference times (-9 from the start)",
    );
  });

  test("in a formula, with a caret", async () => {
    const words = (argument: string) => [
      "ols",
      "--data",
      MPDTA,
      "--formula",
      `lemp ~ sunab(first.treat, year${argument}) | countyreal + year`,
    ];
    const typo = await failure(words(", ref.q = -1"), 2);
    expect(typo).toContain("sunab() has no argument ref.q here; did you mean ref.c?");
    expect(typo.trimEnd().endsWith("^")).toBe(true);
    expect(await failure(words(", ref.p = -9"), 2)).toContain("the reference period -9 does not occur");
    expect(await failure(["poisson", ...words("").slice(1)], 2)).toContain("sunab(): write no_agg = TRUE, or use ols");
  });
});
