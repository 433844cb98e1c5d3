import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A small study on the exam files of a made-up country, one link per trap: an exposure fixed before the window, one measured inside it, and a contrast between
 * groups that compete for the same pupils.
 */
export function writeTrapStudy(folder: string): string {
  mkdirSync(join(folder, "indicators"), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("study.yaml", STUDY);
  write("h1.yaml", HYPOTHESIS);
  write("indicators/share.yaml", SHARE);
  write("indicators/persons.yaml", PERSONS);
  write("indicators/side_share.yaml", SIDE_SHARE);
  return folder;
}

const both = (text: string): string => `{ nl: "${text}", en: "${text}" }`;

const STUDY = `id: traps
title: ${both("Traps")}
languages: [nl, en]
root: .
baseline: 2019
sources:
  exams:
    reader: duo/exams
    files: [data/duo/raw/examenkandidaten-en-geslaagden-*.csv.gz]
    title: ${both("Exams")}
panels:
  unit-year:
    unit: vestiging
    period: exam_year
    columns: [share, persons]
    derived:
      before: { mean: share, over: [2015, 2017] }
      inside: { mean: share, over: [2020, 2021] }
  side-year:
    unit: [vestiging, side]
    period: exam_year
    columns: [side_share]
families:
  primary: { adjust: holm, level: 0.95 }
disclosure: { minimum_cell: 5, round_to: 1 }
`;

const link = (id: string, role: string, dose: string): string => `
  - id: ${id}
    role: ${role}
    from: a
    to: b
    claim: ${both(id)}
    expect: increase
    indicators: [share]
    panel: unit-year
    sample: { each_period: persons >= 10, balanced: [2015, 2024] }
    window: exam_year >= 2019
    outcome: share
    smallest_effect: 0.01
    contrast: { from: 0, to: weighted-mean }
    design: { kind: dose, dose: ${dose}, post: exam_year >= 2022, weights: persons, cluster: vestiging }
    estimate:
      primary: { twfe: {} }
      also:
        - label: ${both("by exam year")}
          event-study: { reference: 2019, window: all }
          window: exam_year >= 2015
    inference: { se: CR1, decide_by: t }
    checks:
      - pre-trends: { leads: [2018] }
      - placebo-period:
          - { start: 2018, window: [2017, 2019], dose: { mean: share, over: [2015, 2016] } }
          - { start: 2019, window: [2018, 2019], dose: { mean: share, over: [2015, 2017] } }
      - predetermined-exposure
      - suppression-bounds
    assumption: ${both("parallel")}
`;

const HYPOTHESIS = `id: h1
kind: hypothesis
title: ${both("Traps")}
claim: ${both("More choose it")}
source: tests
chain:
  - { id: a, label: ${both("a")} }
  - { id: b, label: ${both("b")} }
links:${link("fixed", "primary", "before")}${link("moving", "secondary", "inside")}
  - id: rivals
    role: secondary
    from: a
    to: b
    claim: ${both("rivals")}
    expect: increase
    indicators: [side_share]
    panel: side-year
    window: exam_year >= 2019
    outcome: side_share
    smallest_effect: 0.01
    design:
      kind: triple-difference
      group: side
      within: vestiging
      against: [anders]
      affected: [techniek]
      post: exam_year >= 2022
      cluster: vestiging
    estimate:
      primary: { triple-difference: { absorb: [vestiging^side, side^exam_year, vestiging^exam_year] } }
    inference: { se: CR1, decide_by: t }
    checks: [minimum-detectable-effect]
    assumption: ${both("parallel")}
decide:
  family: primary
  require: [pre-trends, placebo-period]
does_not_say: ${both("Nothing of the programme")}
`;

const counts = (part: string): string => `
      coalesce(sum(candidates) filter (${part}), 0) as part,
      coalesce(sum(candidates_min) filter (${part}), 0) as part_min,
      coalesce(sum(candidates_max) filter (${part}), 0) as part_max,
      coalesce(sum(candidates) filter (not (${part})), 0) as rest,
      coalesce(sum(candidates_min) filter (not (${part})), 0) as rest_min,
      coalesce(sum(candidates_max) filter (not (${part})), 0) as rest_max
    from exams
    where leerweg in ('B', 'K', 'G')
    group by vestiging, exam_year`;

const SHARE = `id: share
name: ${both("Technical share")}
definition: ${both("Candidates in sector techniek / vocational candidates")}
unit: share
good_direction: up
sources: [exams]
keys: [vestiging, exam_year]
sql: |
  with counts as (
    select vestiging, exam_year,${counts("sector = 'techniek'")}
  )
  select vestiging, exam_year, part / (part + rest) as value, part_min / (part_min + rest_max) as value_min,
    part_max / (part_max + rest_min) as value_max
  from counts
  where part + rest > 0
`;

const PERSONS = `id: persons
name: ${both("Candidates")}
definition: ${both("Vocational candidates")}
unit: count
good_direction: ambiguous
sources: [exams]
keys: [vestiging, exam_year]
sql: |
  select vestiging, exam_year, sum(candidates) as value, sum(candidates_min) as value_min, sum(candidates_max) as value_max
  from exams
  where leerweg in ('B', 'K', 'G')
  group by vestiging, exam_year
`;

const SIDE_SHARE = `id: side_share
name: ${both("Share of a side")}
definition: ${both("Share of techniek, and of all else")}
unit: share
good_direction: ambiguous
sources: [exams]
keys: [vestiging, side, exam_year]
sql: |
  with counts as (
    select vestiging, exam_year,${counts("sector = 'techniek'")}
  )
  select vestiging, 'techniek' as side, exam_year, part / (part + rest) as value from counts where part + rest > 0
  union all
  select vestiging, 'anders', exam_year, rest / (part + rest) from counts where part + rest > 0
`;
