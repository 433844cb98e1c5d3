import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { DUO_MODELS, duoRows } from "../support/coverage-report/duo.ts";
import { referencePages } from "../support/coverage-report/pages.ts";
import { ENTRIES, expectedFiles, unaccountedKeys } from "../support/coverage-report/states.ts";
import { isAbout, SO_FAR, WAITING } from "../support/coverage-report/waiting.ts";
import { DUO_FILES, duoReference } from "./duo-specs.ts";

// The measures of the coverage pages are computed here as the generator computes them, and each entry is held to its tolerance.

const entries = ENTRIES;
const name = (file: string, id: string) => `${file}/${id}`;

test("every entry of every file is agreed, waiting or a deliberate deviation, and only one of these", () => {
  const wrong = entries.filter(({ states }) => states.length !== 1);
  expect(wrong.map(({ file, entry, states }) => [name(file, entry.id), states.length])).toEqual([]);
  expect(new Set(entries.map(({ file }) => file))).toEqual(new Set(expectedFiles()));
});

test("an entry is in one file, and once", () => {
  const ids = entries.map(({ entry }) => entry.id);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

test("no line of what waits is about entries that do not exist", () => {
  const idle = WAITING.filter((one) => !entries.some(({ file, entry }) => isAbout(one, file, entry)));
  expect(idle).toEqual([]);
  const waiting = new Set(
    entries.filter(({ file, entry }) => WAITING.some((one) => isAbout(one, file, entry))).map(({ entry }) => entry.id),
  );
  expect([...SO_FAR.keys()].filter((id) => !waiting.has(id))).toEqual([]);
});

describe("entries", () => {
  const single = entries.filter(({ states }) => states.length === 1);
  test.each(single.map((one) => [`${one.file}/${one.entry.id}`, one] as const))("%s", (_, { entry, states }) => {
    const state = states[0]!();
    switch (state.kind) {
      case "agreed":
        expect(state.numbers).toBeGreaterThan(0);
        expect(state.worst).toBeLessThanOrEqual(state.tolerance);
        expect(unaccountedKeys(entry, state)).toEqual([]);
        break;
      case "deviation":
        expect(state.apart).toBeGreaterThan(entry.suggested_rel_tol);
        expect(state.worst).toBeLessThanOrEqual(state.tolerance);
        break;
      case "waits":
        if (state.soFar !== null) expect(state.soFar.worst).toBeLessThanOrEqual(state.soFar.tolerance);
        break;
      default:
        state satisfies never;
    }
  });
});

describe("tests/reference/duo", () => {
  test("every model is in the table", () => {
    const models = DUO_FILES.flatMap((file) => Object.keys(duoReference(file)));
    expect([...DUO_MODELS.keys()].sort()).toEqual(models.sort());
  });

  test.each(duoRows().map((row) => [row.model, row] as const))("%s", (_, row) => {
    expect(row.worst).toBeLessThanOrEqual(row.tolerance);
  });
});

describe("pages", () => {
  const written = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
  const pages = new Map<string, string>();
  beforeAll(() => {
    for (const [path, text] of referencePages()) pages.set(path, text);
  });

  test.each(["COVERAGE.md", "VALIDATION.md"])("%s is what npm run generate writes", (name) => {
    expect(written(name)).toBe(pages.get(`tests/reference/${name}`));
  });

  test("every entry and every model is on the page of coverage", () => {
    const text = written("COVERAGE.md");
    const names = [...ENTRIES.map(({ entry }) => entry.id), ...DUO_MODELS.keys()];
    expect(names.filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

test("the README of this folder names every fixture, the script that made it, and every family", () => {
  const text = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const own = readdirSync(new URL(".", import.meta.url)).filter((file) => /\.json$|^generate-/.test(file));
  const duo = readdirSync(new URL("duo", import.meta.url)).filter((file) => /\.(json|R)$/.test(file));
  expect([...own, ...duo, ...expectedFiles()].filter((file) => !text.includes(file))).toEqual([]);
});
