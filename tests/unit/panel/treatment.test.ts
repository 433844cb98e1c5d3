import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { firstPeriod, outcomeClock } from "../../../src/panel/clock.ts";
import { eventDates, isDay, readTreatment, type TreatmentColumns } from "../../../src/panel/treatment.ts";
import { type Cell, tableFrom } from "../../support/tables.ts";

describe("the first period that can show a start", () => {
  // Exam candidates of year e chose in spring of e − 2: the days and years of the programme's own cohort table.
  const exams = { after: 2, by: "03-31" };
  test.each([
    ["2018-06-20", 2021],
    ["2018-08-01", 2021],
    ["2020-01-01", 2022],
    ["2020-03-31", 2022],
    ["2020-04-01", 2023],
    ["2020-09-01", 2023],
  ])("exams: %s shows in %d", (day, year) => expect(firstPeriod(day, exams)).toBe(year));

  test("third-year counts of 1 October show a start before spring in the same year", () => {
    expect(firstPeriod("2020-01-01", { after: 0, by: "03-31" })).toBe(2020);
    expect(firstPeriod("2020-08-01", { after: 0, by: "03-31" })).toBe(2021);
  });
  test("without a last day every day counts for its year", () => {
    expect(firstPeriod("2020-12-31", { after: 0 })).toBe(2020);
  });
  test("a clock has the first and the last day of each event; what has no day is null", () => {
    expect(outcomeClock({ announced: [], paid: ["2018-08-01"], started: ["2020-09-01", "2020-01-01"] }, exams)).toEqual(
      {
        after: 2,
        announced: null,
        paid: { dates: ["2018-08-01", "2018-08-01"], periods: [2021, 2021] },
        started: { dates: ["2020-01-01", "2020-09-01"], periods: [2022, 2023] },
      },
    );
  });
});

test.each([
  ["2020-02-29", true],
  ["2019-02-29", false],
  ["2020-13-01", false],
  ["2020-1-1", false],
  ["01-01-2020", false],
])("%s is a day: %s", (text, expected) => expect(isDay(text)).toBe(expected));

describe("a treatment table", () => {
  const columns: TreatmentColumns = {
    source: "money",
    unit: "school",
    announced: "known",
    paid: "paid",
    started: "start",
    dose: "amount",
    round: "round",
    type: "kind",
    rounds: [1, 2],
    types: ["rich", "poor"],
  };
  const good: Record<string, Cell[]> = {
    school: ["a", "b"],
    known: ["2018-06-20", null],
    paid: ["2018-08-01", "2018-08-01"],
    start: ["2020-01-01", "2020-09-01"],
    amount: [100, 0],
    round: [1, 2],
    kind: ["rich", "poor"],
  };
  const read = (changes: Record<string, Cell[]> = {}, declared = columns) =>
    readTreatment(tableFrom({ ...good, ...changes }), declared);
  const problems = (changes: Record<string, Cell[]>): readonly string[] => {
    try {
      read(changes);
    } catch (error) {
      if (error instanceof InputError) return error.problems;
      throw error;
    }
    return [];
  };

  test("is read unit by unit; what is empty is not known", () => {
    expect([...read()]).toEqual([
      [
        "a",
        { announced: "2018-06-20", paid: "2018-08-01", started: "2020-01-01", dose: 100, round: "1", type: "rich" },
      ],
      ["b", { announced: null, paid: "2018-08-01", started: "2020-09-01", dose: 0, round: "2", type: "poor" }],
    ]);
  });
  test("days that hold for all fill what the table leaves empty", () => {
    const units = read({}, { ...columns, dates: { announced: "2018-01-01" } });
    expect(units.get("b")?.announced).toBe("2018-01-01");
    expect(eventDates(units, columns).announced).toEqual(["2018-01-01", "2018-06-20"]);
  });
  test("without a table the days that hold for all are the only ones", () => {
    expect(eventDates(null, { ...columns, dates: { started: "2020-01-01" } })).toEqual({
      announced: [],
      paid: [],
      started: ["2020-01-01"],
    });
  });

  test("every problem at once, with unit, column and remedy", () => {
    expect(
      problems({
        school: ["a", "a"],
        known: ["2021-01-01", null],
        start: ["2020-02-30", null],
        amount: [-1, null],
        round: [3, null],
        kind: ["middling", null],
      }),
    ).toEqual([
      'treatment, table money, school a: start is "2020-02-30"; write a day that exists as YYYY-MM-DD, e.g. 2020-01-01',
      "treatment, table money, school a: announced on 2021-01-01 comes after paid on 2018-08-01; correct one of them, or leave it empty",
      "treatment, table money, school a: the dose amount is -1; a dose is a number from 0",
      'treatment, table money, school a: round is "3"; there is 1, 2',
      'treatment, table money, school a: kind is "middling"; there is rich, poor',
      "treatment, table money, school a: occurs more than once; a unit has one row: remove one, or add them up",
    ]);
  });
  test("a unit without a name, a dose in words, and a payment after the start", () => {
    expect(problems({ school: ["a", null] })).toEqual([
      "treatment, table money, row 2: school is empty; name the unit or remove the row",
    ]);
    expect(problems({ amount: ["much", "2"] })[0]).toBe(
      'treatment, table money, school a: the dose amount is "much"; write a number from 0',
    );
    expect(problems({ paid: ["2020-05-01", null] })).toEqual([
      "treatment, table money, school a: paid on 2020-05-01 comes after started on 2020-01-01; correct one of them, or leave it empty",
    ]);
  });
  test("a column that is not there is named with those that are", () => {
    expect(() => read({}, { ...columns, dose: "euro" })).toThrow(
      'treatment: table money has no column "euro"; it has school, known, paid, start, amount, round, kind',
    );
  });
});
