import { InputError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Table } from "../core/table.ts";
import { evaluateIndicator } from "../indicators/evaluate.ts";
import { atLevel } from "../indicators/level.ts";
import type { SyntheticMark } from "../result/schema.ts";
import { closest } from "../spec/edit-distance.ts";
import type { IndicatorSpec, Study } from "../spec/schema.ts";
import { openDatabase } from "../tables/database.ts";
import { loadSources, type StudySource } from "./load-sources.ts";
import { optionalSources, registerPlaces, sourcesOfIndicators } from "./places.ts";
import { locateStudy } from "./read-study.ts";
import { markTable } from "./synthetic.ts";

/** An indicator of a study, and the tables it still lacks. */
export interface ListedIndicator {
  readonly indicator: IndicatorSpec;
  readonly missing: readonly StudySource[];
}

/** A study's indicators, in their natural order. Reads no table. */
export function listIndicators(
  path: string,
  root?: string,
): {
  readonly study: Study;
  readonly indicators: readonly ListedIndicator[];
} {
  const { study, sources } = locateStudy(path, [], root);
  return {
    study,
    indicators: study.indicators.map((indicator) => ({
      indicator,
      missing: sourcesOfIndicators(study, [indicator])
        .map((id) => sources.get(id)!)
        .filter((source) => source.files.length === 0),
    })),
  };
}

/** The indicator of that id, else the only one of that code. @throws InputError when there is none, or several */
export function findIndicator(study: Study, name: string): IndicatorSpec {
  const byId = study.indicators.find(({ id }) => id === name);
  if (byId) return byId;
  const byCode = study.indicators.filter(({ code }) => code === name);
  if (byCode.length === 1) return byCode[0]!;
  if (byCode.length > 1)
    throw new InputError(
      `${name} is the code of several indicators: ${byCode.map(({ id }) => id).join(", ")}; name one`,
    );
  const known = study.indicators.map(({ id }) => id);
  const meant = closest(name, known);
  throw new InputError(
    `there is no indicator "${name}"${meant === null ? "" : `; did you mean ${meant}?`} (effectmeter indicators lists them)`,
  );
}

/** An indicator as computed: its keys and `value`, sorted by the keys. */
export interface ComputedIndicator {
  readonly indicator: IndicatorSpec;
  /** Null for an indicator that declares no levels. */
  readonly level: string | null;
  readonly table: Table;
  /** Where the tables are made up; the last column of `table` then says so. */
  readonly synthetic: SyntheticMark | null;
  /** What was seen while the tables were read. */
  readonly findings: readonly Finding[];
}

/**
 * Computes one indicator of a study.
 *
 * @param level one of the indicator's; default its first
 * @throws InputError when a table it needs is absent (named, with where to get it), the level does not exist, or its formula fails
 */
export async function computeIndicator(
  path: string,
  name: string,
  level: string | undefined,
  memory: string | undefined,
  root?: string,
): Promise<ComputedIndicator> {
  const { study, sources, synthetic } = locateStudy(path, [], root);
  const indicator = findIndicator(study, name);
  const formula = atLevel(indicator, level);
  const needed = sourcesOfIndicators(study, [indicator]).map((id) => sources.get(id)!);
  const absent = needed.filter((source) => source.files.length === 0);
  if (absent.length > 0) throw new InputError(absent.map((source) => absentTable(indicator, source)));
  const optional = optionalSources(study, [indicator], (id) => (sources.get(id)?.files.length ?? 0) > 0);
  const database = await openDatabase(memory === undefined ? {} : { memory });
  try {
    const tables = await loadSources([...needed, ...optional.map((id) => sources.get(id)!)], database);
    if (indicator.levels) await registerPlaces(study.study, tables, database);
    return {
      indicator,
      level: indicator.levels ? (level ?? indicator.levels[0]!) : null,
      table: markTable(await evaluateIndicator(formula, database), synthetic),
      synthetic,
      findings: [...tables.values()].flatMap(({ findings }) => findings),
    };
  } finally {
    await database.close();
  }
}

function absentTable(indicator: IndicatorSpec, { id, spec }: StudySource): string {
  const from = spec.from === undefined ? "" : `; it can be had from: ${spec.from.en}`;
  const template = spec.template === undefined ? "" : `; effectmeter template ${spec.template} prints its columns`;
  return `indicator ${indicator.id} needs table ${id}, which is not there (${spec.files.join(", ")})${from}${template}`;
}
