import { quoteName } from "../vectors.ts";
import { type Described, type DescribedColumn, selectOutputs } from "./describe.ts";
import type { Staged } from "./staged.ts";

/** Numbers by which people write that there is no value. */
const NEGATIVE = [-1, -2, -3, -7, -8, -9, -77, -88, -97, -98, -99, -999, -9999];
const POSITIVE = [99, 999, 9999, 99999, 999999, 9999999];
/** A positive code is suspected when it is this many times the greatest other value. */
const FAR = 5;

/**
 * Numbers that are probably codes for a missing value: a negative whole number in a column without other negative ones, nines far above all other values. They
 * are reported, never changed: one sentence per column.
 */
export async function suspectedCodes(staged: Staged, described: Described): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const column of described.columns.filter(isSuspect)) {
    const output = described.outputs.find(({ name }) => name === column.name)!;
    const rows = selectOutputs(staged, [output]);
    const x = quoteName(column.name);
    const known = [...NEGATIVE, ...POSITIVE].join(", ");
    const reader = await staged.connection.runAndReadAll(
      `SELECT min(${x}) FILTER (${x} NOT IN (${known}))::DOUBLE, max(${x}) FILTER (${x} NOT IN (${known}))::DOUBLE FROM (${rows})`,
    );
    const [least, greatest] = reader.getRows()[0]! as [number | null, number | null];
    if (least === null || greatest === null || least < 0) continue;
    const counts = await staged.connection.runAndReadAll(
      `SELECT ${x}::DOUBLE AS code, count(*)::DOUBLE FROM (${rows}) WHERE ${x} IN (${known}) GROUP BY code ORDER BY code`,
    );
    const found = (counts.getRows() as [number, number][]).filter(([code]) =>
      code < 0 ? least >= 0 : code > FAR * Math.max(greatest, 1),
    );
    if (found.length === 0) continue;
    const list = found.map(([code, count]) => `${code} (${count} ${count === 1 ? "row" : "rows"})`).join(", ");
    notes.push(
      `column ${column.name} holds ${list}, and all its other values lie between ${least} and ${greatest}: if that is a code for no value, import again with --missing '${found.map(([code]) => `${column.name}=${code}`).join(",")}'.`,
    );
  }
  return notes;
}

function isSuspect({ type, least, greatest }: DescribedColumn): boolean {
  return (
    (type === "whole" || type === "number") && (NEGATIVE.includes(Number(least)) || POSITIVE.includes(Number(greatest)))
  );
}
