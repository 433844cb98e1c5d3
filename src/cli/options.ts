import { InvalidArgumentError } from "commander";

/** Parsers of option values: a wrong value is an error of the command line (exit 2) that says what was expected. */

export function wholeNumber(lowest: number): (text: string) => number {
  return (text) => {
    const value = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < lowest)
      throw new InvalidArgumentError(`expected a whole number from ${lowest}, got "${text}".`);
    return value;
  };
}

export const commaList = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Effects to absorb: as `commaList`, but a comma inside brackets belongs to the effect: `unit[a,b],year` is two. */
export function effectList(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "[") depth++;
    if (character === "]") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

export function oneOfEach<Word extends string>(words: readonly Word[]): (text: string) => Word[] {
  return (text) =>
    commaList(text).map((part) => {
      const word = words.find((candidate) => candidate === part);
      if (word === undefined) throw new InvalidArgumentError(`expected some of ${words.join(", ")}, got "${part}".`);
      return word;
    });
}

/** A language that texts exist in. */
export function oneLanguage(text: string): "nl" | "en" {
  if (text !== "nl" && text !== "en") throw new InvalidArgumentError(`expected nl or en, got "${text}".`);
  return text;
}

/** 4GB, 512MB: what the embedded database may use. */
export function memorySize(text: string): string {
  if (!/^\d+(\.\d+)?\s?(KB|MB|GB|TB)$/i.test(text))
    throw new InvalidArgumentError(`expected a size like 4GB, got "${text}".`);
  return text.toUpperCase();
}

/** Repeated --set key=value; values are read as JSON where they parse, as text otherwise. Keys with dots make nested options. */
export function keyValue(
  text: string,
  previous: readonly (readonly [string, unknown])[],
): (readonly [string, unknown])[] {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError(`expected key=value, got "${text}".`);
  const raw = text.slice(at + 1);
  let value: unknown = raw;
  try {
    value = JSON.parse(raw);
  } catch {
    // Not JSON: the text itself.
  }
  return [...previous, [text.slice(0, at), value]];
}
