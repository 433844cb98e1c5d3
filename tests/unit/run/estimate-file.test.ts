import { describe, expect, test } from "vitest";
import { InputError, NothingToEstimateError } from "../../../src/core/errors.ts";
import { estimationResultSchema } from "../../../src/result/schema.ts";
import { type EstimateRequest, estimateFile } from "../../../src/run/estimate-file.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

/** Closed forms by hand. */
const ROUNDING = 10;

const writeFile = temporaryFiles();

/** Changes: treated 3 and 5, never treated 1 and 2. Rows out of order; line 2 is d in 2021. */
const rows = [
  "d,2021,42,0,1,south,4",
  "a,2020,10,1,0,north,1",
  "b,2020,20,1,0,north,2",
  "c,2020,30,0,0,south,3",
  "d,2020,40,0,0,south,4",
  "a,2021,13,1,1,north,1",
  "b,2021,25,1,1,north,2",
  "c,2021,31,0,1,south,3",
];
const HEADER = "unit,year,y,treated,post,region,w";
const csv = (name: string, lines: readonly string[]) => writeFile(name, `${[HEADER, ...lines].join("\n")}\n`);
const plain = csv("panel.csv", rows);

const request = (
  rest: Omit<Partial<EstimateRequest>, "roles"> & { readonly roles?: Partial<EstimateRequest["roles"]> } = {},
): EstimateRequest => ({
  model: "twfe",
  data: plain,
  covariates: [],
  absorb: [],
  formula: undefined,
  where: undefined,
  se: undefined,
  level: 0.95,
  seed: 1,
  memory: undefined,
  settings: [],
  command: "effectmeter estimate twfe",
  ...rest,
  roles: {
    outcome: "y",
    unit: "unit",
    period: "year",
    cohort: undefined,
    treatment: "treated",
    post: "post",
    dose: undefined,
    weights: undefined,
    clusters: ["unit"],
    ...rest.roles,
  },
});
const bare = {
  outcome: undefined,
  unit: undefined,
  period: undefined,
  treatment: undefined,
  post: undefined,
  clusters: [],
};

async function refusal(rest: Parameters<typeof request>[0]): Promise<Error> {
  try {
    await estimateFile(request(rest));
  } catch (error) {
    return error as Error;
  }
  throw new Error("it was accepted");
}

describe("two groups, two periods, from a file", () => {
  test("the difference of mean changes, with the error by hand, and a result that its schema accepts", async () => {
    const result = await estimateFile(request());
    const [effect] = result.effects;
    expect(effect?.estimate).toBeCloseTo((3 + 5) / 2 - (1 + 2) / 2, ROUNDING);
    // CR1 by unit: K = treatment + two years.
    const variance = ((1 + 1) / 4 + (0.25 + 0.25) / 4) * (7 / 5) * (4 / 3);
    expect(effect?.se).toBeCloseTo(Math.sqrt(variance), ROUNDING);
    expect(effect?.df).toBe(3);
    expect(result.covariance).toMatchObject({ kind: "CR1", clusters: [{ name: "unit", count: 4 }], n: 8, k: 3 });
    expect(result.counts).toEqual({
      observations: 8,
      units: 4,
      treatedUnits: 2,
      periods: 2,
      cohorts: null,
      clusters: 4,
    });
    expect(result.findings.map((finding) => finding.code)).toEqual(["few-clusters"]);
    expect(estimationResultSchema.parse(result)).toEqual(result);
  });

  test("is the same in any order of the lines", async () => {
    const sorted = await estimateFile(request({ data: csv("sorted.csv", [...rows].sort()) }));
    const shuffled = await estimateFile(request());
    expect({ ...sorted, provenance: null }).toEqual({ ...shuffled, provenance: null });
  });

  test("as a formula: the same number under R's name", async () => {
    const result = await estimateFile(
      request({ model: "ols", formula: "y ~ treated:post | unit + year", roles: { ...bare, clusters: ["unit"] } }),
    );
    expect(result.effects.map((effect) => effect.term)).toEqual([{ kind: "coefficient", name: "treated:post" }]);
    expect(result.effects[0]?.estimate).toBeCloseTo(2.5, ROUNDING);
  });

  test("weights count units: treated 3 and 5 with 1 and 2, others 1 and 2 with 3 and 4", async () => {
    const result = await estimateFile(request({ roles: { weights: "w" } }));
    expect(result.effects[0]?.estimate).toBeCloseTo((3 * 1 + 5 * 2) / 3 - (1 * 3 + 2 * 4) / 7, ROUNDING);
  });

  test("without clusters errors are HC1; small-sample keys change them", async () => {
    const robust = await estimateFile(request({ roles: { clusters: [] } }));
    expect(robust.covariance?.kind).toBe("HC1");
    const unscaled = await estimateFile(request({ settings: [["ssc.adjG", false]] }));
    const scaled = await estimateFile(request());
    expect(unscaled.effects[0]!.se! ** 2 * (4 / 3)).toBeCloseTo(scaled.effects[0]!.se! ** 2, ROUNDING);
  });
});

describe("rows that are left out are counted", () => {
  test("by --where, and by what is missing", async () => {
    const data = csv("gaps.csv", [
      ...rows,
      "e,2020,,0,0,south,1",
      "e,2021,7,0,1,,1",
      "f,2020,1,0,0,west,1",
      "f,2021,2,0,1,west,1",
    ]);
    const result = await estimateFile(
      request({
        data,
        where: "region is null or region <> 'west'",
        covariates: [],
        roles: { clusters: ["region"] },
        se: "CR0",
      }),
    );
    expect(result.findings.slice(0, 3)).toEqual([
      { code: "rows-filtered", severity: "note", values: { rows: 2 }, where: null },
      { code: "rows-missing", severity: "note", values: { column: "y", rows: 1 }, where: null },
      { code: "rows-missing", severity: "note", values: { column: "region", rows: 1 }, where: null },
    ]);
    expect(result.counts.observations).toBe(8);
  });

  test("a cohort that is empty means never treated, and costs nothing", async () => {
    const lines = ["a,1,1,2", "a,2,5,2", "b,1,1,", "b,2,2,", "c,1,3,0", "c,2,4,0"];
    const data = writeFile("cohort.csv", `unit,year,y,g\n${lines.join("\n")}\n`);
    const result = await estimateFile(request({ data, roles: { cohort: "g", treatment: undefined, post: undefined } }));
    expect(result.counts.observations).toBe(6);
    // a gains 4, b and c 1 each.
    expect(result.effects[0]?.estimate).toBeCloseTo(4 - 1, ROUNDING);
  });

  test("none left is nothing to estimate", async () => {
    const error = await refusal({ where: "y > 1000" });
    expect(error).toBeInstanceOf(NothingToEstimateError);
    expect(error.message).toMatch(/panel\.csv: .*--where "y > 1000"/);
  });

  test("one cluster is nothing to estimate", async () => {
    expect(await refusal({ where: "region = 'south'" })).toBeInstanceOf(NothingToEstimateError);
  });
});

describe("what the request gets wrong, in words that help", () => {
  test.each<[string, Parameters<typeof request>[0], RegExp]>([
    ["a model", { model: "twef" }, /^there is no model "twef"; did you mean "twfe"\?; effectmeter models lists them$/],
    [
      "a column",
      { roles: { unit: "unti" } },
      /panel\.csv: --unit names column "unti", which is not there; did you mean "unit"\? \(columns: unit, year, y, treated, post, region, w\)$/,
    ],
    [
      "several columns",
      { roles: { outcome: "yy", unit: "unti" } },
      /--outcome names column "yy"[^\n]*\n[^\n]*--unit names column "unti"/,
    ],
    ["no outcome", { roles: { outcome: undefined } }, /^--outcome is missing/],
    [
      "a standard error",
      { se: "HC9" },
      /^--se HC9: not available in this version; expected one of iid, HC0 to HC5, .*conley\(km\)$/,
    ],
    ["a lag that is no whole number", { se: "NW(1.5)", roles: { clusters: [] } }, /^--se NW\(1\.5\): not available/],
    [
      "serial errors without a period",
      { se: "DK(1)", roles: { ...bare, outcome: "y" } },
      /^--se DK\(1\) needs --period$/,
    ],
    [
      "spatial errors without places",
      { se: "conley(5)", roles: { clusters: [] } },
      /needs --set lat=<column> --set lon/,
    ],
    [
      "a distance nobody knows",
      {
        se: "conley(5)",
        roles: { clusters: [] },
        settings: [
          ["lat", "w"],
          ["lon", "w"],
          ["distance", "taxi"],
        ],
      },
      /^--set distance: expected triangular or spherical, got taxi$/,
    ],
    [
      "a latitude beyond the pole",
      {
        data: csv("pole.csv", [...rows.slice(0, 7), "c,2021,31,0,1,south,91"]),
        se: "conley(5)",
        roles: { clusters: [] },
        settings: [
          ["lat", "w"],
          ["lon", "year"],
        ],
      },
      /pole\.csv:9: --set lat=w is 91; latitude is in degrees/,
    ],
    ["a clustered error without clusters", { se: "CR1", roles: { clusters: [] } }, /^--se CR1 needs --cluster$/],
    [
      "an unclustered error with clusters",
      { se: "HC1" },
      /^--se HC1 does not cluster; leave out --cluster, or ask for CR1$/,
    ],
    [
      "a small-sample key",
      { settings: [["ssc.adjJ", true]] },
      /^--set ssc\.adjJ: unknown; small-sample keys are ssc\.adjK, ssc\.K/,
    ],
    [
      "a small-sample value",
      { settings: [["ssc.K", "some"]] },
      /^--set ssc\.K: expected none or nonnested or full, got some$/,
    ],
    [
      "an option",
      { settings: [["windw", 1]] },
      /^twfe has no option "windw"; effectmeter models twfe lists its options$/,
    ],
    ["a formula with another model", { formula: "y ~ treated" }, /^--formula goes with ols, .*not twfe$/],
    ["a condition", { where: "yy > 1" }, /yy/],
    [
      "timing",
      { roles: { treatment: undefined, post: undefined } },
      /^twfe needs a timing of the kind two-by-two or dose or staggered; name --treatment/,
    ],
    ["axes", { roles: { unit: undefined } }, /^twfe needs --unit$/],
    ["text where numbers are", { roles: { outcome: "region" } }, /region/],
  ])("%s", async (_, rest, message) => {
    const error = await refusal(rest);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(message);
  });

  test("a repeated unit-period, with both lines of the file", async () => {
    const error = await refusal({ data: csv("twice.csv", [...rows, "b,2020,21,1,0,north,2"]) });
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(/twice\.csv:10: unit b occurs again in year 2020 \(first on .*twice\.csv:4\)/);
  });

  test("a negative weight, with its line", async () => {
    const error = await refusal({
      data: csv("negative.csv", [...rows.slice(0, 7), "c,2021,31,0,1,south,-3"]),
      roles: { weights: "w" },
    });
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(/negative\.csv:9: --weights w is -3/);
  });

  test("a part of a formula that is not fitted", async () => {
    const error = await refusal({ model: "ols", formula: "y ~ 1 | unit | treated ~ w", roles: bare });
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe("The formula has instruments (for treated); estimate it with the model iv.");
    const without = await refusal({ model: "iv", formula: "y ~ treated", roles: bare });
    expect(without).toBeInstanceOf(InputError);
    expect(without.message).toMatch(/^There are no instruments: write them after the last bar/);
  });
});
