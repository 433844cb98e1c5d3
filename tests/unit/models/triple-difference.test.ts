import { describe, expect, test } from "vitest";
import { ols } from "../../../models/ols/ols.ts";
import { tripleDifference } from "../../../models/triple-difference/triple-difference.ts";
import { twfe } from "../../../models/twfe/twfe.ts";
import type { AddingUp, Design } from "../../../src/core/design.ts";
import type { Fit } from "../../../src/core/fit.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { CONTEXT, categoryColumn, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

// Hand arithmetic on numbers of order 1 to 100; two routes to the same closed form.
const HAND = 12;
const SAME = 10;

/** One row: unit, group, period, treated unit, outcome. The affected group is "tech", the start period 3 unless said otherwise. */
type Row = readonly [unit: string, group: string, period: number, exposure: number, y: number];

interface Parts {
  readonly post?: (unit: string, period: number) => boolean;
  readonly addingUp?: AddingUp;
  readonly units?: boolean;
  readonly covariate?: readonly number[];
}

function designOf(rows: readonly Row[], { post, addingUp, units = true, covariate }: Parts = {}): Design {
  const unit = factorOf(
    "school",
    rows.map((row) => row[0]),
  );
  const groups = rows.map((row) => row[1]);
  return makeDesign({
    outcome: rows.map((row) => row[4]),
    ...(units ? { unit, clusters: [unit] } : {}),
    period: rows.map((row) => row[2]),
    timing: {
      kind: "triple-difference",
      name: "treated",
      exposure: Float64Array.from(rows, (row) => row[3]),
      affected: Float64Array.from(groups, (group) => (group === "tech" ? 1 : 0)),
      group: factorOf("sector", groups),
      post: Float64Array.from(rows, (row) => Number((post ?? ((_, period) => period >= 3))(row[0], row[2]))),
      addingUp: addingUp ?? null,
      sides: null,
    },
    columns: [categoryColumn("sector", groups), ...(covariate ? [numberColumn("x", covariate)] : [])],
  });
}

const fitOf = (design: Design, options: object = {}): Fit =>
  tripleDifference.fit(design, tripleDifference.options.parse(options), CONTEXT);
const codes = (fit: Fit, severity: string): string[] =>
  fit.findings.filter((finding) => finding.severity === severity).map(({ code }) => code);
const findingOf = (fit: Fit, code: string) => fit.findings.find((finding) => finding.code === code);

/** Units a and b are treated, c and d are not; tech and care in periods 2 and 3. */
const EIGHT: readonly Row[] = [
  ["a", "tech", 2, 1, 10],
  ["a", "tech", 3, 1, 19],
  ["a", "care", 2, 1, 4],
  ["a", "care", 3, 1, 6],
  ["b", "tech", 2, 1, 12],
  ["b", "tech", 3, 1, 15],
  ["b", "care", 2, 1, 7],
  ["b", "care", 3, 1, 10.5],
  ["c", "tech", 2, 0, 8],
  ["c", "tech", 3, 0, 9],
  ["c", "care", 2, 0, 3],
  ["c", "care", 3, 0, 5],
  ["d", "tech", 2, 0, 9],
  ["d", "tech", 3, 0, 14],
  ["d", "care", 2, 0, 2],
  ["d", "care", 3, 0, 3],
];
// treated: tech 11 → 17, care 5.5 → 8.25; untreated: tech 8.5 → 11.5, care 2.5 → 4
const BY_HAND = 17 - 11 - (8.25 - 5.5) - (11.5 - 8.5 - (4 - 2.5));

describe("eight means", () => {
  test("with effects of units, of areas, and of repeated cross-sections", () => {
    expect(fitOf(designOf(EIGHT)).estimate[0]).toBeCloseTo(BY_HAND, HAND);
    expect(fitOf(designOf(EIGHT), { effects: "area" }).estimate[0]).toBeCloseTo(BY_HAND, HAND);
    const sections = fitOf(designOf(EIGHT, { units: false }));
    expect(sections.estimate[0]).toBeCloseTo(BY_HAND, HAND);
    expect(sections.counts.units).toBeNull();
    expect(sections.terms).toEqual([{ kind: "overall" }]);
  });

  test("an effect δ on the affected group of treated units after the start moves it by δ; one on both groups, or in all units, by nothing", () => {
    const shifted = (hits: (row: Row) => boolean) =>
      fitOf(designOf(EIGHT.map((row) => [row[0], row[1], row[2], row[3], row[4] + (hits(row) ? 2.5 : 0)]))).estimate[0];
    expect(shifted((row) => row[3] === 1 && row[2] === 3 && row[1] === "tech")).toBeCloseTo(BY_HAND + 2.5, HAND);
    expect(shifted((row) => row[3] === 1 && row[2] === 3)).toBeCloseTo(BY_HAND, HAND);
    expect(shifted((row) => row[1] === "tech" && row[2] === 3)).toBeCloseTo(BY_HAND, HAND);
  });

  test("the reported counts are of units, not of units by group", () => {
    const { counts, findings } = fitOf(designOf(EIGHT));
    expect(counts).toEqual({ observations: 16, units: 4, treatedUnits: 2, periods: 2, cohorts: null });
    expect(findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  });
});

/** 10 units with doses, three groups, 5 periods: numbers without pattern. */
const LONG: readonly Row[] = Array.from({ length: 10 * 3 * 5 }, (_, i): Row => {
  const [unit, group, period] = [Math.floor(i / 15), i % 3, 1 + (Math.floor(i / 3) % 5)];
  const y = 5 * Math.sin(7 * i) + unit * group + period * (group + 1) + Math.cos(i * i);
  return [`u${unit}`, ["care", "farming", "tech"][group]!, period, (unit % 4) / 2, y];
});

describe("the same by other roads", () => {
  test("least squares with the three pairs of effects absorbed", () => {
    const design = designOf(LONG);
    const interaction = LONG.map(([, group, period, dose]) => (group === "tech" && period >= 3 ? dose : 0));
    const columns = new Map([...design.columns, ["d", numberColumn("d", interaction)] as const]);
    const absorb = ["school^sector", "sector^period", "school^period"];
    const regression = ols.fit({ ...design, columns }, ols.options.parse({ covariates: ["d"], absorb }), CONTEXT);
    const fit = fitOf(design);
    expect(fit.estimate[0]).toBeCloseTo(regression.estimate[0]!, SAME);
    const errors = (one: Fit) => covariance(one, { kind: "CR1", clusters: design.clusters }).se[0]!;
    expect(errors(fit)).toBeCloseTo(errors(regression), SAME);
    expect(fitOf(design, { absorb }).estimate[0]).toBeCloseTo(fit.estimate[0]!, SAME);
  });

  test("in a balanced panel the difference in differences of tech less the mean of the others, with its clustered error", () => {
    const cells = LONG.filter(([, group]) => group === "tech").map(([unit, , period, dose, y]) => {
      const others = LONG.filter((row) => row[0] === unit && row[2] === period && row[1] !== "tech");
      return { unit, period, dose, gap: y - (others[0]![4] + others[1]![4]) / 2 };
    });
    const unit = factorOf(
      "school",
      cells.map((cell) => cell.unit),
    );
    const design = makeDesign({
      outcome: cells.map(({ gap }) => gap),
      unit,
      period: cells.map(({ period }) => period),
      timing: {
        kind: "dose",
        name: "dose",
        dose: Float64Array.from(cells, ({ dose }) => dose),
        post: Float64Array.from(cells, ({ period }) => (period >= 3 ? 1 : 0)),
      },
      clusters: [unit],
    });
    const fit = fitOf(designOf(LONG));
    const gaps = twfe.fit(design, twfe.options.parse({}), CONTEXT);
    expect(fit.estimate[0]).toBeCloseTo(gaps.estimate[0]!, SAME);
    const errors = (one: Fit, clusters: Design["clusters"]) => covariance(one, { kind: "CR0", clusters }).se[0]!;
    expect(errors(fit, designOf(LONG).clusters)).toBeCloseTo(errors(gaps, [unit]), SAME);
  });
});

describe("effects per period", () => {
  test("relative to the last period before the start, or to one that is named", () => {
    // Two units, two groups: the gap of the gaps is 1, 3, 6 and 10 in periods 1 to 4.
    const gaps = [1, 3, 6, 10];
    const rows = gaps.flatMap((gap, t): Row[] => [
      ["a", "tech", t + 1, 1, 5 + t + gap],
      ["a", "care", t + 1, 1, 2 * t],
      ["b", "tech", t + 1, 0, 5 - t],
      ["b", "care", t + 1, 0, 0],
    ]);
    const fit = fitOf(designOf(rows), { reference: "before-start" });
    expect(fit.reference).toBe(2);
    expect(fit.terms).toEqual([1, 3, 4].map((period) => ({ kind: "calendar", period })));
    [1 - 3, 6 - 3, 10 - 3].forEach((effect, j) => {
      expect(fit.estimate[j]).toBeCloseTo(effect, HAND);
    });
    const named = fitOf(designOf(rows), { reference: 1, window: [1, 3] });
    expect(named.terms).toEqual([2, 3].map((period) => ({ kind: "calendar", period })));
    expect(named.estimate[1]).toBeCloseTo(6 - 1, HAND);
  });

  test("without a period before the start, or with a reference that does not occur, nothing is estimated", () => {
    expect(codes(fitOf(designOf(EIGHT, { post: () => true }), { reference: "before-start" }), "refusal")).toEqual([
      "no-pre-period",
    ]);
    expect(codes(fitOf(designOf(EIGHT), { reference: 1999 }), "refusal")).toEqual(["reference-missing"]);
  });
});

describe("units without one of the groups", () => {
  test("add nothing, and are counted by what they lack", () => {
    const extra: readonly Row[] = [
      ["e", "tech", 2, 1, 50],
      ["e", "tech", 3, 1, 80],
      ["f", "care", 2, 0, 9],
      ["f", "care", 3, 0, 1],
      ["f", "care", 4, 0, 2],
      ["a", "tech", 4, 1, 30],
    ];
    const fit = fitOf(designOf([...EIGHT, ...extra]));
    expect(fit.estimate[0]).toBeCloseTo(BY_HAND, HAND);
    expect(fit.counts.units).toBe(4);
    expect(findingOf(fit, "units-without-group")?.values).toEqual({
      units: 2,
      lackAffected: 1,
      lackOthers: 1,
      rows: 5,
    });
    expect(findingOf(fit, "periods-without-group")?.values).toEqual({ count: 1, rows: 1 });
  });
});

describe("comparisons that are not there", () => {
  const changed = (change: (row: Row) => Row) => designOf(EIGHT.map(change));
  const exposed = (exposure: (row: Row) => number) => changed((row) => [row[0], row[1], row[2], exposure(row), row[4]]);
  test.each<readonly [string, Design, string]>([
    ["nobody is treated", exposed(() => 0), "nobody-treated"],
    ["everybody is: two groups before and after are no triple difference", exposed(() => 1), "no-untreated-area"],
    ["treatment differs within a unit", exposed((row) => (row[1] === "tech" ? row[3] : 0)), "exposure-varies-in-unit"],
    ["all rows are affected", changed((row) => [row[0], "tech", row[2], row[3], row[4]]), "no-comparison-group"],
    ["none is", changed((row) => [row[0], "care", row[2], row[3], row[4]]), "no-comparison-group"],
  ])("%s", (_, design, code) => {
    const fit = fitOf(design);
    expect(fit.estimate[0]).toBeNaN();
    expect(codes(fit, "refusal")).toContain(code);
  });

  test("areas of a dose, and effects of units without units", () => {
    expect(codes(fitOf(designOf(LONG), { effects: "area" }), "refusal")).toEqual(["areas-of-a-dose"]);
    expect(codes(fitOf(designOf(EIGHT, { units: false }), { effects: "unit" }), "refusal")).toEqual([
      "effects-need-units",
    ]);
  });
});

describe("what a regression with three differences cannot do", () => {
  test("staggered starts and covariates are warnings; effects per period with staggered starts are refused", () => {
    const post = (unit: string, period: number) => period >= (unit === "u1" ? 3 : 4);
    const staggered = designOf(LONG, { post });
    expect(codes(fitOf(staggered), "warning")).toEqual(["triple-difference-staggered"]);
    expect(codes(fitOf(staggered, { reference: 2 }), "refusal")).toEqual(["triple-difference-staggered"]);
    const covariate = LONG.map((_, i) => Math.sin(i * i + 3 * i));
    const fit = fitOf(designOf(LONG, { covariate }), { covariates: ["x"] });
    expect(codes(fit, "warning")).toEqual(["triple-difference-covariates"]);
    expect(fit.terms[1]).toEqual({ kind: "coefficient", name: "x" });
  });
});

describe("groups that add up to one whole", () => {
  /** Shares of tech and care; tech rises by 0.1 in treated units after the start, so care falls by as much. */
  const shares = (tech: (unit: number, period: number) => number, scale = 1): readonly Row[] =>
    [0, 1, 2, 3].flatMap((unit) =>
      [2, 3].flatMap((period): Row[] => {
        const share = tech(unit, period) * scale;
        const of = [`u${unit}`, "tech", period, unit % 2, share] as const;
        return [of, [of[0], "care", of[2], of[3], scale - share]];
      }),
    );
  const rising = (unit: number, period: number) => 0.3 + 0.05 * unit + (unit % 2 === 1 && period === 3 ? 0.1 : 0);

  test.each([1, 100, 0.5])("sum %d: refused; with a reason the contrast, twice the effect, and the reason", (scale) => {
    const design = designOf(shares(rising, scale));
    const refused = fitOf(design);
    expect(refused.estimate[0]).toBeNaN();
    expect(findingOf(refused, "competing-groups")).toMatchObject({
      severity: "refusal",
      values: { total: scale, cells: 8 },
    });
    const allowed = fitOf(design, { allowCompetingGroups: "net shift" });
    expect(allowed.estimate[0]).toBeCloseTo(2 * 0.1 * scale, HAND);
    expect(findingOf(allowed, "competing-groups-allowed")).toMatchObject({
      severity: "warning",
      values: { reason: "net shift" },
    });
  });

  test("what the whole data add up to is believed over the rows at hand", () => {
    const design = designOf(EIGHT, { addingUp: { kind: "constant", total: 1, cells: 40 } });
    expect(codes(fitOf(design), "refusal")).toEqual(["competing-groups"]);
    const may = designOf(EIGHT, { addingUp: { kind: "within-one", total: Number.NaN, cells: 40 } });
    expect(codes(fitOf(may), "warning")).toEqual(["shares-may-compete"]);
    expect(fitOf(may).estimate[0]).toBeCloseTo(BY_HAND, HAND);
  });

  test("counts of a fixed number of pupils are estimated with a warning", () => {
    // tech of 100, 110, 120 and 130 pupils; in treated units it wins 9 and 11 from care, in the others it loses 1 and 3.
    const tech = [
      [40, 39],
      [50, 59],
      [30, 27],
      [60, 71],
    ];
    const counts = tech.flatMap(([before, after], unit): Row[] =>
      [before!, after!].flatMap((count, t): Row[] => [
        [`u${unit}`, "tech", 2 + t, unit % 2, count],
        [`u${unit}`, "care", 2 + t, unit % 2, 100 + 10 * unit - count],
      ]),
    );
    const fit = fitOf(designOf(counts));
    expect(codes(fit, "warning")).toEqual(["groups-share-a-total"]);
    expect(fit.estimate[0]).toBeCloseTo(2 * ((9 + 11) / 2 - (-1 - 3) / 2), HAND);
  });
});
