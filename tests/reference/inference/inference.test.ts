import { describe, expect, test } from "vitest";
import { worstDifference } from "../../support/coverage-report/comparison.ts";
import type { ReferenceEntry } from "../../support/coverage-report/measure.ts";
import { loadExpected } from "../../support/expected.ts";
import { CLUSTERED, compareClustered } from "./cluster-specs.ts";
import { EQUIVALENCE, MULTIPLICITY, POWER, USUAL_INTERVAL } from "./inference-specs.ts";
import { comparePanel, PANEL } from "./panel-specs.ts";

// Numbers that R computed (tests/reference/README.md). Each entry is held to its own suggested_rel_tol, p-values in the tails to as much more as
// they move with their statistic, ends of intervals to the larger of the two. Which entries of the files wait is in COVERAGE.md.
const entries = [...loadExpected("inference"), ...loadExpected("honest")] as ReferenceEntry[];
const entryOf = (id: string) => entries.find((entry) => entry.id === id)!;

describe.each([
  ["stats::p.adjust", MULTIPLICITY],
  ["two one-sided tests", EQUIVALENCE],
  ["power", POWER],
  ["the usual interval of an event study", USUAL_INTERVAL],
] as const)("%s", (_, specs) => {
  test.each([...specs])("%s", (id, compare) => {
    const entry = entryOf(id);
    expect(worstDifference(compare(entry))).toBeLessThanOrEqual(entry.suggested_rel_tol);
  });
});

describe("panel regressions of plm", () => {
  test.each([...PANEL])("%s", (id, spec) => {
    const entry = entryOf(id);
    expect(worstDifference(comparePanel(entry, spec()))).toBeLessThanOrEqual(entry.suggested_rel_tol);
  });
});

describe("clustered errors of clubSandwich, without Satterthwaite's degrees of freedom", () => {
  test.each([...CLUSTERED])("%s", (id, spec) => {
    const entry = entryOf(id);
    expect(worstDifference(compareClustered(entry, spec()))).toBeLessThanOrEqual(entry.suggested_rel_tol);
  });
});
