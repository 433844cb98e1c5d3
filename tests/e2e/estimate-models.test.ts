import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { dataUrl, disagreement, loadExpected } from "../support/expected.ts";
import { temporaryFiles } from "../support/temporary-files.ts";

// What the built command prints for likelihood models, instruments and least squares with errors of every kind, against what fixest, lm and
// sandwich printed for the same call: regression.json (each entry to its own suggested_rel_tol) and three-way.json.

const ABSOLUTE = 1e-10; // of the largest in its list, where a value is near 0
const THREE_WAY = 1e-8; // a closed form, written with 17 digits

interface Row {
  readonly term: { readonly kind: string; readonly name?: string };
  readonly estimate: number;
  readonly se: number;
  readonly statistic: number;
  readonly df: number | null;
  readonly p: number;
  readonly ci: readonly [number, number];
}
interface Printed {
  readonly estimator: string;
  readonly effects: readonly Row[];
  readonly counts: { readonly observations: number };
  readonly covariance: { readonly kind: string; readonly clusters: readonly { readonly count: number }[] };
  readonly statistics?: readonly { readonly name: string; readonly value: number; readonly p?: number }[];
}

const entries = new Map(loadExpected("regression").map((entry) => [entry.id, entry]));
const fileOf = (dataset: string) => fileURLToPath(dataUrl(dataset));

async function estimate(args: readonly string[]): Promise<Printed> {
  const end = await runCli(["estimate", ...args, "--json"]);
  expect(end.stderr).toBe("");
  expect(end.code).toBe(0);
  return JSON.parse(end.stdout);
}

function near(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(disagreement(actual, expected, tolerance, ABSOLUTE * scale)).toBeLessThanOrEqual(1);
}

/** Names, numbers and counts of an entry; lm's tables have no statistics beside errors. */
function compare(id: string, printed: Printed): void {
  const { result, suggested_rel_tol: tolerance } = entries.get(id)!;
  const list = (key: string) => [result[key] as number | number[]].flat();
  const { effects } = printed;
  const names = [result["names"] as string | string[]].flat();
  expect(effects.map(({ term }) => term.name)).toEqual(names);
  near(
    effects.map((row) => row.estimate),
    list("coef"),
    tolerance,
  );
  near(
    effects.map((row) => row.se),
    list("se"),
    tolerance,
  );
  if (result["stat"] === undefined) return;
  near(
    effects.map((row) => row.statistic),
    list("stat"),
    tolerance,
  );
  near(
    effects.flatMap((row) => row.ci),
    list("ci95_low").flatMap((low, j) => [low, list("ci95_high")[j]!]),
    tolerance,
  );
  // p moves t² times as much as t does in the tails.
  const tails = Math.max(...list("stat").map((t) => 1 + t * t));
  expect(
    disagreement(
      effects.map((row) => row.p),
      list("p"),
      tolerance * tails,
      1e-300,
    ),
  ).toBeLessThanOrEqual(1);
  expect(printed.counts.observations).toBe(result["nobs"]);
}

const CIGARETTES = "log(packs) ~ log(income/population/cpi)";
const TAXES = "log(price/cpi) ~ I((taxs - tax)/cpi) + I(tax/cpi)";
const DARFUR = "directlyharmed + age + female";
const DID = "y ~ x1 + treat:post | id + period";
const DEATHS = "I(fatal/pop*10000) ~ beertax + unemp + log(income)";
const place = ["--set", "lat=lat", "--set", "lon=lon"];

const write = temporaryFiles();

describe.concurrent("against fixest and lm", () => {
  test.each<[id: string, model: string, formula: string, rest: readonly string[], errors: string]>([
    ["iv_cigsw_iid", "iv", `${CIGARETTES} | ${TAXES}`, ["--se", "iid"], "iid"],
    ["iv_cigsw_state", "iv", `${CIGARETTES} | ${TAXES}`, ["--cluster", "state"], "CR1"],
    ["iv_cigsw_fe", "iv", `${CIGARETTES} | state + year | ${TAXES}`, ["--cluster", "state"], "CR1"],
    ["iv_petersen", "iv", "y ~ 1 | firm | x ~ I(x + 0.5*sin(firm*year))", ["--cluster", "firm"], "CR1"],
    ["fepois_trade_hetero", "poisson", "Euros ~ log(dist_km) | Origin + Destination + Product + Year", [], "HC1"],
    [
      "fepois_trade_riginestination",
      "poisson",
      "Euros ~ log(dist_km) | Origin + Destination + Product + Year",
      ["--cluster", "Origin,Destination"],
      "CR1",
    ],
    [
      "fepois_fatal",
      "poisson",
      "fatal ~ beertax + unemp + offset(log(pop)) | state + year",
      ["--cluster", "state"],
      "CR1",
    ],
    [
      "fepois_mort_w",
      "poisson",
      "count ~ legal + beertaxa | state + year",
      ["--weights", "pop", "--cluster", "state"],
      "CR1",
    ],
    ["logit_darfur", "logit", `wouldvote ~ ${DARFUR} | village`, ["--cluster", "village"], "CR1"],
    ["logit_darfur_nofe", "logit", `wouldvote ~ ${DARFUR}`, ["--se", "HC1"], "HC1"],
    ["probit_darfur", "probit", `pastvoted ~ ${DARFUR}`, ["--se", "iid"], "iid"],
    ["feols_slopes", "ols", "log(gsp) ~ log(pc) + unemp | state[year] + region", ["--cluster", "state"], "CR1"],
    ["feols_nw_lag2", "ols", DID, ["--se", "NW(2)", "--unit", "id", "--period", "period"], "NW(2)"],
    ["feols_dk_default", "ols", DID, ["--se", "DK", "--period", "period"], "DK(1)"],
    [
      "feols_conley_50_triangular",
      "ols",
      "y ~ x1 + x2 + endo | unit + year",
      ["--se", "conley(50)", ...place],
      "conley(50)",
    ],
    [
      "feols_conley_50_spherical",
      "ols",
      "y ~ x1 + x2 + endo | unit + year",
      ["--se", "conley(50)", ...place, "--set", "distance=spherical"],
      "conley(50)",
    ],
    ["wls_fatalities_hc3", "ols", DEATHS, ["--weights", "pop", "--se", "HC3"], "HC3"],
  ])("%s: %s %s", async (id, model, formula, rest, errors) => {
    const data = fileOf(entries.get(id)!.dataset);
    const printed = await estimate([model, "--data", data, "--formula", formula, ...rest]);
    // lm prints expressions without I() around a left-hand side; names of columns are the same.
    compare(id, printed);
    expect(printed.estimator).toBe(model);
    expect(printed.covariance.kind).toBe(errors);
    if (model !== "ols" && model !== "iv") expect(printed.effects.every(({ df }) => df === null)).toBe(true);
  });
});

test("two slopes of one effect by --absorb are those of the formula", async () => {
  const data = ["ols", "--data", fileOf("plm_produc"), "--cluster", "state"];
  const options = ["--outcome", "gsp", "--covariates", "pc", "--absorb", "state[year, unemp],region"];
  const [byOption, byFormula] = await Promise.all([
    estimate([...data, ...options]),
    estimate([...data, "--formula", "gsp ~ pc | state[year, unemp] + region"]),
  ]);
  expect(byOption.effects).toEqual(byFormula.effects);
});

test("three ways of clustering: lm and sandwich::vcovCL", async () => {
  const path = new URL("../reference/three-way.json", import.meta.url);
  const expected = JSON.parse(readFileSync(path, "utf8")) as {
    readonly names: readonly string[];
    readonly coef: readonly number[];
    readonly se: readonly number[];
    readonly clusters: Readonly<Record<string, number>>;
    readonly nobs: number;
  };
  const printed = await estimate([
    ...["ols", "--data", fileOf("trade_sub"), "--formula", "log(Euros) ~ log(dist_km)"],
    // sandwich gives each component its own G / (G − 1).
    ...["--cluster", "Origin,Destination,Product", "--set", "ssc.G=conventional"],
  ]);
  expect(printed.effects.map(({ term }) => term.name)).toEqual(expected.names);
  near(
    printed.effects.map((row) => row.estimate),
    expected.coef,
    THREE_WAY,
  );
  near(
    printed.effects.map((row) => row.se),
    expected.se,
    THREE_WAY,
  );
  expect(printed.covariance.clusters.map(({ count }) => count)).toEqual(Object.values(expected.clusters));
  expect(printed.counts.observations).toBe(expected.nobs);
});

test("first-stage and overidentification tests are those of the reference", async () => {
  const formula = ["--formula", `${CIGARETTES} | state + year | ${TAXES}`];
  const printed = await estimate(["iv", "--data", fileOf("cigarettes_sw"), ...formula, "--cluster", "state"]);
  const { result, suggested_rel_tol: tolerance } = entries.get("iv_cigsw_fe")!;
  const fitstat = result["fitstat"] as Readonly<Record<string, number>>;
  const statistic = (name: string) => printed.statistics!.find((one) => one.name === name)!;
  const expected = (name: string) =>
    Object.entries(fitstat).find(([key]) => key.startsWith(name) && key.endsWith("stat"))![1];
  for (const [name, theirs] of [
    ["first-stage-f", "ivf1"],
    ["first-stage-wald", "ivwald1"],
    ["wu-hausman", "wh"],
    ["sargan", "sargan"],
  ] as const) {
    near([statistic(name).value], [expected(theirs)], tolerance);
  }
});

test("the readable table has a row per coefficient, the errors, and what was left out", async () => {
  const formula = ["--formula", `wouldvote ~ ${DARFUR} | village`, "--cluster", "village"];
  const end = await runCli(["estimate", "logit", "--data", fileOf("darfur"), ...formula]);
  expect(end.code).toBe(0);
  const { result } = entries.get("logit_darfur")!;
  expect(end.stdout).toMatch(new RegExp(`^logit {2}${result["nobs"]} rows`));
  // 0.5559974… (0.2108062…), z 2.637480…, as the reference has them.
  expect(end.stdout).toMatch(/\ndirectlyharmed +0\.555997 +0\.210806 +2\.63748 /);
  for (const name of ["age", "female"]) expect(end.stdout).toMatch(new RegExp(`\n${name} +−?-?\\d`));
  expect(end.stdout).toContain("CR1");
  expect(end.stdout).toMatch(/groups of village \(\d+ rows\)/);
});

describe.concurrent("bad use: what is wrong, and exit code 2", () => {
  const CARS = ["--data", fileOf("cigarettes_sw")];
  test.each<[what: string, args: readonly string[], says: readonly string[]]>([
    [
      "an option that does not exist",
      ["iv", ...CARS, "--formula", `${CIGARETTES} | ${TAXES}`, "--set", "instrument=tax"],
      ['iv has no option "instrument"', 'did you mean "instruments"?'],
    ],
    [
      "a column that is not there",
      ["poisson", ...CARS, "--formula", "packs ~ incme"],
      ["the formula names incme, which is not a column; did you mean income?"],
    ],
    [
      "a slope that is not there",
      ["ols", ...CARS, "--outcome", "packs", "--covariates", "tax", "--absorb", "state[yaer]"],
      ['--absorb names column "yaer"', 'did you mean "year"?'],
    ],
    [
      "errors over time without a period",
      ["ols", ...CARS, "--formula", "packs ~ tax", "--se", "NW"],
      ["needs --period"],
    ],
    [
      "errors that do not cluster",
      ["logit", ...CARS, "--formula", "packs ~ tax", "--se", "HC1", "--cluster", "state"],
      ["does not cluster"],
    ],
    [
      "errors that there are none of",
      ["probit", ...CARS, "--formula", "packs ~ tax", "--se", "HC9"],
      ["--se HC9", "expected one of"],
    ],
    [
      "a formula for a model that takes none",
      ["twfe", ...CARS, "--formula", "packs ~ tax"],
      ["--formula goes with ols"],
    ],
  ])("%s", async (_, args, says) => {
    const end = await runCli(["estimate", ...args]);
    expect(end.code).toBe(2);
    expect(end.stdout).toBe("");
    for (const text of says) expect(end.stderr).toContain(text);
  });
});

describe.concurrent("nothing can be estimated: exit code 3, with the reason", () => {
  test.each<[what: string, args: readonly string[], says: string]>([
    [
      "one cluster",
      ["ols", "--formula", "packs ~ tax", "--cluster", "cpi", "--where", "year = 1995"],
      "There is only one cluster",
    ],
    ["an outcome that is neither 0 nor 1", ["logit", "--formula", "packs ~ tax"], "0 or 1 is expected"],
    ["no rows", ["poisson", "--formula", "packs ~ tax", "--where", "year = 1900"], "holds for none of the 96 rows"],
  ])("%s", async (_, [model = "", ...args], says) => {
    const end = await runCli(["estimate", model, "--data", fileOf("cigarettes_sw"), ...args]);
    expect(end.code).toBe(3);
    expect(end.stdout).toBe("");
    expect(end.stderr).toContain(says);
  });
});

test("a treatment that ends is estimated, with a warning that counts the units", async () => {
  const data = write(
    "ends.csv",
    "unit,year,y,d\na,1,1,0\na,2,4,1\na,3,2,0\nb,1,0,0\nb,2,3,1\nb,3,5,1\nc,1,1,0\nc,2,2,0\nc,3,2,0\n",
  );
  const args = ["--outcome", "y", "--unit", "unit", "--period", "year", "--treatment", "d"];
  const end = await runCli(["estimate", "twfe", "--data", data, ...args]);
  expect(end.code).toBe(0);
  expect(end.stdout).toContain("Treatment ends again in 1 units.");
});
