import type { StudyResult } from "../../src/result/schema.ts";

/** A number as a report shows it, read back from its HTML. */
export interface ShownNumber {
  readonly language: string;
  /** JSON pointer into the result. */
  readonly path: string;
  /** `data-value`: the number before rounding. */
  readonly value: number;
  readonly text: string;
}

/** The value at a JSON pointer (RFC 6901); undefined when nothing is there. */
export function resolvePointer(document: unknown, pointer: string): unknown {
  let value: unknown = document;
  for (const token of pointer.split("/").slice(1)) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string, unknown>)[token.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return value;
}

/** Reads a shown number: separators of the language, true minus, unit words and `<` ignored. NaN when it is none. */
export function readShown(text: string, language: string): number {
  const digits = /[+−]?[\d.,]+/.exec(text)?.[0] ?? "";
  const plain = language === "nl" ? digits.replaceAll(".", "").replace(",", ".") : digits.replaceAll(",", "");
  return digits === "" ? Number.NaN : Number(plain.replace("−", "-"));
}

/** Half a unit of the last digit shown, and a little for the binary representation. */
export function roundingOf(text: string, language: string): number {
  const digits = /[\d.,]+/.exec(text)?.[0] ?? "";
  const decimals = digits.split(language === "nl" ? "," : ".")[1]?.length ?? 0;
  return 0.5 * 10 ** -decimals * (1 + 1e-9) + 1e-12;
}

/**
 * By what the stored number may have been multiplied before it was shown: 100 for shares and hazards, the contrast for the coefficients of an event
 * study, −1 for rows that were dropped. Read from the result and the path alone, not from the report.
 */
export function allowedFactors(result: StudyResult, path: string): readonly number[] {
  const link = /^\/hypotheses\/(\d+)\/links\/(\d+)\//.exec(path);
  if (/\/ledger\/\d+\/(rows|units)$/.test(path)) return [1, -1];
  if (/\/suppressedShare$/.test(path)) return [100];
  const unit = link === null ? "" : (result.hypotheses[Number(link[1])]?.links[Number(link[2])]?.outcome?.unit ?? "");
  const points = ["share", "hazard", "log"].includes(unit) ? 100 : 1;
  if (/\/published\/\d+\/(ours|theirs|oursSe|theirsSe|difference)$/.test(path)) return [points];
  if (/\/effects\/\d+\/(estimate|ci\/[01]|band\/[01])$/.test(path)) {
    const estimate = resolvePointer(result, path.replace(/\/effects\/.*$/, "")) as { contrast: number };
    return [points * estimate.contrast];
  }
  if (/\/(tau\/(estimate|ci\w*\/[01])|smallestEffect|minimumDetectableEffect)$/.test(path)) return [points, -points];
  if (/\/refits\/\d+\/(estimate|ci\w*\/[01])$/.test(path)) return [points];
  if (/\/values\/\w+$/.test(path) || /\/because\/\d+\/(value|threshold)$/.test(path)) return [points, -points, 1, 100];
  return [1];
}

/** What is wrong with a shown number, or null. */
export function problemWith(result: StudyResult, shown: ShownNumber): string | null {
  const stored = resolvePointer(result, shown.path);
  if (typeof stored !== "number") return `${shown.path} is ${String(stored)}, shown as ${shown.text}`;
  const fits = allowedFactors(result, shown.path).some(
    (factor) => Math.abs(stored * factor - shown.value) <= 1e-9 * Math.max(1e-12, Math.abs(shown.value)),
  );
  if (!fits) return `${shown.path} is ${stored}, but the page holds ${shown.value}`;
  if (shown.text.includes("<"))
    return shown.value < readShown(shown.text, shown.language)
      ? null
      : `${shown.path}: ${shown.text} of ${shown.value}`;
  const difference = Math.abs(readShown(shown.text, shown.language) - shown.value);
  return difference <= roundingOf(shown.text, shown.language) ? null : `${shown.path}: ${shown.text} of ${shown.value}`;
}
