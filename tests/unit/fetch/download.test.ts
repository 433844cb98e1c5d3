import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_LIMITS, type Download, type DownloadRequest, download } from "../../../src/fetch/download.ts";
import type { FetchFailure } from "../../../src/fetch/failure.ts";
import { redirected } from "../../../src/fetch/request.ts";
import {
  content,
  deadOrigin,
  drip,
  hang,
  inTurn,
  type MisbehavingServer,
  redirect,
  stall,
  startMisbehavingServer,
  status,
  wrongLength,
} from "../../support/misbehaving-server.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

const folder = dirname(temporaryFiles()("x", ""));
const TEXT = Array.from({ length: 400 }, (_, row) => `row${row};${row * 7}\n`).join("");
const sha = (text: string): string => createHash("sha256").update(text).digest("hex");

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(() => server.close());

let files = 0;
/** Downloads without waiting between tries; the waits asked for are noted. */
async function fetch(path: string, options: Partial<DownloadRequest> = {}, waits: number[] = []) {
  const to = options.path ?? join(folder, `file-${files++}.csv`);
  const got = await download({
    address: path.startsWith("http") ? path : server.origin + path,
    path: to,
    known: null,
    signal: new AbortController().signal,
    pause: async (ms) => void waits.push(ms),
    ...options,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  });
  return { got, to };
}

const failureOf = async (promise: Promise<unknown>): Promise<FetchFailure> =>
  promise.then(
    () => expect.unreachable("it did not fail"),
    (error: FetchFailure) => error,
  );

/** The text of a complete download, after its hash and size were compared with it. */
function textOf(got: Download): string {
  if (got.kind !== "complete") return expect.unreachable("it is not complete");
  const text = readFileSync(got.complete, "utf8");
  expect(got.sha256).toBe(sha(text));
  expect(got.bytes).toBe(Buffer.byteLength(text));
  return text;
}

const limits = (changes: Partial<typeof DEFAULT_LIMITS>) => ({ limits: { ...DEFAULT_LIMITS, ...changes } });

describe("what arrives", () => {
  test("is the content, with its validators, and nothing stands at its place yet", async () => {
    server.on("/whole", content(TEXT, { etag: '"a"', lastModified: "Tue, 05 Nov 2024 10:00:00 GMT" }));
    const { got, to } = await fetch("/whole");
    expect(textOf(got)).toBe(TEXT);
    expect(got).toMatchObject({
      etag: '"a"',
      lastModified: "Tue, 05 Nov 2024 10:00:00 GMT",
      attempts: 1,
      address: `${server.origin}/whole`,
    });
    expect(existsSync(to)).toBe(false);
  });

  test("is unpacked when the server sent it as gzip", async () => {
    server.on("/gzip", content(TEXT, { gzip: true }));
    const { got } = await fetch("/gzip");
    expect(textOf(got)).toBe(TEXT);
  });

  test("is not asked for again when the server says that it is the same", async () => {
    server.on("/same", content(TEXT, { etag: '"v1"' }));
    const known = { etag: '"v1"', lastModified: null };
    expect((await fetch("/same", { known })).got).toEqual({ kind: "unchanged", attempts: 1 });
    const other = await fetch("/same", { known: { etag: '"v0"', lastModified: null } });
    expect(textOf(other.got)).toBe(TEXT);
  });

  test("may come slowly, byte by byte", async () => {
    server.on("/drip", drip("a;b\n1;2\n", 5));
    expect(textOf((await fetch("/drip", limits({ silenceMs: 2000 }))).got)).toBe("a;b\n1;2\n");
  });

  test("is asked for with a name and with gzip", async () => {
    server.on("/headers", content(TEXT));
    await fetch("/headers", limits({ userAgent: "effectmeter/1" }));
    expect(server.asked("/headers")[0]!.headers).toMatchObject({
      "user-agent": "effectmeter/1",
      "accept-encoding": "gzip",
    });
  });
});

describe("a download that is cut off", () => {
  test("goes on where it stopped", async () => {
    server.on("/cut", inTurn(content(TEXT, { etag: '"a"', cutAfter: 1000 }), content(TEXT, { etag: '"a"' })));
    const { got } = await fetch("/cut");
    expect(textOf(got)).toBe(TEXT);
    expect(got.attempts).toBe(2);
    expect(server.asked("/cut")[1]!.headers).toMatchObject({ range: "bytes=1000-", "if-range": '"a"' });
  });

  test("goes on by its date where there is no tag that it may go on by", async () => {
    const options = { etag: 'W/"a"', lastModified: "Tue, 05 Nov 2024 10:00:00 GMT" };
    server.on("/weak", inTurn(content(TEXT, { ...options, cutAfter: 500 }), content(TEXT, options)));
    expect(textOf((await fetch("/weak")).got)).toBe(TEXT);
    expect(server.asked("/weak")[1]!.headers["if-range"]).toBe("Tue, 05 Nov 2024 10:00:00 GMT");
  });

  test("goes on in the same gzip", async () => {
    server.on(
      "/cut-gzip",
      inTurn(content(TEXT, { etag: '"a"', gzip: true, cutAfter: 200 }), content(TEXT, { etag: '"a"', gzip: true })),
    );
    expect(textOf((await fetch("/cut-gzip")).got)).toBe(TEXT);
    expect(server.asked("/cut-gzip")[1]!.headers.range).toBe("bytes=200-");
  });

  test("begins again when the file changed meanwhile: the halves of two editions are never joined", async () => {
    const other = TEXT.replaceAll("row", "line");
    server.on("/changed", inTurn(content(TEXT, { etag: '"a"', cutAfter: 1000 }), content(other, { etag: '"b"' })));
    expect(textOf((await fetch("/changed")).got)).toBe(other);
  });

  test("begins again when the rest that comes is of another edition though it was asked not to be", async () => {
    const other = TEXT.replaceAll("row", "line");
    const rude = status(206, { ETag: '"b"', "Content-Range": `bytes 1000-${other.length - 1}/${other.length}` }, "x");
    server.on("/rude", inTurn(content(TEXT, { etag: '"a"', cutAfter: 1000 }), rude, content(other, { etag: '"b"' })));
    const { got } = await fetch("/rude");
    expect(textOf(got)).toBe(other);
    expect(server.asked("/rude")[2]!.headers.range).toBeUndefined();
  });

  test("begins again where the server knows no ranges, or gives nothing to go on by", async () => {
    server.on(
      "/no-range",
      inTurn(
        content(TEXT, { etag: '"a"', ranges: false, cutAfter: 100 }),
        content(TEXT, { etag: '"a"', ranges: false }),
      ),
    );
    expect(textOf((await fetch("/no-range")).got)).toBe(TEXT);
    server.on("/no-tag", inTurn(content(TEXT, { cutAfter: 100 }), content(TEXT)));
    expect(textOf((await fetch("/no-tag")).got)).toBe(TEXT);
    expect(server.asked("/no-tag")[1]!.headers.range).toBeUndefined();
  });

  test("is kept for the next command, and gone on with by that", async () => {
    server.on("/later", content(TEXT, { etag: '"a"', cutAfter: 700 }));
    const to = join(folder, "later.csv");
    expect(await failureOf(fetch("/later", { path: to, ...limits({ retries: 0 }) }))).toMatchObject({
      kind: "broken",
      message: expect.stringMatching(/cut off/),
    });
    expect(readFileSync(`${to}.part`, "utf8")).toBe(TEXT.slice(0, 700));
    server.on("/later", content(TEXT, { etag: '"a"' }));
    expect(textOf((await fetch("/later", { path: to })).got)).toBe(TEXT);
    expect(server.asked("/later")[1]!.headers.range).toBe("bytes=700-");
  });

  test("a part of another address, or without its notes, is not gone on with", async () => {
    server.on("/mine", content(TEXT, { etag: '"a"' }));
    const to = join(folder, "mine.csv");
    writeFileSync(`${to}.part`, "something else");
    expect(textOf((await fetch("/mine", { path: to })).got)).toBe(TEXT);
    writeFileSync(`${to}.part`, "something else");
    writeFileSync(`${to}.part.json`, JSON.stringify({ address: "http://elsewhere/", etag: '"a"' }));
    expect(textOf((await fetch("/mine", { path: to })).got)).toBe(TEXT);
    expect(server.asked("/mine").map((one) => one.headers.range)).toEqual([undefined, undefined]);
  });

  test("of which everything came already begins again", async () => {
    server.on("/full", content(TEXT, { etag: '"a"' }));
    const to = join(folder, "full.csv");
    await fetch("/full", { path: to });
    expect(textOf((await fetch("/full", { path: to })).got)).toBe(TEXT);
    expect(server.asked("/full").map((one) => one.headers.range)).toEqual([
      undefined,
      `bytes=${TEXT.length}-`,
      undefined,
    ]);
  });
});

describe("another length than announced", () => {
  test("too little is no download", async () => {
    server.on("/short", wrongLength(TEXT, TEXT.length + 10));
    expect(await failureOf(fetch("/short", limits({ retries: 1 })))).toMatchObject({
      kind: "broken",
      message: expect.stringMatching(/, 2 times in a row$/),
    });
  });

  test("too much is no download either", async () => {
    server.on("/long", wrongLength(TEXT, TEXT.length - 10));
    expect(await failureOf(fetch("/long", limits({ retries: 0 })))).toMatchObject({
      kind: "broken",
      message: "it does not send what it announces (HPE_CLOSED_CONNECTION)",
    });
  });

  test("more than the limit is refused, announced or not, and unpacked too", async () => {
    server.on("/large", content(TEXT));
    server.on("/large-gzip", content("0".repeat(5000), { gzip: true }));
    for (const path of ["/large", "/large-gzip"])
      expect(await failureOf(fetch(path, limits({ maximumBytes: 1000 })))).toMatchObject({ kind: "too-large" });
    server.on("/large-chunked", (_, response) => void response.end(TEXT.slice(0, 1100)));
    expect((await failureOf(fetch("/large-chunked", limits({ maximumBytes: 1000 })))).kind).toBe("too-large");
  });

  test("damaged gzip is no download", async () => {
    server.on("/bad-gzip", status(200, { "Content-Encoding": "gzip" }, "no gzip at all"));
    expect(await failureOf(fetch("/bad-gzip", limits({ retries: 0 })))).toMatchObject({
      kind: "broken",
      message: "its gzip is damaged",
    });
  });
});

describe("redirects", () => {
  test("are followed, and where they lead is told", async () => {
    server.on("/moved", redirect("/further", 301));
    server.on("/further", redirect(`${server.origin}/goal`, 307));
    server.on("/goal", content(TEXT));
    const { got } = await fetch("/moved");
    expect(textOf(got)).toBe(TEXT);
    expect(got).toMatchObject({ address: `${server.origin}/goal` });
  });

  const refused: readonly (readonly [string, () => void, RegExp])[] = [
    [
      "in a circle",
      () => {
        server.on("/bad", redirect("/bad-2"));
        server.on("/bad-2", redirect("/bad"));
      },
      /in a circle, back to http/,
    ],
    [
      "without end",
      () => {
        for (let i = 0; i < 12; i++) server.on(`/chain-${i}`, redirect(`/chain-${i + 1}`));
        server.on("/bad", redirect("/chain-0"));
      },
      /more than 8 redirects/,
    ],
    ["to nowhere", () => server.on("/bad", status(302)), /redirects to nowhere/],
    ["to another protocol", () => server.on("/bad", redirect("file:///etc/passwd")), /redirects to file:/],
  ];
  test.each(refused)("%s are refused, at once", async (_, prepare, message) => {
    prepare();
    const waits: number[] = [];
    expect(await failureOf(fetch("/bad", {}, waits))).toMatchObject({
      kind: "redirect",
      message: expect.stringMatching(message),
    });
    expect(waits).toEqual([]);
  });
});

test("a redirect stays on https once it is there", () => {
  const to = (from: string, location: string) => redirected(new URL(from), location).href;
  expect(() => to("https://a.test/x", "http://a.test/y")).toThrow(/from https to http \(http:\/\/a\.test\/y\)/);
  expect(to("https://a.test/x", "//b.test/y")).toBe("https://b.test/y");
  expect(to("http://a.test/x", "https://a.test/x#top")).toBe("https://a.test/x");
});

describe("trouble that may pass", () => {
  test("a server error is tried again, each time after about twice as long", async () => {
    server.on("/500", inTurn(status(500), status(502), status(503), content(TEXT)));
    const waits: number[] = [];
    const { got } = await fetch("/500", {}, waits);
    expect(textOf(got)).toBe(TEXT);
    expect(got.attempts).toBe(4);
    // half to one and a half times 500, 1000, 2000 ms
    expect(waits).toHaveLength(3);
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(250 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(750 * 2 ** index);
    });
    const again: number[] = [];
    server.on("/500", inTurn(status(500), status(502), status(503), content(TEXT)));
    await fetch("/500", {}, again);
    expect(again).toEqual(waits);
  });

  test("Retry-After is honoured, in seconds and as a date", async () => {
    server.on("/429", inTurn(status(429, { "Retry-After": "7" }), content(TEXT)));
    const waits: number[] = [];
    await fetch("/429", {}, waits);
    expect(waits).toEqual([7000]);
    const soon = new Date(Date.now() + 60_000).toUTCString();
    server.on("/429", inTurn(status(503, { "Retry-After": soon }), content(TEXT)));
    const dated: number[] = [];
    await fetch("/429", {}, dated);
    expect(dated[0]).toBeGreaterThan(30_000);
    expect(dated[0]).toBeLessThanOrEqual(60_000);
  });

  test("a wait longer than there is time is not begun", async () => {
    server.on("/wait", status(429, { "Retry-After": "7200" }));
    const waits: number[] = [];
    expect(await failureOf(fetch("/wait", limits({ totalMs: 60_000 }), waits))).toMatchObject({
      kind: "busy",
      message: "it answers with HTTP 429; it asks to come back in 7200 s, and the time is up",
    });
    expect(waits).toEqual([]);
  });

  test("a server that never answers, falls silent or takes too long is given up", async () => {
    server.on("/hang", hang);
    server.on("/stall", stall("a;b\n", 100));
    server.on("/forever", drip(TEXT, 20));
    expect(await failureOf(fetch("/hang", limits({ silenceMs: 100, retries: 1 })))).toMatchObject({
      kind: "timeout",
      message: "nothing came for 0.1 s, 2 times in a row",
    });
    expect((await failureOf(fetch("/stall", limits({ silenceMs: 100, retries: 0 })))).message).toBe(
      "nothing came for 0.1 s",
    );
    expect((await failureOf(fetch("/forever", limits({ attemptMs: 200, retries: 0 })))).message).toBe(
      "it was not complete after 0.2 s",
    );
  });

  test("a machine that is offline", async () => {
    const waits: number[] = [];
    expect(await failureOf(fetch(`${await deadOrigin()}/x`, limits({ retries: 2 }), waits))).toMatchObject({
      kind: "offline",
      message: "the host refused the connection (ECONNREFUSED), 3 times in a row",
    });
    expect(waits).toHaveLength(2);
    expect(await failureOf(fetch("http://no-such-host.invalid/x", limits({ retries: 0 })))).toMatchObject({
      kind: "offline",
    });
  });
});

describe("trouble that stays", () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [404, "moved", "there is no file at this address (HTTP 404)"],
    [410, "moved", "there is no file at this address (HTTP 410)"],
    [403, "refused", "it asks for a login or refuses us (HTTP 403)"],
    [400, "refused", "it answers with HTTP 400"],
    [204, "refused", "it answers with HTTP 204"],
  ];
  test.each(cases)("HTTP %i is not tried again", async (code, kind, message) => {
    server.on("/stays", status(code));
    const waits: number[] = [];
    expect(await failureOf(fetch("/stays", {}, waits))).toMatchObject({ kind, message });
    expect(waits).toEqual([]);
  });

  test("an encoding that was not asked for", async () => {
    server.on("/br", status(200, { "Content-Encoding": "br" }, "x"));
    expect((await failureOf(fetch("/br"))).message).toBe("it answers in the encoding br, which was not asked for");
  });

  test("a folder that cannot be written", async () => {
    server.on("/disk", content(TEXT));
    writeFileSync(join(folder, "a-file"), "");
    const error = await failureOf(fetch("/disk", { path: join(folder, "a-file", "x.csv") }));
    expect(error).toMatchObject({ kind: "disk", message: expect.stringMatching(/could not be written here \(E/) });
  });
});

test("an interrupt stops a download and a wait between tries", async () => {
  server.on("/stop", stall("a;b\n", 100));
  const stop = new AbortController();
  const stopped = failureOf(fetch("/stop", { signal: stop.signal }));
  setTimeout(() => stop.abort(), 100);
  expect((await stopped).kind).toBe("interrupted");

  server.on("/stop", status(503, { "Retry-After": "60" }));
  const waiting = new AbortController();
  const { pause } = await import("../../../src/fetch/backoff.ts");
  const ended = failureOf(fetch("/stop", { signal: waiting.signal, pause }));
  setTimeout(() => waiting.abort(), 100);
  expect((await ended).kind).toBe("interrupted");
});
