import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../../src/run/catalogue.ts";
import { collectStudyFiles } from "../../../src/run/study-files.ts";
import { readStudy } from "../../../src/spec/read-study.ts";

// What the STO study declares: an indicator for every code of the report's list, a use for every indicator, a design for every link.

const folder = fileURLToPath(new URL("../../../hypotheses/sto", import.meta.url));
const study = readStudy(collectStudyFiles(folder), catalogue);
const links = study.hypotheses.flatMap((hypothesis) => hypothesis.links);

/** Codes of the report's list (lasting, accessible, quality), of treatment and exposure, and of the controls. */
const CODES = [
  ...["D1a", "D1b", "D1c", "D1d", "D1e", "D1f", "D2", "D2b", "D3a", "D3b", "D3c", "D3d", "D4", "D5"],
  ...["K1a", "K1b", "K1c", "K2a", "K2b", "K3", "K4a", "K4b", "K4c", "K4d", "K5"],
  ...["Q1", "Q2a", "Q2b", "Q3a", "Q3b", "Q3c", "Q4", "Q5", "Q6a", "Q6b", "Q6c", "Q6d"],
  ...["start", "announced", "dose_a", "dose_b", "d0", "poor", "tech", "X"],
];

/** Indicators that no panel has: computed by `effectmeter indicator` and shown by the monitor, part of no test. */
const CONTEXT = [
  ...["D1b", "D1d", "D1e_profile", "D1e_survival", "D1f", "D1f_pairs", "D2_5km", "D2b", "D3a", "D3a_index", "D3d_age"],
  ...["D4", "D5", "K1a", "K1b_any", "K2b", "K4a_level", "K4a_open", "K4c", "K4d_nask", "T2_closures"],
  ...["start", "announced", "dose_a", "poor", "third_year_pupils", "third_year_techniek"],
  ...["youth", "density", "youth_unemployment", "technical_jobs", "vacancies_per_pupil", "share_lwoo", "merger"],
];

describe("indicators", () => {
  test("every code of the report's list has one, in Dutch and in English", () => {
    const codes = new Set(study.indicators.map(({ code }) => code));
    expect(CODES.filter((code) => !codes.has(code))).toEqual([]);
    for (const { id, definition } of study.indicators) {
      expect(definition.nl.length, id).toBeGreaterThan(15);
      expect(definition.en.length, id).toBeGreaterThan(15);
    }
  });

  test("every one is in a panel, or is listed as context", () => {
    const used = new Set(Object.values(study.study.panels).flatMap(({ columns }) => columns));
    const unused = study.indicators.map(({ id }) => id).filter((id) => !used.has(id));
    expect(unused.sort()).toEqual([...CONTEXT].sort());
  });

  test("every panel is used by a link", () => {
    const used = new Set(links.map(({ panel }) => panel));
    expect(Object.keys(study.study.panels).filter((id) => !used.has(id))).toEqual([]);
  });

  test("one that reads a count that may be suppressed says what it can be", () => {
    // Of these the middle is the answer: a yes or no, a number of offers that a suppressed count does not change, a mean of published figures.
    const certain = ["category", "flag", "hazard"];
    const exceptions = [
      ...["D1e_survival", "D1f", "D1f_exam", "D1f_pairs", "K1a", "K2b_new", "other_new", "facilities_shared"],
      ...["facilities_count", "T2_closures", "announced", "dose_a", "dose_b", "exposure", "exposure_area"],
    ];
    const counted = /\b(pupils|candidates|kandidaten|gediplomeerden|central_all|personen|vacatures|new_in_mbo)\b/;
    const silent = study.indicators.filter(
      ({ id, unit, sql }) =>
        !certain.includes(unit) && !exceptions.includes(id) && counted.test(sql) && !sql.includes("value_min"),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});

describe("links", () => {
  test("every one has a design", () => {
    expect(links.filter(({ design }) => design === undefined).map(({ id }) => id)).toEqual([]);
    expect(links.filter(({ untested }) => untested !== undefined).map(({ id }) => id)).toEqual([]);
    expect(links.length).toBe(70);
  });

  test("kinds of design", () => {
    const kinds = new Map<string, number>();
    for (const { design } of links) kinds.set(design!.kind, (kinds.get(design!.kind) ?? 0) + 1);
    expect(Object.fromEntries(kinds)).toEqual({ dose: 46, regression: 9, "triple-difference": 9, "trade-off": 6 });
  });

  test("one that compares pupils of several years waits for the other years: one year is shipped", () => {
    const yearly = new Set(
      study.indicators
        .filter(({ sources, keys }) => sources.includes("pupils") && keys.includes("school_year"))
        .map(({ id }) => id),
    );
    for (const { id, panel, needs, outcome } of links) {
      const { columns } = study.study.panels[panel!]!;
      if (columns.some((column) => yearly.has(column))) expect(needs, `${id} ${outcome}`).toContain("pupils_years");
    }
  });

  test("one on marks by profile waits for the other years too", () => {
    const columns = ["Q6c_profile", "Q6c_techniek"];
    for (const { id, outcome, needs } of links)
      if (columns.includes(outcome!)) expect(needs, id).toContain("marks_years");
  });

  test("no share of pupils is compared between groups that add up to one whole", () => {
    for (const { id, design, outcome } of links)
      if (design!.kind === "triple-difference") expect(["K4b", "K4b_exam"], id).not.toContain(outcome);
  });
});
