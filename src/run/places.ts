import { InputError } from "../core/errors.ts";
import type { SourceTable } from "../core/source.ts";
import type { CategoryColumn } from "../core/table.ts";
import type { IndicatorSpec, Study, StudySpec } from "../spec/schema.ts";
import type { Database } from "../tables/database.ts";

/** Name of the table that says to which areas each unit belongs. */
const PLACES = "places";

/** Source tables that indicators need, with those that say where units lie when one of them is computed at several levels; in the study's order. */
export function sourcesOfIndicators(study: Study, indicators: readonly IndicatorSpec[]): readonly string[] {
  const levelled = indicators.some(({ levels }) => levels !== undefined);
  const named = new Set([
    ...indicators.flatMap(({ sources }) => sources),
    ...(levelled ? (study.study.places?.sources ?? []) : []),
  ]);
  return Object.keys(study.study.sources).filter((id) => named.has(id));
}

/** Tables that `places` reads when they are there, where one of the indicators is computed at several levels. */
export function optionalSources(
  study: Study,
  indicators: readonly IndicatorSpec[],
  isThere: (source: string) => boolean,
): readonly string[] {
  return indicators.some(({ levels }) => levels !== undefined)
    ? (study.study.places?.optional ?? []).filter(isThere)
    : [];
}

/**
 * Makes the table `places` that indicators with levels join. An optional table that is absent is there without rows, so that one query serves both.
 *
 * @param tables sources as read and registered
 * @throws InputError when the study declares no places, or the query fails or lacks a level
 */
export async function registerPlaces(
  { places, sources }: StudySpec,
  tables: ReadonlyMap<string, SourceTable>,
  database: Database,
): Promise<void> {
  if (places === undefined)
    throw new InputError(
      "study.yaml declares no places, but indicators have levels; declare places with sources, levels and sql",
    );
  for (const id of places.optional) {
    if (tables.has(id)) continue;
    const columns = (sources[id]?.columns ?? []).map(
      (name): CategoryColumn => ({ kind: "category", name, codes: new Int32Array(0), labels: [] }),
    );
    await database.register(id, { rowCount: 0, columns: new Map(columns.map((column) => [column.name, column])) });
  }
  const table = await database.query(places.sql);
  const absent = Object.keys(places.levels).filter((level) => !table.columns.has(level));
  if (absent.length > 0)
    throw new InputError(
      `places: its SQL returns no column ${absent.map((name) => `"${name}"`).join(", ")} but ${[...table.columns.keys()].join(", ")}; every level needs one`,
    );
  await database.register(PLACES, table);
}
