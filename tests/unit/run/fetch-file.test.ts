import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchedFiles } from "../../../src/run/fetch-record.ts";
import { HEADER } from "../../support/csv-study.ts";
import { CSV, dataOf, fetch, fetchStudies, recordAt, textAt } from "../../support/fetch-studies.ts";
import {
  content,
  inTurn,
  type MisbehavingServer,
  redirect,
  startMisbehavingServer,
} from "../../support/misbehaving-server.ts";

const { study } = fetchStudies();

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(() => server.close());

describe("one file", () => {
  test("is put in its place, and beside it where and when it came from", async () => {
    server.on("/old.csv", redirect("/rows.csv"));
    server.on("/rows.csv", content(CSV, { etag: '"1"', lastModified: "Tue, 05 Nov 2024 09:00:00 GMT" }));
    const folder = study(`{ url: "${server.origin}/old.csv", to: data/rows.csv }`);
    const [end] = await fetch(folder);
    expect(end).toMatchObject({
      source: "rows",
      to: "data/rows.csv",
      status: "fetched",
      bytes: CSV.length,
      attempts: 1,
    });
    expect(textAt(folder, "data/rows.csv")).toBe(CSV);
    expect(recordAt(folder, "data/rows.csv")).toMatchObject({
      schemaVersion: 1,
      source: "rows",
      requested: `${server.origin}/old.csv`,
      address: `${server.origin}/rows.csv`,
      sha256: end!.sha256,
      bytes: CSV.length,
      fetchedAt: "2024-11-05T10:00:00.000Z",
      etag: '"1"',
    });
    expect(dataOf(folder)).toEqual(["rows.csv", "rows.csv.source.json"]);
  });

  test("that has not changed is not written again, whether the server says so or the content does", async () => {
    server.on("/same.csv", content(CSV, { etag: '"1"' }));
    const folder = study(`{ url: "${server.origin}/same.csv", to: data/rows.csv }`);
    await fetch(folder);
    const before = statSync(join(folder, "data/rows.csv")).mtimeMs;
    const later = { now: () => new Date("2025-01-01T00:00:00Z") };
    expect((await fetch(folder, later))[0]).toMatchObject({ status: "unchanged", bytes: CSV.length });
    expect(server.asked("/same.csv")[1]!.headers["if-none-match"]).toBe('"1"');
    server.on("/same.csv", content(CSV, { etag: '"2"' }));
    expect((await fetch(folder, later))[0]!.status).toBe("unchanged");
    expect((await fetch(folder, { ...later, force: true }))[0]!.status).toBe("unchanged");
    expect(server.asked("/same.csv")[3]!.headers["if-none-match"]).toBeUndefined();
    expect(statSync(join(folder, "data/rows.csv")).mtimeMs).toBe(before);
    expect(recordAt(folder, "data/rows.csv")).toMatchObject({ etag: '"2"', fetchedAt: "2024-11-05T10:00:00.000Z" });
  });

  test("that changed at the publisher's replaces the one that was fetched", async () => {
    server.on("/new.csv", content(CSV, { etag: '"1"' }));
    const folder = study(`{ url: "${server.origin}/new.csv", to: data/rows.csv }`);
    await fetch(folder);
    server.on("/new.csv", content(`${CSV}u99,2015,1,0,r1\n`, { etag: '"2"' }));
    expect((await fetch(folder))[0]!.status).toBe("fetched");
    expect(textAt(folder, "data/rows.csv")).toMatch(/u99/);
  });

  test("that the user changed, or put there, is left alone and not even asked for, unless forced", async () => {
    server.on("/theirs.csv", content(CSV));
    const folder = study(`{ url: "${server.origin}/theirs.csv", to: data/rows.csv }`);
    await fetch(folder);
    writeFileSync(join(folder, "data/rows.csv"), `${HEADER}\nmine,2015,1,0,r1\n`);
    const [kept] = await fetch(folder);
    expect(kept).toMatchObject({ status: "kept", message: expect.stringMatching(/was changed since it was fetched/) });
    rmSync(join(folder, "data/rows.csv.source.json"));
    expect((await fetch(folder))[0]!.message).toMatch(/was not fetched by effectmeter/);
    expect(textAt(folder, "data/rows.csv")).toMatch(/mine/);
    expect(server.asked("/theirs.csv")).toHaveLength(1);
    expect((await fetch(folder, { force: true }))[0]!.status).toBe("fetched");
    expect(textAt(folder, "data/rows.csv")).toBe(CSV);
  });

  test("that is saved by the user while it is being fetched is left alone", async () => {
    const folder = study(`{ url: "${server.origin}/race.csv", to: data/rows.csv }`);
    server.on("/race.csv", (request, response) => {
      writeFileSync(join(folder, "data/rows.csv"), "mine");
      content(CSV)(request, response);
    });
    expect((await fetch(folder))[0]).toMatchObject({ status: "failed", message: expect.stringMatching(/is kept/) });
    expect(dataOf(folder)).toEqual(["rows.csv"]);
    expect(textAt(folder, "data/rows.csv")).toBe("mine");
  });
});

test("files as DUO publishes them are taken by the readers of their families, and refused by others", async () => {
  // The shipped file, as it was published: semicolons, decimal commas.
  const packed = readFileSync("data/duo/raw/geslaagden-gezakten-en-cijfers-2018-2019.csv.gz");
  server.on("/marks", (_, response) => void response.end(gunzipSync(packed)));
  server.on("/marks.gz", (_, response) => void response.end(packed));
  const from = (path: string, reader: string) =>
    fetch(study(`{ url: "${server.origin}${path}", to: data/rows.csv }`, `reader: ${reader}, files: [data/*.csv]`));
  for (const [path, reader] of [
    ["/marks", "duo/marks"],
    ["/marks", "auto"],
    ["/marks.gz", "duo/marks"],
  ] as const)
    expect((await from(path, reader))[0]).toMatchObject({ status: "fetched" });
  expect((await from("/marks", "duo/pupils"))[0]!.message).toMatch(
    /columns are not those of duo\/pupils: they are those of duo\/marks\. Nothing was saved\./,
  );
});

describe("what is refused leaves nothing behind", () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    [
      "a web page with status 200",
      "<!DOCTYPE html>\n<html><head><title>Pagina niet gevonden</title>",
      "reader: csv, files: [data/*.csv]",
      /it sent a web page, not a table \("Pagina niet gevonden"\)\. Nothing was saved\. Look for the file at http/,
    ],
    ["nothing", "", "reader: csv, files: [data/*.csv]", /it sent an empty file/],
    [
      "columns that another reader knows",
      "PROVINCIE;BRIN NUMMER;VESTIGINGSNUMMER\nA;00AA;00AA00\n",
      "reader: duo/exams, files: [data/*.csv]",
      /columns are not those of duo\/exams/,
    ],
    ["columns of no known table", "a;b\n1;2\n", "reader: auto, files: [data/*.csv]", /not those of a known table/],
    [
      "an own table without its columns",
      CSV,
      "reader: csv, files: [data/*.csv], columns: [unit, dosis]",
      /it sent a file without the columns dosis/,
    ],
    [
      "a ragged file",
      "a;b\n1;2;3\n",
      "reader: csv, files: [data/*.csv], columns: [a]",
      /it sent a file that cannot be read: the file, line 2/,
    ],
  ];
  test.each(cases)("%s", async (_, text, source, message) => {
    server.on("/refused", content(text, { etag: '"1"' }));
    const folder = study(`{ url: "${server.origin}/refused", to: data/rows.csv }`, source);
    expect((await fetch(folder))[0]).toMatchObject({
      status: "failed",
      failure: "content",
      message: expect.stringMatching(message),
    });
    expect(dataOf(folder)).toEqual([]);
  });

  test("a redirect to a web page", async () => {
    server.on("/gone.csv", redirect("/not-found.html"));
    server.on("/not-found.html", content("\n<?xml version='1.0'?><!doctype html><html>", { type: "text/html" }));
    const folder = study(`{ url: "${server.origin}/gone.csv", to: data/rows.csv }`);
    expect((await fetch(folder))[0]).toMatchObject({
      failure: "content",
      message: expect.stringMatching(/a web page/),
    });
  });

  test("a refused edition leaves the earlier one as it was", async () => {
    server.on("/later.csv", inTurn(content(CSV), content("<html>")));
    const folder = study(`{ url: "${server.origin}/later.csv", to: data/rows.csv }`);
    await fetch(folder);
    expect((await fetch(folder))[0]!.status).toBe("failed");
    expect(textAt(folder, "data/rows.csv")).toBe(CSV);
    expect(dataOf(folder)).toEqual(["rows.csv", "rows.csv.source.json"]);
  });
});

test("what a run says of files that were fetched: where and when, and whether they were changed since", async () => {
  server.on("/rows.csv", content(CSV));
  const folder = study(`{ url: "${server.origin}/rows.csv", to: data/rows.csv }`);
  await fetch(folder);
  const path = join(folder, "data/rows.csv");
  const [file] = await fetchedFiles([path, join(folder, "study.yaml")]);
  expect(file).toMatchObject({
    path,
    address: `${server.origin}/rows.csv`,
    fetchedAt: "2024-11-05T10:00:00.000Z",
    edited: false,
  });
  writeFileSync(path, "changed");
  expect((await fetchedFiles([path]))[0]!.edited).toBe(true);
});
