import { z } from "zod";
import { InputError } from "../../../src/core/errors.ts";
import { readStudy } from "../../../src/spec/read-study.ts";
import type { Catalogue, Study } from "../../../src/spec/schema.ts";

/** A catalogue that no product code knows: two estimators and three checks, options with and without defaults and shorthands. */
export const catalogue: Catalogue = {
  estimators: new Map<string, z.ZodType>([
    ["twfe", z.strictObject({ absorb: z.array(z.string()).optional() })],
    [
      "event-study",
      z.strictObject({
        reference: z.number().default(-1),
        window: z.enum(["all", "balanced"]).default("all"),
        basePeriod: z.enum(["varying", "universal"]).default("varying"),
      }),
    ],
    ["two-by-two", z.strictObject({}).default({})],
  ]),
  checks: new Map<string, z.ZodType>([
    ["pre-trends", z.strictObject({ draws: z.int().min(1).default(999) }).prefault({})],
    [
      "placebo-period",
      z
        .union([z.number(), z.strictObject({ at: z.number() })])
        .transform((at) => (typeof at === "number" ? { at } : at)),
    ],
    ["leave-one-cluster-out", z.undefined()],
  ]),
  plannedChecks: ["honest-bounds"],
  readers: ["duo/exams", "csv"],
};

export const study = `id: demo
title: { nl: Proef, en: Trial }
sources:
  exams: { reader: duo/exams, files: [data/exams.csv] }
  regions: { reader: csv, files: [data/regions.csv], optional: true }
goals:
  reach: { title: { nl: Bereik, en: Reach } }
panels:
  school-year:
    unit: school
    period: year
    columns: [share, pupils, region]
    derived: { d0: { mean: share, over: [2015, 2017] } }
families:
  primary: {}
`;

const indicator = (id: string, unit: string): string => `id: ${id}
name: { nl: ${id}, en: ${id} }
definition: { nl: Telling, en: Count }
unit: ${unit}
sources: [exams]
keys: [school, year]
sql: SELECT school, year, 1 AS value FROM exams
`;

export const hypothesis = `id: h1
goal: reach
title: { nl: Titel, en: Title }
claim: { nl: Meer, en: More }
source: Report 4.1
links:
  - id: h1a
    role: primary
    claim: { nl: Hoger, en: Higher }
    panel: school-year
    outcome: share
    expect: increase
    smallest_effect: 0.01
    design:
      kind: dose
      dose: d0
      post: year >= 2022
      cluster: region
    estimate:
      primary: { twfe: {} }
    checks: [pre-trends, { placebo-period: 2018 }]
decide:
  family: primary
  require: [pre-trends]
`;

export const small: Readonly<Record<string, string>> = {
  "study.yaml": study,
  "indicators/share.yaml": indicator("share", "share"),
  "indicators/pupils.yaml": indicator("pupils", "count"),
  "indicators/region.yaml": indicator("region", "category"),
  "h1.yaml": hypothesis,
};

/** Reads a study whose files stand in s/; the hash is the length of the text, so that a test can see it pass through. */
export function read(files: Readonly<Record<string, string>>, options: Catalogue = catalogue): Study {
  return readStudy(
    {
      studyPath: "s/study.yaml",
      files: Object.entries(files).map(([name, text]) => ({ path: `s/${name}`, text, sha256: String(text.length) })),
    },
    options,
  );
}

/** Problems of the small study with some of its files replaced, or text in one of them; none when it reads. */
export function problems(changed: Readonly<Record<string, string>>): readonly string[] {
  try {
    read({ ...small, ...changed });
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

/** The text with one passage replaced. Throws when the passage is not there, so that no test can pass by accident. */
export function change(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the small study has no ${JSON.stringify(from)}`);
  return text.replace(from, () => to);
}

/** Problems of the hypothesis file with passages replaced: [from, to, from, to, …]. */
export function inHypothesis(...passages: readonly string[]): readonly string[] {
  return problems({ "h1.yaml": changeAll(hypothesis, passages) });
}

/** Problems of study.yaml with passages replaced. */
export function inStudy(...passages: readonly string[]): readonly string[] {
  return problems({ "study.yaml": changeAll(study, passages) });
}

function changeAll(text: string, passages: readonly string[]): string {
  let changed = text;
  for (let i = 0; i + 1 < passages.length; i += 2) changed = change(changed, passages[i]!, passages[i + 1]!);
  return changed;
}
