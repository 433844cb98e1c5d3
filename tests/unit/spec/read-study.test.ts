import { expect, test } from "vitest";
import { splitCheck, splitEstimate } from "../../../src/spec/estimate-entry.ts";
import { readStudy } from "../../../src/spec/read-study.ts";
import { catalogue, change, hypothesis, problems, read, small, study } from "./small-study.ts";

test("a minimal study is read with every default filled in", () => {
  const result = read(small);
  expect(result.study).toEqual({
    id: "demo",
    title: { nl: "Proef", en: "Trial" },
    languages: ["nl", "en"],
    root: ".",
    goals: { reach: { title: { nl: "Bereik", en: "Reach" } } },
    sources: {
      exams: { reader: "duo/exams", files: ["data/exams.csv"], along: [], optional: false },
      regions: { reader: "csv", files: ["data/regions.csv"], along: [], optional: true },
    },
    panels: {
      "school-year": {
        unit: "school",
        period: "year",
        columns: ["share", "pupils", "region"],
        derived: { d0: { mean: "share", over: [2015, 2017] } },
      },
    },
    families: { primary: { adjust: "holm", level: 0.95 } },
    disclosure: { minimum_cell: 0, round_to: 0 },
  });
  expect(result.hypotheses).toEqual([
    {
      id: "h1",
      kind: "hypothesis",
      goal: "reach",
      title: { nl: "Titel", en: "Title" },
      claim: { nl: "Meer", en: "More" },
      source: "Report 4.1",
      chain: [],
      links: [
        {
          id: "h1a",
          role: "primary",
          claim: { nl: "Hoger", en: "Higher" },
          needs: [],
          indicators: [],
          panel: "school-year",
          outcome: "share",
          expect: "increase",
          smallest_effect: 0.01,
          estimand: "overall",
          design: { kind: "dose", dose: "d0", post: "year >= 2022", cluster: "region" },
          estimate: { primary: { twfe: {} }, also: [] },
          inference: { decide_by: "t" },
          checks: ["pre-trends", { "placebo-period": { at: 2018 } }],
        },
      ],
      decide: { family: "primary", require: ["pre-trends"] },
      would_change: [],
      published: [],
    },
  ]);
  expect(result.indicators.map(({ id, good_direction }) => [id, good_direction])).toEqual([
    ["pupils", "ambiguous"],
    ["region", "ambiguous"],
    ["share", "ambiguous"],
  ]);
});

test("defaults of estimators are filled in where they are named, and nowhere else", () => {
  const text = change(
    hypothesis,
    "primary: { twfe: {} }",
    "primary: { event-study: { reference: 2019 } }\n      also: [{ two-by-two: {} }, { where: year > 2016 }]",
  );
  const estimate = read({ ...small, "h1.yaml": text }).hypotheses[0]?.links[0]?.estimate;
  expect(estimate).toEqual({
    primary: { "event-study": { reference: 2019, window: "all", basePeriod: "varying" } },
    also: [{ "two-by-two": {} }, { where: "year > 2016" }],
  });
});

test("an alias repeats a value and a byte order mark or Windows line ends change nothing", () => {
  const plain = read(small).hypotheses;
  const shared = change(
    change(hypothesis, "smallest_effect: 0.01", "smallest_effect: &delta 0.01"),
    "{ placebo-period: 2018 }",
    "{ placebo-period: *delta }",
  );
  expect(read({ ...small, "h1.yaml": shared }).hypotheses[0]?.links[0]?.checks[1]).toEqual({
    "placebo-period": { at: 0.01 },
  });
  expect(read({ ...small, "h1.yaml": `\ufeff${hypothesis.replaceAll("\n", "\r\n")}` }).hypotheses).toEqual(plain);
});

test("words that older YAML took for truth values and dates stay text", () => {
  const text = change(hypothesis, "source: Report 4.1", "source: no");
  expect(read({ ...small, "h1.yaml": text }).hypotheses[0]?.source).toBe("no");
  expect(read({ ...small, "h1.yaml": change(hypothesis, "Report 4.1", "2020-01-30") }).hypotheses[0]?.source).toBe(
    "2020-01-30",
  );
});

test("hypotheses come in the order of their numbers, trade-offs last, whatever the files are called", () => {
  const named = (id: string, kind: string): string =>
    `kind: ${kind}\n${hypothesis.replace("id: h1\n", `id: ${id}\n`).replace("id: h1a", `id: ${id}a`)}`;
  const { "h1.yaml": _, ...rest } = small;
  const result = read({
    ...rest,
    "a.yaml": named("t1", "trade-off"),
    "b.yaml": named("h10", "hypothesis"),
    "c.yaml": named("h2", "hypothesis"),
    "d.yaml": named("a1", "trade-off"),
  });
  expect(result.hypotheses.map((one) => one.id)).toEqual(["h2", "h10", "a1", "t1"]);
});

test("the order in which files are handed in changes nothing", () => {
  const files = Object.entries(small).map(([name, text]) => ({ path: `s/${name}`, text, sha256: "0" }));
  const there = readStudy({ studyPath: "s/study.yaml", files }, catalogue);
  const back = readStudy({ studyPath: "s/study.yaml", files: [...files].reverse() }, catalogue);
  expect(JSON.stringify(back)).toBe(JSON.stringify(there));
  expect(there.files.map((file) => file.path)).toEqual([
    "s/h1.yaml",
    "s/indicators/pupils.yaml",
    "s/indicators/region.yaml",
    "s/indicators/share.yaml",
    "s/study.yaml",
  ]);
});

test.each([
  ["/home/a/s/study.yaml", ".", "/home/a/s"],
  ["/home/a/s/study.yaml", "../..", "/home"],
  ["s/study.yaml", "..", "."],
  ["study.yaml", "../data", "../data"],
  ["C:\\a\\s\\study.yaml", "..\\b", "C:/a/b"],
  ["/a/study.yaml", "/b/c", "/b/c"],
  ["/a/study.yaml", "../../..", "/"],
])("paths of %s with root %s start from %s", (studyPath, root, expected) => {
  const folder = studyPath.slice(0, -"study.yaml".length);
  const files = Object.entries(small).map(([name, text]) => ({
    path: folder + name,
    text: name === "study.yaml" ? `root: ${root}\n${study}` : text,
    sha256: "0",
  }));
  expect(readStudy({ studyPath, files }, catalogue).root).toBe(expected);
});

test("a folder called indicators may hold a study", () => {
  const files = Object.entries(small).map(([name, text]) => ({ path: `indicators/${name}`, text, sha256: "0" }));
  expect(readStudy({ studyPath: "indicators/study.yaml", files }, catalogue).hypotheses).toHaveLength(1);
});

test("reserved names as keys reach no prototype", () => {
  expect(
    problems({ "h1.yaml": `__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\n${hypothesis}` }),
  ).toEqual([
    's/h1.yaml:1:1 __proto__: "__proto__" cannot be a key; choose another name',
    "s/h1.yaml:2:1 constructor: unknown key; expected one of id, kind, goal, title, claim, source, chain, links, decide, does_not_say, would_change, published",
  ]);
  expect(problems({ "study.yaml": change(study, "{ d0: {", "{ __proto__: {") })).toContain(
    's/study.yaml:13:16 panels.school-year.derived.__proto__: "__proto__" cannot be a key; choose another name',
  );
  const named = change(study, "{ d0: {", "{ constructor: {");
  const derived = read({
    ...small,
    "study.yaml": named,
    "h1.yaml": change(hypothesis, "dose: d0", "dose: constructor"),
  }).study.panels["school-year"]?.derived;
  expect(Object.keys(derived ?? {})).toEqual(["constructor"]);
  expect("polluted" in {}).toBe(false);
  // A name that every object inherits is not thereby declared.
  expect(problems({ "h1.yaml": change(hypothesis, "outcome: share", "outcome: toString") })).toEqual([
    's/h1.yaml:11:14 links[0].outcome: expected one of the panel\'s columns, got "toString"; there are school, year, share, pupils, region, d0',
  ]);
});

test("an estimate is split into its estimator, options and changes", () => {
  const entry = { twfe: { absorb: ["a"] }, where: "year > 2016", label: undefined };
  expect(splitEstimate(entry, catalogue.estimators)).toEqual({
    model: "twfe",
    options: { absorb: ["a"] },
    variant: { where: "year > 2016" },
  });
  expect(splitEstimate({ weights: "none" }, new Set(["twfe"]))).toEqual({
    model: null,
    options: undefined,
    variant: { weights: "none" },
  });
  expect(() => splitEstimate({ twfe: {}, "event-study": {} }, catalogue.estimators)).toThrow(RangeError);
});

test("a check is split into its name and options", () => {
  expect(splitCheck("pre-trends")).toEqual({ id: "pre-trends", options: undefined });
  expect(splitCheck({ "placebo-period": { at: 2018 } })).toEqual({ id: "placebo-period", options: { at: 2018 } });
  expect(() => splitCheck({})).toThrow(RangeError);
});
