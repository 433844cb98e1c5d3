import { InputError } from "../core/errors.ts";
import type { NumberColumn } from "../core/table.ts";
import type { Bilingual } from "../core/text.ts";
import type { MonitorFigure } from "../result/monitor-schema.ts";
import type { PublishedFigureSpec } from "../spec/monitor-files.ts";
import type { Database } from "../tables/database.ts";

interface Ours {
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

async function computed(id: string, sql: string, database: Database): Promise<Ours> {
  const at = `published figure ${id}`;
  const table = await database.query(sql).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    throw new InputError(`${at}: ${error.message.split("\n")[0]}`, { cause: error });
  });
  const column = table.columns.get("value") as NumberColumn | undefined;
  if (table.rowCount !== 1 || column?.kind !== "number")
    throw new InputError(`${at}: its SQL must return one row with a number called value, got ${table.rowCount} rows`);
  const { values, min = values, max = values } = column;
  return { value: values[0]!, min: min[0]!, max: max[0]! };
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Every published figure beside our own.
 *
 * @param absent tables a figure needs that are not there, by title; it then has no number of ours and says so
 * @throws InputError when a query fails or returns no single number
 */
export async function publishedFigures(
  figures: readonly PublishedFigureSpec[],
  database: Database,
  absent: (figure: PublishedFigureSpec) => readonly Bilingual[],
): Promise<readonly MonitorFigure[]> {
  const results: MonitorFigure[] = [];
  for (const figure of figures) {
    const { id, what, unit, period, source, value: theirs, decimals, about, same, difference, missing } = figure;
    const lacking = figure.ours === undefined ? [] : absent(figure);
    const ours = figure.ours === undefined || lacking.length > 0 ? null : await computed(id, figure.ours.sql, database);
    results.push({
      id,
      what,
      unit,
      period,
      source,
      theirs,
      decimals,
      about,
      ours: ours && orNull(ours.value),
      min: ours && orNull(ours.min),
      max: ours && orNull(ours.max),
      difference: ours && orNull(ours.value - theirs),
      same: ours === null ? null : (same ?? null),
      differs: ours === null ? null : (difference ?? null),
      missing: lacking.length > 0 ? tableMissing(lacking) : (missing ?? null),
    });
  }
  return results;
}

function tableMissing(tables: readonly Bilingual[]): Bilingual {
  return {
    nl: `Deze tabel is er niet: ${tables.map(({ nl }) => nl).join("; ")}.`,
    en: `This table is not there: ${tables.map(({ en }) => en).join("; ")}.`,
  };
}
