import { InputError } from "../core/errors.ts";
import type { Column, Factor } from "../core/table.ts";
import { combineKeys, keyCodes } from "../panel/keys.ts";

/** Groups of a triple difference: which the policy is meant for, and which they are compared with. */
export interface GroupSides {
  /** Per row: 1 affected, 0 compared with, NaN neither (or no group at all). */
  readonly affected: Float64Array;
  readonly sides: { readonly affected: readonly string[]; readonly against: readonly string[] };
}

/**
 * Divides the values of a column into affected groups and those they are compared with.
 *
 * @param against  values compared with; empty: 0, of a column that holds 0 and 1 only
 * @param affected values the policy is meant for; null: all others
 * @param say      turns a problem of "group", "against" or "affected" into a message that names where it was written
 * @throws InputError when a value does not occur, is on both sides, or a side is empty
 */
export function divideGroups(
  column: Column,
  against: readonly string[],
  affected: readonly string[] | null,
  say: (key: "group" | "against" | "affected", text: string) => string,
): GroupSides {
  const { codes, labels } = keyCodes(column);
  const occurring = labels.filter((_, code) => codes.includes(code)).sort();
  const shown = occurring.slice(0, 20).join(", ");
  const compared = against.length > 0 ? against : comparedByDefault(column.name, occurring, say);
  const problems = [
    ...compared.filter((value) => !occurring.includes(value)).map((value) => ["against", value] as const),
    ...(affected ?? []).filter((value) => !occurring.includes(value)).map((value) => ["affected", value] as const),
  ].map(([key, value]) => say(key, `no row has ${column.name} "${value}"; it holds ${shown}`));
  const onBoth = (affected ?? []).filter((value) => compared.includes(value));
  problems.push(...onBoth.map((value) => say("affected", `"${value}" is compared with itself; take it off one side`)));
  const meant = affected ?? occurring.filter((value) => !compared.includes(value));
  if (meant.length === 0)
    problems.push(say("against", `every value of ${column.name} is compared with; leave one out: the affected group`));
  if (problems.length > 0) throw new InputError(problems);
  const side = labels.map((label) => (meant.includes(label) ? 1 : compared.includes(label) ? 0 : Number.NaN));
  return {
    affected: Float64Array.from(codes, (code) => side[code] ?? Number.NaN),
    sides: { affected: [...meant].sort(), against: [...compared].sort() },
  };
}

function comparedByDefault(
  name: string,
  occurring: readonly string[],
  say: (key: "group", text: string) => string,
): readonly string[] {
  if (occurring.every((value) => value === "0" || value === "1")) return ["0"];
  throw new InputError(
    say(
      "group",
      `${name} holds ${occurring.slice(0, 20).join(", ")}; name the values that are compared with under against, or use a column of 0 and 1`,
    ),
  );
}

/** One factor of the rows' combinations of columns, with labels; -1 where any is missing. */
export function combinedFactor(columns: readonly Column[], rowCount: number): Factor {
  const parts = columns.map(keyCodes);
  const { codes, firstRow } = combineKeys(parts, rowCount);
  const labels = firstRow.map((row) => parts.map(({ codes: own, labels: texts }) => texts[own[row]!]!).join(" · "));
  return { name: columns.map(({ name }) => name).join("^"), codes, count: labels.length, labels };
}
