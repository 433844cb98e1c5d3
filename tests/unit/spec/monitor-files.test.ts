import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { monitorSpecSchema, publishedFiguresSchema, readMonitorFile } from "../../../src/spec/monitor-files.ts";

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  throw new Error("expected an InputError");
};

const monitor = (text: string) => readMonitorFile(monitorSpecSchema, "monitor.yaml", text);
const published = (text: string) => readMonitorFile(publishedFiguresSchema, "published.yaml", text);
const text = "{ nl: a, en: a }";

test("an empty file has every default", () => {
  expect(monitor("{}")).toEqual({ periods: {}, leave_out: [], aggregate: {}, breakdowns: [] });
  expect(published("{}")).toEqual({ figures: [] });
});

describe("problems have file, line and column", () => {
  test("an unknown key with the one meant", () => {
    expect(problemsOf(() => monitor("periods: {}\nbreakdown: []\n"))[0]).toMatch(/^monitor\.yaml:2:1 .*breakdowns/);
  });

  test("a part of a breakdown is one thing", () => {
    const part = (keys: string) =>
      monitor(`breakdowns:\n  - { id: b, title: ${text}, of: [x], members: [{ id: m, title: ${text}${keys} }] }\n`);
    expect(part(", where: { t: 'x > 1' }").breakdowns[0]?.members).toHaveLength(1);
    for (const keys of ["", ", where: { t: x }, indicator: y", ", indicator: y, instead: { t: select 1 }"])
      expect(problemsOf(() => part(keys))[0]).toMatch(
        /^monitor\.yaml:2:.*expected one of where, instead and indicator/,
      );
  });

  test("a published figure has a number of ours or a reason, and says what differs", () => {
    const figure = (keys: string) =>
      published(`figures:\n  - { id: f, what: ${text}, value: 1, unit: ${text}, period: p, source: s${keys} }\n`);
    expect(figure(`, missing: ${text}`).figures[0]).toMatchObject({ decimals: 0, about: false });
    expect(figure(", ours: { sources: [t], sql: select 1 }, same: yes").figures).toHaveLength(1);
    expect(problemsOf(() => figure(""))[0]).toMatch(/^published\.yaml:2:.*either ours or missing/);
    expect(problemsOf(() => figure(", ours: { sources: [t], sql: select 1 }, same: nearly"))[0]).toMatch(
      /what differs/,
    );
    expect(problemsOf(() => figure(", ours: { sources: [t], sql: select 1 }"))[0]).toMatch(/needs same/);
  });

  test("no YAML at all", () => {
    expect(problemsOf(() => monitor("periods: [\n"))[0]).toMatch(/^monitor\.yaml:/);
  });
});
