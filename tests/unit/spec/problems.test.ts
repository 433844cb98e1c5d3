import { describe, expect, test } from "vitest";
import { catalogue, change, hypothesis, inHypothesis, inStudy, problems, read, small, study } from "./small-study.ts";

const KINDS =
  "dose, two-by-two, staggered, regression, triple-difference, synthetic-control, interrupted-time-series, trade-off, descriptive";
const CHECKS = "pre-trends, placebo-period, leave-one-cluster-out, honest-bounds";

/** Each case: what is changed in the hypothesis file (from, to, …) and all problems that follow. Positions are counted by hand in small-study.ts. */
type Case = readonly [name: string, passages: readonly string[], expected: readonly string[]];

const words: readonly Case[] = [
  [
    "another name of a design",
    ["kind: dose", "kind: dif-in-dif"],
    [`s/h1.yaml:15:13 links[0].design.kind: expected one of ${KINDS}, got "dif-in-dif"; did you mean "two-by-two"?`],
  ],
  [
    "no kind of design",
    ["      kind: dose\n", ""],
    [`s/h1.yaml:15:7 links[0].design.kind: missing; expected one of ${KINDS}`],
  ],
  [
    "another word for a direction",
    ["expect: increase", "expect: up"],
    [
      's/h1.yaml:12:13 links[0].expect: expected one of increase, decrease, no-increase, no-decrease, no-change, dip-then-rise, got "up"; did you mean "increase"?',
    ],
  ],
  [
    "a misspelt role",
    ["role: primary", "role: primairy"],
    [
      's/h1.yaml:8:11 links[0].role: expected one of primary, chain, secondary, falsification, trade-off, got "primairy"; did you mean "primary"?',
    ],
  ],
  [
    "a misspelt check, required below",
    ["[pre-trends,", "[pretrend,"],
    [`s/h1.yaml:21:14 links[0].checks[0]: expected one of ${CHECKS}, got "pretrend"; did you mean "pre-trends"?`],
  ],
  [
    "a check that is no name",
    ["{ placebo-period: 2018 }", "3"],
    [`s/h1.yaml:21:26 links[0].checks[1]: expected one of ${CHECKS}, got 3`],
  ],
  [
    "an option of an estimator",
    ["twfe: {}", "event-study: { window: al }"],
    [
      's/h1.yaml:20:41 links[0].estimate.primary.event-study.window: expected one of all, balanced, got "al"; did you mean "all"?',
    ],
  ],
  [
    "a word where a number or a word may stand",
    ["    design:", "    contrast: { to: weighted }\n    design:"],
    [
      's/h1.yaml:14:21 links[0].contrast.to: expected a number or one of mean, weighted-mean, median, min, max, got "weighted"; did you mean "weighted-mean"?',
    ],
  ],
  [
    "a word where a word or a map may stand",
    ["    design:", "    estimand: overal\n    design:"],
    [
      's/h1.yaml:14:15 links[0].estimand: expected overall, a map with event-time, a map with cohorts or a map with periods (which average effect the verdict is about), got "overal"; did you mean "overall"?',
    ],
  ],
];

const keys: readonly Case[] = [
  [
    "a common name",
    ["smallest_effect:", "mde:"],
    ['s/h1.yaml:13:5 links[0].mde: unknown key; did you mean "smallest_effect"?'],
  ],
  [
    "a misspelt key that was required",
    ["decide:", "decides:"],
    ['s/h1.yaml:22:1 decides: unknown key; did you mean "decide"?'],
  ],
  [
    "controls, where there are covariates",
    [
      "kind: dose\n      dose: d0\n      post: year >= 2022",
      "kind: staggered\n      cohort: d0\n      controls: ~ pupils",
    ],
    ['s/h1.yaml:17:7 links[0].design.controls: unknown key; did you mean "covariates"?'],
  ],
  [
    "a key that belongs one level in",
    ["    outcome: share", "    outcome: share\n    weights: pupils"],
    ['s/h1.yaml:12:5 links[0].weights: unknown key; did you mean "weights" inside "design"?'],
  ],
  [
    "a key that belongs one level out",
    ["cluster: region", "window: year > 2019"],
    ['s/h1.yaml:18:7 links[0].design.window: unknown key; did you mean "window" beside "design"?'],
  ],
  [
    "a key that is like no other",
    ["cluster: region", "colour: red"],
    [
      "s/h1.yaml:18:7 links[0].design.colour: unknown key; expected one of kind, dose, post, allow_dose_inside_window, weights, cluster",
    ],
  ],
  [
    "another name of an estimator",
    ["twfe: {}", "did: {}"],
    ['s/h1.yaml:20:18 links[0].estimate.primary.did: unknown key; did you mean "twfe"?'],
  ],
  [
    "an option in another spelling",
    ["twfe: {}", "event-study: { base_period: universal }"],
    ['s/h1.yaml:20:33 links[0].estimate.primary.event-study.base_period: unknown key; did you mean "basePeriod"?'],
  ],
  [
    "fixed effects",
    ["twfe: {}", "twfe: { fe: [school] }"],
    ['s/h1.yaml:20:26 links[0].estimate.primary.twfe.fe: unknown key; did you mean "absorb"?'],
  ],
  [
    "an option of an estimator without options",
    ["twfe: {}", "two-by-two: { draws: 9 }"],
    ["s/h1.yaml:20:32 links[0].estimate.primary.two-by-two.draws: unknown key; expected none here"],
  ],
  [
    "a misspelt check with options",
    ["placebo-period:", "placebo-periods:"],
    ['s/h1.yaml:21:28 links[0].checks[1].placebo-periods: unknown key; did you mean "placebo-period"?'],
  ],
  [
    "one of several maps, misspelt",
    ["smallest_effect: 0.01", "smallest_effect: { relativ: 0.1 }"],
    ['s/h1.yaml:13:24 links[0].smallest_effect.relativ: unknown key; did you mean "relative"?'],
  ],
  [
    "one of several maps, another spelling",
    ["    design:", "    estimand: { event_time: [0, 3] }\n    design:"],
    ['s/h1.yaml:14:17 links[0].estimand.event_time: unknown key; did you mean "event-time"?'],
  ],
  [
    "two of several maps at once",
    ["smallest_effect: 0.01", "smallest_effect: { relative: 0.1, sd: 1 }"],
    ["s/h1.yaml:13:39 links[0].smallest_effect.sd: unknown key; expected relative"],
  ],
  [
    "a number as a key",
    ["decide:", "2018: x\ndecide:"],
    [
      "s/h1.yaml:22:1 2018: unknown key; expected one of id, kind, goal, title, claim, source, chain, links, decide, does_not_say, would_change, published",
    ],
  ],
];

const values: readonly Case[] = [
  [
    "a number for text",
    ["outcome: share", "outcome: 3"],
    ['s/h1.yaml:11:14 links[0].outcome: expected text (a column of the panel), got 3; write "3" in quotes'],
  ],
  [
    "a percentage for a number",
    ["{ placebo-period: 2018 }", "{ pre-trends: { draws: 99% } }"],
    [
      's/h1.yaml:21:49 links[0].checks[1].pre-trends.draws: expected a whole number of at least 1, got "99%"; write 0.99 without quotes',
    ],
  ],
  [
    "a decimal comma",
    ["smallest_effect: 0.01", "smallest_effect: { sd: '0,05' }"],
    ['s/h1.yaml:13:28 links[0].smallest_effect.sd: expected a number above 0, got "0,05"; write 0.05 without quotes'],
  ],
  [
    "a number out of range",
    ["smallest_effect: 0.01", "smallest_effect: -0.01"],
    ["s/h1.yaml:13:22 links[0].smallest_effect: expected a number above 0, got -0.01"],
  ],
  [
    "infinity",
    ["smallest_effect: 0.01", "smallest_effect: .inf"],
    ["s/h1.yaml:13:22 links[0].smallest_effect: expected a number above 0, got Infinity"],
  ],
  [
    "a list where none of the choices is one",
    ["smallest_effect: 0.01", "smallest_effect: [1]"],
    [
      "s/h1.yaml:13:22 links[0].smallest_effect: expected a number above 0, a map with relative or a map with sd (smallest effect that matters: in units of the outcome, relative to its mean, or in standard deviations), got a list of 1",
    ],
  ],
  [
    "one language in place of two",
    ["claim: { nl: Hoger, en: Higher }", "claim: Hoger"],
    [
      's/h1.yaml:9:12 links[0].claim: expected a map with nl, en (the one statement that is tested, in Dutch and in English), got "Hoger"; write { nl: …, en: … }',
    ],
  ],
  [
    "a missing English text",
    ["{ nl: Hoger, en: Higher }", "{ nl: Hoger }"],
    ["s/h1.yaml:9:12 links[0].claim.en: missing; expected text (the text in English)"],
  ],
  [
    "a missing Dutch text",
    ["{ nl: Meer, en: More }", "\n  en: More"],
    ["s/h1.yaml:5:3 claim.nl: missing; expected text (the text in Dutch)"],
  ],
  [
    "an empty text",
    ["{ nl: Hoger, en: Higher }", '{ nl: Hoger, en: "" }'],
    ['s/h1.yaml:9:29 links[0].claim.en: expected text (the text in English), got ""'],
  ],
  [
    "an identifier with capitals",
    ["id: h1a", "id: H1A"],
    [
      's/h1.yaml:7:9 links[0].id: expected a name of lower-case letters, digits and hyphens that starts with a letter, got "H1A"',
    ],
  ],
  [
    "a range back to front",
    ["    design:", "    sample: { balanced: [2020, 2015] }\n    design:"],
    [
      "s/h1.yaml:14:25 links[0].sample.balanced: expected the first period before the last one, got them the other way round",
    ],
  ],
  [
    "half a range",
    ["    design:", "    sample: { balanced: [2020] }\n    design:"],
    [
      "s/h1.yaml:14:25 links[0].sample.balanced: expected a list of 2 numbers (keep the units that are present in every period of this range), got a list of 1",
    ],
  ],
  [
    "an empty list",
    [hypothesis.slice(hypothesis.indexOf("links:"), hypothesis.indexOf("decide:")), "links: []\n"],
    [
      "s/h1.yaml:6:8 links: expected at least 1 in the list, got none",
      's/h1.yaml:9:13 decide.require[0]: expected a check that a link of this hypothesis declares, got "pre-trends"; add it to the checks of a link',
    ],
  ],
  [
    "nothing where options belong",
    ["twfe: {}", "twfe:"],
    [
      "s/h1.yaml:20:24 links[0].estimate.primary.twfe: expected a map with any of absorb, got nothing; write {} when there is nothing to set",
    ],
  ],
  [
    "the bare name of an estimator",
    ["{ twfe: {} }", "twfe"],
    [
      's/h1.yaml:20:16 links[0].estimate.primary: expected a map (one estimator with its options, and what it changes in the design), got "twfe"',
    ],
  ],
  [
    "a bare design",
    ["design:\n      kind: dose\n      dose: d0\n      post: year >= 2022\n      cluster: region", "design: dose"],
    [
      `s/h1.yaml:14:13 links[0].design: expected a map with kind: one of ${KINDS} (who is compared with whom, and when), got "dose"`,
    ],
  ],
  [
    "an option that takes one of two forms",
    ["{ placebo-period: 2018 }", "{ placebo-period: x }"],
    ['s/h1.yaml:21:44 links[0].checks[1].placebo-period: expected a number or a map with at, got "x"'],
  ],
];

describe.each([
  ["words", words],
  ["keys", keys],
  ["values", values],
])("%s", (_, cases) => {
  test.each(cases)("%s", (_name, passages, expected) => {
    expect(inHypothesis(...passages)).toEqual(expected);
  });
});

test("study.yaml: names, lists, truth values and limits", () => {
  expect(inStudy("unit: school", "unit: 1")).toEqual([
    's/study.yaml:10:11 panels.school-year.unit: expected text or a list of text (key column(s) of the unit), got 1; write "1" in quotes',
  ]);
  expect(inStudy("unit: school", "id: school")).toEqual([
    's/study.yaml:10:5 panels.school-year.id: unknown key; did you mean "unit"?',
  ]);
  expect(inStudy("files: [data/exams.csv]", "files: data/exams.csv")).toEqual([
    's/study.yaml:4:38 sources.exams.files: expected a list of text (paths or patterns, from the study\'s root), got "data/exams.csv"; write [data/exams.csv]',
  ]);
  expect(inStudy("optional: true", "optional: yes")).toEqual([
    's/study.yaml:5:64 sources.regions.optional: expected true or false (a table that may be absent: links that need it are not testable), got "yes"; write true',
  ]);
  expect(inStudy("primary: {}", "primary: { level: 0.3, adjust: BH }")).toEqual([
    "s/study.yaml:15:21 families.primary.level: expected a number above 0.5 and below 1 (confidence level, 1 − α), got 0.3",
    's/study.yaml:15:34 families.primary.adjust: expected one of none, bonferroni, holm, hochberg, benjamini-hochberg, benjamini-yekutieli, got "BH"; did you mean "benjamini-hochberg"?',
  ]);
  expect(inStudy("primary: {}", "primary: {}\n  Main Family: {}")).toEqual([
    's/study.yaml:16:3 families["Main Family"]: expected a name of lower-case letters, digits and hyphens that starts with a letter, got "Main Family"',
  ]);
  expect(inStudy("families:\n  primary: {}\n", "")).toEqual([
    "s/study.yaml:1:1 families: missing; expected a map (families of tests by name; each hypothesis is decided in one)",
  ]);
});

test("all problems of all files come at once, by file, line and column", () => {
  const found = problems({
    "study.yaml": change(change(study, "reader: csv", "reader: cvs"), "unit: school", "unit: [school, 7]"),
    "indicators/share.yaml": change(small["indicators/share.yaml"] ?? "", "unit: share", "unit: percent"),
    "h1.yaml": change(change(hypothesis, "expect: increase", "expect: up"), "dose: d0", "dose: d1"),
    "h2.yaml": "id: h2\n\tgoal: reach\n",
  });
  expect(found).toEqual([
    's/h1.yaml:12:13 links[0].expect: expected one of increase, decrease, no-increase, no-decrease, no-change, dip-then-rise, got "up"; did you mean "increase"?',
    's/h1.yaml:16:13 links[0].design.dose: expected one of the panel\'s columns, got "d1"; did you mean "d0"?',
    "s/h2.yaml:2:1 a tab is used as indentation; use spaces",
    's/indicators/share.yaml:4:7 unit: expected one of share, count, mark, score, index, hazard, log, category, flag, got "percent"; did you mean "share"?',
    's/study.yaml:5:22 sources.regions.reader: expected one of the readers, got "cvs"; did you mean "csv"?',
    's/study.yaml:10:20 panels.school-year.unit[1]: expected text (a column of the panel), got 7; write "7" in quotes',
  ]);
});

test("a study without study.yaml or without hypotheses is refused", () => {
  const { "study.yaml": _, ...withoutStudy } = small;
  expect(() => read(withoutStudy)).toThrow("s/study.yaml: expected the study's own file, got none; write it first");
  const { "h1.yaml": __, ...withoutHypotheses } = small;
  expect(() => read(withoutHypotheses)).toThrow(
    "s/study.yaml:1:1 expected at least one hypothesis file beside study.yaml, got none",
  );
});

test("a catalogue without estimators or checks is no reason to fail", () => {
  const empty = { ...catalogue, estimators: new Map(), checks: new Map(), plannedChecks: [] };
  expect(() => read(small, empty)).toThrow("links[0].estimate.primary.twfe: unknown key");
});
