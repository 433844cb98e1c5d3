import { describe, expect, test } from "vitest";
import { InputError, NothingToEstimateError } from "../../../src/core/errors.ts";
import { estimationResultSchema } from "../../../src/result/schema.ts";
import { type EstimateRequest, estimateFile } from "../../../src/run/estimate-file.ts";
import { dataUrl } from "../../support/expected.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

// lm and sandwich (tests/reference/triple-difference.json, by generate-triple-difference.R): the table is read back to the same doubles.
const DIGITS = 9;

const writeFile = temporaryFiles();

type Rest = Omit<Partial<EstimateRequest>, "roles"> & { readonly roles?: Partial<EstimateRequest["roles"]> };

const request = (rest: Rest): EstimateRequest => ({
  model: "triple-difference",
  data: dataUrl("triple_balanced").pathname,
  covariates: [],
  absorb: [],
  formula: undefined,
  where: undefined,
  se: undefined,
  level: 0.95,
  seed: 1,
  memory: undefined,
  command: "effectmeter estimate triple-difference",
  ...rest,
  settings: [["group", "group"], ...(rest.settings ?? [["against", "care,farming"]])],
  roles: {
    outcome: "y",
    unit: "unit",
    period: "year",
    cohort: undefined,
    treatment: "treated",
    post: "post",
    dose: undefined,
    weights: undefined,
    clusters: [],
    ...rest.roles,
  },
});

const DOSE = { treatment: undefined, dose: "dose" };

/** The table with columns added: each from the values of a row, by name. */
async function tableWith(added: Readonly<Record<string, (row: ReadonlyMap<string, string>) => unknown>>) {
  const { readFileSync } = await import("node:fs");
  const [head = "", ...lines] = readFileSync(dataUrl("triple_balanced"), "utf8").trim().split("\n");
  const names = head.split(",");
  const rows = lines.map((line) => {
    const cells = line.split(",");
    const row = new Map(names.map((name, j) => [name, cells[j]!] as const));
    return [line, ...Object.values(added).map((value) => String(value(row)))].join(",");
  });
  return writeFile("triple.csv", [[head, ...Object.keys(added)].join(","), ...rows].join("\n"));
}

describe("a table of units, groups and years", () => {
  test("treated units and a start; errors cluster by the unit when nothing is said", async () => {
    const result = await estimateFile(request({}));
    expect(estimationResultSchema.safeParse(result).success).toBe(true);
    const [effect] = result.effects;
    expect(effect!.estimate).toBeCloseTo(1.00490555555557, DIGITS);
    expect(result.covariance).toMatchObject({ kind: "CR1", clusters: [{ name: "unit", count: 18 }] });
    expect(result.counts).toMatchObject({ observations: 324, units: 18, treatedUnits: 6, clusters: 18 });
    expect(result.findings.find(({ code }) => code === "groups-compared")?.values).toEqual({
      affected: ["tech"],
      against: ["care", "farming"],
    });
    const plain = await estimateFile(request({ se: "CR0" }));
    expect(plain.effects[0]!.se).toBeCloseTo(0.357465492597026, DIGITS);
  });

  test("the same from a column that is 1 while treated, in all groups or in the affected one, and from first treated years", async () => {
    const started = (row: ReadonlyMap<string, string>) => row.get("treated") === "1" && row.get("post") === "1";
    const data = await tableWith({
      on: (row) => (started(row) ? 1 : 0),
      hit: (row) => (started(row) && row.get("group") === "tech" ? 1 : 0),
      first: (row) => (row.get("treated") === "1" ? 2018 : ""),
    });
    const { effects } = await estimateFile(request({}));
    for (const roles of [
      { treatment: "on", post: undefined },
      { treatment: "hit", post: undefined },
      { treatment: undefined, post: undefined, cohort: "first" },
    ]) {
      const result = await estimateFile(request({ data, roles }));
      expect(result.effects[0]).toEqual(effects[0]);
    }
    const set = await estimateFile(
      request({
        roles: { post: undefined },
        settings: [
          ["against", ["care", "farming"]],
          ["post", "post"],
        ],
      }),
    );
    expect(set.effects[0]).toEqual(effects[0]);
  });

  test("a dose, by period, relative to a year", async () => {
    const result = await estimateFile(
      request({
        roles: DOSE,
        settings: [
          ["against", "care,farming"],
          ["reference", 2017],
        ],
      }),
    );
    const effects = result.effects.filter(({ reference }) => !reference);
    const expected = [-0.293872702973519, -0.195648847310283, 0.926286668894151, 0.471412629468823, 0.375367190110295];
    expect(effects).toHaveLength(expected.length);
    effects.forEach((effect, j) => {
      expect(effect.estimate).toBeCloseTo(expected[j]!, DIGITS);
    });
  });

  test("groups that are not named on either side are left out when the affected ones are named", async () => {
    const result = await estimateFile(
      request({
        settings: [
          ["against", "care"],
          ["affected", "tech"],
        ],
      }),
    );
    expect(result.counts.observations).toBe(216);
    expect(result.findings.find(({ code }) => code === "groups-left-out")?.values).toEqual({
      column: "group",
      rows: 108,
    });
  });

  test("without units: repeated cross-sections, two areas", async () => {
    const result = await estimateFile(request({ roles: { unit: undefined } }));
    // balanced_area: with areas of equal units the same coefficient as with units
    expect(result.effects[0]!.estimate).toBeCloseTo(1.00490555555557, DIGITS);
    expect(result.covariance?.kind).toBe("HC1");
  });
});

describe("groups that add up to one whole", () => {
  /** y becomes tech's share in [0.2, 0.7], care and farming share the rest two to one. */
  const shareOf = (row: ReadonlyMap<string, string>): number => {
    const tech = 0.2 + 0.5 * Math.abs(Math.sin(Number(row.get("unit")) * 7 + Number(row.get("year"))));
    return row.get("group") === "tech" ? tech : ((1 - tech) * (row.get("group") === "care" ? 2 : 1)) / 3;
  };

  test("shares are refused, also those of two groups of three; a reason makes it a warning that repeats it", async () => {
    const data = await tableWith({ share: shareOf });
    const roles = { outcome: "share" };
    await expect(estimateFile(request({ data, roles }))).rejects.toThrow(NothingToEstimateError);
    await expect(estimateFile(request({ data, roles }))).rejects.toThrow(/add up to 1 .*twice the effect/);
    const where = "\"group\" <> 'farming'";
    await expect(estimateFile(request({ data, roles, where, settings: [["against", "care"]] }))).rejects.toThrow(
      /add up to 1 /,
    );
    const settings = [
      ["against", "care,farming"],
      ["allowCompetingGroups", "net shift between sectors"],
    ] as const;
    const allowed = await estimateFile(request({ data, roles, settings }));
    expect(allowed.findings.find(({ code }) => code === "competing-groups-allowed")).toMatchObject({
      severity: "warning",
      values: { reason: "net shift between sectors" },
    });
    expect(allowed.options).toMatchObject({ allowCompetingGroups: "net shift between sectors" });
  });
});

describe("what a command line can get wrong", () => {
  test.each<readonly [string, Rest, RegExp]>([
    [
      "groups of a model that takes none",
      { model: "two-by-two", settings: [], roles: { unit: undefined, period: undefined } },
      /two-by-two has no option "group"/,
    ],
    [
      "a group that is not there",
      { settings: [["against", "caer"]] },
      /against=: no row has group "caer"; it holds care, farming, tech/,
    ],
    [
      "a group on both sides",
      {
        settings: [
          ["against", "care"],
          ["affected", "care"],
        ],
      },
      /"care" is compared with itself/,
    ],
    ["every group compared with", { settings: [["against", "care,farming,tech"]] }, /leave one out/],
    ["no values to compare with", { settings: [] }, /name the values that are compared with under against/],
    ["nobody treated", { roles: { treatment: undefined } }, /needs treated and untreated units.*two-by-two/],
    ["a dose without a start", { roles: { ...DOSE, post: undefined } }, /--dose needs --post/],
    [
      "two starts",
      {
        settings: [
          ["against", "care,farming"],
          ["post", "dose"],
        ],
      },
      /--post names post already/,
    ],
    ["a treatment that is no treatment", { roles: { treatment: "post", post: undefined } }, /no untreated area/],
  ])("%s", async (_, rest, message) => {
    await expect(estimateFile(request(rest))).rejects.toThrow(message);
  });

  test("a group twice in a unit and year, by line; the column of groups has to be there", async () => {
    const { readFileSync } = await import("node:fs");
    const text = readFileSync(dataUrl("triple_balanced"), "utf8");
    const data = writeFile("twice.csv", `${text}${text.split("\n")[1]}\n`);
    await expect(estimateFile(request({ data }))).rejects.toThrow(
      /:326: unit 1, group care, occurs again in year 2015 \(first on .*:2\)/,
    );
    const missing = { ...request({}), settings: [["group", "sector"]] as const };
    await expect(estimateFile(missing)).rejects.toThrow(InputError);
    await expect(estimateFile({ ...request({}), settings: [] })).rejects.toThrow(/needs --set group=/);
  });
});
