import { describe, expect, test } from "vitest";
import type { Role, VerdictWord } from "../../../src/core/verdict.ts";
import { decideHypothesis } from "../../../src/verdict/decide-hypothesis.ts";

const links = (...entries: readonly (readonly [id: string, role: Role, finding: VerdictWord])[]) =>
  entries.map(([id, role, finding]) => ({ id, role, finding }));
const ORDER = ["contradicted", "negligible", "undecided", "indication", "supported"] as const;

describe("the lowest tested link decides", () => {
  for (const [i, low] of ORDER.entries()) {
    for (const high of ORDER.slice(i + 1)) {
      test(`${low} with ${high}: ${low}`, () => {
        const decision = decideHypothesis(links(["a", "primary", high], ["b", "chain", low]));
        expect(decision).toMatchObject({ finding: low, decidedBy: "b" });
        const reversed = decideHypothesis(links(["b", "chain", low], ["a", "primary", high]));
        expect(reversed).toMatchObject({ finding: low, decidedBy: "b" });
        expect(decideHypothesis(links(["a", "primary", low], ["b", "chain", high]))).toMatchObject({
          finding: low,
          decidedBy: "a",
        });
      });
    }
  }

  test("of several lowest the primary decides, else the first", () => {
    expect(decideHypothesis(links(["a", "chain", "undecided"], ["b", "primary", "undecided"])).decidedBy).toBe("b");
    expect(
      decideHypothesis(links(["p", "primary", "supported"], ["a", "chain", "undecided"], ["b", "chain", "undecided"]))
        .decidedBy,
    ).toBe("a");
  });

  test("secondary, falsification and trade-off links do not count", () => {
    const others = links(
      ["a", "secondary", "contradicted"],
      ["b", "falsification", "contradicted"],
      ["c", "trade-off", "negligible"],
    );
    expect(decideHypothesis([...others, ...links(["p", "primary", "supported"])]).finding).toBe("supported");
    expect(decideHypothesis(others).finding).toBe("not-testable");
  });
});

describe("untested links", () => {
  test("an untested primary caps at indication, and lowers nothing that is lower", () => {
    const capped = decideHypothesis(links(["p", "primary", "not-testable"], ["a", "chain", "supported"]));
    expect(capped).toMatchObject({ finding: "indication", decidedBy: "a" });
    expect(capped.because.map(({ rule, holds }) => [rule, holds])).toEqual([
      ["weakest-link", true],
      ["untested-primary", true],
      ["untested-links", false],
    ]);
    const low = decideHypothesis(links(["p", "primary", "not-testable"], ["a", "chain", "negligible"]));
    expect(low.finding).toBe("negligible");
    expect(low.because.find(({ rule }) => rule === "untested-primary")?.holds).toBe(false);
  });

  test("chain links alone, without a primary, cap as well", () => {
    expect(decideHypothesis(links(["a", "chain", "supported"])).finding).toBe("indication");
  });

  test("an untested chain link is named and changes nothing", () => {
    const decision = decideHypothesis(links(["p", "primary", "supported"], ["a", "chain", "not-testable"]));
    expect(decision.finding).toBe("supported");
    expect(decision.because.at(-1)).toMatchObject({ rule: "untested-links", values: { links: ["a"] } });
  });

  test("nothing tested: not testable, decided by none", () => {
    const decision = decideHypothesis(links(["p", "primary", "not-testable"], ["a", "chain", "not-testable"]));
    expect(decision).toMatchObject({ finding: "not-testable", decidedBy: null });
    expect(decision.because.map(({ rule }) => rule)).toEqual(["no-tested-link", "untested-links"]);
    expect(decideHypothesis([]).finding).toBe("not-testable");
  });
});
