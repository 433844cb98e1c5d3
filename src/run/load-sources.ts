import { findReader } from "../../data/index.ts";
import type { SourceTable } from "../core/source.ts";
import type { TableTemplate } from "../core/template.ts";
import type { SourceSpec, Study } from "../spec/schema.ts";
import type { Database } from "../tables/database.ts";
import { expandFiles, shownPath } from "./study-files.ts";

/** A source of the study: its files, and its rows once read. */
export interface StudySource {
  readonly id: string;
  readonly spec: SourceSpec;
  /** Absolute paths; empty when the table is not there. */
  readonly files: readonly string[];
  /** What the table must hold, where the study says so. */
  readonly template?: TableTemplate;
}

/** Looks which tables are there, without reading them. */
export function locateSources(study: Study): ReadonlyMap<string, StudySource> {
  return new Map(
    Object.entries(study.study.sources).map(([id, spec]) => {
      const template = study.templates.find((one) => one.id === spec.template);
      return [id, { id, spec, files: filesOf(study.root, spec), ...(template === undefined ? {} : { template }) }];
    }),
  );
}

function filesOf(root: string, { files, along }: SourceSpec): readonly string[] {
  const own = expandFiles(root, files);
  return own.length === 0 ? own : expandFiles(root, [...files, ...along]);
}

/**
 * Reads sources and registers each as a table under its id, in the order given.
 *
 * @throws InputError from the reader, naming file, line and column
 */
export async function loadSources(
  sources: readonly StudySource[],
  database: Database,
): Promise<ReadonlyMap<string, SourceTable>> {
  const loaded = new Map<string, SourceTable>();
  for (const source of sources) {
    const reader = findReader(source.spec.reader)!;
    // Paths as messages and results show them.
    const read = await reader.read(source.files.map(shownPath), source.template);
    await database.register(source.id, read.table);
    loaded.set(source.id, read);
  }
  return loaded;
}
