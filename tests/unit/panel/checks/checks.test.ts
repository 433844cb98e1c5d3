import { describe, expect, test } from "vitest";
import type { NumberColumn } from "../../../../src/core/table.ts";
import { announcedBeforeStart } from "../../../../src/panel/checks/announced-before-start.ts";
import { cohortSizes } from "../../../../src/panel/checks/cohort-sizes.ts";
import { cohortVariesInUnit } from "../../../../src/panel/checks/cohort-varies-in-unit.ts";
import { compositionChange } from "../../../../src/panel/checks/composition-change.ts";
import { constantColumns } from "../../../../src/panel/checks/constant-columns.ts";
import { doseInsideWindow } from "../../../../src/panel/checks/dose-inside-window.ts";
import { lookAtPanel, panelChecks } from "../../../../src/panel/checks/index.ts";
import { outcomeBreak } from "../../../../src/panel/checks/outcome-break.ts";
import { outcomeMissing } from "../../../../src/panel/checks/outcome-missing.ts";
import { postBeforeResponse } from "../../../../src/panel/checks/post-before-response.ts";
import { reservedNames, SQL_WORDS } from "../../../../src/panel/checks/reserved-names.ts";
import { suppressionStarts } from "../../../../src/panel/checks/suppression-starts.ts";
import { treatedBeforePanel } from "../../../../src/panel/checks/treated-before-panel.ts";
import { treatmentNotAbsorbing } from "../../../../src/panel/checks/treatment-not-absorbing.ts";
import { unitGaps } from "../../../../src/panel/checks/unit-gaps.ts";
import { weightsChangeInUnit } from "../../../../src/panel/checks/weights-change-in-unit.ts";
import { openDatabase } from "../../../../src/tables/database.ts";
import { factsOf, listed, panelOf, said } from "../../../support/panel-facts.ts";
import { intervalTable, smallPanel } from "../../../support/tables.ts";

// Panels of a few rows; every count, share and listing is written out by hand.

/** Schools a and b in 2018–2021: rows 0–3 and 4–7. */
const whole = panelOf(
  ["a", "b"].flatMap((school) => [2018, 2019, 2020, 2021].map((year) => [school, year, year - 2000] as const)),
);
const numbers = (cells: readonly number[]): Float64Array => Float64Array.from(cells);
const column = (name: string, cells: readonly number[]): NumberColumn => ({
  kind: "number",
  name,
  values: numbers(cells),
});
const NEVER = Number.POSITIVE_INFINITY;

test("a panel without anything odd says nothing", () => {
  const facts = factsOf(whole);
  expect([...lookAtPanel(facts, "panel"), ...lookAtPanel(facts, "design")]).toEqual([]);
});

test("each check has an id of its own, and its findings have it as code", () => {
  const ids = panelChecks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(16);
});

test("a year that one unit lacks between its first and last is a gap; one that nobody has is none", () => {
  // a: 2018, 2020, 2022 (2019 is missing; b has it). Nobody has 2021.
  const panel = panelOf([
    ["a", 2018, 1],
    ["a", 2020, 2],
    ["a", 2022, 3],
    ["b", 2018, 4],
    ["b", 2019, 5],
    ["c", 2022, 6],
  ]);
  expect(said(unitGaps, factsOf(panel))).toEqual([{ code: "unit-gaps", severity: "note", units: 1, rows: 1, of: 3 }]);
  expect(listed(unitGaps.look(factsOf(panel))[0])).toEqual([["a", 2019]]);
});

test("a column with one value, or none at all, is constant; keys and columns with two are not", () => {
  const panel = panelOf(
    [
      ["a", 2018, 1],
      ["b", 2018, 2],
    ],
    { same: [7, 7], empty: [null, null], half: [7, null], label: ["x", "x"] },
  );
  expect(said(constantColumns, factsOf(panel))).toEqual([
    { code: "constant-columns", severity: "warning", columns: ["same", "empty", "label"], rows: 2 },
  ]);
  expect(listed(constantColumns.look(factsOf(panel))[0])).toEqual([
    ["same", "7"],
    ["empty", "(always missing)"],
    ["label", "x"],
  ]);
});

describe("reserved names", () => {
  test("words of SQL, the engine's prefix and ends of an interval column", () => {
    const panel = panelOf(
      [
        ["a", 2018, 1],
        ["b", 2018, 2],
      ],
      { order: [1, 2], effectmeter_x: [1, 2], ordered: [1, 2], y_min: [1, 2] },
    );
    expect(said(reservedNames, factsOf(panel))).toEqual([
      { code: "reserved-names", severity: "note", columns: ["order", "effectmeter_x"], panel: "p" },
    ]);
  });

  test("the words are those that the database itself calls reserved", async () => {
    const database = await openDatabase();
    const answer = await database.query(
      "select keyword_name as word from duckdb_keywords() where keyword_category = 'reserved' order by 1",
    );
    await database.close();
    const words = answer.columns.get("word");
    expect(words?.kind === "category" ? [...words.labels].sort() : []).toEqual([...SQL_WORDS].sort());
  });
});

describe("who is treated when", () => {
  test("treatment that ends again", () => {
    const facts = factsOf(whole, { treated: numbers([0, 1, 0, 0, 0, 1, 1, 1]) });
    expect(said(treatmentNotAbsorbing, facts)).toEqual([
      { code: "treatment-not-absorbing", severity: "warning", units: 1, rows: 2, examples: ["a"] },
    ]);
    expect(listed(treatmentNotAbsorbing.look(facts)[0])).toEqual([
      ["a", 2018, 0],
      ["a", 2019, 1],
      ["a", 2020, 0],
      ["a", 2021, 0],
    ]);
  });

  test("treatment that stays on, or a unit that is never treated, is absorbing", () => {
    expect(said(treatmentNotAbsorbing, factsOf(whole, { treated: numbers([0, 1, 1, 1, 0, 0, 0, 0]) }))).toEqual([]);
  });

  test("a first treated period that changes within a unit is refused; never is one too", () => {
    const cohort = numbers([2020, 2020, 2020, NEVER, 2019, 2019, 2019, 2019]);
    expect(said(cohortVariesInUnit, factsOf(whole, { cohort }))).toEqual([
      { code: "cohort-varies-in-unit", severity: "refusal", units: 1, examples: ["a"] },
    ]);
    expect(
      said(cohortVariesInUnit, factsOf(whole, { cohort: numbers([2020, 2020, 2020, 2020, ...Array(4).fill(NEVER)]) })),
    ).toEqual([]);
  });

  test("units treated in their first row were treated before the panel: by cohort, and by a column", () => {
    const cohort = numbers([2018, 2018, 2018, 2018, 2019, 2019, 2019, 2019]);
    expect(said(treatedBeforePanel, factsOf(whole, { cohort }))).toEqual([
      { code: "treated-before-panel", severity: "warning", units: 1, of: 2, starts: ["2018"], examples: ["a"] },
    ]);
    const treated = numbers([0, 1, 1, 1, 1, 1, 1, 1]);
    expect(said(treatedBeforePanel, factsOf(whole, { treated }))).toEqual([
      { code: "treated-before-panel", severity: "warning", units: 1, of: 2, starts: [], examples: ["b"] },
    ]);
    expect(listed(treatedBeforePanel.look(factsOf(whole, { treated }))[0])).toEqual([["b", 2018, null]]);
  });

  test("a unit that enters late is judged by its own first row", () => {
    // The window starts in 2020 for b: it is treated from 2019 on, so already in its first row.
    const cohort = numbers([NEVER, NEVER, NEVER, NEVER, 2019, 2019, 2019, 2019]);
    expect(said(treatedBeforePanel, factsOf(whole, { cohort }, [0, 1, 2, 3, 6, 7]))).toEqual([
      { code: "treated-before-panel", severity: "warning", units: 1, of: 2, starts: ["2019"], examples: ["b"] },
    ]);
  });

  test("small cohorts by name and size; cohorts of five are not small", () => {
    // Five units never, five in 2019, one in 2020.
    const names = "abcdefghijk".split("");
    const starts = [...Array(5).fill(NEVER), ...Array(5).fill(2019), 2020];
    const panel = panelOf(names.map((name, i) => [name, 2018, i] as const));
    const facts = factsOf(panel, { cohort: numbers(starts) });
    expect(said(cohortSizes, facts)).toEqual([
      { code: "cohort-sizes", severity: "warning", limit: 5, cohorts: ["2020 (1)"], of: 3 },
    ]);
    const rows = listed(cohortSizes.look(facts)[0]);
    expect(rows.length).toBe(11);
    expect(rows[0]).toEqual(["2019", 5, "f"]);
    expect(rows[5]).toEqual(["2020", 1, "k"]);
  });
});

describe("the dose", () => {
  const dose = { name: "d0", periods: [2017, 2018], allowed: undefined };
  test("measured in a year of the window it is refused", () => {
    expect(said(doseInsideWindow, factsOf(whole, { dose }))).toEqual([
      { code: "dose-inside-window", severity: "refusal", dose: "d0", periods: ["2018"] },
    ]);
    expect(listed(doseInsideWindow.look(factsOf(whole, { dose }))[0])).toEqual([
      ["a", 2018, 18, null],
      ["b", 2018, 18, null],
    ]);
  });
  test("with a reason it is a warning that repeats the reason", () => {
    expect(said(doseInsideWindow, factsOf(whole, { dose: { ...dose, allowed: "no earlier count" } }))).toEqual([
      {
        code: "dose-inside-window-allowed",
        severity: "warning",
        dose: "d0",
        periods: ["2018"],
        reason: "no earlier count",
      },
    ]);
  });
  test("measured before the window there is nothing to say", () => {
    expect(said(doseInsideWindow, factsOf(whole, { dose }, [1, 2, 3, 5, 6, 7]))).toEqual([]);
  });
});

describe("the outcome", () => {
  const breaks = [{ period: 2020, text: "suppression" }];
  test("a declared break counts where the window has periods on both sides of it", () => {
    expect(said(outcomeBreak, factsOf(whole, { breaks }))).toEqual([
      { code: "outcome-break", severity: "warning", outcome: "y", periods: ["2020"] },
    ]);
    // From 2020 on, all periods lie after it.
    expect(said(outcomeBreak, factsOf(whole, { breaks }, [2, 3, 6, 7]))).toEqual([]);
    expect(said(outcomeBreak, factsOf(whole, { breaks }, [0, 1, 4, 5]))).toEqual([]);
  });

  test("missing outcomes by period and side", () => {
    // a (treated) lacks 2019 and 2020, b nothing: 2 of 8 rows, 2 of 4 among treated; 1 of 2 in 2019.
    const panel = panelOf(
      ["a", "b"].flatMap((school) =>
        [2018, 2019, 2020, 2021].map(
          (year) => [school, year, school === "a" && (year === 2019 || year === 2020) ? null : 1] as const,
        ),
      ),
    );
    const facts = factsOf(panel, { side: numbers([1, 1, 1, 1, 0, 0, 0, 0]) });
    expect(said(outcomeMissing, facts)).toEqual([
      {
        code: "outcome-missing",
        severity: "warning",
        outcome: "y",
        rows: 2,
        missingShare: 2 / 8,
        period: 2019,
        mostShare: 1 / 2,
        treatedShare: 2 / 4,
        untreatedShare: 0,
      },
    ]);
    expect(listed(outcomeMissing.look(facts)[0])[2]).toEqual([2019, "treated", 1, 1, 0, 1]);
    expect(listed(outcomeMissing.look(facts)[0])[3]).toEqual([2019, "comparison", 1, 0, 0, 0]);
  });

  /** A school in three years; the ends of its outcome by year. */
  const suppressed = (ends: readonly (readonly [number, number])[]) => {
    const years = [2018, 2019, 2020];
    const [min, max] = [ends.map(([low]) => low), ends.map(([, high]) => high)];
    const value = ends.map(([low, high]) => (low + high) / 2);
    return smallPanel({
      indicators: [{ id: "y", table: intervalTable({ school: ["a", "a", "a"], year: years }, { value, min, max }) }],
    });
  };
  test("suppression that starts in the middle of the panel", () => {
    const panel = suppressed([
      [9, 9],
      [9, 9],
      [1, 4],
    ]);
    expect(said(suppressionStarts, factsOf(panel))).toEqual([
      { code: "suppression-starts", severity: "warning", outcome: "y", start: 2020, suppressedShare: 1 },
    ]);
    expect(listed(suppressionStarts.look(factsOf(panel))[0])[2]).toEqual([2020, 1, 1, 1, 3]);
  });
  test("suppression from the first period on, or none, starts nowhere", () => {
    expect(
      said(
        suppressionStarts,
        factsOf(
          suppressed([
            [1, 4],
            [9, 9],
            [1, 4],
          ]),
        ),
      ),
    ).toEqual([]);
    expect(
      said(
        suppressionStarts,
        factsOf(
          suppressed([
            [9, 9],
            [9, 9],
            [9, 9],
          ]),
        ),
      ),
    ).toEqual([]);
    expect(said(suppressionStarts, factsOf(whole))).toEqual([]);
  });
});

describe("composition", () => {
  // a is there throughout (weight 6), b leaves after 2018 (weight 2), c enters in 2019 (weight 2): 6 of 10 throughout.
  const panel = panelOf([
    ["a", 2018, 1],
    ["a", 2019, 1],
    ["b", 2018, 1],
    ["c", 2019, 1],
  ]);
  const weights = column("w", [5, 7, 2, 2]);
  test("units that come and go, with the weight that is there throughout, by side", () => {
    const facts = factsOf(panel, { weights, side: numbers([1, 1, 1, 0]) });
    expect(said(compositionChange, facts)).toEqual([
      {
        code: "composition-change",
        severity: "warning",
        units: 3,
        entering: 1,
        leaving: 1,
        presentShare: 6 / 10,
        treatedShare: 6 / 8,
        untreatedShare: 0,
      },
    ]);
    expect(listed(compositionChange.look(facts)[0])).toEqual([
      ["b", "treated", 2018, 2018, 1, 2, 2],
      ["c", "comparison", 2019, 2019, 1, 2, 2],
    ]);
  });
  test("without sides it says nothing of them, and little that leaves on both sides alike is a note", () => {
    // 96 of 100 of the weight stays.
    const light = column("w", [96, 96, 2, 2]);
    expect(said(compositionChange, factsOf(panel, { weights: light }))).toEqual([
      { code: "composition-change", severity: "note", units: 3, entering: 1, leaving: 1, presentShare: 0.96 },
    ]);
  });
  test("a gap in the middle is not there throughout, though nobody enters or leaves", () => {
    const gap = panelOf([
      ["a", 2018, 1],
      ["a", 2020, 1],
      ["b", 2018, 1],
      ["b", 2019, 1],
      ["b", 2020, 1],
    ]);
    expect(said(compositionChange, factsOf(gap))).toEqual([
      { code: "composition-change", severity: "warning", units: 2, entering: 0, leaving: 0, presentShare: 0.5 },
    ]);
  });
});

test("weights that change within a unit: a note, in staggered designs a warning", () => {
  const weights = column("w", [1, 1, 1, 1, 2, 4, 4, 5]);
  const expected = { code: "weights-change-in-unit", column: "w", units: 1, of: 2, times: 3 };
  expect(said(weightsChangeInUnit, factsOf(whole, { weights }))).toEqual([{ ...expected, severity: "note" }]);
  expect(said(weightsChangeInUnit, factsOf(whole, { weights, kind: "staggered" }))).toEqual([
    { ...expected, severity: "warning" },
  ]);
  expect(listed(weightsChangeInUnit.look(factsOf(whole, { weights }))[0])).toEqual([
    ["b", 2018, 2],
    ["b", 2019, 4],
    ["b", 2020, 4],
    ["b", 2021, 5],
  ]);
});

describe("the clock of the outcome", () => {
  const clock = {
    after: 2,
    announced: { dates: ["2017-06-20", "2017-06-20"], periods: [2020, 2020] },
    paid: { dates: ["2017-08-01", "2017-08-01"], periods: [2020, 2020] },
    started: { dates: ["2019-01-01", "2019-10-01"], periods: [2021, 2022] },
  } as const;
  test("a start of the design before the first possible response", () => {
    expect(said(postBeforeResponse, factsOf(whole, { clock, postStart: 2020 }))).toEqual([
      {
        code: "post-before-response",
        severity: "warning",
        outcome: "y",
        start: 2020,
        period: 2021,
        date: "2019-01-01",
      },
    ]);
    expect(said(postBeforeResponse, factsOf(whole, { clock, postStart: 2021 }))).toEqual([]);
    expect(said(postBeforeResponse, factsOf(whole, { postStart: 2020 }))).toEqual([]);
  });
  test("periods before the start that could show what was announced", () => {
    expect(said(announcedBeforeStart, factsOf(whole, { clock, postStart: 2021 }))).toEqual([
      {
        code: "announced-before-start",
        severity: "note",
        outcome: "y",
        periods: ["2020"],
        start: 2021,
        date: "2017-06-20",
      },
    ]);
    expect(listed(announcedBeforeStart.look(factsOf(whole, { clock, postStart: 2021 }))[0])[2]).toEqual([
      "y",
      "started",
      "2019-01-01",
      "2019-10-01",
      2021,
      2022,
      2021,
    ]);
    // Without 2020 in the window there is nothing to say.
    expect(said(announcedBeforeStart, factsOf(whole, { clock, postStart: 2021 }, [0, 1, 3, 4, 5, 7]))).toEqual([]);
  });
});
