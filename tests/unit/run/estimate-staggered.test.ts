import { describe, expect, test } from "vitest";
import { InputError, NothingToEstimateError } from "../../../src/core/errors.ts";
import { estimationResultSchema } from "../../../src/result/schema.ts";
import { type EstimateRequest, estimateFile } from "../../../src/run/estimate-file.ts";
import { loadExpected } from "../../support/expected.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

// Reference numbers of did 2.5.1 (tests/reference/expected/callaway_santanna.json), held to their own tolerance.
const entry = loadExpected("callaway_santanna").find(({ id }) => id === "cs_mpdta_dr_nevertreated_varying_lpop")!;
const REL = entry.suggested_rel_tol;
// Closed forms by hand.
const ROUNDING = 10;

const writeFile = temporaryFiles();

const request = (
  rest: Omit<Partial<EstimateRequest>, "roles"> & { readonly roles?: Partial<EstimateRequest["roles"]> },
): EstimateRequest => ({
  model: "callaway-santanna",
  data: new URL("../../reference/data/mpdta.csv", import.meta.url).pathname,
  covariates: [],
  absorb: [],
  formula: undefined,
  where: undefined,
  se: undefined,
  level: 0.95,
  seed: 1,
  memory: undefined,
  settings: [],
  command: "effectmeter estimate callaway-santanna",
  ...rest,
  roles: {
    outcome: "lemp",
    unit: "countyreal",
    period: "year",
    cohort: "first.treat",
    treatment: undefined,
    post: undefined,
    dose: undefined,
    weights: undefined,
    clusters: [],
    ...rest.roles,
  },
});

const expected = (name: string): readonly number[] => entry.result[name] as number[];

describe("a table of counties", () => {
  test("cells, their errors, bands by kind and the joint pre-test; covariates as columns or as a formula", async () => {
    const byColumn = await estimateFile(request({ covariates: ["lpop"], settings: [["method", "dr"]] }));
    expect(estimationResultSchema.safeParse(byColumn).success).toBe(true);
    const cells = byColumn.effects.filter(({ term }) => term.kind === "att-gt");
    cells.forEach((cell, j) => {
      expect(Math.abs(cell.estimate! / expected("att")[j]! - 1)).toBeLessThan(REL);
      expect(Math.abs(cell.se! / expected("se")[j]! - 1)).toBeLessThan(REL);
      expect(cell.df).toBeNull();
    });
    expect(cells).toHaveLength(12);
    const [test] = byColumn.statistics!;
    expect(test).toMatchObject({ name: "pre-test", df: [5] });
    expect(Math.abs(test!.value! / (entry.result["pretest_W"] as number) - 1)).toBeLessThan(REL);
    // did prints p to five digits.
    expect(test!.p).toBeCloseTo(entry.result["pretest_p"] as number, 5);

    const byFormula = await estimateFile(request({ settings: [["covariates", "~ lpop"]] }));
    expect(byFormula.effects).toEqual(byColumn.effects);
    const twoTerms = await estimateFile(request({ settings: [["covariates", "lpop + I(lpop^2)"]] }));
    expect(twoTerms.options).toMatchObject({ covariates: ["lpop", "I(lpop^2)"] });

    // Twelve cells need a wider band than seven event times, and each more than one row alone.
    const width = (kind: string): number => {
      const row = byColumn.effects.find(({ term }) => term.kind === kind)!;
      return (row.band![1] - row.estimate!) / row.se!;
    };
    expect(width("att-gt")).toBeGreaterThan(width("event-time"));
    expect(width("event-time")).toBeGreaterThan(width("cohort"));
    expect(width("cohort")).toBeGreaterThan(1.96);
    expect(byColumn.effects.at(-1)).toMatchObject({ term: { kind: "overall" }, band: null });
  });

  test("errors of another kind are not computed, and it is said", async () => {
    const result = await estimateFile(request({ se: "HC0", settings: [["aggregation", "overall"]] }));
    expect(result.findings.map(({ code }) => code)).toEqual(["errors-by-influence"]);
    expect(result.covariance?.kind).toBe("influence");
  });

  test("clusters and draws", async () => {
    const lines = Array.from({ length: 80 }, (_, r) => {
      const unit = r >> 1;
      return `${unit},${r % 2},${(r * r) % 13},${unit % 3 === 0 ? 1 : ""},${unit % 25}`;
    });
    const file = writeFile("clusters.csv", ["unit,year,y,g,state", ...lines].join("\n"));
    const roles = { outcome: "y", unit: "unit", period: "year", cohort: "g", clusters: ["state"] };
    const settings = [
      ["aggregation", "overall"],
      ["draws", 999],
    ] as const;
    const drawn = await estimateFile(request({ data: file, roles, settings }));
    const analytic = await estimateFile(request({ data: file, roles, settings: settings.slice(0, 1) }));
    expect(drawn.covariance).toMatchObject({ kind: "multiplier", clusters: [{ name: "state", count: 25 }] });
    expect(drawn.effects[0]!.estimate).toBeCloseTo(analytic.effects[0]!.estimate!, ROUNDING);
    // 999 draws: 3.3 standard deviations of an interquartile range.
    expect(Math.abs(drawn.effects[0]!.se! / analytic.effects[0]!.se! - 1)).toBeLessThan((3.3 * 1.166) / Math.sqrt(999));
  });
});

describe("what is wrong is named", () => {
  const failure = async (rest: Parameters<typeof request>[0]): Promise<Error> =>
    estimateFile(request(rest)).then(
      () => new Error("no error"),
      (error: unknown) => error as Error,
    );

  test("a formula that is more than covariates, or names no column", async () => {
    const outcome = await failure({ settings: [["covariates", "lemp ~ lpop"]] });
    expect(outcome).toBeInstanceOf(InputError);
    expect(outcome.message).toContain("an outcome");
    expect((await failure({ settings: [["covariates", "~ nowhere"]] })).message).toContain("nowhere");
    expect((await failure({ settings: [["method", "drx"]] })).message).toContain("method");
  });

  test("nobody treated, or rows without units", async () => {
    const nobody = await failure({ where: '"first.treat" = 0' });
    expect(nobody).toBeInstanceOf(NothingToEstimateError);
    const loose = await failure({ roles: { unit: undefined } });
    expect(loose.message).toContain("panel");
  });
});
