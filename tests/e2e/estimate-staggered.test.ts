import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { dataUrl, disagreement, loadExpected } from "../support/expected.ts";
import { temporaryFiles } from "../support/temporary-files.ts";

// What the built command prints for callaway-santanna against did 2.5.1 (callaway_santanna.json, each entry to its own suggested_rel_tol).

const ABSOLUTE = 1e-10; // of the largest in its list, where a value is near 0
// An error from 9999 draws has a Monte-Carlo standard deviation of about 1.17 %; 3.3 of the difference of two.
const MONTE_CARLO = 3.3 * Math.SQRT2 * 0.0117;

interface Row {
  readonly term: { readonly kind: string; readonly cohort?: number; readonly period?: number };
  readonly estimate: number;
  readonly se: number | null;
  readonly statistic: number | null;
}
interface Printed {
  readonly effects: readonly Row[];
  readonly counts: { readonly observations: number; readonly units: number };
  readonly statistics?: readonly { readonly name: string; readonly value: number }[];
  readonly findings: readonly { readonly code: string; readonly values: Readonly<Record<string, unknown>> }[];
}

const entries = new Map(loadExpected("callaway_santanna").map((entry) => [entry.id, entry]));
const MPDTA = fileURLToPath(dataUrl("mpdta"));
const COUNTIES = [
  ...["callaway-santanna", "--data", MPDTA, "--outcome", "lemp"],
  ...["--unit", "countyreal", "--period", "year", "--cohort", "first.treat"],
];
const set = (...settings: readonly string[]) => settings.flatMap((setting) => ["--set", setting]);
const SEEN = ["--where", "(countyreal + year) % 7 <> 0"];

async function estimate(args: readonly string[]): Promise<Printed> {
  const end = await runCli(["estimate", ...args, "--json"]);
  expect(end.stderr).toBe("");
  expect(end.code).toBe(0);
  return JSON.parse(end.stdout);
}

/** The entry's numbers; "NA" where the reference has none. */
const listOf = (values: unknown): readonly number[] =>
  (values as readonly (number | string)[]).map((value) => (value === "NA" ? Number.NaN : Number(value)));

function near(actual: readonly (number | null)[], expected: readonly number[], tolerance: number): void {
  const scale = Math.max(...expected.filter((value) => !Number.isNaN(value)).map(Math.abs));
  const ours = actual.map((value) => value ?? Number.NaN);
  expect(disagreement(ours, expected, tolerance, ABSOLUTE * scale)).toBeLessThanOrEqual(1);
}

const cellsOf = ({ effects }: Printed) => effects.filter(({ term }) => term.kind === "att-gt");

describe.concurrent("cells and the overall effect", () => {
  test.each<[id: string, rest: readonly string[]]>([
    ["cs_mpdta_dr_nevertreated_varying_nox", []],
    ["cs_mpdta_dr_nevertreated_varying_lpop", ["--covariates", "lpop"]],
    ["cs_mpdta_ipw_nevertreated_varying_lpop", set("method=ipw", "covariates=~ lpop")],
    ["cs_mpdta_reg_nevertreated_varying_lpop", ["--covariates", "lpop", ...set("method=reg")]],
    ["cs_mpdta_dr_notyettreated_varying_lpop", ["--covariates", "lpop", ...set("comparison=not-yet-treated")]],
    ["cs_mpdta_dr_nevertreated_universal_lpop", ["--covariates", "lpop", ...set("basePeriod=universal")]],
    [
      "cs_mpdta_antic1_univ_nyt",
      ["--covariates", "lpop", ...set("anticipation=1", "basePeriod=universal", "comparison=not-yet-treated")],
    ],
    ["cs_mpdta_rcs_reg", ["--covariates", "lpop", ...set("panel=false", "method=reg")]],
    ["cs_mpdta_rcs_dr", ["--covariates", "lpop", ...set("panel=false", "influence=did")]],
    ["cs_mpdta_unbal_reg", [...SEEN, "--covariates", "lpop", ...set("unbalanced=true", "method=reg")]],
    ["cs_mpdta_unbal_dr", [...SEEN, "--covariates", "lpop", ...set("unbalanced=true", "influence=did")]],
    ["cs_mpdta_unbal_dropped", [...SEEN, "--covariates", "lpop"]],
    ["cs_mpdta_weights", ["--weights", "lpop"]],
    ["cs_mpdta_noever", ["--where", '"first.treat" > 0', ...set("comparison=not-yet-treated")]],
  ])("%s", async (id, rest) => {
    const printed = await estimate([...COUNTIES, ...rest]);
    const { result, suggested_rel_tol: tolerance } = entries.get(id)!;
    const cells = cellsOf(printed);
    expect(cells.map(({ term }) => [term.cohort, term.period])).toEqual(
      listOf(result["group"]).map((cohort, j) => [cohort, listOf(result["time"])[j]]),
    );
    near(
      cells.map((cell) => cell.estimate),
      listOf(result["att"]),
      tolerance,
    );
    near(
      cells.map((cell) => cell.se),
      listOf(result["se"]),
      tolerance,
    );
    const simple = (result["aggregations"] as Record<string, { overall_att: number; overall_se: number }>)["simple"]!;
    const overall = printed.effects.find(({ term }) => term.kind === "overall")!;
    near([overall.estimate], [simple.overall_att], tolerance);
    near([overall.se], [simple.overall_se], tolerance);
    if (result["pretest_W"] !== "NA" && !id.includes("antic"))
      near([printed.statistics![0]!.value], [Number(result["pretest_W"])], tolerance);
  });

  test("units left out for balance are counted", async () => {
    const printed = await estimate([...COUNTIES, ...SEEN]);
    const left = printed.findings.find(({ code }) => code === "units-incomplete");
    expect(printed.counts.units).toBe(entries.get("cs_mpdta_unbal_dropped")!.result["n"]);
    expect(left?.values["units"]).toBe(500 - printed.counts.units);
  });

  test("cs_boot_mpdta: errors from draws, the same for the same seed", async () => {
    const args = [...COUNTIES, "--covariates", "lpop", ...set("draws=9999", "aggregation=att-gt")];
    const [once, again, other] = await Promise.all([
      estimate(args),
      estimate(args),
      estimate([...args, "--seed", "2"]),
    ]);
    const errors = (of: Printed) => cellsOf(of).map(({ se }) => se ?? Number.NaN);
    const { result } = entries.get("cs_boot_mpdta")!;
    expect(disagreement(errors(once), listOf(result["se"]), MONTE_CARLO)).toBeLessThanOrEqual(1);
    expect(errors(again)).toEqual(errors(once));
    expect(errors(other)).not.toEqual(errors(once));
  });
});

describe("how never treated may be written", () => {
  const write = temporaryFiles();
  const table = (never: string) =>
    [
      "unit,year,y,g",
      "a,1,1,2",
      "a,2,5,2",
      "b,1,1,2",
      "b,2,7,2",
      `c,1,1,${never}`,
      `c,2,2,${never}`,
      `d,1,3,${never}`,
      `d,2,5,${never}`,
    ]
      .join("\n")
      .concat("\n");
  test.each(["", "0", "NA", "Inf", "inf", "Infinity"])("%j", async (never) => {
    const data = write(`never-${never}.csv`, table(never));
    const printed = await estimate([
      ...["callaway-santanna", "--data", data, "--outcome", "y", "--unit", "unit", "--period", "year", "--cohort", "g"],
    ]);
    // Treated gain 4 and 6, the others 1 and 2.
    expect(printed.counts).toMatchObject({ observations: 8, units: 4 });
    expect(cellsOf(printed).map(({ estimate: att }) => att)).toEqual([(4 + 6) / 2 - (1 + 2) / 2]);
  });

  test("an infinite outcome is still no number", async () => {
    const data = write("infinite.csv", table("0").replace("a,2,5", "a,2,Inf"));
    const args = ["--outcome", "y", "--unit", "unit", "--period", "year", "--cohort", "g"];
    const end = await runCli(["estimate", "callaway-santanna", "--data", data, ...args]);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('line 3, column "y": "Inf" is no usable number');
  });
});

describe.concurrent("bad use: what is wrong, and exit code 2", () => {
  test.each<[what: string, args: readonly string[], says: readonly string[]]>([
    [
      "an option that does not exist",
      set("basPeriod=universal"),
      ['has no option "basPeriod"', 'did you mean "basePeriod"?'],
    ],
    [
      "a word that an option does not take",
      set("method=ols"),
      ["option method of callaway-santanna", '"reg"|"ipw"|"dr"'],
    ],
    [
      "a covariate that is not there",
      ["--covariates", "lpopp"],
      ['--covariates names column "lpopp"', 'did you mean "lpop"?'],
    ],
    ["a column of an option that is not there", set('covariates=["nope"]'), ['--set covariates names column "nope"']],
    ["a formula column that is not there", set("covariates=~ nope"), ["nope"]],
    ["errors that need clusters", ["--se", "CR1"], ["--se CR1 needs --cluster"]],
    ["a fixed effect", ["--absorb", "countyreal"], ['has no option "absorb"']],
  ])("%s", async (_, args, says) => {
    const end = await runCli(["estimate", ...COUNTIES, ...args]);
    expect(end.code).toBe(2);
    expect(end.stdout).toBe("");
    for (const text of says) expect(end.stderr).toContain(text);
  });

  test("errors that the model does not have are not computed, and it is said", async () => {
    const printed = await estimate([...COUNTIES, "--se", "HC3"]);
    expect(printed.findings).toContainEqual(
      expect.objectContaining({ code: "errors-by-influence", values: { asked: "HC3" } }),
    );
  });

  test("without a cohort there is no timing", async () => {
    const end = await runCli(["estimate", ...COUNTIES.slice(0, 9)]);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain("name --cohort");
  });
});

describe.concurrent("nothing can be estimated: exit code 3", () => {
  const write = temporaryFiles();
  test("one cluster", async () => {
    const rows = ["unit,year,y,g,region", "a,1,1,2,r", "a,2,5,2,r", "b,1,1,0,r", "b,2,2,0,r", "c,1,3,0,r", "c,2,4,0,r"];
    const data = write("one-cluster.csv", `${rows.join("\n")}\n`);
    const args = ["--outcome", "y", "--unit", "unit", "--period", "year", "--cohort", "g", "--cluster", "region"];
    const end = await runCli(["estimate", "callaway-santanna", "--data", data, ...args]);
    expect(end.code).toBe(3);
    expect(end.stderr).toContain("There is only one cluster");
  });

  test("everybody treated from the first period on", async () => {
    const rows = ["unit,year,y,g", "a,1,1,1", "a,2,5,1", "b,1,1,1", "b,2,2,1"];
    const data = write("all-treated.csv", `${rows.join("\n")}\n`);
    const args = ["--outcome", "y", "--unit", "unit", "--period", "year", "--cohort", "g"];
    const end = await runCli(["estimate", "callaway-santanna", "--data", data, ...args]);
    expect(end.code).toBe(3);
  });
});

test("the readable table names cells, averages and how errors were made", async () => {
  const end = await runCli(["estimate", ...COUNTIES, "--covariates", "lpop"]);
  expect(end.code).toBe(0);
  const { result } = entries.get("cs_mpdta_dr_nevertreated_varying_lpop")!;
  const att = listOf(result["att"]);
  expect(end.stdout).toMatch(/^callaway-santanna {2}2,?500 rows, 500 units, 5 periods/);
  for (const [j, cell] of ["att-gt 2004,2004", "att-gt 2007,2007"].entries()) {
    // Six digits, without zeros at the end.
    const expected = String(Number(att[j === 0 ? 0 : att.length - 1]!.toPrecision(6)));
    expect(end.stdout).toMatch(new RegExp(`\n${cell} +${expected.replace(".", "\\.")} `));
  }
  expect(end.stdout).toContain("errors: influence");
});
