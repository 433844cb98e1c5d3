import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { StudyResult } from "../../src/result/schema.ts";
import { runCli } from "../support/cli.ts";
import { changed, HEADER, indicator, ROWS, type StudyTexts, writeStudy } from "../support/csv-study.ts";

const folder = mkdtempSync(join(tmpdir(), "effectmeter-predecessors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** u3 becomes n3 in 2018, and u8 goes into u7. */
const recoded = (line: string): string => {
  const [unit, year, ...rest] = line.split(",");
  const after = Number(year) >= 2018;
  return [after && unit === "u3" ? "n3" : after && unit === "u8" ? "u7" : unit, year, ...rest].join(",");
};
/** The same by hand, in all years: what the chained panel has to be. */
const chained = (line: string): string => line.replace(/^u3,/, "n3,").replace(/^u8,/, "u7,");

/** Heads of every unit by grade of two: one in forty fewer after the move, so that it is no exact copy. */
const heads = ROWS.flatMap((line) => {
  const [unit, year] = line.split(",");
  const size = 40 * (1 + Number(unit!.slice(1)));
  const left = unit === "u3" && Number(year) >= 2018 ? 1 : 0;
  return [`${unit},${year},a,${size - left}`, `${unit},${year},b,${size / 2}`];
});

const PREDECESSORS = `predecessors:
  unit: unit
  sources: [heads]
  optional:
    known: [old, new, start]
    judged: [old, new, decision]
  blocks: select unit, year as period, grade as grp, sum(heads) as size from heads group by all
  places: select distinct unit, 'town' as area, left(unit, 1) as institution from heads
  stated: select old, new, year(cast(start as date)) as period from known
  decisions: select old, new, decision from judged
  replace:
    rows: { unit: unit, period: year }
panels:
`;

function study(
  rows: readonly string[],
  more: StudyTexts = {},
  link = "leave-one-period-out, merger-chain",
): StudyTexts {
  return {
    ...changed({
      "study.yaml": [
        "  money:\n",
        `  heads: { reader: csv, files: [data/heads.csv] }
  known: { reader: csv, files: [data/known.csv], optional: true }
  judged: { reader: csv, files: [data/judged.csv], optional: true }
  money:
`,
        "panels:\n",
        PREDECESSORS,
      ],
      "h1.yaml": ["leave-one-cluster-out, leave-one-period-out", link],
    }),
    "indicators/y.yaml": indicator(
      "y",
      "index",
      "unit, year",
      "select unit, year, sum(y) as value from rows group by all",
    ),
    "indicators/dose.yaml": indicator(
      "dose",
      "share",
      "unit, year",
      "select unit, year, avg(dose) as value from rows group by all",
    ),
    "indicators/region.yaml": indicator(
      "region",
      "category",
      "unit",
      "select unit, min(region) as value from rows group by unit",
    ),
    "data/rows.csv": `${[HEADER, ...rows].join("\n")}\n`,
    // Heads of one unit and grade are added up in the query, so the lines of u8 that went into u7 may stand apart.
    "data/heads.csv": `${["unit,year,grade,heads", ...heads.map(recoded)].join("\n")}\n`,
    ...more,
  };
}

function written(name: string, texts: StudyTexts): string {
  const at = join(folder, name);
  writeStudy(at, texts);
  return at;
}

async function resultOf(name: string, texts: StudyTexts, ...args: readonly string[]): Promise<StudyResult> {
  const out = join(folder, `${name}-out`);
  const { code, stderr } = await runCli(["run", written(name, texts), "--out", out, "--format", "json", ...args]);
  expect(code, stderr).toBe(0);
  return JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
}

const linkOf = (result: StudyResult) => result.hypotheses[0]!.links[0]!;
const checkOf = (result: StudyResult) => linkOf(result).checks.find(({ id }) => id === "merger-chain")!;

describe("the list", () => {
  test("names both links and what they rest on", async () => {
    const { code, stdout } = await runCli(["predecessors", written("list", study(ROWS.map(recoded))), "--json"]);
    expect(code).toBe(0);
    // u3 had 40 · 4 + 80; n3 has one fewer. u8 had 40 · 9 + 180, all of them in u7.
    expect(JSON.parse(stdout)).toMatchObject([
      {
        old: "u3",
        new: "n3",
        from: 2018,
        rule: "block",
        kind: "moved",
        applied: 1,
        old_size: 240,
        growth: 239,
        deviation: 1 / 240,
      },
      {
        old: "u8",
        new: "u7",
        from: 2018,
        rule: "block",
        kind: "absorbed",
        applied: 1,
        old_size: 540,
        growth: 540,
        deviation: 0,
      },
    ]);
  });

  test("explains a unit, and says when a code is unknown", async () => {
    const at = written("explain", study(ROWS.map(recoded)));
    const { stdout } = await runCli(["predecessors", at, "--explain", "u8"]);
    expect(stdout).toContain("u7 is counted from u7 + u8: codes that are one unit.");
    expect(stdout).toContain("u8 → u7 from 2018: applied (absorbed), medium");
    expect(stdout).toContain(
      "u8 had 540 people at the end, u7 has 1020, 540 more than before; 0% of the block differs",
    );
    expect(stdout).not.toContain("n3");
    expect(stdout).toMatch(/2017 +480 +540 +1020\n +2018 +1020 +1020/);
    const unknown = await runCli(["predecessors", at, "--explain", "u99"]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("--explain u99: no table of the predecessors knows this code");
  });

  test("a table that states links and decisions come before what the heads say", async () => {
    const at = written(
      "stated",
      study(ROWS.map(recoded), {
        "data/known.csv": "old,new,start\nu3,n3,2018-08-01\n",
        "data/judged.csv": "old,new,decision\nu8,u7,reject\n",
      }),
    );
    const { stdout } = await runCli(["predecessors", at, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([
      { old: "u3", new: "n3", from: 2018, rule: "stated", confidence: "certain", status: "applied" },
      { old: "u8", new: "u7", rule: "decision", status: "rejected" },
    ]);
  });

  test("a study that says nothing of predecessors is told how", async () => {
    const { code, stderr } = await runCli(["predecessors", written("none", changed())]);
    expect(code).toBe(2);
    expect(stderr).toContain("says nothing of predecessors; add a section predecessors to study.yaml");
  });

  test("a query that fails is named", async () => {
    const texts = study(ROWS.map(recoded));
    const broken = { ...texts, "study.yaml": texts["study.yaml"]!.replace("sum(heads) as size", "sum(head) as size") };
    const { code, stderr } = await runCli(["predecessors", written("broken", broken)]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/predecessors\.blocks: .*head/);
  });
});

describe("the check merger-chain", () => {
  test("its refit is the primary estimate of tables that were chained by hand", async () => {
    const raw = await resultOf("raw", study(ROWS.map(recoded)));
    const byHand = await resultOf("by-hand", study(ROWS.map(chained), {}, "leave-one-period-out"));
    const check = checkOf(raw);
    const primary = linkOf(byHand).estimates[0]!;
    expect(check.refits[0]).toMatchObject({
      estimate: primary.tau!.estimate,
      se: primary.tau!.se,
      observations: primary.counts!.observations,
    });
    // u3 and n3 are one row of six years again, u8's six rows are in u7's.
    expect(check.values).toMatchObject({
      applied: 2,
      open: 0,
      affected: 4,
      chainedObservations: 66,
      rawObservations: 69,
    });
    expect(check.values["raw"]).toBe(linkOf(raw).estimates[0]!.tau!.estimate);
    expect(check.values["raw"]).not.toBe(check.values["chained"]);
    expect(["passed", "failed"]).toContain(check.status);
  });

  test("says so when nothing is known, or nothing found", async () => {
    const nothing = changed({ "h1.yaml": ["leave-one-cluster-out, leave-one-period-out", "merger-chain"] });
    expect(checkOf(await resultOf("nothing", nothing))).toMatchObject({
      status: "not-available",
      sentence: "merger-chain-nothing",
    });
    const texts = study(ROWS, { "data/heads.csv": `${["unit,year,grade,heads", ...heads].join("\n")}\n` });
    expect(checkOf(await resultOf("no-links", texts))).toMatchObject({
      status: "uninformative",
      sentence: "merger-chain-no-links",
    });
  });

  test("same bytes for any number of workers and any order of rows", async () => {
    const reversed = study([...ROWS.map(recoded)].reverse(), {
      "data/heads.csv": `${["unit,year,grade,heads", ...heads.map(recoded).reverse()].join("\n")}\n`,
    });
    const one = await resultOf("one", study(ROWS.map(recoded)), "--workers", "0");
    const two = await resultOf("two", study(ROWS.map(recoded)), "--workers", "2");
    const other = await resultOf("other", reversed, "--workers", "0");
    expect(JSON.stringify(two.hypotheses)).toBe(JSON.stringify(one.hypotheses));
    expect(JSON.stringify(other.hypotheses)).toBe(JSON.stringify(one.hypotheses));
  });
});
