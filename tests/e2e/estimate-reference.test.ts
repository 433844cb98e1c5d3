import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { dataUrl, disagreement, loadExpected } from "../support/expected.ts";
import { numbers, readFrame } from "../support/frame.ts";
import { readReferenceJson } from "../support/sto-study.ts";

// What `estimate --json` prints against what R packages printed for the same call: regression.json (fixest, each entry to its own suggested_rel_tol)
// and referentieschattingen.json (fixest, written with 12 decimals).

const ABSOLUTE = 1e-10; // of the largest in its list, where a value is 0
const DUO = 1e-8;
const DUO_DECIMALS = 1e-12;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-reference-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Row {
  readonly term: { readonly kind: string; readonly name?: string; readonly period?: number };
  readonly estimate: number;
  readonly se: number;
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
  readonly ci: readonly [number, number];
  readonly reference: boolean;
}
interface Printed {
  readonly effects: readonly Row[];
  readonly counts: { readonly observations: number };
  readonly covariance: { readonly k: number };
  readonly diagnostics: { readonly rSquared: number; readonly withinRSquared: number; readonly ssr: number };
}

async function estimate(args: readonly string[]): Promise<Printed> {
  const end = await runCli(["estimate", ...args, "--json"], { cwd: folder });
  expect(end.stderr).toBe("");
  expect(end.code).toBe(0);
  return JSON.parse(end.stdout);
}

const BASE_DID = fileURLToPath(dataUrl("base_did"));
const entries = new Map(loadExpected("regression").map((entry) => [entry.id, entry]));

/** Holds every row that the reference names, and the fit, to an entry. Names: how the reference calls each of our terms. */
function compare(id: string, printed: Printed, nameOf: (row: Row) => string): void {
  const { result, suggested_rel_tol: tolerance } = entries.get(id)!;
  const list = (key: string) => [result[key] as number | number[]].flat();
  const names = [result["names"] as string | string[]].flat();
  const rows = new Map(printed.effects.filter((row) => !row.reference).map((row) => [nameOf(row), row]));
  expect([...rows.keys()].sort()).toEqual([...names].sort());
  const ours = names.map((name) => rows.get(name)!);
  const check = (actual: readonly number[], expected: readonly number[], rel = tolerance): void => {
    const scale = Math.max(...expected.map(Math.abs));
    expect(disagreement(actual, expected, rel, ABSOLUTE * scale)).toBeLessThanOrEqual(1);
  };
  check(
    ours.map((row) => row.estimate),
    list("coef"),
  );
  check(
    ours.map((row) => row.se),
    list("se"),
  );
  check(
    ours.map((row) => row.statistic),
    list("stat"),
  );
  check(
    ours.map((row) => row.ci[0]),
    list("ci95_low"),
  );
  check(
    ours.map((row) => row.ci[1]),
    list("ci95_high"),
  );
  // p moves t² times as much as t does in the tails.
  const tails = Math.max(...list("stat").map((t) => 1 + t * t));
  expect(
    disagreement(
      ours.map((row) => row.p),
      list("p"),
      tolerance * tails,
      1e-300,
    ),
  ).toBeLessThanOrEqual(1);
  expect(ours.map((row) => row.df)).toEqual(names.map(() => result["df_t"]));
  expect(printed.counts.observations).toBe(result["nobs"]);
  expect(printed.covariance.k).toBe(result["K"]);
  check([printed.diagnostics.rSquared], list("r2"));
  check([printed.diagnostics.withinRSquared], list("wr2"));
  check([printed.diagnostics.ssr], list("ssr"));
}

const coefficient = ({ term }: Row): string => term.name ?? "";
/** Through twfe the interaction treat:post is the treatment itself. */
const treatment = ({ term }: Row): string => (term.kind === "overall" ? "treat:post" : (term.name ?? ""));

const FORMULA = ["ols", "--data", BASE_DID, "--formula", "y ~ x1 + treat:post | id + period"];
const TWFE = [
  ...["twfe", "--data", BASE_DID, "--outcome", "y", "--unit", "id", "--period", "period"],
  ...["--treatment", "treat", "--post", "post", "--covariates", "x1"],
];
const ONE_WAY = ["--cluster", "id"];
const TWO_WAY = ["--cluster", "id,period"];
const set = (...settings: readonly string[]) => settings.flatMap((setting) => ["--set", setting]);

describe.concurrent("base_did by formula", () => {
  test.each([
    ["feols_basedid_iid", ["--se", "iid"]],
    ["feols_basedid_hetero", ["--se", "HC1"]],
    ["feols_basedid_cl_id", ONE_WAY],
    ["feols_basedid_cl_id_period", TWO_WAY],
    ["feols_ssc_noadj_1way", [...ONE_WAY, ...set("ssc.adjK=false", "ssc.adjG=false")]],
    ["feols_ssc_noadj_2way", [...TWO_WAY, ...set("ssc.adjK=false", "ssc.adjG=false")]],
    ["feols_ssc_fixefnone_1way", [...ONE_WAY, ...set("ssc.K=none")]],
    ["feols_ssc_fixeffull_2way", [...TWO_WAY, ...set("ssc.K=full")]],
    ["feols_ssc_exact_1way", [...ONE_WAY, ...set("ssc.K=full", "ssc.exactK=true")]],
    ["feols_ssc_Gconv_2way", [...TWO_WAY, ...set("ssc.G=conventional")]],
    ["feols_ssc_tconv_1way", [...ONE_WAY, ...set("ssc.tdf=conventional")]],
  ])("%s", async (id, args) => {
    compare(id, await estimate([...FORMULA, ...args]), coefficient);
  });
});

describe.concurrent("base_did by columns", () => {
  test("ols --covariates --absorb, the interaction being a column of the file", async () => {
    const [header = "", ...lines] = readFileSync(BASE_DID, "utf8").trim().split("\n");
    const at = header.split(",");
    const withProduct = lines.map((line) => {
      const cells = line.split(",");
      return `${line},${Number(cells[at.indexOf("treat")]) * Number(cells[at.indexOf("post")])}`;
    });
    writeFileSync(join(folder, "product.csv"), [`${header},treat:post`, ...withProduct].join("\n"));
    const columns = ["--outcome", "y", "--covariates", "x1,treat:post", "--absorb", "id,period", ...ONE_WAY];
    compare("feols_basedid_cl_id", await estimate(["ols", "--data", "product.csv", ...columns]), coefficient);
  });

  test.each([
    ["feols_basedid_iid", ["--se", "iid"]],
    ["feols_basedid_cl_id_period", TWO_WAY],
    ["feols_ssc_fixefnone_2way", [...TWO_WAY, ...set("ssc.K=none")]],
  ])("twfe: %s", async (id, args) => {
    compare(id, await estimate([...TWFE, ...args]), treatment);
  });

  test("event-study: es_basedid", async () => {
    const study = ["event-study", ...TWFE.slice(1), "--set", "reference=5", ...ONE_WAY];
    const printed = await estimate(study);
    compare("es_basedid", printed, ({ term }) =>
      term.kind === "calendar" ? `period::${term.period}:treat` : (term.name ?? ""),
    );
    expect(printed.effects.find((row) => row.reference)).toMatchObject({
      term: { kind: "calendar", period: 5 },
      estimate: 0,
      se: null,
    });
  });

  test("event-study by formula: es_basedid", async () => {
    const formula = ["--formula", "y ~ x1 + i(period, treat, ref = 5) | id + period"];
    compare("es_basedid", await estimate(["ols", "--data", BASE_DID, ...formula, ...ONE_WAY]), coefficient);
  });
});

describe("the vestiging panel of the open exam files", () => {
  interface Model {
    readonly nobs: number;
    readonly terms: readonly { estimate: number; se: number; t: number; p: number }[];
  }
  const reference = readReferenceJson("referentieschattingen.json") as Readonly<Record<string, Model>>;
  const frame = readFrame(new URL("../reference/duo/p1_vestiging_panel.csv", import.meta.url), ";");
  const codes = frame.get("vestigingscode")!;
  const corop = frame.get("corop")!;
  const years = numbers(frame, "examenjaar");
  const weights = numbers(frame, "N");
  /** The file holds 15 digits of the share; the quotient has all of them. */
  const shares = numbers(frame, "tech").map((tech, row) => tech / weights[row]!);
  const sums = new Map<string, number>();
  codes.forEach((code, row) => {
    if (years[row]! <= 2017) sums.set(code, (sums.get(code) ?? 0) + shares[row]!);
  });
  const lines = codes.map((code, row) =>
    [
      code,
      years[row],
      `CR${corop[row]}`,
      weights[row],
      shares[row],
      years[row]! >= 2022 ? 1 : 0,
      sums.get(code)! / 3,
    ].join(";"),
  );
  const header = ["vestigingscode", "examenjaar", "corop", "N", "share", "post", "d0"].join(";");
  const text = `${[header, ...lines].join("\n")}\n`;
  const writings: Readonly<Record<string, string | Uint8Array>> = {
    "panel.csv": text,
    "panel-decimal-comma.csv": text.replaceAll(".", ","),
    "panel.tsv": text.replaceAll(";", "\t"),
    "panel.csv.gz": gzipSync(text),
    "panel-windows.csv": Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`, "utf16le"),
  };
  for (const [name, content] of Object.entries(writings)) writeFileSync(join(folder, name), content);

  const PANEL = ["--outcome", "share", "--unit", "vestigingscode", "--period", "examenjaar", "--dose", "d0"];
  const RULES = ["--post", "post", "--weights", "N", "--cluster", "corop", "--where", "examenjaar >= 2019"];

  test.each(Object.keys(writings))("%s: did_dosis_2019_2024_gewogen_corop", async (name) => {
    const printed = await estimate(["twfe", "--data", name, ...PANEL, ...RULES]);
    const { nobs, terms } = reference["did_dosis_2019_2024_gewogen_corop"]!;
    const [row] = printed.effects;
    const { estimate: b, se, t, p } = terms[0]!;
    expect(printed.effects.length).toBe(1);
    expect(printed.counts.observations).toBe(nobs);
    const ours = [row!.estimate, row!.se, row!.statistic, row!.p];
    expect(disagreement(ours, [b, se, t, p], DUO, DUO_DECIMALS)).toBeLessThanOrEqual(1);
  });

  test("what is not numbers in a table is the same in every writing of it", async () => {
    const args = [...PANEL, ...RULES];
    const [first, ...others] = await Promise.all(
      Object.keys(writings).map((name) => estimate(["twfe", "--data", name, ...args])),
    );
    for (const other of others) expect({ ...other, provenance: null }).toEqual({ ...first, provenance: null });
  });
});
