import { describe, expect, test } from "vitest";
import { fillNormal, openStream } from "../../../../src/numerics/random.ts";
import { changesOutside, JUMP_LIMIT, outcomeJump } from "../../../../src/panel/checks/outcome-jump.ts";
import { factsOf, listed, panelOf, said } from "../../../support/panel-facts.ts";

const YEARS = Array.from({ length: 10 }, (_, t) => 2010 + t);

/** The series from 0 on that has these changes. */
function levelsOf(changes: readonly number[]): number[] {
  const levels = [0];
  for (const change of changes) levels.push(levels.at(-1)! + change);
  return levels;
}

/** Two schools whose outcome follows the changes given, b one higher than a. */
const following = (changes: readonly number[]) => {
  const levels = levelsOf(changes);
  return panelOf(["a", "b"].flatMap((s) => levels.map((y, t) => [s, YEARS[t]!, y + Number(s === "b")] as const)));
};

describe("distance of a change from the others", () => {
  test("in scales of 1.4826 times their median absolute deviation", () => {
    // Others of the last change: 1, 2, 3, 4, 5, 6, 7: median 4, deviations 3 2 1 0 1 2 3, median 2. Distance (104 − 4) / (1.4826 · 2).
    const distances = changesOutside([1, 2, 3, 4, 5, 6, 7, 104]);
    expect(distances[7]).toBeCloseTo(100 / (1.4826 * 2), 12);
  });
  test("fewer than seven changes have no usual variation", () => {
    expect(changesOutside([1, 1, 1, 1, 1, 99])).toEqual([NaN, NaN, NaN, NaN, NaN, NaN]);
  });
  test("equal changes are no jumps; one that differs from equal others is", () => {
    expect(changesOutside([2, 2, 2, 2, 2, 2, 2])).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(changesOutside([2, 2, 2, 9, 2, 2, 2])[3]).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("jumps of the outcome", () => {
  const smooth = [0.2, -0.1, 0.3, 0.1, -0.2, 0.15, 0.05, -0.05, 0.1];
  test("a planted level shift is found in its year, with the series beside it", () => {
    const changes = smooth.map((change, t) => (t === 4 ? change + 5 : change));
    const facts = factsOf(following(changes));
    expect(said(outcomeJump, facts)).toEqual([
      { code: "outcome-jump", severity: "warning", outcome: "y", periods: ["2015"], limit: JUMP_LIMIT },
    ]);
    const rows = listed(outcomeJump.look(facts)[0]);
    expect(rows.length).toBe(9);
    expect(rows[4]![0]).toBe(2015);
    expect(rows[4]![1]).toBe(2);
    expect(rows[4]![2]).toBeCloseTo(4.8, 12);
  });
  test("a series without a shift has none", () => {
    expect(said(outcomeJump, factsOf(following(smooth)))).toEqual([]);
  });
  test("a unit of another level that enters makes no jump: only units seen in both years count", () => {
    const rows = levelsOf(smooth);
    const panel = panelOf([
      ...rows.map((y, t) => ["a", YEARS[t]!, y] as const),
      ...rows.slice(5).map((y, t) => ["b", YEARS[t + 5]!, y + 1000] as const),
    ]);
    expect(said(outcomeJump, factsOf(panel))).toEqual([]);
  });
});

test("of random walks of 10 periods about 2.5% are flagged: under 5% of 2,000", () => {
  const normals = new Float64Array(2000 * 9);
  fillNormal(openStream({ seed: 7, task: "jump", replicate: 0 }), normals);
  let flagged = 0;
  for (let draw = 0; draw < 2000; draw++)
    if (changesOutside(Array.from(normals.subarray(9 * draw, 9 * draw + 9))).some((distance) => distance > JUMP_LIMIT))
      flagged++;
  expect(flagged / 2000).toBeLessThan(0.05);
  expect(flagged).toBeGreaterThan(10);
});
