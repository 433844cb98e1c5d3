import { resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { InputError } from "../../core/errors.ts";
import { quoteName, quoteText } from "../vectors.ts";
import { withByteFile } from "./byte-file.ts";

const LARGEST_OBJECT = "maximum_object_size=33554432";

/**
 * Loads a file of JSON objects, one per line or in one array, into a table; gzip is recognised. The types of columns follow from all values.
 *
 * @throws InputError when a line is no JSON object, or keys differ only in case
 */
export async function loadJson(connection: DuckDBConnection, path: string, table: string): Promise<void> {
  const gzip = (await isGzip(path)) ? ", compression='gzip'" : "";
  const file = quoteText(literalPath(path));
  const options = `format='auto', sample_size=-1, ${LARGEST_OBJECT}${gzip}`;
  try {
    await requireDistinctKeys(connection, path, `${file}, format='auto', ${LARGEST_OBJECT}${gzip}`);
    await connection.run(`CREATE TABLE ${quoteName(table)} AS SELECT * FROM read_json(${file}, ${options})`);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const message = (cause as Error).message.split("\n")[0]!.replaceAll(`"${literalPath(path)}"`, "the file");
    throw new InputError(
      `${path} cannot be read as JSON lines (${message}): write one object {"column": value, …} per line.`,
      { cause },
    );
  }
}

/** The database gives keys that differ only in case a number behind their name, without a word. */
async function requireDistinctKeys(connection: DuckDBConnection, path: string, from: string): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT unnest(json_keys(json)) AS key FROM read_json_objects(${from}) ORDER BY key`,
  );
  const keys = reader.getRows().map(([key]) => String(key));
  const lower = keys.map((key) => key.toLowerCase());
  const problems = keys.flatMap((key, index) => {
    const first = lower.indexOf(lower[index]!);
    return first < index
      ? [
          `${path}: columns "${keys[first]}" and "${key}" are one name in SQL, where case is ignored; rename one of them.`,
        ]
      : [];
  });
  if (problems.length > 0) throw new InputError(problems);
}

function isGzip(path: string): Promise<boolean> {
  return withByteFile(path, async (file) => {
    const start = await file.read(0, Math.min(2, file.size), "the beginning");
    return start[0] === 0x1f && start[1] === 0x8b;
  });
}

/** A path in which nothing is a pattern; the database reads `*`, `?` and `[` as such. */
export function literalPath(path: string): string {
  return resolve(path).replace(/[*?[]/g, (character) => `[${character}]`);
}
