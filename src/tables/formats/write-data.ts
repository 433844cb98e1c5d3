import { rename, rm } from "node:fs/promises";
import { quoteText } from "../vectors.ts";
import { sha256Of } from "./byte-file.ts";
import { type OutputColumn, selectOutputs } from "./describe.ts";
import type { Staged } from "./staged.ts";

/** Rows of a Parquet row group. */
const GROUP = 122_880;

/**
 * Writes the columns to a Parquet or CSV file, rows in the order of the source. On one thread, so that the same source gives the same bytes. The file appears
 * when it is complete.
 *
 * @returns SHA-256 of the file, hex
 */
export async function writeData(
  staged: Staged,
  outputs: readonly OutputColumn[],
  path: string,
  format: "parquet" | "csv",
): Promise<string> {
  const partial = `${path}.partial`;
  const how =
    format === "parquet"
      ? `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${GROUP}`
      : `FORMAT csv, HEADER, DELIMITER ',', NULL ''`;
  try {
    await staged.connection.run("SET threads = 1");
    await staged.connection.run(`COPY (${selectOutputs(staged, outputs)}) TO ${quoteText(partial)} (${how})`);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
  return sha256Of(path);
}

/** Words that SQL keeps for itself: columns called so need quotes in a query. */
export async function reservedWords({ connection }: Staged): Promise<ReadonlySet<string>> {
  const reader = await connection.runAndReadAll(
    "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'",
  );
  return new Set(reader.getRows().map(([word]) => String(word)));
}
