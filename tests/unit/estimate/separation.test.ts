import { describe, expect, test } from "vitest";
import { findSeparation } from "../../../src/estimate/separation.ts";
import { factorOf } from "../../support/frame.ts";

/** Edges of a Poisson outcome: −1 at zero. */
const zeros = (y: readonly number[]) => Int8Array.from(y, (value) => (value === 0 ? -1 : 0));
/** Edges of a binary outcome. */
const sides = (y: readonly number[]) => Int8Array.from(y, (value) => (value === 1 ? 1 : -1));
const columns = (...values: (readonly number[])[]) => values.map((column) => Float64Array.from(column));
const rowsOf = (found: { separated: Uint8Array }) =>
  [...found.separated.keys()].filter((i) => found.separated[i] === 1);

describe("Poisson (the situations of Correia, Guimarães and Zylkin 2021, sections 2 and 3, in small numbers)", () => {
  test("a dummy that is 1 at zeros only separates its rows", () => {
    const y = [0, 0, 1, 2, 3, 0];
    expect(rowsOf(findSeparation(zeros(y), [], columns([1, 1, 0, 0, 0, 0], [0, 1, 0, 1, 2, 1]), true))).toEqual([0, 1]);
  });

  test("a dummy that is 0 at positive outcomes and takes both signs at zeros separates nothing", () => {
    const y = [0, 0, 1, 2, 3];
    const found = findSeparation(zeros(y), [], columns([1, -1, 0, 0, 0]), true);
    expect(found).toMatchObject({ decided: true });
    expect(rowsOf(found)).toEqual([]);
  });

  test("a combination separates where no column alone does: x₁ − x₂ is 0 at positives and 1, 0 at zeros", () => {
    const y = [0, 0, 1, 2, 3, 4];
    const x1 = [3, 2, 1, 2, 3, 1];
    const x2 = [2, 2, 1, 2, 3, 1];
    expect(rowsOf(findSeparation(zeros(y), [], columns(x1, x2), true))).toEqual([0]);
  });

  test("no zeros, nothing to separate", () => {
    expect(findSeparation(zeros([1, 2, 3]), [], columns([1, 2, 4]), true).iterations).toBe(0);
  });

  test("two effects: zero flows between two blocks in one direction are separated, though no level is all zero", () => {
    // a and b trade with 1 and 2, c and d with 3 and 4; between the blocks only a–3, which is zero.
    const flows: [string, string, number][] = [
      ["a", "1", 5],
      ["a", "2", 3],
      ["b", "1", 2],
      ["b", "2", 0],
      ["c", "3", 4],
      ["c", "4", 6],
      ["d", "3", 1],
      ["d", "4", 2],
      ["a", "3", 0],
    ];
    const effects = (list: typeof flows) => [
      factorOf(
        "from",
        list.map(([from]) => from),
      ),
      factorOf(
        "to",
        list.map(([, to]) => to),
      ),
    ];
    const search = (list: typeof flows) => findSeparation(zeros(list.map(([, , y]) => y)), effects(list), [], false);
    expect(rowsOf(search(flows))).toEqual([8]);
    // With a zero in the other direction too, what lowers one raises the other.
    const both: typeof flows = [...flows, ["c", "1", 0]];
    expect(rowsOf(search(both))).toEqual([]);
  });
});

describe("binary outcomes (Albert and Anderson 1984)", () => {
  test("complete separation by a threshold takes every row", () => {
    expect(rowsOf(findSeparation(sides([0, 0, 1, 1]), [], columns([1, 2, 3, 4]), true))).toEqual([0, 1, 2, 3]);
  });

  test("quasi-complete separation leaves the rows at the threshold", () => {
    expect(rowsOf(findSeparation(sides([0, 0, 1, 1, 0]), [], columns([1, 2, 2, 3, 0]), true))).toEqual([0, 3, 4]);
  });

  test("overlap separates nothing", () => {
    const found = findSeparation(sides([0, 1, 0, 1]), [], columns([1, 2, 3, 4]), true);
    expect(found.decided).toBe(true);
    expect(rowsOf(found)).toEqual([]);
  });

  test("a dummy whose rows are all 1 separates these rows", () => {
    const y = [1, 1, 0, 1, 0, 1];
    expect(rowsOf(findSeparation(sides(y), [], columns([1, 1, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1]), true))).toEqual([0, 1]);
  });
});
