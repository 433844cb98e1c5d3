import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StudyResult } from "../../src/result/schema.ts";
import { runStudy } from "../../src/run/run-study.ts";

/** Files of a small study by path. Its one table is a CSV file of 12 units in 6 years, in four regions; a second table is not there. */
export type StudyTexts = Readonly<Record<string, string>>;

const YEARS = [2015, 2016, 2017, 2018, 2019, 2020];

/** Rows of the table: outcome y, dose, region. y falls by half the dose from 2018 on, and noise of at most 0.05 keeps errors away from 0. */
export function tableRows(units: number, regions: number): readonly string[] {
  return Array.from({ length: units }, (_, u) =>
    YEARS.map((year, t) => {
      const dose = (u % 5) / 4;
      const noise = ((u * 7 + t * 5 + u * t * 3) % 11) - 5;
      const y = 10 + (u % 12) + t - (year >= 2018 ? dose / 2 : 0) + noise / 100;
      return `u${u},${year},${y.toFixed(4)},${dose},r${u % regions}`;
    }),
  ).flat();
}

/** 12 units in four regions. */
export const ROWS = tableRows(12, 4);

export const HEADER = "unit,year,y,dose,region";

export const indicator = (id: string, unit: string, keys: string, sql: string): string => `id: ${id}
name: { nl: ${id}, en: ${id} }
definition: { nl: Uit de tabel, en: From the table }
unit: ${unit}
sources: [rows]
keys: [${keys}]
sql: ${sql}
`;

const SMALL: StudyTexts = {
  "study.yaml": `id: small
title: { nl: Klein, en: Small }
sources:
  rows: { reader: csv, files: [data/rows.csv] }
  money:
    reader: csv
    files: [data/money.csv]
    optional: true
    title: { nl: Bedragen per eenheid, en: Amounts by unit }
    columns: [unit, year, amount]
    from: { nl: De administratie, en: The administration }
    template: money
panels:
  unit-year:
    unit: unit
    period: year
    columns: [y, dose, region]
families:
  primary: {}
`,
  "h1.yaml": `id: h1
title: { nl: Minder, en: Less }
claim: { nl: Minder waar de dosis hoog is, en: Less where the dose is high }
source: proef
links:
  - id: h1a
    role: primary
    claim: { nl: Minder, en: Less }
    panel: unit-year
    outcome: y
    expect: decrease
    smallest_effect: 0.1
    contrast: { from: 0, to: 1 }
    design:
      kind: dose
      dose: dose
      post: year >= 2018
      cluster: region
    estimate:
      primary: { twfe: {} }
      also:
        - event-study: { reference: 2017 }
    checks: [leave-one-cluster-out, leave-one-period-out]
  - id: h1b
    role: chain
    claim: { nl: Meer geld, en: More money }
    expect: increase
    needs: [money]
decide:
  family: primary
  require: []
`,
  "indicators/y.yaml": indicator("y", "index", "unit, year", "select unit, year, y as value from rows"),
  "indicators/dose.yaml": indicator("dose", "share", "unit, year", "select unit, year, dose as value from rows"),
  "indicators/region.yaml": indicator("region", "category", "unit", "select distinct unit, region as value from rows"),
  "data/rows.csv": `${[HEADER, ...ROWS].join("\n")}\n`,
};

/** The texts with passages of some files replaced: path → [from, to, from, to, …]. Throws when a passage is not there, so that no test passes by accident. */
export function changed(changes: Readonly<Record<string, readonly string[]>> = {}): StudyTexts {
  const texts: Record<string, string> = { ...SMALL };
  for (const [path, passages] of Object.entries(changes))
    for (let i = 0; i + 1 < passages.length; i += 2) texts[path] = replaced(path, texts[path] ?? "", passages, i);
  return texts;
}

function replaced(path: string, text: string, passages: readonly string[], i: number): string {
  const from = passages[i]!;
  if (!text.includes(from)) throw new Error(`${path} of the small study has no ${JSON.stringify(from)}`);
  return text.replace(from, () => passages[i + 1]!);
}

/** Writes the files below a folder, which is made. */
export function writeStudy(folder: string, texts: StudyTexts = SMALL): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Runs all hypotheses of the study in a folder, in this thread and quietly. */
export function runHere(folder: string): Promise<StudyResult> {
  return runStudy({
    path: folder,
    only: [],
    workers: 0,
    seed: undefined,
    memory: undefined,
    keepIn: undefined,
    signal: undefined,
    command: "test",
    onPhase: () => {},
    onStep: () => {},
  });
}
