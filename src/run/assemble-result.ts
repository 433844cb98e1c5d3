import { findReader } from "../../data/index.ts";
import type { NumberColumn } from "../core/table.ts";
import { adjustPValues } from "../inference/multiplicity.ts";
import { describePanel } from "../monitor/describe.ts";
import { nationalSeries } from "../monitor/series.ts";
import {
  type HypothesisResult,
  type LinkResult,
  type Provenance,
  SCHEMA_VERSION,
  type StudyResult,
} from "../result/schema.ts";
import type { HypothesisSpec } from "../spec/schema.ts";
import { decideHypothesis } from "../verdict/decide-hypothesis.ts";
import { untestedEvidence } from "../verdict/evidence.ts";
import { type EndedLink, endLink, type FamilyPlace, linkResult } from "./assemble-link.ts";
import { findingResult, plainValues } from "./estimate-result.ts";
import { indicatorsOfPanel } from "./panels.ts";
import type { PlannedStudy, TaskEnds } from "./run-study.ts";

interface Family {
  readonly id: string;
  readonly adjust: string;
  readonly level: number;
  readonly members: readonly EndedLink[];
  /** Tests in the family, those outside this run's selection included. */
  readonly size: number;
}

/**
 * The families of a study: the tested primary links of its hypotheses. Links left out of this run (--only) still count in the family's size, with p taken as 1:
 * looking at fewer hypotheses does not make any of them more significant.
 */
function familiesOf(planned: PlannedStudy, links: readonly EndedLink[]): readonly Family[] {
  return Object.entries(planned.study.study.families).map(([id, { adjust, level }]) => {
    const mine = links.filter(
      ({ planned: { hypothesis, link } }) => hypothesis.decide.family === id && link.role === "primary",
    );
    const members = mine.filter(({ tests }) => tests !== null);
    return { id, adjust, level, members, size: members.length + (planned.unselectedPrimaries.get(id) ?? 0) };
  });
}

/** Adjusted p of every member, by link id. */
function placesIn(families: readonly Family[]): ReadonlyMap<string, FamilyPlace> {
  const places = new Map<string, FamilyPlace>();
  for (const family of families) {
    const adjusted = adjustPValues(
      family.members.map(({ tests }) => tests!.claimP),
      family.adjust as Parameters<typeof adjustPValues>[1],
      family.size,
    );
    family.members.forEach(({ planned }, index) => {
      places.set(planned.link.id, { size: family.size, pAdjusted: adjusted[index]!, method: family.adjust });
    });
  }
  return places;
}

function hypothesisResult(hypothesis: HypothesisSpec, links: readonly LinkResult[]): HypothesisResult {
  // A trade-off is judged by its own links, which play no other role.
  const judged =
    hypothesis.kind === "trade-off"
      ? links.map((link) => ({ ...link, role: link.role === "trade-off" ? ("primary" as const) : link.role }))
      : links;
  const decision = decideHypothesis(judged);
  const decisive = links.find((link) => link.id === decision.decidedBy);
  return {
    id: hypothesis.id,
    kind: hypothesis.kind,
    goal: hypothesis.goal ?? null,
    title: hypothesis.title,
    claim: hypothesis.claim,
    source: hypothesis.source,
    finding: decision.finding,
    evidence: decisive?.evidence ?? { ...untestedEvidence, reasons: [], wwcBaseline: null, cpb: null },
    because: decision.because.map((because) => ({ ...because, values: plainValues(because.values) })),
    decidedBy: decision.decidedBy,
    chain: hypothesis.chain.map((node) => ({
      id: node.id,
      label: node.label,
      note: node.note ?? null,
      code: node.code ?? null,
    })),
    links: [...links],
    doesNotSay: hypothesis.does_not_say ?? null,
    wouldChange: [...hypothesis.would_change],
    published: hypothesis.published.map((figure) => ({ ...figure })),
  };
}

function sourceResults(planned: PlannedStudy): StudyResult["sources"] {
  return [...planned.sources.values()].map((source) => {
    const read = planned.tables.get(source.id);
    const codebook = source.files.length === 0 ? null : (read?.codebook ?? findReader(source.spec.reader).codebook);
    return {
      id: source.id,
      title: source.spec.title ?? codebook?.title ?? { nl: source.id, en: source.id },
      reader: source.spec.reader,
      available: source.files.length > 0,
      rows: read?.table.rowCount ?? null,
      files: (read?.files ?? []).map((file) => ({ ...file })),
      attribution: source.spec.attribution ?? codebook?.attribution ?? null,
      licence: source.spec.licence ?? codebook?.licence ?? null,
      url: source.spec.url ?? codebook?.url ?? null,
      breaks: (codebook?.breaks ?? []).map((entry) => ({ ...entry })),
      findings: (read?.findings ?? []).map(findingResult),
    };
  });
}

function panelResults(planned: PlannedStudy): StudyResult["panels"] {
  const smallest = planned.study.study.disclosure.minimum_cell;
  return [...planned.panels].map(([id, { panel }]) => {
    const indicators = new Set([
      ...indicatorsOfPanel(planned.study, id).map((indicator) => indicator.id),
      ...panel.derivedFrom.keys(),
    ]);
    const described = describePanel(new Map([...panel.columns].filter(([name]) => indicators.has(name))), panel.period);
    return {
      id,
      unit: panel.unitName,
      period: panel.periodName,
      rows: panel.rowCount,
      units: panel.unit.count,
      periods: [...new Set(panel.period)].sort((a, b) => a - b),
      // Below the disclosure limit a mean or a maximum is a count of pupils.
      descriptives: described.map((row) =>
        row.n >= smallest
          ? row
          : { ...row, mean: null, sd: null, min: null, q25: null, median: null, q75: null, max: null },
      ),
      findings: (planned.observations.get(id) ?? []).map(({ finding }) => findingResult(finding)),
    };
  });
}

/** The national series of every tested outcome, over the units of its sample. */
function monitorResults(planned: PlannedStudy, links: readonly EndedLink[]): StudyResult["monitor"] {
  const seen = new Set<string>();
  const series: StudyResult["monitor"] = [];
  for (const { planned: link, tests } of links) {
    const primary = link.estimates[0];
    const studyPanel = link.link.panel === undefined ? undefined : planned.panels.get(link.link.panel);
    if (tests === null || !primary?.built || !studyPanel) continue;
    const key = `${link.link.panel}/${primary.outcome}`;
    const { panel } = studyPanel;
    const outcome = panel.columns.get(primary.outcome) as NumberColumn;
    if (seen.has(key)) continue;
    seen.add(key);
    const units = new Set(Array.from(primary.built.panelRows, (row) => panel.unit.codes[row]!));
    const rows = Array.from({ length: panel.rowCount }, (_, row) => row).filter((row) =>
      units.has(panel.unit.codes[row]!),
    );
    const weights = primary.built.design.weights;
    const weightColumn = weights === null ? null : (panel.columns.get(weights.name) as NumberColumn).values;
    const national = nationalSeries(outcome, weightColumn, panel.period, rows, planned.study.study.baseline ?? null);
    series.push({
      outcome: primary.outcome,
      panel: link.link.panel!,
      ...national,
      series: national.series.map((point) => ({ ...point })),
    });
  }
  return series;
}

/** From ended tasks to the result: checks are judged, p-values adjusted over the families, links and hypotheses decided. Pure but for what it is handed. */
export function assembleResult(planned: PlannedStudy, ends: TaskEnds, provenance: Provenance): StudyResult {
  const { study, seed } = planned;
  const links = planned.links.map((link) => endLink(link, ends));
  const families = familiesOf(planned, links);
  const places = placesIn(families);
  const results = new Map<string, LinkResult>();
  for (const ended of links) {
    const { link } = ended.planned;
    results.set(link.id, linkResult(ended, places.get(link.id) ?? null, study.indicators, seed));
  }
  const expected = planned.links
    .flatMap((link) => [...link.estimates, ...link.checks.flatMap((check) => check.refits)])
    .filter((estimate) => estimate.task !== null);
  const { disclosure, goals, subtitle, baseline } = study.study;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "study",
    study: {
      id: study.study.id,
      title: study.study.title,
      subtitle: subtitle ?? null,
      languages: [...study.study.languages],
      baseline: baseline ?? null,
      seed,
      goals: Object.entries(goals).map(([id, goal]) => ({ id, title: goal.title, subtitle: goal.subtitle ?? null })),
      families: families.map((family) => ({
        id: family.id,
        adjust: family.adjust,
        level: family.level,
        members: family.members.map(({ planned: { link } }) => link.id),
      })),
      disclosure: { minimumCell: disclosure.minimum_cell, roundTo: disclosure.round_to },
      specFiles: study.files.map((file) => ({ ...file })),
      incomplete: expected.some((estimate) => !ends.has(estimate.task!.id)),
    },
    hypotheses: study.hypotheses.map((hypothesis) =>
      hypothesisResult(
        hypothesis,
        hypothesis.links.map((link) => results.get(link.id)!),
      ),
    ),
    sources: sourceResults(planned),
    panels: panelResults(planned),
    monitor: monitorResults(planned, links),
    findings: [],
    provenance,
  };
}
