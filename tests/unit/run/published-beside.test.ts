import { expect, test } from "vitest";
import type { EffectRow, EstimateResult } from "../../../src/result/schema.ts";
import { publishedBeside } from "../../../src/run/published-beside.ts";
import type { LinkSpec, PrintedSpec } from "../../../src/spec/schema.ts";
import { sampleResult } from "../../support/sample-result.ts";

const sample = sampleResult()
  .hypotheses.flatMap((hypothesis) => hypothesis.links)
  .find((link) => link.tested)!;

const row = (term: EffectRow["term"], estimate: number | null): EffectRow => ({
  ...sample.estimates[0]!.effects[0]!,
  term,
  estimate,
  se: estimate === null ? null : 0.125,
});

/** The first estimate of the sample with effects of every kind, and τ of −0.0400 (0.0120). */
const estimate: EstimateResult = {
  ...sample.estimates[0]!,
  id: "h1/a/primary",
  tau: { ...sample.estimates[0]!.tau!, estimate: -0.04, se: 0.012 },
  effects: [
    row({ kind: "event-time", eventTime: -1 }, 0.5),
    row({ kind: "event-time", eventTime: 0 }, 0.25),
    row({ kind: "cohort", cohort: 2004 }, 1),
    row({ kind: "calendar", period: 2004 }, 2),
    row({ kind: "att-gt", cohort: 2004, period: 2006 }, 3),
    row({ kind: "att-gt", cohort: 2006, period: 2004 }, 4),
    row({ kind: "coefficient", name: "law" }, null),
  ],
};

const linkWith = (primary: readonly PrintedSpec[], ...also: readonly (readonly PrintedSpec[])[]): LinkSpec =>
  ({
    estimate: {
      primary: { twfe: {}, ...(primary.length > 0 && { published: primary }) },
      also: also.map((published) => ({ weights: "none", published })),
    },
  }) as unknown as LinkSpec;

const source = "Table 1, column 2";

test("without a term it is the effect at the contrast, with its error", () => {
  const link = linkWith([{ source, decimals: 3, effects: [{ value: -0.039, se: 0.013 }] }]);
  expect(publishedBeside(link, [estimate])).toEqual([
    {
      estimate: "h1/a/primary",
      label: estimate.label,
      term: null,
      what: null,
      ours: -0.04,
      oursSe: 0.012,
      theirs: -0.039,
      theirsSe: 0.013,
      decimals: 3,
      difference: -0.04 - -0.039,
      agrees: false,
      source,
      url: null,
      note: null,
    },
  ]);
});

test("a term picks its row, whatever else shares its numbers", () => {
  const terms: [NonNullable<PrintedSpec["effects"][number]["term"]>, number][] = [
    [{ "event-time": -1 }, 0.5],
    [{ "event-time": 0 }, 0.25],
    [{ cohort: 2004 }, 1],
    [{ period: 2004 }, 2],
    [{ "att-gt": [2004, 2006] }, 3],
    [{ "att-gt": [2006, 2004] }, 4],
  ];
  const effects = terms.map(([term]) => ({ term, value: 0 }));
  const rows = publishedBeside(linkWith([{ source, decimals: 0, effects }]), [estimate]);
  expect(rows.map(({ ours }) => ours)).toEqual(terms.map(([, expected]) => expected));
  expect(rows.every(({ oursSe }) => oursSe === 0.125)).toBe(true);
});

test("a fit without that effect, or without a number for it, is neither the same nor different", () => {
  const effects = [
    { term: { "event-time": 9 }, value: 0.1 },
    { term: { coefficient: "law" }, value: 0.1 },
  ];
  for (const row of publishedBeside(linkWith([{ source, decimals: 1, effects }]), [estimate]))
    expect([row.ours, row.oursSe, row.difference, row.agrees]).toEqual([null, null, null, null]);
});

test.each([
  // −0.04 against what prints as it, and what does not, at one to three decimals.
  [-0.0, 1, true],
  [-0.1, 1, false],
  [-0.04, 2, true],
  [-0.045, 2, true],
  [-0.0451, 2, false],
  [-0.0405, 3, true],
  [-0.0406, 3, false],
])("%d printed with %d decimals agrees: %s", (value, decimals, agrees) => {
  const link = linkWith([{ source, decimals, effects: [{ value }] }]);
  expect(publishedBeside(link, [estimate])[0]!.agrees).toBe(agrees);
});

test("each estimate has its own; those of one that was not made are left out", () => {
  const quoted = (value: number): PrintedSpec => ({ source, decimals: 2, effects: [{ value }] });
  const link = linkWith([], [quoted(1), quoted(2)], [quoted(3)]);
  const second = { ...estimate, id: "h1/a/also-1" };
  expect(publishedBeside(link, [estimate, second]).map(({ estimate: id, theirs }) => [id, theirs])).toEqual([
    ["h1/a/also-1", 1],
    ["h1/a/also-1", 2],
  ]);
  expect(publishedBeside({} as LinkSpec, [])).toEqual([]);
});
