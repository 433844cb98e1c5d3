import { describe, expect, test } from "vitest";
import { estimationResultSchema } from "../../../src/result/schema.ts";
import { type EstimateRequest, estimateFile } from "../../../src/run/estimate-file.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

/** Closed forms by hand. */
const ROUNDING = 10;

const writeFile = temporaryFiles();

/** Cell sums 12, 20, 9 and 30 of group × post; group c has only zeros. Exposure n is 10 in group a, 30 in b. */
const data = writeFile(
  "counts.csv",
  `k,group,post,n
5,a,0,10
7,a,0,10
8,a,1,10
12,a,1,10
9,b,0,30
0,b,0,30
10,b,1,30
20,b,1,30
0,c,0,10
0,c,1,10
`,
);

const request = (rest: Partial<EstimateRequest>): EstimateRequest => ({
  model: "poisson",
  data,
  covariates: [],
  absorb: [],
  formula: undefined,
  where: undefined,
  se: "iid",
  level: 0.95,
  seed: 1,
  memory: undefined,
  settings: [["ssc.adjK", false]],
  command: "effectmeter estimate poisson",
  ...rest,
  roles: {
    outcome: undefined,
    unit: undefined,
    period: undefined,
    cohort: undefined,
    treatment: undefined,
    post: undefined,
    dose: undefined,
    weights: undefined,
    clusters: [],
    ...rest.roles,
  },
});

describe("a likelihood model from a formula", () => {
  test("Poisson with effects: the log ratio of ratios, what was left out, and a result that its schema accepts", async () => {
    const result = await estimateFile(request({ formula: "k ~ I(post * (group == 'b')) | group + post" }));
    const [effect] = result.effects;
    expect(effect?.estimate).toBeCloseTo(Math.log(30 / 9 / (20 / 12)), ROUNDING);
    expect(effect?.se).toBeCloseTo(Math.sqrt(1 / 12 + 1 / 20 + 1 / 9 + 1 / 30), ROUNDING);
    // Normal: no degrees of freedom, and 1.959963984540054 standard errors to each side.
    expect(effect?.df).toBeNull();
    expect(effect!.ci![1] - effect!.estimate!).toBeCloseTo(1.959963984540054 * effect!.se!, ROUNDING);
    expect(result.covariance?.convention).toContain("statistics normal");
    expect(result.counts.observations).toBe(8);
    expect(result.diagnostics.separated).toEqual([{ by: "group", rows: 2, levels: 1 }]);
    expect(result.diagnostics.convergence?.converged).toBe(true);
    expect(result.findings.map(({ code }) => code)).toEqual(["perfect-levels"]);
    expect(result.statistics?.map(({ name }) => name)).toContain("pseudo-r-squared");
    expect(estimationResultSchema.parse(result)).toEqual(result);
  });

  test("an offset in the formula is one of the linear predictor", async () => {
    const result = await estimateFile(request({ formula: "k ~ group + offset(log(n))", where: "\"group\" != 'c'" }));
    expect(result.effects.map(({ estimate }) => estimate)).toEqual([
      expect.closeTo(Math.log(32 / 40), ROUNDING),
      expect.closeTo(Math.log(39 / 120 / (32 / 40)), ROUNDING),
    ]);
    expect(result.options).toMatchObject({ offset: "offset(log(n))" });
  });

  test("an outcome that the model does not know is refused in words", async () => {
    await expect(estimateFile(request({ model: "logit", formula: "k ~ post" }))).rejects.toThrow(
      "7 rows have an outcome k that the model logit does not know: 0 or 1 is expected.",
    );
  });

  test("separation is refused in words when nothing is left", async () => {
    await expect(estimateFile(request({ model: "logit", formula: "(group == 'b') ~ n" }))).rejects.toThrow(
      "No row was left",
    );
  });
});
