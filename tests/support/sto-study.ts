import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { findReader } from "../../data/index.ts";
import type { SourceTable } from "../../src/core/source.ts";
import type { Table } from "../../src/core/table.ts";
import { evaluateIndicator } from "../../src/indicators/evaluate.ts";
import { atLevel } from "../../src/indicators/level.ts";
import { registerPlaces } from "../../src/run/places.ts";
import { indicatorSchema } from "../../src/spec/indicator-schema.ts";
import type { IndicatorSpec, StudySpec } from "../../src/spec/schema.ts";
import { studySchema } from "../../src/spec/study-schema.ts";
import { openDatabase } from "../../src/tables/database.ts";
import { type Frame, parseFrame } from "./frame.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, "hypotheses/sto");

/** The study's own tables, read by its readers from its files, with its indicators on top. */
export interface StoTables {
  readonly study: StudySpec;
  readonly indicators: ReadonlyMap<string, IndicatorSpec>;
  /** Computes an indicator, at its first level where none is named; each is computed once. Levels need the sources of `places`. */
  indicator(id: string, level?: string): Promise<Table>;
  query(sql: string): Promise<Table>;
  database: Awaited<ReturnType<typeof openDatabase>>;
}

/** @param sources ids in study.yaml, as shipped: one pattern each */
export async function openSto(sources: readonly string[]): Promise<StoTables> {
  const study = studySchema.parse(parse(readFileSync(join(folder, "study.yaml"), "utf8")));
  const database = await openDatabase();
  const tables = new Map<string, SourceTable>();
  for (const id of sources) {
    const source = study.sources[id]!;
    const read = await findReader(source.reader)!.read(source.files.flatMap(filesOf));
    tables.set(id, read);
    await database.register(id, read.table);
  }
  if (study.places!.sources.every((id) => tables.has(id))) await registerPlaces(study, tables, database);
  const indicators = new Map(
    readdirSync(join(folder, "indicators")).map((file) => {
      const indicator = indicatorSchema.parse(parse(readFileSync(join(folder, "indicators", file), "utf8")));
      return [indicator.id, indicator] as const;
    }),
  );
  const computed = new Map<string, Promise<Table>>();
  return {
    study,
    indicators,
    database,
    query: (sql) => database.query(sql),
    indicator(id, level) {
      const key = `${id}@${level ?? ""}`;
      const known = computed.get(key) ?? evaluateIndicator(atLevel(indicators.get(id)!, level), database);
      computed.set(key, known);
      return known;
    },
  };
}

/** Files of the repository that a pattern with `*` in its last part stands for. */
function filesOf(pattern: string): string[] {
  const [name = "", ...path] = pattern.split("/").reverse();
  const within = join(root, ...path.reverse());
  const [start = "", end = ""] = name.split("*");
  return readdirSync(within)
    .filter((file) => (name.includes("*") ? file.startsWith(start) && file.endsWith(end) : file === name))
    .sort()
    .map((file) => join(within, file));
}

/** Rows of a table as plain values: text, numbers, null when missing; an interval column gives `name`, `name_min` and `name_max`. */
export function rowsOf(table: Table): readonly ReadonlyMap<string, string | number | null>[] {
  return Array.from({ length: table.rowCount }, (_, row) => {
    const cells = new Map<string, string | number | null>();
    for (const [name, column] of table.columns) {
      if (column.kind === "category")
        cells.set(name, column.codes[row]! < 0 ? null : column.labels[column.codes[row]!]!);
      else {
        const value = column.values[row]!;
        cells.set(name, Number.isNaN(value) ? null : value);
        if (column.min && column.max) cells.set(`${name}_min`, column.min[row]!).set(`${name}_max`, column.max[row]!);
      }
    }
    return cells;
  });
}

/** A table of the study's own reference files, own computation outside this engine. */
export function readReference(name: string): Frame {
  const bytes = readFileSync(new URL(`../reference/duo/${name}`, import.meta.url));
  return parseFrame((name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"), ";");
}

/** A published file, as text cells, without going through a reader. ASCII, `;`, unquoted or fully quoted. */
export function readRaw(name: string): Frame {
  return parseFrame(gunzipSync(readFileSync(join(root, "data/duo/raw", name))).toString("latin1"), ";");
}

export function readReferenceJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../reference/duo/${name}`, import.meta.url), "utf8"));
}
