import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { changed, HEADER, ROWS, type StudyTexts, writeStudy } from "../support/csv-study.ts";
import {
  content,
  deadOrigin,
  drip,
  hang,
  inTurn,
  type MisbehavingServer,
  redirect,
  startMisbehavingServer,
  status,
  wrongLength,
} from "../support/misbehaving-server.ts";
import { temporaryFiles } from "../support/temporary-files.ts";

const base = dirname(temporaryFiles()("x", ""));
const CSV = `${[HEADER, ...ROWS].join("\n")}\n`;

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(() => server.close());

let studies = 0;
function study(download: string): string {
  const folder = join(base, `study-${studies++}`);
  const texts: StudyTexts = changed({
    "study.yaml": [
      "rows: { reader: csv, files: [data/rows.csv] }",
      `rows: { reader: csv, files: ["data/rows*.csv"], columns: [unit, year, y], download: ${download} }`,
    ],
  });
  const { "data/rows.csv": _, ...rest } = texts;
  writeStudy(folder, rest);
  return folder;
}

const fetch = (folder: string, ...args: readonly string[]) => runCli(["fetch", ".", ...args], { cwd: folder });

describe("effectmeter fetch", () => {
  test("brings the files of a study: then it runs, and its result says where they came from", async () => {
    server.on("/rows.csv", content(CSV, { etag: '"1"', gzip: true }));
    const folder = study(`{ url: "${server.origin}/rows.csv", to: data/rows.csv }`);
    expect((await runCli(["run", "."], { cwd: folder })).stdout).toMatch(/not-testable/);
    const fetched = await fetch(folder);
    expect([fetched.code, fetched.stderr]).toEqual([0, "1/1 data/rows.csv: fetched\n"]);
    expect(fetched.stdout).toMatch(/^rows +data\/rows\.csv +fetched +\d\.\d kB +[0-9a-f]{12} +http:\/\/127/m);
    expect(fetched.stdout).toMatch(/\n\n1 file: 1 fetched\.\n$/);
    expect((await runCli(["run", ".", "--out", "out"], { cwd: folder })).code).toBe(0);
    const { provenance } = JSON.parse(readFileSync(join(folder, "out/result.json"), "utf8")) as {
      readonly provenance: { readonly fetched?: readonly object[] };
    };
    expect(provenance.fetched).toEqual([
      {
        path: "data/rows.csv",
        address: `${server.origin}/rows.csv`,
        fetchedAt: expect.stringMatching(/^20\d\d-/),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        edited: false,
      },
    ]);
    expect((await fetch(folder)).stdout).toMatch(/1 file: 1 unchanged\./);
  });

  test("--dry-run says what, from where, to where, and asks nothing", async () => {
    const before = server.seen.length;
    const folder = study(
      `{ url: "${server.origin}/{year}-{year+1}.csv", over: { year: [2019, 2020] }, to: "data/rows-{year}.csv" }`,
    );
    const { code, stdout, stderr } = await fetch(folder, "--dry-run");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").slice(2)).toEqual([
      `rows    data/rows-2019.csv  to fetch  ${server.origin}/2019-2020.csv`,
      `rows    data/rows-2020.csv  to fetch  ${server.origin}/2020-2021.csv`,
      "",
      "2 files: 2 to fetch.",
      "",
    ]);
    expect(server.seen.length).toBe(before);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  test("exit 3 when a file could not be fetched; the others are kept; --json says it all", async () => {
    for (const year of [2019, 2021]) server.on(`/${year}.csv`, content(CSV));
    const folder = study(
      `{ url: "${server.origin}/{year}.csv", over: { year: [2019, 2021] }, to: "data/rows-{year}.csv" }`,
    );
    const { code, stdout, stderr } = await fetch(folder, "--json");
    expect(code).toBe(3);
    const report = JSON.parse(stdout) as { readonly files: readonly Record<string, unknown>[] };
    expect(report).toMatchObject({ study: "small", dryRun: false });
    expect(report.files.map((file) => [file["to"], file["status"], file["failure"]])).toEqual([
      ["data/rows-2019.csv", "fetched", null],
      ["data/rows-2020.csv", "failed", "moved"],
      ["data/rows-2021.csv", "fetched", null],
    ]);
    expect(stderr).toMatch(
      /\/2020\.csv: there is no file at this address \(HTTP 404\)\. .* save it as data\/rows-2020\.csv yourself\./,
    );
    expect(readFileSync(join(folder, "data/rows-2021.csv"), "utf8")).toBe(CSV);
  });

  const served = (answer: Parameters<typeof server.on>[1]): string => {
    server.on("/t", answer);
    return "/t";
  };
  const troubles: readonly (readonly [string, () => Promise<string> | string, RegExp])[] = [
    [
      "a web page with status 200",
      () => served(content("<!doctype html><title>Oeps</title>")),
      /it sent a web page, not a table \("Oeps"\)/,
    ],
    [
      "a redirect to a web page",
      () => {
        server.on("/page", content("<html>x"));
        return served(redirect("/page"));
      },
      /it sent a web page/,
    ],
    ["redirects in a circle", () => served(redirect("/t")), /redirects lead in a circle/],
    [
      "a wrong length",
      () => served(wrongLength(CSV, CSV.length + 1)),
      /the connection was cut off .* 2 times in a row/,
    ],
    ["silence", () => served(hang), /nothing came for 1 s, 2 times in a row\. Run the same command again later/],
    [
      "a refused connection",
      async () => `${await deadOrigin()}/t`,
      /ECONNREFUSED\), 2 times in a row\. Is this machine online\?/,
    ],
    ["an unknown host", () => "http://no-such-host.invalid/t", /host names? .*\((ENOTFOUND|EAI_AGAIN)\)/],
  ];
  test.each(troubles)("%s: exit 3, a sentence, and nothing left", async (_, prepare, message) => {
    const address = await prepare();
    const folder = study(`{ url: "${address.startsWith("/") ? server.origin : ""}${address}", to: data/rows.csv }`);
    const { code, stderr, stdout } = await fetch(folder, "--retries", "1", "--timeout", "1");
    expect(code).toBe(3);
    expect(stderr).toMatch(message);
    expect(stdout).toMatch(/1 file: 1 failed\./);
    expect(existsSync(join(folder, "data/rows.csv"))).toBe(false);
  });

  test("trouble that passes: cut off, 500 and 429 on the way, and slow", async () => {
    server.on(
      "/passes",
      inTurn(
        content(CSV, { etag: '"1"', cutAfter: 900 }),
        status(500),
        status(429, { "Retry-After": "1" }),
        content(CSV, { etag: '"1"' }),
      ),
    );
    const folder = study(`{ url: "${server.origin}/passes", to: data/rows.csv }`);
    expect((await fetch(folder)).code).toBe(0);
    expect(readFileSync(join(folder, "data/rows.csv"), "utf8")).toBe(CSV);
    expect(server.asked("/passes").at(-1)!.headers.range).toBe("bytes=900-");
    server.on("/slow", drip(`${HEADER}\nu1,2015,1,0,r1\n`, 10));
    expect((await fetch(study(`{ url: "${server.origin}/slow", to: data/rows.csv }`))).code).toBe(0);
  });

  test("Ctrl-C: exit 130; the same command goes on where it stopped", async () => {
    server.on("/long", (_, response) => {
      response.writeHead(200, { ETag: '"1"', "Content-Length": CSV.length });
      response.write(CSV.slice(0, 1000));
    });
    const folder = study(`{ url: "${server.origin}/long", to: data/rows.csv }`);
    const part = join(folder, "data/rows.csv.part");
    const stopped = await runCli(["fetch", "."], {
      cwd: folder,
      signal: { name: "SIGINT", when: () => existsSync(part) && readFileSync(part).length === 1000 },
    });
    expect(stopped).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/interrupted\. Run the same command again/),
    });
    server.on("/long", content(CSV, { etag: '"1"' }));
    expect((await fetch(folder)).code).toBe(0);
    expect(server.asked("/long").at(-1)!.headers.range).toBe("bytes=1000-");
    expect(readFileSync(join(folder, "data/rows.csv"), "utf8")).toBe(CSV);
  });

  test("a file of the user's own is kept, and that is no failure; --force overwrites it", async () => {
    server.on("/mine.csv", content(CSV));
    const folder = study(`{ url: "${server.origin}/mine.csv", to: data/rows.csv }`);
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data/rows.csv"), "mine");
    const kept = await fetch(folder);
    expect(kept).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/data\/rows\.csv is there and was not fetched/),
    });
    expect(kept.stdout).toMatch(/1 file: 1 kept as it is\./);
    expect((await fetch(folder, "--force")).code).toBe(0);
    expect(readFileSync(join(folder, "data/rows.csv"), "utf8")).toBe(CSV);
  });

  test("--root puts the files elsewhere, but not among made-up ones", async () => {
    server.on("/rows.csv", content(CSV));
    const folder = study(`{ url: "${server.origin}/rows.csv", to: data/rows.csv }`);
    mkdirSync(join(folder, "elsewhere"));
    expect((await fetch(folder, "--root", "elsewhere")).code).toBe(0);
    expect(readFileSync(join(folder, "elsewhere/data/rows.csv"), "utf8")).toBe(CSV);
    writeFileSync(join(folder, "elsewhere/SYNTHETIC.yaml"), "study: small\nseed: 1\n");
    expect(await fetch(folder, "--root", "elsewhere")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/fetch: these are synthetic data \(.*SYNTHETIC\.yaml\)/),
    });
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a folder without a study", ["fetch", "nowhere"], /nowhere: no such folder/],
    [
      "an unknown source",
      ["fetch", ".", "--only", "row"],
      /--only row: the study has no such source; did you mean rows\?/,
    ],
    ["a source that cannot be fetched", ["fetch", ".", "--only", "money"], /it has no download in study\.yaml/],
    ["an unknown flag", ["fetch", ".", "--forse"], /unknown option '--forse'/],
    ["retries that are no number", ["fetch", ".", "--retries", "many"], /expected a whole number from 0/],
  ];
  test.each(wrong)("%s: exit 2", async (_, args, message) => {
    const folder = study(`{ url: "${server.origin}/rows.csv", to: data/rows.csv }`);
    expect(await runCli(args, { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  test("--help has examples and exit codes", async () => {
    const { code, stdout } = await runCli(["fetch", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/effectmeter fetch hypotheses\/sto --dry-run/);
    expect(stdout).toMatch(/3 a file could not be fetched/);
  });
});
