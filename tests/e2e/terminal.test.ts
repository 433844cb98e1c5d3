import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { estimators } from "../../models/index.ts";
import { parseResult } from "../../src/result/result-file.ts";
import { estimationResultSchema } from "../../src/result/schema.ts";
import { type CliEnd, ROOT, runCli } from "../support/cli.ts";
import { HEADER, ROWS, writeStudy } from "../support/csv-study.ts";

// What goes to which stream, and what other programs can rely on.

const ESCAPE = "\u001b";
const folder = mkdtempSync(join(tmpdir(), "effectmeter-terminal-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REPORTS = ["effects.csv", "report.en.md", "report.html", "report.nl.md", "result.json"];
const ESTIMATE = [
  ...["estimate", "twfe", "--data", "f.csv", "--outcome", "y", "--unit", "unit", "--period", "year"],
  ...["--dose", "dose", "--post", "post"],
];
let run: CliEnd;

beforeAll(async () => {
  writeStudy(join(folder, "small"));
  const rows = ROWS.map((row) => `${row},${Number(row.split(",")[1]) >= 2018 ? 1 : 0}`);
  writeFileSync(join(folder, "f.csv"), `${[`${HEADER},post`, ...rows].join("\n")}\n`);
  run = await runCli(["run", "small", "--workers", "1"], { cwd: folder });
});

const read = (path: string): string => readFileSync(join(folder, path), "utf8");

describe("run", () => {
  test("prints the verdicts on stdout and what it wrote on stderr, without progress or colours in a pipe", () => {
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^ +Small +finding +strength +effect at the contrast \(95%\)\n/);
    expect(run.stdout).toMatch(/\nh1 +Less +supported +\d of 5 +−0\.5\d* \(−0\.5\d* to −0\.4\d*\)\n$/);
    const wrote = run.stderr.trim().split("\n");
    expect(wrote.map((line) => line.replace("wrote runs/small/", "")).sort()).toEqual(REPORTS);
    expect(run.stdout + run.stderr).not.toContain(ESCAPE);
  });

  test("writes result.json and the reports where it says, and nothing else", () => {
    expect(readdirSync(join(folder, "runs/small")).sort()).toEqual(REPORTS);
    expect(parseResult(read("runs/small/result.json"), "result.json").study.id).toBe("small");
  });

  test("--json prints the bytes of result.json alone", async () => {
    const end = await runCli(["run", "small", "--json", "--format", "json", "--out", "json"], { cwd: folder });
    expect(end.code).toBe(0);
    expect(end.stdout).toBe(read("json/result.json"));
    expect(readdirSync(join(folder, "json"))).toEqual(["result.json"]);
  });

  test("--lang and --format choose the reports", async () => {
    const args = ["--format", "md,csv", "--lang", "nl", "--out", "chosen"];
    await runCli(["run", "small", ...args], { cwd: folder });
    expect(readdirSync(join(folder, "chosen")).sort()).toEqual(["effects.csv", "report.nl.md", "result.json"]);
  });

  test("--fail-on: exit 4 with the hypothesis and its finding, the result written all the same", async () => {
    const args = ["--format", "json", "--out", "failing"];
    const caught = await runCli(["run", "small", "--fail-on", "contradicted,supported", ...args], { cwd: folder });
    expect(caught.code).toBe(4);
    expect(caught.stderr).toContain("--fail-on: h1 is supported\n");
    expect(parseResult(read("failing/result.json"), "result.json").hypotheses[0]!.finding).toBe("supported");
    const passed = await runCli(["run", "small", "--fail-on", "contradicted,undecided", ...args], { cwd: folder });
    expect(passed.code).toBe(0);
  });

  test("colours when they are asked for", async () => {
    const end = await runCli(["check", "small"], { cwd: folder, env: { FORCE_COLOR: "1" } });
    expect(end.stdout).toContain(ESCAPE);
  });
});

test("report makes the same bytes from result.json as run did", async () => {
  const end = await runCli(["report", "runs/small/result.json", "--out", "again"], { cwd: folder });
  expect(end.code).toBe(0);
  expect(end.stdout.trim().split("\n").sort()).toEqual(REPORTS.map((name) => join("again", name)));
  for (const name of REPORTS) expect(read(`again/${name}`) === read(`runs/small/${name}`)).toBe(true);
});

describe("estimate", () => {
  test("prints a table on stdout and nothing on stderr", async () => {
    const end = await runCli([...ESTIMATE, "--cluster", "region"], { cwd: folder });
    expect(end.code).toBe(0);
    expect(end.stderr).toBe("");
    expect(end.stdout).not.toContain(ESCAPE);
    expect(end.stdout).toMatch(/^term +estimate +std\. error +t +p +95% interval$/m);
    expect(end.stdout).toContain("errors: CR1 by region (4); t with 3 degrees of freedom");
  });

  test("--json prints one object of the published schema alone", async () => {
    const end = await runCli([...ESTIMATE, "--json"], { cwd: folder });
    expect(end.stderr).toBe("");
    const printed = estimationResultSchema.parse(JSON.parse(end.stdout));
    expect(printed.effects.map((row) => row.term)).toEqual([{ kind: "overall" }]);
  });

  test("--level widens the interval and nothing else", async () => {
    const [narrow, wide] = await Promise.all(
      ["0.9", "0.99"].map(async (level) => {
        const end = await runCli([...ESTIMATE, "--level", level, "--json"], { cwd: folder });
        return estimationResultSchema.parse(JSON.parse(end.stdout)).effects[0]!;
      }),
    );
    expect(wide!.ci![0]).toBeLessThan(narrow!.ci![0]);
    expect(wide!.ci![1]).toBeGreaterThan(narrow!.ci![1]);
    expect({ ...wide, ci: null }).toEqual({ ...narrow, ci: null });
  });
});

describe("what the command says of itself", () => {
  test("every command has help with examples of itself", async () => {
    const help = await runCli(["--help"]);
    expect(help.code).toBe(0);
    const commands = [
      ...help.stdout
        .split("Commands:\n")[1]!
        .split("\n\n")[0]!
        .matchAll(/^ {2}([a-z]+)(?: \[options\])?(?: [<[]\w+[>\]])? +\w/gm),
    ]
      .map((match) => match[1]!)
      .filter((name) => name !== "help");
    expect(commands).toEqual(
      expect.arrayContaining(["check", "plan", "run", "estimate", "report", "models", "schema", "doctor"]),
    );
    for (const end of await Promise.all(commands.map((name) => runCli([name, "--help"])))) {
      const name = commands.find((command) => end.stdout.startsWith(`Usage: effectmeter ${command}`))!;
      expect(end.code).toBe(0);
      expect(end.stderr).toBe("");
      expect(end.stdout).toMatch(new RegExp(`Examples?:\\n {2}effectmeter ${name}`));
    }
  });

  test("--version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(await runCli(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("doctor finds everything that a run needs", async () => {
    // A CI variable is no terminal: what is piped stays free of escape codes.
    const end = await runCli(["doctor"], { env: { CI: "true" } });
    expect(end.code).toBe(0);
    expect(end.stdout).not.toContain(ESCAPE);
    for (const part of ["machine", "effectmeter", "node", "database", "workers"])
      expect(end.stdout).toMatch(new RegExp(`^ok +${part}: `, "m"));
    expect(end.stdout).not.toContain("failed");
  });

  test.each([
    ["study", "hypotheses/schema.json"],
    ["result", "src/result/result.schema.json"],
  ])("schema %s is the committed %s", async (which, path) => {
    const end = await runCli(["schema", which]);
    expect(end.code).toBe(0);
    expect(JSON.parse(end.stdout)).toHaveProperty("$schema");
    expect(end.stdout).toBe(readFileSync(join(ROOT, path), "utf8"));
  });

  test("models lists every estimator, and explains each with its options", async () => {
    const list = await runCli(["models"]);
    const json = await runCli(["models", "--json"]);
    const ids = estimators.map((estimator) => estimator.id);
    expect(
      list.stdout
        .trim()
        .split("\n")
        .slice(2)
        .map((line) => line.split(" ")[0]),
    ).toEqual(ids);
    expect(JSON.parse(json.stdout).map((model: { id: string }) => model.id)).toEqual(ids);
    const explained = await runCli(["models", "event-study"]);
    expect(explained.stdout).toMatch(/^event-study {2}/);
    expect(explained.stdout).toMatch(/\nOptions:\n {2}.*reference/s);
  });
});

describe.each([["schema"], ["models", "--json"], ["estimate", "--help"]])("%s %s", (...args) => {
  test("a reader that closes early is no error", async () => {
    const end = await runCli(
      args.filter((arg) => arg !== undefined),
      { closeStdoutAfter: 1 },
    );
    expect(end.code).toBe(0);
    expect(end.stderr).toBe("");
  });
});
