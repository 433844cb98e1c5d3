import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { equivalenceInterval } from "../../../src/inference/intervals.ts";
import { type Adjustment, adjustPValues } from "../../../src/inference/multiplicity.ts";
import { equivalenceTest } from "../../../src/inference/power.ts";
import {
  powerAnova,
  powerCorrelation,
  powerOfF,
  powerOneSample,
  powerTwoProportions,
  powerTwoSample,
  solveIncreasing,
} from "../../../src/inference/power-designs.ts";

/** Numbers that R computed (tests/reference/README.md); each is held to its own tolerance. */
interface Entry {
  readonly id: string;
  readonly estimator: string;
  readonly call: string;
  readonly suggested_rel_tol: number;
  readonly result: Record<string, unknown>;
}
const file = new URL("../expected/inference.json", import.meta.url);
const entries = (JSON.parse(readFileSync(file, "utf8")) as { readonly entries: readonly Entry[] }).entries;
const of = (estimator: string): Entry[] => entries.filter((entry) => entry.estimator === estimator);

function expectClose(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

const METHODS: readonly (readonly [string, Adjustment])[] = [
  ["bonferroni", "bonferroni"],
  ["holm", "holm"],
  ["hochberg", "hochberg"],
  ["hommel", "hommel"],
  ["BH", "benjamini-hochberg"],
  ["BY", "benjamini-yekutieli"],
];

describe("stats::p.adjust", () => {
  for (const entry of of("p value adjustment")) {
    const numbers = (key: string): number[] =>
      (entry.result[key] as (number | "NA")[]).map((value) => (value === "NA" ? Number.NaN : value));
    test.each(METHODS)(`${entry.id}: %s`, (key, method) => {
      const adjusted = adjustPValues(numbers("p"), method);
      const expected = numbers(key);
      expect(adjusted.length).toBe(expected.length);
      for (let i = 0; i < expected.length; i++) {
        if (Number.isNaN(expected[i]!)) expect(adjusted[i]).toBeNaN();
        else expectClose(adjusted[i]!, expected[i]!, entry.suggested_rel_tol);
      }
    });
  }
});

describe("two one-sided tests", () => {
  /** Bounds as the entry's call states them. */
  const bounds = new Map([
    ["tost_castle", 0.05],
    ["tost_mpdta", 0.03],
  ]);
  test.each(of("TOST equivalence").map((entry) => [entry.id, entry] as const))("%s", (id, entry) => {
    const result = entry.result as Record<string, number>;
    const effect = { estimate: result["estimate"]!, se: result["se"]!, df: result["df"]! };
    const delta = bounds.get(id)!;
    const equivalence = equivalenceTest(effect, -delta, delta);
    const [lo, hi] = equivalenceInterval(effect.estimate, effect.se, effect.df, 0.95);
    expectClose(equivalence.pLower, result["p_lower"]!, entry.suggested_rel_tol);
    expectClose(equivalence.pUpper, result["p_upper"]!, entry.suggested_rel_tol);
    expectClose(equivalence.p, result["p"]!, entry.suggested_rel_tol);
    expectClose(lo, result["ci90_low"]!, entry.suggested_rel_tol);
    expectClose(hi, result["ci90_high"]!, entry.suggested_rel_tol);
  });
});

describe("power", () => {
  const standard = { difference: 1, sd: 1 };
  /** The call of each entry, and which number of its result it answers. */
  const calls = new Map<string, readonly [key: string, compute: () => number]>([
    ["power_open_1", ["power", () => powerTwoSample({ ...standard, n: 20 })]],
    ["power_open_2", ["n", () => solveIncreasing((n) => powerTwoSample({ ...standard, n }), 0.9, 2, 1e4)]],
    ["power_open_3", ["power", () => powerTwoSample({ n: 64, difference: 0.5, sd: 1 }, { alpha: 0.01 })]],
    [
      "power_open_4",
      ["delta", () => solveIncreasing((difference) => powerTwoSample({ n: 30, difference, sd: 2 }), 0.8, 0, 20)],
    ],
    ["power_open_5", ["power", () => powerOneSample({ n: 25, difference: 0.4, sd: 1 })]],
    ["power_open_6", ["power", () => powerOneSample({ n: 25, difference: 0.4, sd: 1 }, { sides: "one" })]],
    ["power_open_7", ["power", () => powerTwoProportions(50, 0.5, 0.75)]],
    ["power_open_8", ["n", () => solveIncreasing((n) => powerTwoProportions(n, 0.5, 0.75), 0.9, 2, 1e4)]],
    [
      "power_open_9",
      ["n", () => solveIncreasing((n) => powerAnova({ groups: 4, n, between: 1, within: 3 }), 0.8, 2, 1e3)],
    ],
    ["power_open_10", ["power", () => powerTwoSample({ n: 15, difference: 0.6, sd: 1 }, { wrongSign: true })]],
    [
      "pwr_pwr.t2n.test.n1...30..n2...60..d....5.",
      ["power", () => powerTwoSample({ n: 30, n2: 60, difference: 0.5, sd: 1 }, { wrongSign: true })],
    ],
    ["pwr_pwr.f2.test.u...3..v...60..f2....15.", ["power", () => powerOfF(3, 60, 0.15)]],
    ["pwr_pwr.r.test.n...50..r....3.", ["power", () => powerCorrelation(50, 0.3)]],
  ]);

  test.each(of("power").map((entry) => [entry.id, entry] as const))("%s", (id, entry) => {
    const [key, compute] = calls.get(id)!;
    expectClose(compute(), entry.result[key] as number, entry.suggested_rel_tol);
  });
});

/** Methods that are not here, or are held to their entries elsewhere: by the file that does, or what they wait for. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "wild cluster bootstrap": [
    "wcr_castle_static",
    "wcr_castle_webb",
    "wcr_voters_g1",
    "wcr_voters_g1_webb",
    "wcr_voters_2way",
    "wcr_voters_fe",
    "wcu_voters",
    "wcr_voters_enum_two",
    "wcr_voters_enum_equal",
    "wcr_voters_enum_gt",
    "wcr_voters_enum_lt",
    "wcu_voters_enum",
    "wcr_voters_enum_beta",
    "wcr11_voters_enum",
    "wcr31_voters_enum",
    "wcr33_voters_enum",
  ],
  "bias-reduced cluster variance": [
    "cr_mortality_cr0",
    "cr_mortality_cr1",
    "cr_mortality_cr1s",
    "cr_mortality_cr2",
    "cr_voters_cr0",
    "cr_voters_cr1",
    "cr_voters_cr1s",
    "cr_voters_cr2",
    "cr_voters_cr3",
    "cr_castle_w_cr0",
    "cr_castle_w_cr1",
    "cr_castle_w_cr1s",
    "cr_castle_w_cr2",
  ],
  "Wald test CR2": ["wald_grunfeld"],
  "Romano-Wolf": ["rwolf_castle"],
  "omitted-variable sensitivity (Cinelli-Hazlett)": ["sense_darfur", "sense_darfur_age"],
  "Oster bounds": ["oster_colombia", "oster_darfur"],
  "plm pooling individual": ["plm_grunfeld_pooling"],
  "plm within individual": [
    "plm_grunfeld_within",
    "plm_grunfeld_within_vcovHCmmethodarellanotypeHC0",
    "plm_grunfeld_within_vcovHCmmethodarellanotypeHC1",
    "plm_grunfeld_within_vcovHCmmethodarellanotypesss",
    "plm_grunfeld_within_vcovHCmmethodwhite1typeHC1",
    "plm_grunfeld_within_vcovSCCmtypeHC0maxlag2",
    "plm_grunfeld_within_vcovBKm",
    "plm_grunfeld_within_vcovNWmtypeHC0maxlag3",
    "plm_grunfeld_within_vcovDCm",
  ],
  "plm between individual": ["plm_grunfeld_between"],
  "plm random individual": [
    "plm_grunfeld_random",
    "plm_grunfeld_random_walhus",
    "plm_grunfeld_random_amemiya",
    "plm_grunfeld_random_nerlove",
  ],
  "plm fd individual": ["plm_grunfeld_fd"],
  "plm within twoways": ["plm_grunfeld_within_2w"],
  "plm random twoways": ["plm_grunfeld_random_2w"],
  "panel specification test": [
    "plm_hausman_grunfeld",
    "plm_hausman_aux_grunfeld",
    "plm_bp_grunfeld",
    "plm_f_grunfeld",
    "plm_bg_grunfeld",
    "plm_cd_grunfeld",
    "plm_wartest_grunfeld",
  ],
};

test("every entry of the file is held to here or listed as waiting", () => {
  const here = ["p value adjustment", "TOST equivalence", "power"].flatMap((estimator) => of(estimator));
  const waiting = Object.values(ELSEWHERE).flat();
  expect([...here.map(({ id }) => id), ...waiting].sort()).toEqual(entries.map(({ id }) => id).sort());
  for (const [estimator, ids] of Object.entries(ELSEWHERE)) expect(of(estimator).map(({ id }) => id)).toEqual(ids);
});
