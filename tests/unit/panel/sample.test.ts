import { expect, test } from "vitest";
import {
  drawSample,
  type LedgerEntry,
  type SampleDeclaration,
  takeOut,
  wholePanel,
} from "../../../src/panel/sample.ts";
import { bytesOf, fakeConditions, smallPanel, tableFrom } from "../../support/tables.ts";

// Three schools, three years; c has no 2021. Rows 0-2: a 2020-2022, 3-5: b, 6-7: c 2020 and 2022.
const panel = smallPanel({
  indicators: [
    {
      id: "n",
      table: tableFrom({
        school: ["a", "a", "a", "b", "b", "b", "c", "c"],
        year: [2020, 2021, 2022, 2020, 2021, 2022, 2020, 2022],
        value: [5, 6, null, 8, 9, 10, 11, 12],
      }),
    },
    { id: "region", table: tableFrom({ school: ["a", "b"], value: ["x", "y"] }) },
  ],
});

const draw = (declaration: Partial<SampleDeclaration>, answers: Record<string, readonly number[]> = {}) => {
  const conditions = fakeConditions(answers);
  return drawSample(panel, { require: [], ...declaration }, conditions, "h1.l1.sample").then((sample) => ({
    sample,
    asked: conditions.asked,
  }));
};

/** What left and what stayed, without words. */
const numbersOf = ({ step, rows, units, rowsLeft, unitsLeft }: LedgerEntry) => [step, rows, units, rowsLeft, unitsLeft];

test("without a declaration every row stays, and the ledger says how many there are", async () => {
  const { sample, asked } = await draw({});
  expect([...sample.keep]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(sample.ledger.map(numbersOf)).toEqual([["population", 0, 0, 8, 3]]);
  expect(asked).toEqual([]);
});

test("every step in its fixed order, whatever order the declaration has; counts run on", async () => {
  const { sample, asked } = await draw(
    { balanced: [2020, 2022], each_period: "n > 5", require: ["n", "region"], where: "year > 0" },
    // where: c 2022 leaves. each_period: a 2020 leaves. The rest stays.
    { "year > 0": [1, 1, 1, 1, 1, 1, 1, 0], "n > 5": [0, 1, 0, 1, 1, 1, 1, 1] },
  );
  expect(sample.ledger.map(numbersOf)).toEqual([
    ["population", 0, 0, 8, 3],
    ["where", 1, 0, 7, 3], // c 2022
    ["missing", 1, 0, 6, 3], // n of a 2022
    ["missing", 1, 1, 5, 2], // region of c 2020, the last row of c
    ["each-period", 1, 0, 4, 2], // a 2020
    ["unbalanced", 1, 1, 3, 1], // a has 2021 alone
  ]);
  expect([...sample.keep]).toEqual([0, 0, 0, 1, 1, 1, 0, 0]);
  expect(sample.ledger.map((entry) => entry.examples)).toEqual([
    [],
    ["c 2022"],
    ["a 2022"],
    ["c 2020"],
    ["a 2020"],
    ["a 2021"],
  ]);
  expect(sample.ledger.map((entry) => entry.reason.en)).toEqual([
    "every row of the panel",
    "does not meet: year > 0",
    "n unknown",
    "region unknown",
    "period does not meet: n > 5",
    "not in every period from 2020 to 2022",
  ]);
  expect(sample.ledger.map((entry) => entry.reason.nl)).toEqual([
    "alle rijen van het paneel",
    "voldoet niet aan: year > 0",
    "n onbekend",
    "region onbekend",
    "jaar voldoet niet aan: n > 5",
    "niet in elke periode van 2020 tot en met 2022",
  ]);
  expect(asked).toEqual(["h1.l1.sample.where: year > 0", "h1.l1.sample.each_period: n > 5"]);
});

test("a step that takes nothing out is not in the ledger", async () => {
  const { sample } = await draw({ where: "true", require: ["school"] }, { true: [1, 1, 1, 1, 1, 1, 1, 1] });
  expect(sample.ledger.map((entry) => entry.step)).toEqual(["population"]);
});

test("balance asks for the periods of its range only; rows of balanced units outside it stay", async () => {
  const { sample } = await draw({ balanced: [2020, 2021] });
  // c has no 2021; a and b keep their 2022.
  expect([...sample.keep]).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
  expect(sample.ledger.map(numbersOf)).toEqual([
    ["population", 0, 0, 8, 3],
    ["unbalanced", 2, 1, 6, 2],
  ]);
});

test("a year of the range that no row has left is not asked for", async () => {
  const { sample } = await draw(
    { where: "not 2021", balanced: [2020, 2022] },
    { "not 2021": [1, 0, 1, 1, 0, 1, 1, 1] },
  );
  // 2021 is gone for all, so that c is in every period that is left.
  expect([...sample.keep]).toEqual([1, 0, 1, 1, 0, 1, 1, 1]);
});

test("a range without any row leaves nobody: nobody can be in all its periods", async () => {
  const { sample } = await draw({ balanced: [2030, 2032] });
  expect(sample.ledger.map(numbersOf)).toEqual([
    ["population", 0, 0, 8, 3],
    ["unbalanced", 8, 3, 0, 0],
  ]);
});

test("five examples at most, the first in the order of the panel", () => {
  const sample = takeOut(panel, wholePanel(panel), "window", { nl: "-", en: "-" }, (row) => row === 7);
  expect(sample.ledger[1]).toMatchObject({ rows: 7, units: 2, rowsLeft: 1, unitsLeft: 1 });
  expect(sample.ledger[1]?.examples).toEqual(["a 2020", "a 2021", "a 2022", "b 2020", "b 2021"]);
});

test("neither the panel nor the sample before is written to", async () => {
  const whole = wholePanel(panel);
  const before = bytesOf([panel, whole]);
  const next = takeOut(panel, whole, "where", { nl: "-", en: "-" }, () => false);
  await draw({ require: ["n"], balanced: [2020, 2022] });
  expect(bytesOf([panel, whole])).toBe(before);
  expect(next.keep).not.toBe(whole.keep);
});
