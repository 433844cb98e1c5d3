import { type Document, isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Path } from "./yaml-file.ts";

/** Where a value stands in the text, and its parts. Offsets are UTF-16 units from the start. */
export interface Place {
  readonly offset: number;
  readonly children: ReadonlyMap<string | number, { readonly keyOffset: number; readonly place: Place }>;
}

interface Converted {
  readonly value: unknown;
  readonly place: Place;
}

type Complain = (offset: number, path: Path, sentence: string) => void;

/** More than any study needs, and few enough that aliases of aliases cannot fill memory. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 60;
const PLAIN_TAGS = ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`);

/**
 * The value of a YAML tree as plain data, with the place of every part. Maps become objects without a prototype.
 *
 * @returns value `undefined` when reading had to stop at the limit of aliases or depth
 * @param complain receives what is valid YAML and has no meaning here
 * @param lineOf   line of an offset, for sentences that name another line
 */
export function convertNode(
  root: unknown,
  document: Document.Parsed,
  complain: Complain,
  lineOf: (offset: number) => number,
): Converted {
  let aliases = 0;
  let whole = true;

  const convert = (node: unknown, fallback: number, path: Path): Converted => {
    const offset = offsetOf(node) ?? fallback;
    const leaf = (value: unknown): Converted => ({ value, place: { offset, children: new Map() } });
    if (path.length > MAX_DEPTH) {
      if (whole)
        complain(offset, path.slice(0, 3), "values are nested too deeply to be read; an alias may refer to itself");
      whole = false;
      return leaf(undefined);
    }
    if (isAlias(node)) return follow(node.source, node.resolve(document), offset, path);
    if (isTagged(node)) complain(offset, path, `expected plain data, got the tag ${node.tag}; remove it`);
    if (isScalar(node)) return leaf(node.value);
    if (isSeq(node)) return convertList(node.items, offset, path);
    if (isMap(node)) return convertMap(node.items, offset, path);
    return leaf(null);
  };

  const follow = (anchor: string, target: unknown, offset: number, path: Path): Converted => {
    const nothing: Converted = { value: undefined, place: { offset, children: new Map() } };
    if (target === undefined) {
      complain(
        offset,
        path,
        `expected an anchor &${anchor} before this, got none; put text that starts with * in quotes`,
      );
      return nothing;
    }
    aliases += 1;
    if (aliases === MAX_ALIASES + 1) {
      whole = false;
      complain(
        offset,
        path,
        `more than ${MAX_ALIASES} aliases are followed from here (*${anchor}); write the values out`,
      );
    }
    if (aliases > MAX_ALIASES) return nothing;
    const { value, place } = convert(target, offset, path);
    return { value, place: { offset, children: place.children } };
  };

  const convertList = (items: readonly unknown[], offset: number, path: Path): Converted => {
    const parts = items.map((item, index) => convert(item, offset, [...path, index]));
    const children = new Map(parts.map(({ place }, index) => [index, { keyOffset: place.offset, place }] as const));
    return { value: parts.map((part) => part.value), place: { offset, children } };
  };

  const convertMap = (pairs: readonly { key: unknown; value: unknown }[], offset: number, path: Path): Converted => {
    const value: Record<string, unknown> = Object.create(null);
    const children = new Map<string | number, { keyOffset: number; place: Place }>();
    for (const pair of pairs) {
      const keyOffset = offsetOf(pair.key) ?? offset;
      const key = readKey(pair.key, keyOffset, path);
      if (key === null) continue;
      const first = children.get(key);
      if (first !== undefined) {
        complain(
          keyOffset,
          [...path, key],
          `this key is already given on line ${lineOf(first.keyOffset)}; keep one of them`,
        );
        continue;
      }
      const part = convert(pair.value, keyOffset, [...path, key]);
      value[key] = part.value;
      children.set(key, { keyOffset, place: part.place });
    }
    return { value, place: { offset, children } };
  };

  const readKey = (node: unknown, offset: number, path: Path): string | null => {
    if (!isScalar(node)) {
      complain(
        offset,
        path,
        "expected a key of plain text, got a list, a map or an alias; put text that starts with [, { or * in quotes",
      );
      return null;
    }
    const key = node.value === null ? (node.source ?? "null") : String(node.value);
    if (key === "__proto__") {
      complain(offset, [...path, key], '"__proto__" cannot be a key; choose another name');
      return null;
    }
    if (key === "<<") {
      complain(offset, [...path, key], "merge keys are not part of YAML 1.2; write the keys out");
      return null;
    }
    return key;
  };

  const converted = convert(root, 0, []);
  return whole ? converted : { value: undefined, place: converted.place };
}

function offsetOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range?.[0];
}

function isTagged(node: unknown): node is { readonly tag: string } {
  const tag = (node as { tag?: string } | null)?.tag;
  return tag !== undefined && !PLAIN_TAGS.includes(tag);
}
