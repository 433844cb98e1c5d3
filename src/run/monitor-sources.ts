import { findReader } from "../../data/index.ts";
import type { SourceTable } from "../core/source.ts";
import type { Bilingual } from "../core/text.ts";
import type { MonitorResult } from "../result/monitor-schema.ts";
import type { BreakdownSpec } from "../spec/monitor-files.ts";
import type { IndicatorSpec, Study } from "../spec/schema.ts";
import type { StudySource } from "./load-sources.ts";
import type { MonitorFiles } from "./monitor-study.ts";
import { sourcesOfIndicators } from "./places.ts";

/** Name under which conditions and figures speak of the table of places. */
export const PLACES = "places";

/** What a run involves besides the indicators looked at: their weights, breakdowns and parts, and figures, unless indicators were named. */
interface Involved {
  readonly indicators: readonly IndicatorSpec[];
  readonly breakdowns: readonly BreakdownSpec[];
  readonly figures: MonitorFiles["figures"];
}

/** @param isNamed whether the indicators were named: figures are then left out */
export function involvedIn(
  study: Study,
  files: MonitorFiles,
  chosen: readonly IndicatorSpec[],
  isNamed: boolean,
): Involved {
  const ids = chosen.map(({ id }) => id);
  const breakdowns = files.spec.breakdowns.filter(({ of }) => of.some((id) => ids.includes(id)));
  const parts = breakdowns.flatMap(({ members }) => members.flatMap(({ indicator }) => indicator ?? []));
  const weights = [...ids, ...parts].flatMap((id) => {
    const how = files.spec.aggregate[id];
    return typeof how === "object" ? [how.weighted] : [];
  });
  const names = new Set([...ids, ...parts, ...weights]);
  return {
    indicators: study.indicators.filter(({ id }) => names.has(id)),
    breakdowns,
    figures: isNamed ? [] : files.figures,
  };
}

/** Tables that all of it needs, in the study's order. */
export function neededSources(study: Study, { indicators, breakdowns, figures }: Involved): readonly string[] {
  const wanted = new Set(sourcesOfIndicators(study, indicators));
  const others = [...breakdowns.flatMap(tablesOfBreakdown), ...figures.flatMap(({ ours }) => ours?.sources ?? [])];
  for (const name of others) {
    if (name === PLACES) for (const id of study.study.places?.sources ?? []) wanted.add(id);
    else wanted.add(name);
  }
  return Object.keys(study.study.sources).filter((id) => wanted.has(id));
}

/** Tables that the conditions of a breakdown read. */
export const tablesOfBreakdown = ({ needs, members }: BreakdownSpec): readonly string[] => [
  ...needs,
  ...members.flatMap(({ where, instead }) => Object.keys({ ...where, ...instead })),
];

/** Name of a table for readers. */
export const titleOf = (source: StudySource): Bilingual => source.spec.title ?? { nl: source.id, en: source.id };

/** The tables that were read, as results hold them. */
export function sourceList(
  tables: ReadonlyMap<string, SourceTable>,
  sources: ReadonlyMap<string, StudySource>,
): MonitorResult["sources"] {
  return [...tables].map(([id, read]) => {
    const { spec } = sources.get(id)!;
    const codebook = read.codebook ?? findReader(spec.reader)?.codebook ?? null;
    return {
      id,
      title: spec.title ?? codebook?.title ?? { nl: id, en: id },
      attribution: spec.attribution ?? codebook?.attribution ?? null,
      licence: spec.licence ?? codebook?.licence ?? null,
      url: spec.url ?? codebook?.url ?? null,
      rows: read.table.rowCount,
      files: read.files.map(({ path, sha256 }) => ({ path, sha256 })),
      breaks: (codebook?.breaks ?? []).map((one) => ({ ...one })),
    };
  });
}
