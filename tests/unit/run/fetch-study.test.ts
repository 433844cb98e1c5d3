import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeStudy } from "../../support/csv-study.ts";
import { CSV, dataOf, fetch, fetchStudies, textAt } from "../../support/fetch-studies.ts";
import {
  content,
  deadOrigin,
  type MisbehavingServer,
  startMisbehavingServer,
  status,
} from "../../support/misbehaving-server.ts";

const { base, study } = fetchStudies();

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(() => server.close());

describe("several files", () => {
  const years = (extra = "") =>
    `{ url: "${server.origin}/y-{year}-{year+1}.csv", over: { year: [2019, 2022] }, to: "data/y-{year}.csv"${extra} }`;

  test("one for each year; what is missing is told with where to look, and stops none of the others", async () => {
    for (const year of [2019, 2020, 2022]) server.on(`/y-${year}-${year + 1}.csv`, content(CSV));
    const folder = study(
      years(),
      "reader: csv, files: [data/*.csv], from: { nl: De dienst, en: The office }, url: https://office.test/data",
    );
    const ends = await fetch(folder);
    expect(ends.map(({ to, status }) => [to, status])).toEqual([
      ["data/y-2019.csv", "fetched"],
      ["data/y-2020.csv", "fetched"],
      ["data/y-2021.csv", "failed"],
      ["data/y-2022.csv", "fetched"],
    ]);
    expect(ends[2]).toMatchObject({
      failure: "moved",
      message:
        `rows: ${server.origin}/y-2021-2022.csv: there is no file at this address (HTTP 404). The publisher moved or renamed it, or has not published it yet: ` +
        "look for it at https://office.test/data (The office). Then correct download of the source rows in study.yaml, or save it as data/y-2021.csv yourself.",
    });
  });

  test("at most two at a time", async () => {
    let now = 0;
    let most = 0;
    for (let year = 2019; year <= 2022; year++)
      server.on(`/y-${year}-${year + 1}.csv`, (request, response) => {
        most = Math.max(most, ++now);
        setTimeout(() => {
          now--;
          content(CSV)(request, response);
        }, 50);
      });
    await fetch(study(years()));
    expect(most).toBe(2);
  });

  test("other addresses are tried in turn when there is no file at the first, and only then", async () => {
    server.on("/second.csv", content(CSV));
    server.on("/busy.csv", status(503));
    const urls = (first: string) =>
      `{ url: ["${server.origin}/${first}", "${server.origin}/second.csv"], to: data/rows.csv }`;
    expect((await fetch(study(urls("none.csv"))))[0]).toMatchObject({
      status: "fetched",
      address: `${server.origin}/second.csv`,
    });
    expect((await fetch(study(urls("busy.csv"))))[0]).toMatchObject({ status: "failed", failure: "busy" });
  });

  test("a host that cannot be reached is not tried for every file", async () => {
    const dead = await deadOrigin();
    const waits: number[] = [];
    const folder = study(`{ url: "${dead}/{year}.csv", over: { year: [2000, 2020] }, to: "data/{year}.csv" }`);
    const ends = await fetch(folder, { pause: async (ms) => void waits.push(ms) });
    expect(ends.every(({ failure }) => failure === "offline")).toBe(true);
    expect(ends[20]!.message).toMatch(
      /the host refused the connection \(ECONNREFUSED\), 2 times in a row\. Is this machine online\? .* save it as data\/2020\.csv yourself\./,
    );
    expect(waits).toHaveLength(2);
  });

  test("--only, and what it may not name", async () => {
    server.on("/rows.csv", content(CSV));
    const folder = study(`{ url: "${server.origin}/rows.csv", to: data/rows.csv }`);
    expect(await fetch(folder, { only: ["rows"] })).toHaveLength(1);
    await expect(fetch(folder, { only: ["row"] })).rejects.toThrow(
      "--only row: the study has no such source; did you mean rows? (with a download are rows)",
    );
    await expect(fetch(folder, { only: ["money"] })).rejects.toThrow(
      "--only money: it has no download in study.yaml; it can be had from: The administration; effectmeter template money prints an empty one",
    );
    const without = join(base, "without");
    writeStudy(without);
    await expect(fetch(without)).rejects.toThrow(/no source of small declares a download/);
  });

  test("a dry run asks no server", async () => {
    server.on("/rows.csv", content(CSV));
    const before = server.seen.length;
    const folder = study(years());
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data/y-2020.csv"), "mine");
    const ends = await fetch(folder, { dryRun: true });
    expect(ends.map(({ status }) => status)).toEqual(["to-fetch", "kept", "to-fetch", "to-fetch"]);
    expect(ends[3]!.address).toBe(`${server.origin}/y-2022-2023.csv`);
    expect(server.seen.length).toBe(before);
    expect(dataOf(folder)).toEqual(["y-2020.csv"]);
  });
});

describe("a file that a catalogue names", () => {
  const packageOf = (...resources: readonly object[]) =>
    content(JSON.stringify({ success: true, result: { resources } }), { type: "application/json" });
  const download = () =>
    `{ kind: ckan, url: "${server.origin}/api/3/action/package_show?id=adressen", resource: "^vestigingenvo", to: data/rows.csv }`;

  test("is found again after a new upload, at its new address", async () => {
    const folder = study(download());
    server.on("/files/a/vestigingenvo.csv", content(CSV, { etag: '"a"' }));
    server.on("/files/b/vestigingenvo.csv", content(CSV.replace("u0,2015", "u77,2015"), { etag: '"b"' }));
    server.on(
      "/api/3/action/package_show",
      packageOf(
        { name: "vestigingenbo", url: `${server.origin}/x` },
        { name: "Adressen", url: `${server.origin}/files/a/vestigingenvo.csv` },
      ),
    );
    expect((await fetch(folder))[0]).toMatchObject({
      status: "fetched",
      address: `${server.origin}/files/a/vestigingenvo.csv`,
    });
    expect(server.asked("/api/3/action/package_show")[0]!.path).toMatch(/\?id=adressen$/);
    expect((await fetch(folder))[0]!.status).toBe("unchanged");
    server.on(
      "/api/3/action/package_show",
      packageOf({ name: "Adressen", url: `${server.origin}/files/b/vestigingenvo.csv` }),
    );
    expect((await fetch(folder))[0]!.status).toBe("fetched");
    expect(textAt(folder, "data/rows.csv")).toMatch(/u77/);
    expect(dataOf(folder)).toEqual(["rows.csv", "rows.csv.source.json"]);
  });

  test("is not guessed at", async () => {
    server.on("/api/3/action/package_show", packageOf({ name: "vestigingenbo", url: `${server.origin}/x` }));
    const [none] = await fetch(study(download()));
    expect(none).toMatchObject({
      failure: "content",
      message: expect.stringMatching(/no resource .*; it has vestigingenbo\. /),
    });
    server.on("/api/3/action/package_show", content("<html>"));
    expect((await fetch(study(download())))[0]!.message).toMatch(/it sent something that is not JSON/);
    server.on("/api/3/action/package_show", packageOf({ name: "vestigingenvo", url: "ftp://x.test/a.csv" }));
    expect((await fetch(study(download())))[0]!.message).toMatch(/an address that is none of http or https/);
    server.on("/api/3/action/package_show", packageOf({ name: "vestigingenvo", url: `${server.origin}/nowhere.csv` }));
    expect((await fetch(study(download())))[0]!.message).toMatch(
      /\/nowhere\.csv: there is no file at this address \(HTTP 404\)/,
    );
  });
});
