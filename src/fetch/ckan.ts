import { FetchFailure } from "./failure.ts";

/** One file of a package in a CKAN catalogue. */
export interface CkanResource {
  readonly name: string;
  readonly address: string;
}

/** Names said when none fits, or several do. */
const LISTED = 8;

/**
 * The one resource of a package whose name, or the file name in whose address, fits a pattern. A new upload gets a new id and another address: the name is what lasts.
 * A resource without an address of its own is had from the catalogue's data store.
 *
 * @param json answer of `package_show`
 * @param pattern regular expression, capitals or not
 * @param asked address of `package_show`; addresses without a host are below it
 * @throws FetchFailure of kind "content" when this is no answer, or none or several fit
 */
export function findResource(json: unknown, pattern: string, asked: string): CkanResource {
  const resources = resourcesOf(json, asked);
  const expression = new RegExp(pattern, "i");
  const fitting = resources.filter(({ name, address }) =>
    [name, fileNameOf(address)].some((text) => expression.test(text)),
  );
  if (fitting.length === 1) return fitting[0]!;
  const names = (fitting.length === 0 ? resources : fitting).map(({ name, address }) => name || fileNameOf(address));
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  const list = names.length === 0 ? "none" : `${names.slice(0, LISTED).join(", ")}${more}`;
  throw new FetchFailure(
    "content",
    fitting.length === 0
      ? `no resource of the package fits "${pattern}"; it has ${list}`
      : `${fitting.length} resources of the package fit "${pattern}": ${list}; make the pattern fit one`,
  );
}

function resourcesOf(json: unknown, asked: string): readonly CkanResource[] {
  const { success, result, error } = (json ?? {}) as {
    readonly success?: unknown;
    readonly result?: { readonly resources?: unknown };
    readonly error?: unknown;
  };
  if (success !== true || !Array.isArray(result?.resources))
    throw new FetchFailure(
      "content",
      `it is no answer of a CKAN catalogue${error === undefined ? "" : ` (${JSON.stringify(error).slice(0, 120)})`}`,
    );
  return (result.resources as readonly Record<string, unknown>[]).flatMap(({ id, name, url, datastore_active }) => {
    const known = typeof url === "string" && URL.canParse(url, asked) ? new URL(url, asked).href : null;
    const address =
      known ??
      (datastore_active === true && typeof id === "string"
        ? new URL(`/datastore/dump/${encodeURIComponent(id)}?bom=true`, asked).href
        : null);
    return address === null ? [] : [{ name: typeof name === "string" ? name : "", address }];
  });
}

function fileNameOf(address: string): string {
  const last = new URL(address).pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
