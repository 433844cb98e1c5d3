import { describe, expect, test } from "vitest";
import { poissonFamily, probitFamily } from "../../../src/estimate/glm-family.ts";
import { type GlmProblem, iterateGlm } from "../../../src/estimate/glm-iterate.ts";
import { convergenceFinding } from "../../../src/estimate/glm-report.ts";

const problem = (outcome: readonly number[], x: readonly number[]): GlmProblem => ({
  family: poissonFamily,
  outcome: Float64Array.from(outcome),
  columns: [Float64Array.from(x)],
  intercept: true,
  effects: [],
  weights: null,
  offset: null,
});

describe("the certificate of the iteration", () => {
  test("a fit with a maximum ends with a step that moves nothing", () => {
    const solution = iterateGlm(problem([1, 3, 4, 8], [0, 0, 1, 1]));
    expect(solution.change).toBeLessThan(1e-10);
    expect(convergenceFinding(problem([1, 3, 4, 8], [0, 0, 1, 1]), solution, true)).toBeNull();
    // Means 2 and 6.
    [2, 2, 6, 6].forEach((mean, i) => {
      expect(solution.eta[i]).toBeCloseTo(Math.log(mean), 12);
    });
  });

  test("rows that are predicted perfectly and were not left out are refused, even where rounding ends the steps", () => {
    const separated = problem([0, 0, 4, 8], [1, 1, 0, 0]);
    const solution = iterateGlm(separated);
    const finding = convergenceFinding(separated, solution, false);
    expect(finding).toEqual({ code: "separation-undecided", severity: "refusal", values: { rows: 2 } });
  });

  test.each([
    [1e-11, null],
    [1e-8, "warning"],
    [1e-3, "refusal"],
    [Number.POSITIVE_INFINITY, "refusal"],
  ] as const)("a last step of %s: %s", (change, severity) => {
    const eta = new Float64Array(4).fill(1);
    const finding = convergenceFinding(problem([1, 3, 4, 8], [0, 0, 1, 1]), { iterations: 7, change, eta }, true);
    expect(finding?.severity ?? null).toBe(severity);
  });

  test("a start far from the data: a mean of 1e-8 beside one of 1e8", () => {
    const solution = iterateGlm(problem([0, 2e-8, 5e7, 1.5e8], [0, 0, 1, 1]));
    expect(solution.change).toBeLessThan(1e-10);
    expect(solution.eta[0]).toBeCloseTo(Math.log(1e-8), 10);
    expect(solution.eta[3]).toBeCloseTo(Math.log(1e8), 12);
  });
});

test("probit in the far tails: score and information follow the Mills ratio", () => {
  // φ(40)/Φ(−40) = 40.0249688… (continued fraction 40 + 1/(40 + 2/(40 + 3/40 …))).
  const ratio = 40 + 1 / (40 + 2 / (40 + 3 / (40 + 4 / 40)));
  expect(probitFamily.score(1, -40)).toBeCloseTo(ratio, 8);
  expect(probitFamily.score(0, 40)).toBeCloseTo(-ratio, 8);
  expect(probitFamily.information(1, -40)).toBeGreaterThanOrEqual(0);
  expect(probitFamily.logLikelihood(1, -40)).toBeCloseTo(
    -(40 ** 2) / 2 - Math.log(2 * Math.PI) / 2 - Math.log(ratio),
    8,
  );
});
