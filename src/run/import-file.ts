import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { InputError } from "../core/errors.ts";
import { type DescribedColumn, describeColumns } from "../tables/formats/describe.ts";
import { interpretColumns, type MissingCodes } from "../tables/formats/interpret.ts";
import { findKeys, type Keys } from "../tables/formats/keys.ts";
import { isPostgresUrl, withStagedQuery } from "../tables/formats/postgres.ts";
import { withStagedFile } from "../tables/formats/stage-file.ts";
import type { Staged } from "../tables/formats/staged.ts";
import { suspectedCodes } from "../tables/formats/suspected-codes.ts";
import { reservedWords, writeData } from "../tables/formats/write-data.ts";
import { codebookText } from "./import-codebook.ts";
import { shownPath } from "./study-files.ts";

export interface ImportRequest {
  /** A file, or the URL of a PostgreSQL database. */
  readonly source: string;
  readonly query: string | undefined;
  readonly sheet: string | undefined;
  readonly missing: MissingCodes;
  /** Folder to write to; null to look only. */
  readonly out: string | null;
  readonly format: "parquet" | "csv";
  /** Replace a codebook that is there. */
  readonly force: boolean;
  readonly memory: string | undefined;
  /** Seconds that a query may take. */
  readonly timeout: number;
}

/** What was understood of a table, and where it was written. */
export interface Understanding {
  readonly schemaVersion: 1;
  readonly source: Readonly<Record<string, string | number>>;
  readonly label: string | null;
  readonly rows: number;
  readonly columns: readonly DescribedColumn[];
  readonly keys: Keys;
  readonly notes: readonly string[];
  /** Paths as shown; null when nothing was written. */
  readonly written: { readonly data: string; readonly sha256: string; readonly codebook: string } | null;
}

const MEMORY = "1GB";
const CODEBOOK = "panel.yaml";

/**
 * Reads a table of any of the formats, says what it understood, and writes it as data and codebook. Same source, same bytes.
 *
 * @throws InputError naming file, place and remedy; nothing is written then
 */
export async function importTable(request: ImportRequest): Promise<Understanding> {
  const { source, query, out, force } = request;
  const isDatabase = isPostgresUrl(source);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1];
  if (!isDatabase && scheme !== undefined)
    throw new InputError(
      `an address that begins with ${scheme}:// is not read; name a file, or postgres://user@host/database.`,
    );
  if (isDatabase && query === undefined)
    throw new InputError('a database needs --query with the SELECT to read, e.g. --query "select * from panel".');
  if (!isDatabase && query !== undefined)
    throw new InputError("--query goes with a PostgreSQL address (postgres://…), not with a file.");
  if (isDatabase && request.sheet !== undefined) throw new InputError("--sheet goes with a spreadsheet (.xlsx).");
  const codebook = out === null ? null : join(out, CODEBOOK);
  if (codebook !== null && existsSync(codebook) && !force)
    throw new InputError(
      `${shownPath(codebook)} is there already and may have been edited; use --force to replace it, or another --out.`,
    );
  const isNew = out !== null && !existsSync(out);
  if (out !== null) makeFolder(out);
  const folder = await mkdtemp(join(out ?? tmpdir(), ".import-"));
  try {
    const options = { memory: request.memory ?? MEMORY, folder };
    const use = (staged: Staged) => understand(request, staged);
    return isDatabase
      ? await withStagedQuery(source, query!, { ...options, timeout: request.timeout }, use)
      : await withStagedFile(source, { ...options, sheet: request.sheet }, use);
  } finally {
    await rm(folder, { recursive: true, force: true });
    // A folder that was made for nothing goes; one with files in it stays.
    if (isNew) await rmdir(out).catch(() => {});
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new InputError(
      `--out ${path}: this folder cannot be made (${(cause as NodeJS.ErrnoException).code}); name another.`,
      { cause },
    );
  }
}

async function understand(request: ImportRequest, staged: Staged): Promise<Understanding> {
  const shown = isPostgresUrl(request.source) ? "the query" : request.source;
  const interpreted = await interpretColumns(staged, request.missing);
  const described = await describeColumns(staged, interpreted, shown);
  const keys = await findKeys(staged, described);
  const reserved = await reservedWords(staged);
  const quoted = described.columns.filter(({ name }) => reserved.has(name.toLowerCase())).map(({ name }) => name);
  const notes = [
    ...described.notes,
    ...(await suspectedCodes(staged, described)),
    ...quoted.map(
      (name) => `column ${name} is a word of SQL: write "${name}", in double quotes, in formulas and conditions.`,
    ),
  ];
  const result = {
    schemaVersion: 1,
    source: Object.fromEntries([
      ...(isPostgresUrl(request.source) ? [] : [["file", shownPath(request.source)] as const]),
      ...staged.facts,
    ]),
    label: staged.label,
    rows: staged.rowCount,
    columns: described.columns,
    keys,
    notes,
  } as const;
  if (request.out === null) return { ...result, written: null };
  const data = join(request.out, `data.${request.format}`);
  const sha256 = await writeData(staged, described.outputs, data, request.format);
  const codebook = join(request.out, CODEBOOK);
  writeFileSync(codebook, codebookText(result, { name: basename(data), shown: shownPath(data), sha256 }));
  return { ...result, written: { data: shownPath(data), sha256, codebook: shownPath(codebook) } };
}
