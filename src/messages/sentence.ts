import type { Language } from "../core/text.ts";
import { joinWords, type NumberFormat } from "./format.ts";

/** Numbers a sentence needs, in the outcome's unit and the reader's language: a `NumberFormat`, or another with these functions. */
export type SentenceFormat = Pick<NumberFormat, "effectWithUnit" | "size" | "interval" | "p" | "count" | "percent">;

/** What a result keeps beside the key of a sentence. */
export type SentenceValues = Readonly<Record<string, string | number | readonly string[]>>;

/** Reads the values a template is filled from, by name. A number that is not there reads as NaN and shows as a dash. */
export interface Fill {
  readonly number: (key: string) => number;
  readonly text: (key: string) => string;
  readonly items: (key: string) => readonly string[];
  /** "a, b en c". */
  readonly list: (key: string) => string;
  /** Signed, with unit. */
  readonly effect: (key: string) => string;
  /** Without sign, with unit. */
  readonly amount: (key: string) => string;
  readonly interval: (low: string, high: string) => string;
  /** "= 0,60" or "< 0,001": what follows the letter p. */
  readonly p: (key: string) => string;
  readonly count: (key: string) => string;
  readonly percent: (key: string) => string;
  /** A chosen number as it was chosen: 0.05 as "0,05". */
  readonly plain: (key: string) => string;
  /** A chosen level such as 0.9 as "90%". */
  readonly level: (key: string) => string;
  /** "90%-interval" in Dutch, "90% interval" in English, of the value `intervalLevel`. */
  readonly intervalName: () => string;
}

/** A sentence in both languages. */
export interface Template {
  readonly nl: (fill: Fill) => string;
  readonly en: (fill: Fill) => string;
}

/** How a template reads one set of values. */
export function fillFrom(values: SentenceValues, language: Language, format: SentenceFormat): Fill {
  const number = (key: string): number => {
    const value = values[key];
    return typeof value === "number" ? value : Number.NaN;
  };
  const text = (key: string): string => {
    const value = values[key];
    return typeof value === "string" ? value : "";
  };
  const items = (key: string): readonly string[] => {
    const value = values[key];
    return typeof value === "object" ? value : [];
  };
  const level = (key: string): string => `${decimal(Math.round(number(key) * 1000) / 10, language)}%`;
  return {
    number,
    text,
    items,
    list: (key) => joinWords(items(key), language),
    effect: (key) => format.effectWithUnit(number(key)),
    amount: (key) => format.size(number(key)),
    interval: (low, high) => format.interval(number(low), number(high)),
    p: (key) => withRelation(format.p(number(key))),
    count: (key) => format.count(number(key)),
    percent: (key) => format.percent(number(key)),
    plain: (key) => decimal(number(key), language),
    level,
    intervalName: () =>
      language === "nl" ? `${level("intervalLevel")}-interval` : `${level("intervalLevel")} interval`,
  };
}

/** "0,60" becomes "= 0,60"; "< 0,001" has its relation already. */
export function withRelation(p: string): string {
  return p.startsWith("<") ? p : `= ${p}`;
}

function decimal(value: number, language: Language): string {
  return language === "nl" ? String(value).replace(".", ",") : String(value);
}
