import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SourceText } from "../support/import-rules.ts";
import { networkViolations } from "../support/network-rules.ts";

const root = join(import.meta.dirname, "../..");

test("nothing but fetch, and the import of a query, touches the network", () => {
  const files = ["src", "models", "data", "reports"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
      .map((file) => {
        const path = `${folder}/${file.replaceAll("\\", "/")}`;
        return { path, text: readFileSync(join(root, path), "utf8") };
      }),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.some(({ path, text }) => path.startsWith("src/fetch/") && text.includes("node:https"))).toBe(true);
  expect(networkViolations(files)).toEqual([]);
});

const planted: readonly (readonly [string, SourceText, RegExp])[] = [
  [
    "a run that asks a server",
    { path: "src/run/a.ts", text: 'import { get } from "node:https";' },
    /imports node:https/,
  ],
  ["a reader that does", { path: "data/a/load.ts", text: 'const { request } = await import("http");' }, /imports http/],
  ["sockets", { path: "src/tables/a.ts", text: 'import net from "node:net";' }, /imports node:net/],
  ["a database elsewhere", { path: "src/run/a.ts", text: 'import pg from "pg";' }, /imports pg/],
  ["the global fetch", { path: "data/a/load.ts", text: 'await fetch("https://x.test");' }, /uses fetch/],
  ["the same by another way", { path: "src/run/a.ts", text: 'globalThis.fetch("https://x.test");' }, /uses fetch/],
  ["a web socket", { path: "reports/a.ts", text: 'new WebSocket("wss://x.test");' }, /uses WebSocket/],
  ["other clients in src/fetch", { path: "src/fetch/a.ts", text: 'import { fetch } from "undici";' }, /imports undici/],
];
test.each(planted)("catches %s", (_, file, message) => {
  expect(networkViolations([file])).toEqual([expect.stringMatching(message)]);
});

test("lets through what has only the name", () => {
  const text = "export function fetch(): void {}\nfetch();\nexport const http = 1;";
  expect(networkViolations([{ path: "src/run/a.ts", text }])).toEqual([]);
});
