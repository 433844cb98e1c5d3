import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { FINDING_CODES, findingSentence } from "../../src/messages/findings.ts";
import { ROOT } from "../support/cli.ts";
import { emittedCodes } from "../support/finding-codes.ts";

// The schema of results describes findings and verdicts weigh checks (also by code): neither makes any.
const files = globSync(["src/**/*.ts", "models/**/*.ts", "data/**/*.ts"], {
  cwd: ROOT,
  ignore: ["src/result/schema.ts", "src/verdict/**"],
}).sort();
const scanned = files.map((path) => emittedCodes(path, readFileSync(join(ROOT, path), "utf8")));
const emitted = [...new Set(scanned.flatMap(({ codes }) => codes))].sort();

test("the scan reads the code of every finding in the sources", () => {
  expect(files.length).toBeGreaterThan(150);
  expect(scanned.flatMap(({ unread }) => unread)).toEqual([]);
});

test("every code that the sources emit has a sentence, and every sentence a code", () => {
  expect(emitted).toEqual([...FINDING_CODES].sort());
});

/** Has every value, each of them the letter x. */
const ANYTHING: Finding["values"] = new Proxy(
  {},
  {
    get: () => "x",
    getOwnPropertyDescriptor: () => ({ value: "x", configurable: true, enumerable: true }),
  },
);

describe("a sentence is one in both languages", () => {
  test.each(FINDING_CODES)("%s", (code) => {
    const finding = { code, severity: "note", values: ANYTHING } as const;
    const [nl, en] = [findingSentence(finding, "nl"), findingSentence(finding, "en")];
    for (const text of [nl, en]) expect(text).toMatch(/^\S.*[.!?]$/s);
    expect(nl).not.toBe(en);
  });
});

test("the scan sees literals, choices, makers and tables, and says what it cannot read", () => {
  const text = `
    const CODES = { first: "a-one", second: "a-two" };
    const refuse = (code: string) => ({ code, severity: "refusal", values: {} });
    const list = [
      { code: "b", severity: "note", values: {} },
      { code: panel ? "c-one" : "c-two", severity: "note", values: {} },
      { code: CODES[reason], severity: "note", values: {} },
      { code: "nl", label: "no finding" },
      refuse("d"),
    ];
    const hidden = { code: other(), severity: "note", values: {} };`;
  const { codes, unread } = emittedCodes("f.ts", text);
  expect([...codes].sort()).toEqual(["a-one", "a-two", "b", "c-one", "c-two", "d"]);
  expect(unread).toEqual(['f.ts: { code: other(), severity: "note", values: {} }']);
});
