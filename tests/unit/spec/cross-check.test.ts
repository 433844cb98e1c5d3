import { describe, expect, test } from "vitest";
import { change, hypothesis, inHypothesis, inStudy, problems, small, study } from "./small-study.ts";

const DESIGN = `    design:
      kind: dose
      dose: d0
      post: year >= 2022
      cluster: region
    estimate:
      primary: { twfe: {} }
`;

const COLUMNS = "school, year, share, pupils, region, d0";

type Case = readonly [name: string, passages: readonly string[], expected: readonly string[]];

const references: readonly Case[] = [
  [
    "a goal",
    ["goal: reach", "goal: reech"],
    ['s/h1.yaml:2:7 goal: expected one of the study\'s goals, got "reech"; did you mean "reach"?'],
  ],
  [
    "a family",
    ["family: primary", "family: second"],
    ['s/h1.yaml:23:11 decide.family: expected one of the study\'s families, got "second"; there are primary'],
  ],
  [
    "a panel",
    ["panel: school-year", "panel: school_year"],
    [
      's/h1.yaml:10:12 links[0].panel: expected one of the study\'s panels, got "school_year"; did you mean "school-year"?',
    ],
  ],
  [
    "an outcome",
    ["outcome: share", "outcome: shares"],
    ['s/h1.yaml:11:14 links[0].outcome: expected one of the panel\'s columns, got "shares"; did you mean "share"?'],
  ],
  [
    "a dose",
    ["dose: d0", "dose: exposure"],
    [`s/h1.yaml:16:13 links[0].design.dose: expected one of the panel's columns, got "exposure"; there are ${COLUMNS}`],
  ],
  [
    "weights and clusters of the design",
    ["cluster: region", "weights: pupil\n      cluster: [region, yaer]"],
    [
      's/h1.yaml:18:16 links[0].design.weights: expected one of the panel\'s columns, got "pupil"; did you mean "pupils"?',
      's/h1.yaml:19:25 links[0].design.cluster[1]: expected one of the panel\'s columns, got "yaer"; did you mean "year"?',
    ],
  ],
  [
    "a cohort",
    ["kind: dose\n      dose: d0\n      post: year >= 2022", "kind: staggered\n      cohort: first_year"],
    [
      `s/h1.yaml:16:15 links[0].design.cohort: expected one of the panel's columns, got "first_year"; there are ${COLUMNS}`,
    ],
  ],
  [
    "the group of a triple difference",
    ["dose\n      dose: d0", "triple-difference\n      group: regoin\n      against: [north]"],
    [
      's/h1.yaml:16:14 links[0].design.group: expected one of the panel\'s columns, got "regoin"; did you mean "region"?',
    ],
  ],
  [
    "the unit, the dose and the sides of a triple difference",
    [
      "dose\n      dose: d0",
      "triple-difference\n      group: region\n      against: [north, 2]\n      affected: [south, 2]\n      within: [scholo]\n      treated: d0 > 0\n      dose: d00",
    ],
    [
      "s/h1.yaml:18:25 links[0].design.affected[1]: expected a group that is not under against, got 2",
      's/h1.yaml:19:16 links[0].design.within[0]: expected one of the panel\'s columns, got "scholo"; did you mean "school"?',
      "s/h1.yaml:21:7 links[0].design.dose: expected treated or dose, got both; leave one out",
      's/h1.yaml:21:13 links[0].design.dose: expected one of the panel\'s columns, got "d00"; did you mean "d0"?',
    ],
  ],
  [
    "a contrast of a triple difference without a dose",
    [
      "    design:\n      kind: dose\n      dose: d0",
      "    contrast: { from: 0, to: 1 }\n    design:\n      kind: triple-difference\n      group: region\n      against: [north]",
    ],
    [
      "s/h1.yaml:14:5 links[0].contrast: expected no contrast with a design of kind triple-difference; only a dose has two ends",
    ],
  ],
  [
    "columns that a sample requires",
    ["    design:", "    sample: { require: [region, pupil] }\n    design:"],
    [
      's/h1.yaml:14:33 links[0].sample.require[1]: expected one of the panel\'s columns, got "pupil"; did you mean "pupils"?',
    ],
  ],
  [
    "columns of an alternative estimate",
    [
      "{ twfe: {} }",
      "{ twfe: {} }\n      also: [{ outcome: shar, dose: { mean: sharr, over: [2015, 2016] }, weights: none, cluster: regio, sample: { require: [pupil] } }]",
    ],
    [
      's/h1.yaml:21:25 links[0].estimate.also[0].outcome: expected one of the panel\'s columns, got "shar"; did you mean "share"?',
      's/h1.yaml:21:45 links[0].estimate.also[0].dose.mean: expected one of the panel\'s columns, got "sharr"; did you mean "share"?',
      's/h1.yaml:21:98 links[0].estimate.also[0].cluster: expected one of the panel\'s columns, got "regio"; did you mean "region"?',
      's/h1.yaml:21:125 links[0].estimate.also[0].sample.require[0]: expected one of the panel\'s columns, got "pupil"; did you mean "pupils"?',
    ],
  ],
  [
    "an end of a link outside the chain",
    [
      "links:\n  - id: h1a",
      "chain:\n  - { id: funds, label: { nl: Geld, en: Funds } }\nlinks:\n  - id: h1a\n    from: fund\n    to: lessons",
    ],
    [
      's/h1.yaml:10:11 links[0].from: expected one of the nodes of this hypothesis\'s chain, got "fund"; did you mean "funds"?',
      's/h1.yaml:11:9 links[0].to: expected one of the nodes of this hypothesis\'s chain, got "lessons"; there are funds',
    ],
  ],
  [
    "an end of a link without a chain",
    ["- id: h1a", "- id: h1a\n    to: lessons"],
    ['s/h1.yaml:8:9 links[0].to: expected one of the nodes of this hypothesis\'s chain, got "lessons"; there are none'],
  ],
  [
    "a table that a link waits for",
    ["- id: h1a", "- id: h1a\n    needs: [exam]"],
    ['s/h1.yaml:8:13 links[0].needs[0]: expected one of the study\'s sources, got "exam"; did you mean "exams"?'],
  ],
  [
    "a required check that no link declares",
    ["require: [pre-trends]", "require: [pre-trends, honest-bounds, placebo]"],
    [
      's/h1.yaml:24:25 decide.require[1]: expected a check that a link of this hypothesis declares, got "honest-bounds"; add it to the checks of a link',
      's/h1.yaml:24:40 decide.require[2]: expected one of the checks, got "placebo"; did you mean "placebo-period"?',
    ],
  ],
];

const completeness: readonly Case[] = [
  [
    "a design without what a test needs",
    [
      "    panel: school-year\n    outcome: share\n",
      "",
      "    smallest_effect: 0.01\n",
      "",
      "    estimate:\n      primary: { twfe: {} }\n",
      "",
    ],
    [
      "s/h1.yaml:7:5 links[0].panel: missing; a link with a design needs the panel that its columns come from",
      "s/h1.yaml:7:5 links[0].outcome: missing; a link with a design needs an outcome, a column of its panel",
      "s/h1.yaml:7:5 links[0].estimate: missing; a link with a design needs estimate: { primary: { <estimator>: {} } }",
      "s/h1.yaml:7:5 links[0].smallest_effect: missing; a link with a design needs a smallest_effect: a number in units of the outcome, { relative: … } or { sd: … }",
    ],
  ],
  [
    "a falsification needs no smallest effect",
    ["role: primary", "role: falsification", "    smallest_effect: 0.01\n", ""],
    [],
  ],
  ["nor does a secondary link", ["role: primary", "role: secondary", "    smallest_effect: 0.01\n", ""], []],
  [
    "neither a design nor a reason",
    [DESIGN, ""],
    [
      "s/h1.yaml:7:5 links[0]: expected a design, or the tables it waits for under needs, or the reason under untested, got none of them",
    ],
  ],
  [
    "an empty list of tables is no reason",
    [DESIGN, "    needs: []\n"],
    [
      "s/h1.yaml:7:5 links[0]: expected a design, or the tables it waits for under needs, or the reason under untested, got none of them",
    ],
  ],
  ["waiting for a table is a reason", [DESIGN, "    needs: [regions]\n"], []],
  ["so is a sentence", [DESIGN, "    untested: { nl: Geen, en: None }\n"], []],
  [
    "a dip then a rise without windows",
    ["expect: increase", "expect: dip-then-rise"],
    [
      "s/h1.yaml:7:5 links[0].windows: missing; expect: dip-then-rise needs windows: { dip: [first, last], rise: [first, last] }",
    ],
  ],
  [
    "a dip then a rise",
    ["expect: increase", "expect: dip-then-rise\n    windows: { dip: [2019, 2020], rise: [2021, 2024] }"],
    [],
  ],
  [
    "windows that nothing reads",
    ["expect: increase", "expect: increase\n    windows: { dip: [2019, 2020], rise: [2021, 2024] }"],
    ["s/h1.yaml:13:5 links[0].windows: expected no windows with expect: increase; only dip-then-rise reads them"],
  ],
  [
    "a contrast where there is no dose",
    [
      "kind: dose\n      dose: d0\n",
      "kind: two-by-two\n      treated: d0 > 0.5\n",
      "{ twfe: {} }",
      "{ twfe: {} }\n      also: [{ contrast: { to: 1 } }]",
    ],
    [
      "s/h1.yaml:21:16 links[0].estimate.also[0].contrast: expected no contrast with a design of kind two-by-two; only a dose has two ends",
    ],
  ],
  [
    "two estimators in one entry",
    ["twfe: {}", "twfe: {}, event-study: {}"],
    [
      "s/h1.yaml:20:28 links[0].estimate.primary.event-study: expected one estimator, got twfe and event-study; write one entry for each",
    ],
  ],
  [
    "a primary estimate without estimator",
    ["{ twfe: {} }", "{ where: year > 2016 }"],
    ["s/h1.yaml:20:16 links[0].estimate.primary: expected an estimator, e.g. { twfe: {} }, got none"],
  ],
  [
    "an alternative that changes nothing",
    ["{ twfe: {} }", "{ twfe: {} }\n      also: [{}, { where: year > 2016 }]"],
    ["s/h1.yaml:21:14 links[0].estimate.also[0]: expected an estimator or a change in the design, got an empty map"],
  ],
  [
    "an alternative that only quotes a number",
    [
      "{ twfe: {} }",
      "{ twfe: {} }\n      also: [{ published: [{ source: Table 1, decimals: 2, effects: [{ value: 0.01 }] }] }]",
    ],
    ["s/h1.yaml:21:14 links[0].estimate.also[0]: expected an estimator or a change in the design, got published alone"],
  ],
  [
    "numbers quoted for estimates",
    [
      "{ twfe: {} }",
      "{ twfe: {}, published: [{ source: Table 1, decimals: 2, effects: [{ term: { event-time: 0 }, value: 0.01, se: 0.005 }] }] }",
    ],
    [],
  ],
  [
    "a regression as an alternative to another design",
    ["{ twfe: {} }", "{ twfe: {} }\n      also: [{ formula: share ~ d0 | school + year }]"],
    [],
  ],
  [
    "a regression in the place of another design",
    ["{ twfe: {} }", "{ twfe: {}, formula: share ~ d0 | school + year }"],
    [
      "s/h1.yaml:20:28 links[0].estimate.primary.formula: expected no formula in the primary estimate of a dose design; use design.kind: regression, or put it under also",
    ],
  ],
  [
    "two checks in one entry",
    ["{ placebo-period: 2018 }", "{ placebo-period: 2018, pre-trends: {} }"],
    [
      "s/h1.yaml:21:50 links[0].checks[1].pre-trends: expected one check, got placebo-period and pre-trends; write one entry for each",
    ],
  ],
  [
    "no check in an entry",
    ["{ placebo-period: 2018 }", "{}"],
    ["s/h1.yaml:21:26 links[0].checks[1]: expected a check with its options, got an empty map"],
  ],
  [
    "a check that cannot do without options",
    ["{ placebo-period: 2018 }", "placebo-period"],
    [
      "s/h1.yaml:21:26 links[0].checks[1]: expected placebo-period with its options, got the name alone; write { placebo-period: … }",
    ],
  ],
  [
    "a check that is not built yet",
    ["{ placebo-period: 2018 }", "honest-bounds, { honest-bounds: { any: thing } }"],
    [],
  ],
];

describe.each([
  ["names that links use", references],
  ["what links say", completeness],
])("%s", (_, cases) => {
  test.each(cases)("%s", (_name, passages, expected) => {
    expect(inHypothesis(...passages)).toEqual(expected);
  });
});

test("columns that a regression defines are columns of its link, and of no other", () => {
  const regression =
    "kind: regression\n      formula: share ~ late\n      define: { late: year >= 2022 }\n      weights: late";
  expect(inHypothesis("kind: dose\n      dose: d0\n      post: year >= 2022", regression)).toEqual([]);
  expect(
    inHypothesis("kind: dose\n      dose: d0\n      post: year >= 2022", regression.replaceAll("late", "share")),
  ).toEqual([
    's/h1.yaml:17:17 links[0].design.define.share: expected a new name, got "share", which the panel has already',
  ]);
  expect(inHypothesis("cluster: region", "cluster: late")).toEqual([
    `s/h1.yaml:18:16 links[0].design.cluster: expected one of the panel's columns, got "late"; there are ${COLUMNS}`,
  ]);
});

test("ids are used once, over all files of a kind", () => {
  expect(problems({ "h2.yaml": hypothesis })).toEqual([
    's/h2.yaml:1:5 id: expected an id of its own, got "h1", which s/h1.yaml:1 has too',
    's/h2.yaml:7:9 links[0].id: expected an id of its own, got "h1a", which s/h1.yaml:7 has too',
  ]);
  expect(problems({ "indicators/zzz.yaml": small["indicators/share.yaml"] ?? "" })).toEqual([
    's/indicators/zzz.yaml:1:5 id: expected an id of its own, got "share", which s/indicators/share.yaml:1 has too',
  ]);
});

test("a panel's columns are indicators, each name stands once, and derived values come from columns", () => {
  expect(inStudy("columns: [share, pupils, region]", "columns: [share, pupil, region, share, year]")).toEqual([
    's/study.yaml:12:22 panels.school-year.columns[1]: expected one of the study\'s indicators, got "pupil"; did you mean "pupils"?',
    's/study.yaml:12:37 panels.school-year.columns[3]: expected each name once, got "share" again',
    's/study.yaml:12:44 panels.school-year.columns[4]: expected each name once, got "year" again',
    's/study.yaml:12:44 panels.school-year.columns[4]: expected one of the study\'s indicators, got "year"; there are pupils, region, share',
  ]);
  expect(inStudy("{ d0: { mean: share,", "{ d0: { mean: pupils, over: [2015, 2016] }, pupils: { mean: sher,")).toEqual([
    's/study.yaml:13:58 panels.school-year.derived.pupils: expected a new name, got "pupils", which the panel has already',
    's/study.yaml:13:74 panels.school-year.derived.pupils.mean: expected one of the panel\'s columns, got "sher"; did you mean "share"?',
  ]);
});

test("readers are those of the catalogue, and indicators read the study's sources", () => {
  expect(inStudy("reader: duo/exams", "reader: duo/exam")).toEqual([
    's/study.yaml:4:20 sources.exams.reader: expected one of the readers, got "duo/exam"; did you mean "duo/exams"?',
  ]);
  expect(
    problems({ "indicators/share.yaml": change(small["indicators/share.yaml"] ?? "", "[exams]", "[exams, schools]") }),
  ).toEqual([
    's/indicators/share.yaml:5:18 sources[1]: expected one of the study\'s sources, got "schools"; there are exams, regions',
  ]);
});

test("what could not be read makes no further problems", () => {
  expect(problems({ "study.yaml": "a: [\n" })).toEqual([
    "s/study.yaml:2:1 a list opened with [ is not closed, or its lines are indented too little",
  ]);
  expect(inStudy("panels:", "panel:")).toEqual(['s/study.yaml:8:1 panel: unknown key; did you mean "panels"?']);
  expect(
    problems({
      "study.yaml": change(study, "goals:\n  reach: { title: { nl: Bereik, en: Reach } }\n", "goals: [reach]\n"),
    }),
  ).toEqual(["s/study.yaml:6:8 goals: expected a map (goals that hypotheses are grouped by), got a list of 1"]);
  expect(problems({ "indicators/share.yaml": "a: [\n" })).toEqual([
    "s/indicators/share.yaml:2:1 a list opened with [ is not closed, or its lines are indented too little",
  ]);
});

test("a link to a panel of a study without panels is a problem", () => {
  const panels = study.slice(study.indexOf("panels:"), study.indexOf("families:"));
  expect(inStudy(panels, "")).toEqual([
    's/h1.yaml:10:12 links[0].panel: expected one of the study\'s panels, got "school-year"; there are none',
  ]);
});

describe("levels and prepared tables", () => {
  const PLACES = `places:
  sources: [exams]
  levels:
    school: { title: { nl: School, en: School } }
    corop: { title: { nl: COROP, en: COROP } }
  sql: SELECT school, corop FROM exams
`;
  const share = small["indicators/share.yaml"]!;
  const withLevels = `${share}levels: [school, corop]\n`;

  test("declared ones are in order", () => {
    expect(problems({ "study.yaml": study + PLACES, "indicators/share.yaml": withLevels })).toEqual([]);
  });
  test("a level that places does not have, and a source it does not have", () => {
    expect(
      problems({
        "study.yaml": study + PLACES.replace("[exams]", "[exam]"),
        "indicators/share.yaml": `${share}levels: [school, corp]\n`,
      }),
    ).toEqual([
      's/indicators/share.yaml:8:18 levels[1]: expected one of the levels of places, got "corp"; did you mean "corop"?',
      's/study.yaml:17:13 places.sources[0]: expected one of the study\'s sources, got "exam"; did you mean "exams"?',
    ]);
  });
  test("levels without places", () => {
    expect(problems({ "indicators/share.yaml": withLevels })[0]).toContain("expected one of the levels of places");
  });
  test("a prepared table has a name of its own", () => {
    const prepare = (table: string): string => `${share}prepare:
  - { table: near, function: concentration, over: SELECT 1 AS size }
  - { table: ${table}, function: concentration, over: SELECT 1 AS size }
`;
    expect(problems({ "indicators/share.yaml": prepare("far") })).toEqual([]);
    for (const taken of ["exams", "near", "places"])
      expect(problems({ "indicators/share.yaml": prepare(taken) })[0]).toContain(
        `got "${taken}", which is a table already`,
      );
  });
});
