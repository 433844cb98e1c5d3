import { at, type Cursor, isPresent, itemsOf, keysAt, problem, textOf, textsOf } from "./cursor.ts";
import { type DownloadSpec, downloadSchema } from "./download-schema.ts";
import { expandDownload, findsPath, placeholdersOf } from "./expand-download.ts";
import type { Problem } from "./yaml-file.ts";

/** Problems of the `download` of every source: names it fills in, keys that do not go together, and where files would go. */
export function crossCheckDownloads(sources: Cursor): readonly Problem[] {
  const taken = new Map<string, string>();
  return keysAt(sources).flatMap((name) => {
    const source = at(sources, name);
    const download = at(source, "download");
    if (!isPresent(download)) return [];
    const declarations = Array.isArray(download.value) ? itemsOf(download) : [download];
    return declarations.flatMap((one) => [
      ...placeholderProblems(one),
      ...kindProblems(one),
      ...targetProblems(one, source, name, taken),
    ]);
  });
}

function placeholderProblems(download: Cursor): readonly Problem[] {
  const declared = keysAt(at(download, "over"));
  const to = textOf(at(download, "to"));
  const texts = [...textsOf(at(download, "url")), ...["to", "resource", "filter"].map((key) => at(download, key))];
  const unknown = texts.flatMap((text) =>
    placeholdersOf(textOf(text) ?? "")
      .filter((name) => !declared.includes(name))
      .map((name) => problem(text, `expected {${name}} to be declared under over, which ${listed(declared)}`)),
  );
  // Without its value in the path, the second file would replace the first.
  const unused =
    to === null
      ? []
      : declared
          .filter((name) => !placeholdersOf(to).includes(name))
          .map((name) => problem(at(download, "to"), `expected a path with {${name}}, since over has several of it`));
  return [...unknown, ...unused];
}

const listed = (names: readonly string[]): string => (names.length === 0 ? "has no names" : `has ${names.join(", ")}`);

function kindProblems(download: Cursor): readonly Problem[] {
  const kind = textOf(at(download, "kind")) ?? "file";
  const resource = at(download, "resource");
  const pattern = textOf(resource);
  const onlyFor = (key: string, kinds: readonly string[]): readonly Problem[] =>
    isPresent(at(download, key)) && !kinds.includes(kind)
      ? [problem(at(download, key), `expected ${key} only with kind ${kinds.join(" or ")}, got kind ${kind}`, "key")]
      : [];
  const urls = itemsOf(at(download, "url"));
  return [
    ...(kind.startsWith("odata") && urls.length > 1
      ? [problem(urls[1]!, `expected one address with kind ${kind}, got ${urls.length}`)]
      : []),
    ...onlyFor("resource", ["ckan"]),
    ...onlyFor("filter", ["odata-v3", "odata-v4"]),
    ...onlyFor("select", ["odata-v3", "odata-v4"]),
    ...(kind === "ckan" && !isPresent(resource)
      ? [problem(download, "expected resource, the one of the package to get, got none")]
      : []),
    ...(pattern !== null && !isRegExp(pattern)
      ? [problem(resource, `expected a regular expression, got ${JSON.stringify(pattern)}`)]
      : []),
  ];
}

function isRegExp(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** Files stay below the study's root, each has a path of its own, and the source reads them. */
function targetProblems(
  download: Cursor,
  source: Cursor,
  name: string,
  taken: Map<string, string>,
): readonly Problem[] {
  const to = at(download, "to");
  const checked = downloadSchema.safeParse(download.value);
  if (!checked.success || textOf(to) === null) return [];
  const patterns = [...itemsOf(at(source, "files")), ...itemsOf(at(source, "along"))].flatMap(
    (pattern) => textOf(pattern) ?? [],
  );
  const own = new Set<string>();
  for (const target of expandDownload(checked.data as DownloadSpec)) {
    const path = target.to;
    if (own.has(path)) continue; // a name missing from the path, which has been told
    own.add(path);
    if (/^([/\\]|[A-Za-z]:)|\\/.test(path) || path.split("/").some((part) => part === ".." || part === ""))
      return [problem(to, `expected a path below the study's root, with forward slashes, got ${JSON.stringify(path)}`)];
    const before = taken.get(path);
    if (before !== undefined)
      return [problem(to, `expected a path of its own, got ${path}, which a download of ${before} has too`)];
    taken.set(path, name);
    const read = target.kind.startsWith("odata") ? `${path}/x.json` : path;
    if (patterns.length > 0 && !patterns.some((pattern) => findsPath(pattern, read)))
      return [problem(to, `expected a path that the source's files find (${patterns.join(", ")}), got ${path}`)];
  }
  return [];
}
