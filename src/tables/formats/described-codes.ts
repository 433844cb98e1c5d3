import { WORD_MEANINGS } from "./cell-sql.ts";
import type { Interpreted } from "./interpret.ts";
import type { Staged } from "./staged.ts";

/** A code in cells that are no values, and what becomes of them. */
export interface DescribedCode {
  readonly code: string;
  readonly rows: number;
  readonly meaning: "suppressed" | "not available" | "not a number" | "below a limit" | "declared missing";
  /** Of a code that bounds a count. */
  readonly between?: readonly [number, number];
  readonly label?: string;
}

/** A column has at most this many different codes listed. */
const CODES_LISTED = 50;

/** The codes of a column with the rows that have them: first those that bound a count, then those that stand for no value, by code unit. */
export async function codesOf(
  staged: Staged,
  { column, reason, bounds }: Interpreted,
): Promise<readonly DescribedCode[]> {
  const codes: DescribedCode[] = [];
  if (bounds !== null) {
    const cell = `trim(${column.expression})`;
    const rows = await grouped(
      staged,
      `CASE WHEN ${bounds.min} < ${bounds.max} OR regexp_matches(${cell}, '^[<≤]') THEN ${cell} END`,
      bounds.max,
    );
    for (const [code, count, max] of rows)
      codes.push({ code, rows: count, meaning: "below a limit", between: [Math.min(bounds.lowest, max), max] });
  }
  if (reason === null) return codes;
  for (const [code, count] of await grouped(staged, `CAST(${reason} AS VARCHAR)`, "0")) {
    const label = column.valueLabels.get(code);
    const meaning =
      WORD_MEANINGS.get(code) ??
      (/^[+-]?(nan|inf|infinity)$/i.test(code)
        ? "not a number"
        : /^[<≤]/.test(code)
          ? "suppressed"
          : "declared missing");
    codes.push({ code, rows: count, meaning, ...(label === undefined ? {} : { label }) });
  }
  return codes;
}

async function grouped(
  staged: Staged,
  code: string,
  value: string,
): Promise<readonly (readonly [string, number, number])[]> {
  const reader = await staged.connection.runAndReadAll(
    `SELECT code, count(*)::DOUBLE, max(v)::DOUBLE FROM (SELECT ${code} AS code, ${value} AS v FROM ${staged.relation}) WHERE code IS NOT NULL GROUP BY code ORDER BY code LIMIT ${CODES_LISTED}`,
  );
  return reader.getRows() as unknown as readonly (readonly [string, number, number])[];
}
