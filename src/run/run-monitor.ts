import { InputError, NothingToEstimateError } from "../core/errors.ts";
import type { Bilingual } from "../core/text.ts";
import { changePointFinder, DRAWS, LEAST_POINTS } from "../monitor/change-point.ts";
import {
  FLAGGED_AT,
  MONITOR_VERSION,
  type MonitorIndicator,
  type MonitorLevel,
  type MonitorResult,
} from "../result/monitor-schema.ts";
import { closest } from "../spec/edit-distance.ts";
import type { IndicatorSpec, Study } from "../spec/schema.ts";
import { type Database, openDatabase } from "../tables/database.ts";
import { loadSources, type StudySource } from "./load-sources.ts";
import { basePeriod, levelsOf, periodKey } from "./monitor-formula.ts";
import { type MonitorContext, monitorLevel } from "./monitor-level.ts";
import { publishedFigures } from "./monitor-published.ts";
import { involvedIn, neededSources, PLACES, sourceList, tablesOfBreakdown, titleOf } from "./monitor-sources.ts";
import { chosenIndicators, type MonitorFiles, readMonitorFiles } from "./monitor-study.ts";
import { optionalSources, registerPlaces, sourcesOfIndicators } from "./places.ts";
import { provenanceOf } from "./provenance.ts";
import { locateStudy } from "./read-study.ts";

const LEVEL = 0.95;

export interface MonitorOptions {
  readonly path: string;
  /** Levels to list every area of; empty: every level of each indicator, areas not listed. */
  readonly levels?: readonly string[];
  /** Indicators by id or code, without published figures; empty: all that are results, with them. */
  readonly only?: readonly string[];
  readonly root?: string;
  readonly memory?: string;
  readonly command?: string;
}

function checkLevels(study: Study, spec: MonitorFiles["spec"], levels: readonly string[]): void {
  const known = [...new Set(study.indicators.flatMap((indicator) => levelsOf(study, spec, indicator)))];
  const problems = levels
    .filter((level) => !known.includes(level))
    .map((level) => {
      const meant = closest(level, known);
      return `--level ${level}: no indicator has that level${meant === null ? "" : `; did you mean ${meant}?`} (there are ${known.join(", ")})`;
    });
  if (problems.length > 0) throw new InputError(problems);
}

/**
 * Every indicator of a study against its base year: series, change, trend, change-point, breakdowns, and figures that others published beside our own.
 * Says what happened, never why. The same files give the same result, provenance aside.
 *
 * @throws InputError for files, levels or names that are wrong; NothingToEstimateError when no indicator chosen can be computed
 */
export async function runMonitor(options: MonitorOptions): Promise<MonitorResult> {
  const startedAt = new Date();
  const { path, levels = [], only = [] } = options;
  const { study, sources, synthetic } = locateStudy(path, [], options.root);
  const files = readMonitorFiles(path, study);
  checkLevels(study, files.spec, levels);
  const chosen = chosenIndicators(study, files.spec, only);
  const isThere = (id: string): boolean => (sources.get(id)?.files.length ?? 0) > 0;
  const involved = involvedIn(study, files, chosen, only.length > 0);
  const needed = neededSources(study, involved).filter(isThere);
  const optional = optionalSources(study, involved.indicators, isThere).filter((id) => !needed.includes(id));
  const isReady = (indicator: IndicatorSpec): boolean => sourcesOfIndicators(study, [indicator]).every(isThere);
  if (!chosen.some(isReady)) throw new NothingToEstimateError(nothing(chosen, study, sources, levels));
  const database = await openDatabase(options.memory === undefined ? {} : { memory: options.memory });
  try {
    const tables = await loadSources(
      [...needed, ...optional].map((id) => sources.get(id)!),
      database,
    );
    const hasPlaces = study.study.places?.sources.every((id) => tables.has(id)) ?? false;
    if (hasPlaces) await registerPlaces(study.study, tables, database);
    const lacking = (names: readonly string[]): readonly Bilingual[] =>
      names
        .flatMap((name) => (name === PLACES ? (study.study.places?.sources ?? []) : [name]))
        .filter((id) => !tables.has(id))
        .map((id) => titleOf(sources.get(id)!));
    const context: MonitorContext = {
      study,
      spec: files.spec,
      database,
      level: LEVEL,
      findChange: changePointFinder(),
      isReady,
    };
    const { indicators, absent } = await monitorAll(context, chosen, levels, lacking);
    if (indicators.length === 0) throw new NothingToEstimateError(nothing(chosen, study, sources, levels));
    const figures = synthetic === null ? await publishedOf(involved.figures, database, lacking) : [];
    return {
      schemaVersion: MONITOR_VERSION,
      kind: "monitor",
      study: {
        id: study.study.id,
        title: study.study.title,
        subtitle: study.study.subtitle ?? null,
        languages: [...study.study.languages],
        baseline: study.study.baseline ?? null,
        minimumCell: study.study.disclosure.minimum_cell,
      },
      method: { level: LEVEL, changePoint: { leastPoints: LEAST_POINTS, draws: DRAWS, flagged: FLAGGED_AT } },
      indicators,
      published: figures,
      absent,
      sources: sourceList(tables, sources),
      files: [...study.files.map(({ path: file, sha256 }) => ({ path: file, sha256 })), ...files.files],
      provenance: {
        ...provenanceOf(startedAt, options.command ?? `effectmeter monitor ${path}`, 1),
        ...(synthetic === null ? {} : { synthetic }),
      },
    };
  } finally {
    await database.close();
  }
}

function nothing(
  chosen: readonly IndicatorSpec[],
  study: Study,
  sources: ReadonlyMap<string, StudySource>,
  levels: readonly string[],
): string {
  const at = levels.length === 0 ? "" : ` at level ${levels.join(" or ")}`;
  const why = chosen.map((indicator) => {
    const absent = sourcesOfIndicators(study, [indicator])
      .map((id) => sources.get(id)!)
      .filter(({ files }) => files.length === 0);
    return absent.length === 0
      ? indicator.id
      : `${indicator.id} (needs ${absent.map((one) => titleOf(one).en).join("; ")})`;
  });
  return `none of the indicators chosen can be computed${at}: ${why.join(", ")}; effectmeter indicators lists what each one needs`;
}

const publishedOf = (
  figures: MonitorFiles["figures"],
  database: Database,
  lacking: (names: readonly string[]) => readonly Bilingual[],
) => publishedFigures(figures, database, ({ ours }) => lacking(ours?.sources ?? [])).then((all) => [...all]);

interface Monitored {
  readonly indicators: MonitorIndicator[];
  readonly absent: MonitorResult["absent"];
}

async function monitorAll(
  context: MonitorContext,
  chosen: readonly IndicatorSpec[],
  levels: readonly string[],
  lacking: (names: readonly string[]) => readonly Bilingual[],
): Promise<Monitored> {
  const { study, spec } = context;
  const result: Monitored = { indicators: [], absent: [] };
  for (const indicator of chosen) {
    const miss = (reason: MonitorResult["absent"][number]["reason"], tables: readonly Bilingual[] = []): void => {
      result.absent.push({ indicator: indicator.id, name: indicator.name, reason, tables: [...tables] });
    };
    const tables = lacking(sourcesOfIndicators(study, [indicator]));
    const period = periodKey(study, spec, indicator.keys);
    if (tables.length > 0) miss("table", tables);
    else if (indicator.unit === "category") miss("text");
    else if (period === null) miss("period");
    else {
      const all = levelsOf(study, spec, indicator);
      const wanted = levels.length === 0 ? all : all.filter((level) => levels.includes(level));
      const computed = await levelsOfIndicator(context, indicator, wanted, levels.length > 0, lacking);
      if (computed.length > 0) result.indicators.push(describeIndicator(context, indicator, period, computed));
      else if (wanted.length > 0) miss("empty");
    }
  }
  return result;
}

async function levelsOfIndicator(
  context: MonitorContext,
  indicator: IndicatorSpec,
  wanted: readonly string[],
  isNamed: boolean,
  lacking: (names: readonly string[]) => readonly Bilingual[],
): Promise<MonitorLevel[]> {
  const breakdowns = context.spec.breakdowns.filter((one) => lacking(tablesOfBreakdown(one)).length === 0);
  const computed: MonitorLevel[] = [];
  for (const level of wanted) {
    const isFirst = computed.length === 0;
    const one = await monitorLevel(context, indicator, level, breakdowns, { isNamed, isFirst });
    if (one !== null) computed.push(one);
  }
  return computed;
}

function describeIndicator(
  { study, spec }: MonitorContext,
  indicator: IndicatorSpec,
  period: string,
  levels: MonitorLevel[],
): MonitorIndicator {
  return {
    id: indicator.id,
    code: indicator.code ?? null,
    name: indicator.name,
    definition: indicator.definition,
    unit: indicator.unit,
    noun: indicator.noun ?? null,
    goodDirection: indicator.good_direction,
    sources: [...indicator.sources],
    period: {
      column: period,
      title: spec.periods[period]?.title ?? { nl: period, en: period },
      base: basePeriod(study, spec, period),
    },
    breaks: indicator.breaks.map((one) => ({ ...one })),
    levels,
  };
}
