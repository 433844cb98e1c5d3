import type { Bilingual, Language } from "../core/text.ts";
import { formatDecimal, outcomeScaleFactor } from "./format.ts";

/** How the numbers of one indicator are shown: levels, changes and slopes with as many decimals as tell them apart. */
export interface IndicatorFormat {
  /** Shown number = stored number × this. */
  readonly scale: number;
  /** Decimals of a level and of a change. */
  readonly digits: number;
  readonly level: (value: number) => string;
  readonly change: (value: number) => string;
  readonly slope: (value: number) => string;
  /** "%" behind a level. */
  readonly levelUnit: string;
  /** Word behind a change: points, locations. */
  readonly changeUnit: string;
}

const CHANGE_UNITS: Readonly<Record<string, Bilingual>> = {
  share: { nl: "procentpunt", en: "percentage points" },
  hazard: { nl: "procentpunt", en: "percentage points" },
  flag: { nl: "procentpunt", en: "percentage points" },
  mark: { nl: "cijferpunt", en: "grade points" },
  score: { nl: "schaalpunt", en: "scale points" },
  log: { nl: "logpunt", en: "log points" },
};

/**
 * @param sizes stored values that will be shown as levels; they decide the decimals of counts and indices
 */
export function indicatorFormat(
  language: Language,
  unit: string,
  noun: Bilingual | null,
  sizes: readonly number[],
): IndicatorFormat {
  const scale = outcomeScaleFactor(unit);
  const isShare = ["share", "hazard", "flag"].includes(unit);
  const digits = isShare ? 1 : decimalsFor(sizes.map((value) => value * scale));
  const decimal = (value: number, places: number, signed: boolean) =>
    formatDecimal(value * scale, places, language, signed);
  return {
    scale,
    digits,
    level: (value) => `${decimal(value, digits, false)}${isShare ? "%" : ""}`,
    change: (value) => decimal(value, digits, true),
    slope: (value) => decimal(value, digits + 1, true),
    levelUnit: isShare ? "%" : "",
    changeUnit: CHANGE_UNITS[unit]?.[language] ?? (unit === "count" ? (noun?.[language] ?? "") : ""),
  };
}

/** None for counts of a hundred and more, else so many that about three figures count; whole numbers stay whole. */
function decimalsFor(shown: readonly number[]): number {
  const largest = Math.max(...shown.map(Math.abs), 0);
  if (shown.every(Number.isInteger) || largest >= 1000) return 0;
  return largest >= 100 ? 1 : largest >= 1 ? 1 : 3;
}
