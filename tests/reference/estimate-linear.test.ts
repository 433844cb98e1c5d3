import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { estimationResultSchema } from "../../src/result/schema.ts";
import { type EstimateRequest, estimateFile } from "../../src/run/estimate-file.ts";
import { dataUrl, disagreement, loadExpected } from "../support/expected.ts";

// Each entry's own suggested_rel_tol: from the file and the formula of the reference's call to the numbers of the result.

const entries = new Map(loadExpected("regression").map((entry) => [entry.id, entry]));

interface Asked {
  readonly id: string;
  readonly model?: string;
  readonly formula: string;
  readonly se?: string;
  readonly roles?: Partial<EstimateRequest["roles"]>;
  readonly settings?: EstimateRequest["settings"];
  readonly where?: string;
  /** As the result names the errors. */
  readonly kind: string;
}

const TWO_WAY = "y ~ x1 + treat:post | id + period";
const PANEL = { unit: "id", period: "period" };
const CIGARETTES = "log(packs) ~ log(income/population/cpi)";
const INSTRUMENTS = "log(price/cpi) ~ I((taxs - tax)/cpi) + I(tax/cpi)";
const DEATHS = "I(fatal/pop*10000) ~ beertax + unemp + log(income)";
const GEO = "y ~ x1 + x2 + endo | unit + year";
const place = (distance: string): EstimateRequest["settings"] => [
  ["lat", "lat"],
  ["lon", "lon"],
  ["distance", distance],
];

const asked: readonly Asked[] = [
  {
    id: "feols_slopes",
    formula: "log(gsp) ~ log(pc) + unemp | state[year] + region",
    roles: { clusters: ["state"] },
    kind: "CR1",
  },
  {
    id: "iv_cigsw_hetero",
    model: "iv",
    formula: `${CIGARETTES} | ${INSTRUMENTS}`,
    kind: "HC1",
  },
  {
    id: "iv_cigsw_fe",
    model: "iv",
    formula: `${CIGARETTES} | state + year | ${INSTRUMENTS}`,
    roles: { clusters: ["state"] },
    kind: "CR1",
  },
  { id: "feols_nw_default", formula: TWO_WAY, se: "NW", roles: PANEL, kind: "NW(1)" },
  { id: "feols_nw_lag2", formula: TWO_WAY, se: "NW(2)", roles: PANEL, kind: "NW(2)" },
  { id: "feols_dk_default", formula: TWO_WAY, se: "DK", roles: { period: "period" }, kind: "DK(1)" },
  {
    id: "feols_nw_ts",
    formula: "sales ~ price + ndi",
    where: "state = 1",
    se: "NW(3)",
    roles: { period: "year" },
    kind: "NW(3)",
  },
  {
    id: "feols_conley_50_triangular",
    formula: GEO,
    se: "conley(50)",
    settings: place("triangular").slice(0, 2),
    kind: "conley(50)",
  },
  {
    id: "feols_conley_50_spherical",
    formula: GEO,
    se: "conley(50)",
    settings: place("spherical"),
    kind: "conley(50)",
  },
  { id: "ols_fatalities_hc3", formula: DEATHS, se: "HC3", kind: "HC3" },
  { id: "wls_fatalities_hc3", formula: DEATHS, se: "HC3", roles: { weights: "pop" }, kind: "HC3" },
];

describe.each(asked)("$id", ({ id, model = "ols", formula, se, roles, settings = [], where, kind }) => {
  test("from file and formula", async () => {
    const { dataset, result: expected, suggested_rel_tol: tolerance } = entries.get(id)!;
    const result = await estimateFile({
      model,
      data: fileURLToPath(dataUrl(dataset)),
      covariates: [],
      absorb: [],
      formula,
      where,
      se,
      level: 0.95,
      seed: 1,
      memory: undefined,
      settings,
      command: "test",
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
        ...roles,
      },
    });
    expect(estimationResultSchema.safeParse(result).success).toBe(true);
    const list = (name: string) => [expected[name] as number | number[]].flat();
    const ours = (of: (effect: (typeof result.effects)[number]) => number | null) =>
      result.effects.map((effect) => of(effect) ?? Number.NaN);
    expect(
      disagreement(
        ours(({ estimate }) => estimate),
        list("coef"),
        tolerance,
      ),
    ).toBeLessThanOrEqual(1);
    expect(
      disagreement(
        ours((effect) => effect.se),
        list("se"),
        tolerance,
      ),
    ).toBeLessThanOrEqual(1);
    expect(result.covariance?.kind).toBe(kind);
    const df = expected["df_t"] ?? expected["df_resid"];
    expect(result.effects.every((effect) => effect.df === df)).toBe(true);
    expect(result.statistics?.map(({ name }) => name)).toEqual(
      model === "iv" ? ["first-stage-f", "first-stage-wald", "wu-hausman", "sargan"] : undefined,
    );
  });
});
