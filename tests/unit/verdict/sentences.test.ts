import { describe, expect, test } from "vitest";
import type { Because, Direction } from "../../../src/core/verdict.ts";
import { effectTests, withAdjustedP } from "../../../src/inference/effect-tests.ts";
import { contrastEstimate } from "../../../src/inference/intervals.ts";
import { evidenceReasonPhrase } from "../../../src/messages/evidence.ts";
import { numberFormat } from "../../../src/messages/format.ts";
import { becauseRules, becauseSentence, checkName, findingWord } from "../../../src/messages/verdict.ts";
import { plannedChecks } from "../../../src/sensitivity/index.ts";
import { decideHypothesis } from "../../../src/verdict/decide-hypothesis.ts";
import { decideLink } from "../../../src/verdict/decide-link.ts";
import { evidenceOf } from "../../../src/verdict/evidence.ts";
import { claim } from "./claims.ts";

const format = {
  nl: numberFormat("nl", { unit: "score", noun: null, smallestEffect: 1 }),
  en: numberFormat("en", { unit: "score", noun: null, smallestEffect: 1 }),
};

/** Decisions that together take every step. */
function everyStep(): Because[] {
  const directions: readonly Direction[] = ["increase", "decrease", "no-increase", "no-decrease", "no-change"];
  const statuses = ["passed", "failed", "uninformative", "not-available"] as const;
  const requires = statuses.map((status, i) => ({
    id: ["pre-trends", "placebo-period", "honest-did", "wild-bootstrap"][i]!,
    status,
  }));
  const tests = directions.flatMap((expect) =>
    [
      [0.1, 0.2],
      [3, 1],
      [0.5, 1],
      [3, 0],
    ].flatMap(([estimate, se]) => [
      claim(estimate!, se!, { expect, familySize: 3, adjusted: 0.04 }),
      claim(estimate!, se!, { expect, delta: Number.NaN }),
    ]),
  );
  const z = (estimate: number) => contrastEstimate(estimate, 1, 50);
  const dip = (down: number, up: number) =>
    effectTests(z(1), {
      expect: "dip-then-rise",
      smallestEffect: 1,
      level: 0.95,
      pattern: { dip: z(down), rise: z(up) },
    });
  const dips = [dip(-3, 4), dip(3, -4), withAdjustedP(dip(-3, 4), 0.5), { ...dip(-3, 4), pattern: null }];
  const links = [...tests, ...dips].flatMap((effect) => [
    ...decideLink({ tests: effect, from: "a", requires, adjustment: "holm" }).because,
    ...decideLink({ tests: effect, from: "a", requires: [], adjustment: null }).because,
  ]);
  const none = (["missing-source", "untested", "refused"] as const).flatMap(
    (rule) =>
      decideLink({
        tests: null,
        from: null,
        requires: [],
        adjustment: null,
        notTestable: {
          rule,
          values: rule === "missing-source" ? { sources: ["ipto"] } : { code: "few-clusters", clusters: 2, limit: 20 },
        },
      }).because,
  );
  const hypotheses = [
    decideHypothesis([
      { id: "h1", role: "primary", finding: "not-testable" },
      { id: "h2", role: "chain", finding: "supported" },
    ]),
    decideHypothesis([
      { id: "h1", role: "primary", finding: "not-testable" },
      { id: "h2", role: "chain", finding: "undecided" },
    ]),
    decideHypothesis([]),
  ].flatMap(({ because }) => because);
  return [...links, ...none, ...hypotheses];
}

describe("every step of a decision", () => {
  const steps = everyStep();

  test("these decisions take every rule that has a sentence", () => {
    const rules = new Set(steps.map(({ rule }) => (rule.startsWith("require:") ? "require" : rule)));
    expect([...rules].sort()).toEqual([...becauseRules].sort());
  });

  test("reads as a sentence in both languages, with every blank filled", () => {
    for (const step of steps) {
      const nl = becauseSentence(step, "nl", format.nl);
      const en = becauseSentence(step, "en", format.en);
      expect(nl).not.toBe(en);
      // a statistic that could not be computed shows as a dash, as in every table
      for (const sentence of [nl, en]) expect(sentence).toMatch(/[.?]$/);
      for (const sentence of [nl, en]) expect(sentence).not.toMatch(/undefined|NaN|null|significant|geen effect| {2}/);
    }
  });

  test("a step by hand, in Dutch and English", () => {
    const step: Because = {
      rule: "equivalence",
      holds: true,
      value: 0.64,
      threshold: 1,
      from: "h5c/1",
      values: { low: -0.33, high: 0.64, intervalLevel: 0.9 },
    };
    expect(becauseSentence(step, "nl", format.nl)).toBe(
      "Ligt het 90%-interval binnen 1,00 schaalpunt aan beide kanten van nul? −0,33 tot +0,64. Ja.",
    );
    expect(becauseSentence(step, "en", format.en)).toBe(
      "Does the 90% interval lie within 1.00 scale points on both sides of zero? −0.33 to +0.64. Yes.",
    );
  });

  test("p carries its relation once", () => {
    const step = (value: number): Because => ({
      rule: "significance",
      holds: true,
      value,
      threshold: 0.05,
      from: null,
      values: {},
    });
    expect(becauseSentence(step(0.6), "nl", format.nl)).toContain("p = 0,60");
    expect(becauseSentence(step(1e-9), "nl", format.nl)).toContain("p < 0,001");
    expect(becauseSentence(step(0.6), "nl", format.nl)).toContain("ten hoogste 0,05");
  });

  test("a rule without a sentence is a bug", () => {
    const step: Because = { rule: "constructor", holds: true, value: null, threshold: null, from: null, values: {} };
    expect(() => becauseSentence(step, "nl", format.nl)).toThrow(RangeError);
  });
});

test("the words of the findings", () => {
  const words = ["supported", "indication", "negligible", "undecided", "contradicted", "not-testable"] as const;
  expect(words.map((word) => findingWord(word, "nl"))).toEqual([
    "ondersteund",
    "aanwijzing",
    "geen relevant effect",
    "onbeslist",
    "tegengesproken",
    "niet toetsbaar",
  ]);
});

test("a check without a name of its own goes by its id", () => {
  expect(checkName("placebo-period", "nl")).toBe("F2 (nepstart)");
  expect(checkName("somebody-elses", "nl")).toBe("somebody-elses");
  for (const { id, code } of plannedChecks) if (code !== null) expect(checkName(id, "en")).toContain(code);
});

test("every reason of the strength of evidence has words in both languages", () => {
  const { reasons } = evidenceOf({
    designKind: "dose",
    hasComparison: true,
    checks: [
      { id: "pre-trends", code: "F1", status: "failed" },
      { id: "placebo-period", code: "F2", status: "uninformative" },
      { id: "suppression-bounds", code: "F8", status: "failed" },
    ],
    clusters: 8,
    missingnessChangesFinding: true,
    suppressionChangesFinding: true,
    baselineDifference: Number.NaN,
    minimumDetectableEffect: 1,
    smallestEffect: 1,
  });
  expect(reasons.map(({ code }) => code)).toEqual([
    "design",
    "comparability",
    "few-clusters",
    "missingness",
    "suppression",
    "floor",
  ]);
  for (const reason of reasons) expect(evidenceReasonPhrase(reason, "nl")).not.toBe(evidenceReasonPhrase(reason, "en"));
  expect(evidenceReasonPhrase(reasons[1]!, "nl")).toBe(
    "niet aangetoond dat de groepen vergelijkbaar zijn (F1 niet gehaald; F2 niet informatief; F3 niet uitgevoerd)",
  );
  expect(() => evidenceReasonPhrase({ code: "toString", change: 0, values: {} }, "nl")).toThrow(RangeError);
});
