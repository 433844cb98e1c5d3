import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { findReader, recogniseFile } from "../../data/index.ts";
import { InputError } from "../core/errors.ts";
import type { Table } from "../core/table.ts";
import { compareTables, type Drift } from "../panel/drift/drift.ts";
import { closest } from "../spec/edit-distance.ts";
import type { Seen } from "./check-data.ts";
import { shownPath } from "./study-files.ts";

export interface DriftRequest {
  /** A file, or a folder of files of one or several families. */
  readonly before: string;
  readonly after: string;
  /** Reader of data/; undefined recognises files by their content, and reads unknown ones as own tables. */
  readonly reader: string | undefined;
  readonly key: readonly string[] | undefined;
}

/** What changed in one table. */
export interface TableDrift {
  readonly table: string;
  readonly files: readonly [before: readonly string[], after: readonly string[]];
  /** Null where one version is not there. */
  readonly drift: Drift | null;
  readonly seen: readonly Seen[];
}

/** Files that are no tables: notes, declarations, provenance. */
const NO_TABLE = /\.(md|ya?ml|txt|source\.json)$|^PROVENANCE\.json$/i;

/** Compares two versions of a table, or of every table of two folders. @throws InputError */
export async function driftBetween(request: DriftRequest): Promise<readonly TableDrift[]> {
  const [before, after] = [
    await tablesOf(request.before, request.reader),
    await tablesOf(request.after, request.reader),
  ];
  const isOne = before.size === 1 && after.size === 1;
  if (isOne && [...before][0]![0] !== [...after][0]![0]) {
    const readers = [...before.values(), ...after.values()].map((part) => part.reader);
    if (readers[0] !== readers[1])
      throw new InputError(
        `${request.before} is for ${readers[0]} and ${request.after} for ${readers[1]}; compare versions of one table, or name the reader with --reader`,
      );
    // Two files of their own names are two versions all the same.
    const [name, part] = [...after][0]!;
    return [await compare(name, [...before.values()][0]!, part, request.key)];
  }
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const drifts: TableDrift[] = [];
  for (const name of names) {
    const [old, now] = [before.get(name), after.get(name)];
    drifts.push(
      old === undefined || now === undefined
        ? absent(name, old ?? null, now ?? null)
        : await compare(name, old, now, request.key),
    );
  }
  return drifts;
}

interface Part {
  readonly reader: string;
  readonly files: readonly string[];
}

/** Files by the table they belong to: those of one published family together, own tables each by file name. */
async function tablesOf(path: string, reader: string | undefined): Promise<ReadonlyMap<string, Part>> {
  if (!existsSync(path)) throw new InputError(`${path}: no such file or folder; name the two versions to compare`);
  const isFolder = statSync(path).isDirectory();
  const files = isFolder
    ? readdirSync(path)
        .filter((name) => !name.startsWith(".") && !NO_TABLE.test(name) && statSync(join(path, name)).isFile())
        .sort()
        .map((name) => join(path, name))
    : [path];
  if (files.length === 0) throw new InputError(`${path}: it holds no tables; name a folder with the files themselves`);
  if (reader !== undefined) return new Map([[reader, { reader: findReader(reader).id, files }]]);
  const parts = new Map<string, { reader: string; files: string[] }>();
  for (const file of files) {
    const found = (await recogniseFile(file)).reader ?? "csv";
    const name = found === "csv" && isFolder ? fileName(file) : found;
    const part = parts.get(name);
    if (part === undefined) parts.set(name, { reader: found, files: [file] });
    else part.files.push(file);
  }
  return parts;
}

const fileName = (path: string): string => path.replaceAll("\\", "/").split("/").at(-1)!;

const shown = (files: readonly string[]): readonly string[] => files.map(shownPath);

async function read({ reader, files }: Part): Promise<Table> {
  return (await findReader(reader).read(shown(files))).table;
}

async function compare(table: string, old: Part, now: Part, key: readonly string[] | undefined): Promise<TableDrift> {
  const [before, after] = [await read(old), await read(now)];
  for (const name of key ?? []) {
    if (before.columns.has(name) && after.columns.has(name)) continue;
    const both = [...before.columns.keys()].filter((one) => after.columns.has(one));
    const meant = closest(name, both);
    throw new InputError(
      `--key ${name}: ${table} has no such column in both versions${meant === null ? "" : `; did you mean ${meant}?`} (both have ${both.join(", ")})`,
    );
  }
  const drift = compareTables(before, after, { key });
  const seen = drift.observations.map(({ finding, rows }): Seen => ({ finding, places: [table], rows }));
  return { table, files: [shown(old.files), shown(now.files)], drift, seen };
}

function absent(table: string, old: Part | null, now: Part | null): TableDrift {
  const files = shown((old ?? now)!.files);
  const seen: Seen =
    now === null
      ? {
          finding: { code: "drift-table-gone", severity: "warning", values: { table, files } },
          places: [table],
          rows: null,
        }
      : {
          finding: { code: "drift-table-new", severity: "note", values: { table, files } },
          places: [table],
          rows: null,
        };
  return { table, files: now === null ? [files, []] : [[], files], drift: null, seen: [seen] };
}
