import { describe, expect, test } from "vitest";
import type { CheckStatus } from "../../../src/core/verdict.ts";
import { effectTests } from "../../../src/inference/effect-tests.ts";
import { contrastEstimate } from "../../../src/inference/intervals.ts";
import { decideLink, type LinkEvidence } from "../../../src/verdict/decide-link.ts";
import { claim } from "./claims.ts";

const passed = (...ids: string[]) => ids.map((id) => ({ id, status: "passed" as CheckStatus }));
const link = (tests: LinkEvidence["tests"], more: Partial<LinkEvidence> = {}): LinkEvidence => ({
  tests,
  from: "h/1",
  requires: [],
  adjustment: null,
  ...more,
});
const rules = (evidence: LinkEvidence) => decideLink(evidence).because.map(({ rule, holds }) => [rule, holds]);

describe("the study's own link, numbers of the exam panel (β 0.006819665838341, se 0.01283558402062, 39 degrees of freedom)", () => {
  // At the contrast 0.224: τ = 0.0015276, se = 0.0028752; 90%: ± 1.6849 · 0.0028752 = ± 0.0048444, so −0.0033 to 0.0064, inside ± 0.01
  const tau = contrastEstimate(0.224 * 0.006819665838341, 0.224 * 0.01283558402062, 39);
  const tests = effectTests(tau, { expect: "increase", smallestEffect: 0.01, level: 0.95 });
  const failed = [
    { id: "pre-trends", status: "failed" as const },
    { id: "placebo-period", status: "failed" as const },
    { id: "predetermined-exposure", status: "passed" as const },
  ];

  test("with its required checks failed: undecided, precise but not credible, and the checks are named", () => {
    const decision = decideLink(link(tests, { requires: failed }));
    expect(decision.finding).toBe("undecided");
    expect(decision.undecided).toBe("not-credible");
    expect(decision.because.at(-1)).toMatchObject({
      rule: "not-credible",
      holds: false,
      values: { checks: ["pre-trends", "placebo-period"] },
    });
    expect(decision.because.find(({ rule }) => rule === "equivalence")?.holds).toBe(true);
  });

  test("had they passed: negligible, with the 90% interval of the hand calculation", () => {
    const decision = decideLink(link(tests, { requires: failed.map(({ id }) => ({ id, status: "passed" })) }));
    expect(decision.finding).toBe("negligible");
    expect(decision.undecided).toBeNull();
    const equivalence = decision.because.find(({ rule }) => rule === "equivalence");
    expect(equivalence?.values["low"]).toBeCloseTo(-0.0033, 4);
    expect(equivalence?.values["high"]).toBeCloseTo(0.0064, 4);
    expect(equivalence?.threshold).toBe(0.01);
  });
});

describe("because", () => {
  test("every step of an increase, with value, threshold and where it came from", () => {
    const tests = claim(3, 1, { familySize: 4, adjusted: 0.0081 });
    const { finding, because } = decideLink(link(tests, { adjustment: "holm", requires: passed("pre-trends") }));
    expect(finding).toBe("supported");
    expect(because.map(({ rule }) => rule)).toEqual([
      "sign",
      "significance",
      "multiplicity",
      "threshold",
      "equivalence",
      "require:pre-trends",
    ]);
    expect(because[0]).toMatchObject({ value: 3, threshold: 0, from: "h/1", holds: true });
    expect(because[1]).toMatchObject({ value: tests.claimP, threshold: 0.05 });
    expect(because[2]).toMatchObject({ value: 0.0081, threshold: 0.05, values: { method: "holm", number: 4 } });
    expect(because[3]).toMatchObject({ value: 3, threshold: 1, holds: true });
    expect(because[4]?.holds).toBe(false);
    expect(because[5]).toMatchObject({ holds: true, from: "pre-trends", values: { status: "passed" } });
  });

  test.each(["failed", "uninformative", "not-available"] as const)(
    "a required check that is %s does not hold",
    (status) => {
      const decision = decideLink(link(claim(3, 1), { requires: [{ id: "placebo-period", status }] }));
      expect(decision.finding).toBe("indication");
      expect(decision.because.at(-1)).toMatchObject({
        rule: "require:placebo-period",
        holds: false,
        values: { status },
      });
    },
  );

  test("too imprecise: the minimum detectable effect (2.80 se) against δ", () => {
    const decision = decideLink(link(claim(0.5, 1)));
    expect(decision.undecided).toBe("imprecise");
    const last = decision.because.at(-1);
    expect(last?.rule).toBe("imprecise");
    expect(last?.value).toBeCloseTo(2.8016, 3);
    expect(last?.threshold).toBe(1);
  });

  test("imprecise stays imprecise when a check fails too", () => {
    const requires = [{ id: "pre-trends", status: "failed" as const }];
    expect(decideLink(link(claim(0.5, 1), { requires })).undecided).toBe("imprecise");
  });

  test("a contradiction that is not credible is undecided for that reason", () => {
    const requires = [{ id: "pre-trends", status: "uninformative" as const }];
    expect(decideLink(link(claim(-3, 1), { requires })).undecided).toBe("not-credible");
  });

  test("no δ is said, not filled in", () => {
    expect(rules(link(claim(3, 1, { delta: Number.NaN })))).toEqual([
      ["sign", true],
      ["significance", true],
      ["no-threshold", false],
    ]);
    const none = decideLink(link(claim(3, 1, { delta: Number.NaN, expect: "no-decrease" })));
    expect(none.undecided).toBe("no-threshold");
  });

  test("no standard error is said", () => {
    const decision = decideLink(link(claim(3, Number.NaN)));
    expect(decision.undecided).toBe("no-error");
    expect(decision.because.at(-1)?.rule).toBe("no-error");
  });

  test("a family of one is no multiplicity", () => {
    expect(rules(link(claim(3, 1))).map(([rule]) => rule)).not.toContain("multiplicity");
  });

  test("steps of the other directions", () => {
    expect(rules(link(claim(0.5, 0.5, { expect: "no-decrease" })))).toEqual([
      ["beyond-threshold", true],
      ["significance", true],
    ]);
    expect(rules(link(claim(0, 0.5, { expect: "no-change" })))).toEqual([
      ["equivalence", true],
      ["outside", false],
    ]);
    const z = (estimate: number) => contrastEstimate(estimate, 1, 50);
    const pattern = { dip: z(-3), rise: z(4) };
    const dip = effectTests(z(1), { expect: "dip-then-rise", smallestEffect: 1, level: 0.95, pattern });
    expect(rules(link(dip))).toEqual([
      ["dip", true],
      ["rise", true],
    ]);
    expect(decideLink(link({ ...dip, pattern: null })).undecided).toBe("no-pattern");
  });

  test("no number in because is NaN or infinite", () => {
    for (const tests of [claim(3, Number.NaN), claim(3, 1, { delta: Number.NaN }), claim(Number.NaN, Number.NaN)]) {
      for (const { value, threshold, values } of decideLink(link(tests)).because) {
        for (const number of [value, threshold, ...Object.values(values)]) {
          if (typeof number === "number") expect(Number.isFinite(number)).toBe(true);
        }
      }
    }
  });
});

test("not testable says why: a missing table, or a refusal", () => {
  const missing = { rule: "missing-source", values: { sources: ["ipto"] } } as const;
  expect(decideLink(link(null, { notTestable: missing }))).toMatchObject({
    finding: "not-testable",
    undecided: null,
    because: [{ rule: "missing-source", holds: false, values: { sources: ["ipto"] } }],
  });
  expect(decideLink(link(null)).because[0]?.rule).toBe("refused");
});
