import type { NumberFormat } from "../../src/messages/format.ts";
import type { SentenceFormat, SentenceValues } from "../../src/messages/sentence.ts";
import { at } from "../page.ts";

/**
 * The format that sentences of checks and rules are filled with. A number that stands in `numbers` is written with its place in the result:
 * sentences get values, not places, so a value is looked up by what it is. Two equal values are the same number wherever they stand.
 */
export function tracedFormat(format: NumberFormat, numbers: ReadonlyMap<number, string>): SentenceFormat {
  const placed = (value: number, text: string, shown: number): string => {
    const path = numbers.get(value);
    return path === undefined ? text : at(path, text, shown);
  };
  const end = (value: number) => placed(value, format.bound(value), value * format.scale);
  return {
    effectWithUnit: (value) => {
      const text = placed(value, format.effect(value), value * format.scale);
      return format.unitWord === "" ? text : `${text} ${format.unitWord}`;
    },
    size: (value) => placed(value, format.size(value), Math.abs(value) * format.scale),
    interval: (low, high) => `${end(low)} ${format.language === "nl" ? "tot" : "to"} ${end(high)}`,
    // "< 0,001" is a bound, not the number that is stored.
    p: (value) => {
      const text = format.p(value);
      return text.startsWith("<") ? text : placed(value, text, value);
    },
    count: (value) => placed(value, format.count(value), value),
    percent: (value) => placed(value, format.percent(value), value * 100),
  };
}

/** Where each number of a sentence's values stands. */
export function numbersOf(values: SentenceValues, path: string): Map<number, string> {
  const numbers = new Map<number, string>();
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "number" && !numbers.has(value)) numbers.set(value, `${path}/${pointerKey(key)}`);
  }
  return numbers;
}

const pointerKey = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
