import type { Language } from "../core/text.ts";

/** What sort of number an outcome is; decides how its effects are shown. Keys are the units of indicator files. */
export interface OutcomeScale {
  readonly unit: string;
  /** What is counted, in the plural; only for counts. */
  readonly noun: string | null;
  /** δ in outcome units; decides digits and where rounding may not cross. Null without one. */
  readonly smallestEffect: number | null;
}

/** Formats every number a reader of one outcome sees. All methods take raw values, in outcome units, and return text. */
export interface NumberFormat {
  readonly language: Language;
  /** Shown number = raw number × scale: 100 for shares, hazards and logarithms, else 1. */
  readonly scale: number;
  /** True when numbers are shown in percentage points. */
  readonly isPercentage: boolean;
  /** "punt", "points", the counted noun; empty when the outcome has no unit worth naming. */
  readonly unitWord: string;
  /** Signed, without unit: `+0,15`. */
  readonly effect: (value: number) => string;
  /** One end of an interval: as `effect`, with more digits where rounding would reach 0 or ±δ. */
  readonly bound: (value: number) => string;
  /** Both ends: `−0,43 tot +0,73`. */
  readonly interval: (lo: number, hi: number) => string;
  /** Signed with its unit: `+0,15 punt`. */
  readonly effectWithUnit: (value: number) => string;
  /** A size without sign and with its unit: `1,00 punt`. */
  readonly size: (value: number) => string;
  /** One decimal, signed: labels in figures. */
  readonly label: (value: number) => string;
  /** `0,60`, `0,031`, `< 0,001`. */
  readonly p: (value: number) => string;
  /** `2.352`. */
  readonly count: (value: number) => string;
  /** Share 0–1 as `21,5%`. */
  readonly percent: (value: number) => string;
  /** A plain number with three significant digits: contrasts, statistics. */
  readonly plain: (value: number) => string;
}

const MINUS = "−";
const MAX_EXTRA_DIGITS = 4;
const POINT_UNITS: ReadonlySet<string> = new Set(["share", "hazard", "flag"]);

/** Rounds to `digits` decimals with the language's separators; no sign for zero, a true minus for the rest. */
export function formatDecimal(value: number, digits: number, language: Language, signed = false): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const [whole = "0", fraction] = Math.abs(value).toFixed(digits).split(".");
  const [group, decimal] = language === "nl" ? [".", ","] : [",", "."];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  const text = fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
  const isZero = /^[0.,]*$/.test(text);
  if (isZero) return text;
  return value < 0 ? `${MINUS}${text}` : signed ? `+${text}` : text;
}

/** Digits so that rounding puts `value` on the same side of every threshold as it really is; `digits` when no reasonable number does. */
export function digitsThatKeepSides(value: number, digits: number, thresholds: readonly number[]): number {
  const apart = thresholds.filter((t) => Math.abs(value - t) > 1e-9 * Math.max(1, Math.abs(t)));
  for (let extra = 0; extra <= MAX_EXTRA_DIGITS; extra++) {
    const rounded = roundTo(value, digits + extra);
    if (apart.every((t) => Math.sign(rounded - roundTo(t, digits + extra)) === Math.sign(value - t)))
      return digits + extra;
  }
  return digits;
}

const roundTo = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Two decimals, three below 0.10; below 0.001 the bound itself. More where rounding would reach 1 − level. */
export function formatP(value: number, language: Language, alpha = 0.05): string {
  if (Number.isNaN(value)) return "–";
  if (value < 0.001) return `< ${formatDecimal(0.001, 3, language)}`;
  const digits = digitsThatKeepSides(value, value < 0.1 ? 3 : 2, [alpha]);
  return formatDecimal(value, digits, language);
}

/** Two decimals as shown, more when δ itself would keep fewer than two digits that count. */
function effectDigits(smallestShown: number | null): number {
  if (smallestShown === null || !(smallestShown > 0)) return 2;
  const leadingZeros = Math.max(0, -Math.floor(Math.log10(smallestShown)));
  return Math.min(6, Math.max(2, leadingZeros + 1));
}

function unitWordOf(scale: OutcomeScale, language: Language): string {
  if (POINT_UNITS.has(scale.unit)) return language === "nl" ? "punt" : "points";
  if (scale.unit === "mark") return language === "nl" ? "cijferpunt" : "grade points";
  if (scale.unit === "score") return language === "nl" ? "schaalpunt" : "scale points";
  if (scale.unit === "log") return language === "nl" ? "logpunt" : "log points";
  if (scale.unit === "count") return scale.noun ?? "";
  return "";
}

/** Shown number = raw number × this. Shares, hazards and 0/1 outcomes are shown in percentage points, logarithms in log points: about a percent each. */
export function outcomeScaleFactor(unit: string): number {
  return POINT_UNITS.has(unit) || unit === "log" ? 100 : 1;
}

function significant(value: number, language: Language): string {
  if (value === 0 || !Number.isFinite(value)) return formatDecimal(value, 0, language);
  const digits = Math.max(0, Math.min(8, 2 - Math.floor(Math.log10(Math.abs(value)))));
  const trimmed = Number(value.toFixed(digits));
  const needed = (String(Math.abs(trimmed)).split(".")[1] ?? "").length;
  return formatDecimal(trimmed, Math.min(digits, needed), language);
}

/**
 * The formatter of one outcome in one language, by the rules of the report: effects always signed, a rounded zero never, true minus,
 * never a dash between signed numbers, one more digit where rounding would move a bound onto or across 0 or δ.
 */
export function numberFormat(language: Language, outcome: OutcomeScale, alpha = 0.05): NumberFormat {
  const scale = outcomeScaleFactor(outcome.unit);
  const unitWord = unitWordOf(outcome, language);
  const delta = outcome.smallestEffect === null ? null : outcome.smallestEffect * scale;
  const digits = effectDigits(delta);
  const edges = delta === null ? [] : [delta, -delta];
  const show = (value: number, keep: readonly number[], least: number): string => {
    const shown = value * scale;
    if (!Number.isFinite(shown)) return formatDecimal(shown, least, language, true);
    return formatDecimal(shown, digitsThatKeepSides(shown, least, keep), language, true);
  };
  const effect = (value: number) => show(value, edges, digits);
  const bound = (value: number) => show(value, [0, ...edges], digits);
  const withUnit = (text: string) => (unitWord === "" ? text : `${text} ${unitWord}`);
  return {
    language,
    scale,
    isPercentage: POINT_UNITS.has(outcome.unit),
    unitWord,
    effect,
    bound,
    interval: (lo, hi) => `${bound(lo)} ${language === "nl" ? "tot" : "to"} ${bound(hi)}`,
    effectWithUnit: (value) => withUnit(effect(value)),
    size: (value) => withUnit(formatDecimal(Math.abs(value * scale), digits, language)),
    label: (value) => formatDecimal(value * scale, Math.max(1, digits - 1), language, true),
    p: (value) => formatP(value, language, alpha),
    count: (value) => formatDecimal(value, 0, language),
    percent: (value) => `${formatDecimal(value * 100, 1, language)}%`,
    plain: (value) => significant(value, language),
  };
}

/** For numbers that belong to no outcome: counts, shares of rows, seeds. */
export function plainFormat(language: Language): NumberFormat {
  return numberFormat(language, { unit: "index", noun: null, smallestEffect: null });
}

const NUMBER_WORDS: Readonly<Record<Language, readonly string[]>> = {
  nl: ["nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"],
  en: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
};

/** Up to twelve in words, then digits. */
export function inWords(count: number, language: Language): string {
  return NUMBER_WORDS[language][count] ?? formatDecimal(count, 0, language);
}

/** "a, b en c". */
export function joinWords(words: readonly string[], language: Language): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${language === "nl" ? "en" : "and"} ${words.at(-1)}`;
}

/** First letter in upper case; the rest untouched. A capital at the start loses its accent in Dutch: "één" becomes "Eén". */
export function capitalise(text: string): string {
  if (text.startsWith("één")) return `Eén${text.slice(3)}`;
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32);
  return text === "" ? "" : first.toUpperCase() + text.slice(first.length);
}
