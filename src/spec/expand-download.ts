import type { DownloadSpec } from "./download-schema.ts";

/** One file, or one table, to get. */
export interface DownloadTarget {
  readonly kind: DownloadSpec["kind"];
  /** In the order in which they are tried. */
  readonly addresses: readonly string[];
  /** From the study's root. */
  readonly to: string;
  readonly resource: string | null;
  readonly filter: string | null;
  readonly select: readonly string[];
}

const PLACEHOLDER = /\{([a-z][a-z0-9_]*)(?:([+-])(\d+))?\}/g;

/** Names between braces in a text, each once. */
export function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1]!))];
}

type Value = string | number;

/** The text with values filled in; a name without a value stays as it is. */
function filled(text: string, values: ReadonlyMap<string, Value>, encode: (value: string) => string): string {
  return text.replace(PLACEHOLDER, (whole, name: string, sign: string | undefined, step: string | undefined) => {
    const value = values.get(name);
    if (value === undefined) return whole;
    return encode(String(sign === undefined ? value : Number(value) + Number(`${sign}${step}`)));
  });
}

/** The files that one declaration stands for, the last name of `over` running fastest. */
export function expandDownload(spec: DownloadSpec): readonly DownloadTarget[] {
  const combinations = Object.entries(spec.over).reduce<readonly ReadonlyMap<string, Value>[]>(
    (before, [name, values]) =>
      before.flatMap((chosen) => valuesOf(values).map((value) => new Map([...chosen, [name, value] as const]))),
    [new Map()],
  );
  const urls = typeof spec.url === "string" ? [spec.url] : spec.url;
  return combinations.map((values) => ({
    kind: spec.kind,
    addresses: urls.map((url) => filled(url, values, encodeURIComponent)),
    to: filled(spec.to, values, (value) => value),
    resource: spec.resource === undefined ? null : filled(spec.resource, values, escapedForRegExp),
    filter: spec.filter === undefined ? null : filled(spec.filter, values, (value) => value),
    select: spec.select ?? [],
  }));
}

function valuesOf(values: readonly number[] | readonly string[]): readonly Value[] {
  const [first, last] = values;
  if (typeof first !== "number" || typeof last !== "number") return values as readonly string[];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const escapedForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Whether a pattern of `files` finds a path: `*` and `?` within a folder, `**` over folders.
 *
 * @returns true also for a pattern with brackets or braces, which is not judged here
 */
export function findsPath(pattern: string, path: string): boolean {
  if (/[[\]{}()!]/.test(pattern)) return true;
  const source = pattern
    .replace(/^\.\//, "")
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === "**/") return "(?:[^/]+/)*";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      return part === "?" ? "[^/]" : escapedForRegExp(part);
    })
    .join("");
  return new RegExp(`^${source}$`).test(path.replace(/^\.\//, ""));
}
