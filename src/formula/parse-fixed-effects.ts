import type { FixedEffect } from "./formula.ts";
import { accept, isSymbol, peek, type Reader, unexpected } from "./parse-expression.ts";
import { printName } from "./print-expression.ts";
import { formulaError } from "./problem.ts";

/**
 * Reads the fixed-effects part: `unit + region^year + unit[trend] + unit[[trend]]`. `0` stands for none.
 *
 * @throws InputError with a caret under what is not a column, `^`, `[…]` or `+`
 */
export function parseFixedEffects(reader: Reader): readonly FixedEffect[] {
  const first = peek(reader);
  if (first.kind === "number" && first.value === 0) {
    reader.position++;
    return [];
  }
  const effects: FixedEffect[] = [];
  do effects.push(parseEffect(reader));
  while (accept(reader, "+"));
  const next = peek(reader);
  if (next.kind !== "symbol" || next.value === "|") return effects;
  if (next.value === "*" || next.value === ":") {
    throw formulaError(
      reader.text,
      next.at,
      `fixed effects are combined with '^': write region^year, not region${next.value}year`,
    );
  }
  throw unexpected(reader, "'+', '^', '[', '|' or the end of the fixed effects");
}

function parseEffect(reader: Reader): FixedEffect {
  const factors = [parseColumn(reader, "a column for the fixed effect")];
  while (accept(reader, "^")) {
    const name = parseColumn(reader, "a column to combine with");
    if (!factors.includes(name)) factors.push(name);
  }
  const { slopes, slopeOnly } = parseSlopes(reader);
  return { label: factors.map(printName).join("^"), factors, slopes, slopeOnly };
}

function parseColumn(reader: Reader, expected: string): string {
  const token = peek(reader);
  if (token.kind !== "name") throw unexpected(reader, expected);
  if (isSymbol(reader.tokens[reader.position + 1]!, "(")) {
    throw formulaError(reader.text, token.at, `fixed effects are columns, not functions: make the column first`);
  }
  if (token.value === "." && !token.quoted) throw unexpected(reader, expected);
  reader.position++;
  return token.value;
}

function parseSlopes(reader: Reader): { readonly slopes: readonly string[]; readonly slopeOnly: boolean } {
  if (!accept(reader, "[")) return { slopes: [], slopeOnly: false };
  const slopeOnly = accept(reader, "[");
  const slopes: string[] = [];
  do slopes.push(parseColumn(reader, "a column whose slope varies"));
  while (accept(reader, ","));
  if (!accept(reader, "]")) throw unexpected(reader, "',' or ']'");
  if (slopeOnly && !accept(reader, "]")) throw unexpected(reader, "a second ']'");
  return { slopes: [...new Set(slopes)], slopeOnly };
}

/** One entry per combination of factors, in the order of first mention: `unit + unit[trend]` is `unit[trend]`. */
export function mergeFixedEffects(effects: readonly FixedEffect[]): readonly FixedEffect[] {
  const merged = new Map<string, FixedEffect>();
  for (const effect of effects) {
    const known = merged.get(effect.label);
    merged.set(effect.label, {
      ...effect,
      slopes: [...new Set([...(known?.slopes ?? []), ...effect.slopes])],
      slopeOnly: effect.slopeOnly && (known?.slopeOnly ?? true),
    });
  }
  return [...merged.values()];
}
