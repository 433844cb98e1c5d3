import { describe, expect, test } from "vitest";
import { chiSquaredUpper } from "../../../src/numerics/chi-squared.ts";
import { normalLower, normalQuantile } from "../../../src/numerics/normal.ts";
import {
  fillNormal,
  fillRademacher,
  fillUniform,
  hashText,
  integerBelow,
  nextWord,
  openStream,
  permutation,
  philox4x32,
  rademacher,
  shuffle,
  uniform,
} from "../../../src/numerics/random.ts";

/** Seeds are fixed, so these tests cannot flicker; a correct generator would fail one in a thousand seeds. */
const REJECT = 1e-3;

const start = { seed: 7, task: "random.test", replicate: 0 };
const hex = (words: ArrayLike<number>) => Array.from(words, (word) => word.toString(16).padStart(8, "0")).join(" ");

/** p-value of Pearson's test that the counts come from equally likely cells. */
function uniformityP(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  const statistic = counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  return chiSquaredUpper(statistic, counts.length - 1);
}

function tally(cells: number, draws: number, draw: () => number): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (let i = 0; i < draws; i++) counts[draw()]! += 1;
  return counts;
}

describe("Philox 4×32-10 known answers (Random123 kat_vectors)", () => {
  test.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("counter %s", (counter, key, expected) => {
    const words = (text: string) => Uint32Array.from(text.split(" "), (word) => Number.parseInt(word, 16));
    const out = new Uint32Array(4);
    philox4x32(words(counter), words(key), out);
    expect(hex(out)).toBe(expected);
  });
});

test("64-bit FNV-1a known answers (Fowler, Noll and Vo's test suite)", () => {
  const hash = (text: string) => hex([...hashText(text)].reverse()).replace(" ", "");
  expect(hash("")).toBe("cbf29ce484222325");
  expect(hash("a")).toBe("af63dc4c8601ec8c");
  expect(hash("foobar")).toBe("85944171f73967e8");
});

describe("streams", () => {
  test("draws are Philox at (block, replicate, task hash), in order", () => {
    const stream = openStream({ seed: 5, task: "foobar", replicate: 3 });
    const drawn = Array.from({ length: 8 }, () => nextWord(stream));
    const out = new Uint32Array(8);
    for (const block of [0, 1]) {
      philox4x32(Uint32Array.of(block, 0, 3, 0x85944171), Uint32Array.of(5, 0xf73967e8), out.subarray(4 * block));
    }
    expect(drawn).toEqual([...out]);
  });

  test("the block counter carries into its high word", () => {
    const stream = openStream(start);
    stream.counter[0] = 0xffffffff;
    nextWord(stream);
    expect([...stream.counter.subarray(0, 2)]).toEqual([0, 1]);
  });

  test("the same key repeats; another seed, task or replicate differs", () => {
    const first = (key: typeof start) => nextWord(openStream(key));
    expect(first(start)).toBe(first({ ...start }));
    const others = [{ seed: 8 }, { task: "random.tesu" }, { replicate: 1 }].map((other) =>
      first({ ...start, ...other }),
    );
    expect(new Set([first(start), ...others]).size).toBe(4);
  });

  test.each([-1, 0.5, 2 ** 32, Number.NaN])("seed or replicate %d is refused", (bad) => {
    expect(() => openStream({ ...start, seed: bad })).toThrow("seed must be an integer from 0 to 4294967295");
    expect(() => openStream({ ...start, replicate: bad })).toThrow("replicate must be");
  });
});

describe("uniform draws", () => {
  test("the extreme words give the ends of (0, 1), never 0 or 1", () => {
    const at = (word: number) => uniform({ ...openStream(start), words: new Uint32Array(4).fill(word), used: 0 });
    expect(at(0)).toBe(2 ** -53);
    expect(at(0xffffffff)).toBe(1 - 2 ** -53);
    expect(at(0x80000000)).toBeGreaterThan(0.5);
  });

  test("equal cells, in the high and in the low bits", () => {
    const stream = openStream(start);
    expect(uniformityP(tally(64, 64_000, () => Math.floor(uniform(stream) * 64)))).toBeGreaterThan(REJECT);
    expect(uniformityP(tally(64, 64_000, () => Math.floor(uniform(stream) * 2 ** 40) % 64))).toBeGreaterThan(REJECT);
  });

  test("neighbouring replicates are independent", () => {
    const draws = Array.from({ length: 20_001 }, (_, replicate) => uniform(openStream({ ...start, replicate })));
    const cell = (i: number) => 8 * Math.floor(draws[i]! * 8) + Math.floor(draws[i + 1]! * 8);
    let i = 0;
    expect(uniformityP(tally(64, 10_000, () => cell(2 * i++)))).toBeGreaterThan(REJECT);
  });

  test("filling equals drawing", () => {
    const filled = new Float64Array(5);
    fillUniform(openStream(start), filled);
    const stream = openStream(start);
    expect([...filled]).toEqual(Array.from({ length: 5 }, () => uniform(stream)));
  });
});

test("normal draws are quantiles of uniform draws, and normal", () => {
  const draws = new Float64Array(40_000);
  fillNormal(openStream(start), draws);
  const stream = openStream(start);
  expect(draws[0]).toBe(normalQuantile(uniform(stream)));
  let i = 0;
  expect(uniformityP(tally(50, draws.length, () => Math.floor(normalLower(draws[i++]!) * 50)))).toBeGreaterThan(REJECT);
});

test("Rademacher draws are bits, with both signs equally likely", () => {
  const filled = new Float64Array(70);
  fillRademacher(openStream(start), filled);
  const words = openStream(start);
  const bits = [nextWord(words), nextWord(words), nextWord(words)].flatMap((word) =>
    Array.from({ length: 32 }, (_, k) => ((word >>> k) & 1) * 2 - 1),
  );
  expect([...filled]).toEqual(bits.slice(0, 70));
  const single = openStream(start);
  expect(rademacher(single)).toBe(nextWord(openStream(start)) >= 2 ** 31 ? 1 : -1);
  expect(uniformityP(tally(2, 20_000, () => (rademacher(single) + 1) / 2))).toBeGreaterThan(REJECT);
});

describe("integers below a bound", () => {
  test("every value equally likely, also where rejection is frequent", () => {
    const stream = openStream(start);
    expect(uniformityP(tally(6, 60_000, () => integerBelow(stream, 6)))).toBeGreaterThan(REJECT);
    // Without rejection, thirds of 3·2^30 would come up 2 : 1 : 1.
    const bound = 3 * 2 ** 30;
    const third = () => integerBelow(stream, bound) % 3;
    expect(uniformityP(tally(3, 30_000, third))).toBeGreaterThan(REJECT);
  });

  test("bounds are checked", () => {
    const stream = openStream(start);
    expect(integerBelow(stream, 1)).toBe(0);
    expect(() => integerBelow(stream, 0)).toThrow(RangeError);
    expect(() => integerBelow(stream, 2.5)).toThrow(RangeError);
  });
});

describe("permutations", () => {
  test("all orders of four are equally likely", () => {
    const stream = openStream(start);
    const index = new Map<string, number>();
    const draw = () => {
      const key = permutation(stream, 4).join("");
      if (!index.has(key)) index.set(key, index.size);
      return index.get(key)!;
    };
    expect(uniformityP(tally(24, 24_000, draw))).toBeGreaterThan(REJECT);
    expect(index.size).toBe(24);
  });

  test("shuffling keeps the values and repeats for the same stream", () => {
    const once = ["a", "b", "c", "d", "e", "f"];
    const again = [...once];
    shuffle(openStream(start), once);
    shuffle(openStream(start), again);
    expect(once).toEqual(again);
    expect([...once].sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(permutation(openStream(start), 0)).toEqual(new Int32Array(0));
  });
});
