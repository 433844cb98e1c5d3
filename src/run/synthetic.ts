import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { InputError } from "../core/errors.ts";
import type { Table } from "../core/table.ts";
import type { StudyResult, SyntheticMark } from "../result/schema.ts";
import { encodeCategories, tableOf } from "../tables/shared.ts";
import { shownPath } from "./study-files.ts";

/** A folder that holds this file holds made-up data, in itself and in every folder below it. */
export const SYNTHETIC_FILE = "SYNTHETIC.yaml";

/**
 * The mark of made-up data: looked for in the folder of every file and in those above it.
 *
 * @param paths files and folders that data are read from
 * @returns null when none of them is marked
 * @throws InputError when a marker file is not readable as one
 */
export function syntheticMarkOf(paths: readonly string[]): SyntheticMark | null {
  const seen = new Set<string>();
  for (const path of paths)
    for (let folder = resolve(path); !seen.has(folder); folder = dirname(folder)) {
      seen.add(folder);
      const file = join(folder, SYNTHETIC_FILE);
      if (existsSync(file)) return readMark(file);
    }
  return null;
}

function readMark(file: string): SyntheticMark {
  const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? `${value}` : "");
  let value: unknown;
  try {
    value = parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new InputError(`${shownPath(file)}: not YAML; make the data again with effectmeter simulate`, { cause });
  }
  const mark = (value ?? {}) as Readonly<Record<string, unknown>>;
  return {
    file: shownPath(file),
    study: text(mark["study"]),
    seed: text(mark["seed"]),
    size: text(mark["size"]),
    effects: text(mark["effects"]),
    traps: text(mark["traps"]),
  };
}

/** What every table computed from made-up data carries in its last column. */
export const SYNTHETIC_COLUMN = "data";
const SYNTHETIC_WORDS = "synthetic data";

/** The table with a last column that says what it was computed from; as it is when there is no mark. */
export function markTable(table: Table, mark: SyntheticMark | null): Table {
  if (mark === null) return table;
  const column = encodeCategories(SYNTHETIC_COLUMN, new Array<string>(table.rowCount).fill(SYNTHETIC_WORDS));
  return tableOf([...table.columns.values(), column], table.rowCount);
}

/**
 * The result of a run on made-up data: marked, and without the figures published about the real programme, which these data can neither confirm nor deny.
 */
export function markResult(result: StudyResult, mark: SyntheticMark | null): StudyResult {
  if (mark === null) return result;
  return {
    ...result,
    hypotheses: result.hypotheses.map((hypothesis) => ({
      ...hypothesis,
      published: [],
      links: hypothesis.links.map(({ published: _, ...link }) => link),
    })),
    provenance: { ...result.provenance, synthetic: mark },
  };
}

/**
 * Refuses made-up data where a result counts as evidence: as an accepted baseline, a published figure, a registration.
 *
 * @param use what was about to be done, e.g. "accept"
 * @throws InputError
 */
export function refuseSynthetic(mark: SyntheticMark | null | undefined, use: string): void {
  if (mark === null || mark === undefined) return;
  throw new InputError(
    `${use}: these are synthetic data (${mark.file}); they say nothing of the real programme, so ${use} refuses them. Use the study's own files.`,
  );
}
