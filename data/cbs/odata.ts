import { InputError } from "../../src/core/errors.ts";

/** One record of a page. A Map: a column may be called `__proto__`. */
export type ODataRecord = ReadonlyMap<string, unknown>;

/** One page of an OData answer, version 3 or 4. */
export interface ODataPage {
  readonly version: 3 | 4;
  /** What the page holds: `data` (observations), `topics` (measures), `codes` of one dimension, `table` (about the table) or `other`. */
  readonly kind: "data" | "topics" | "codes" | "table" | "other";
  /** Name in the address, e.g. `TypedDataSet`, `RegioSCodes`; "" where the page does not say. */
  readonly entity: string;
  /** Of the table, e.g. `85380NED`; "" where the page does not say. */
  readonly table: string;
  readonly records: readonly ODataRecord[];
  /** Address of the following page. */
  readonly next: string | null;
}

const DATA = /^(Typed|Untyped)DataSet$|^Observations$/;
/** Columns of pages that hold codes, not observations. */
const TOPIC_TYPES = /^(Topic|TopicGroup|Dimension|GeoDimension|GeoDetail|TimeDimension)$/;

/**
 * Reads one page. What it holds follows from its address in the context, or else from the columns of its records.
 *
 * @param where the file or address, for errors
 * @throws InputError when it is no OData answer, or an error message of the service
 */
export function readPage(json: unknown, where: string): ODataPage {
  if (!isObject(json)) throw new InputError(`${where}: expected a page of OData, which is an object with "value".`);
  const error = json["odata.error"] ?? json["error"];
  if (error !== undefined)
    throw new InputError(
      `${where}: the service answered with an error, not with data (${JSON.stringify(error).slice(0, 200)}); download it again, at most 10,000 records at a time.`,
    );
  const context = textOf(json["@odata.context"]) ?? textOf(json["odata.metadata"]) ?? "";
  const entity = (/#([\w.-]+)/.exec(context)?.[1] ?? "").replace(/^.*\./, "");
  const value = json["value"];
  const isSingle = value === undefined && textOf(json["Identifier"]) !== null;
  if (!Array.isArray(value) && !isSingle)
    throw new InputError(`${where}: expected a list under "value", got ${typeName(value)}; download the page again.`);
  const records = (isSingle ? [json] : (value as unknown[])).map((one, index): ODataRecord => {
    if (!isObject(one))
      throw new InputError(`${where}, record ${index + 1}: expected an object, got ${typeName(one)}.`);
    return new Map(Object.entries(one));
  });
  const first = records[0] ?? new Map<string, unknown>();
  return {
    version: "odata.metadata" in json || "odata.nextLink" in json || first.has("ID") || first.has("Key") ? 3 : 4,
    kind: isSingle ? "table" : kindOf(entity, first),
    entity,
    table: /\/([^/]+)\/\$metadata/.exec(context)?.[1] ?? "",
    records,
    next: nextPage(json),
  };
}

function kindOf(entity: string, first: ODataRecord): ODataPage["kind"] {
  if (DATA.test(entity)) return "data";
  if (first.has("Measure") && first.has("Value")) return "data";
  if (first.has("Key") && TOPIC_TYPES.test(String(first.get("Type")))) return "topics";
  if (entity === "MeasureCodes" || (first.has("Identifier") && first.has("Unit"))) return "topics";
  if (entity === "TableInfos" || first.has("RecordCount")) return "table";
  if (first.has("ID") && [...first.keys()].some(isTopicKey)) return "data";
  if (entity.endsWith("Groups") || entity === "Dimensions") return "other";
  return first.has("Title") && (first.has("Key") || first.has("Identifier")) ? "codes" : "other";
}

/** Names of topics end in their number: `TotaalLeerlingen_1`. */
export function isTopicKey(name: string): boolean {
  return /_\d+$/.test(name);
}

/** Address of the page after this one, as the page gives it (`@odata.nextLink`, `odata.nextLink`); null on the last. */
export function nextPage(json: unknown): string | null {
  return isObject(json) ? (textOf(json["@odata.nextLink"]) ?? textOf(json["odata.nextLink"])) : null;
}

/**
 * All records of the pages of one kind, in order of their number (`ID`, `Id`) where they have one, else of the pages.
 *
 * @param pages with the file each came from
 * @throws InputError when a record number occurs twice, or the last page of a chain of links is not among them
 */
export function rowsOf(
  pages: readonly { readonly page: ODataPage; readonly file: string }[],
): readonly { readonly record: ODataRecord; readonly file: string }[] {
  const linked = pages.filter(({ page }) => page.next !== null);
  if (linked.length > 0 && linked.length >= pages.length)
    throw new InputError(
      `${linked.at(-1)!.file}: it says that a further page follows (${linked.at(-1)!.page.next}), and that page is not among the files; download the table again.`,
    );
  const rows = pages.flatMap(({ page, file }) => page.records.map((record) => ({ record, file })));
  const numbers = rows.map(({ record }) => record.get("ID") ?? record.get("Id"));
  if (!numbers.every((number) => typeof number === "number")) return rows;
  const seen = new Map<unknown, string>();
  rows.forEach(({ file }, index) => {
    const number = numbers[index];
    const before = seen.get(number);
    if (before !== undefined)
      throw new InputError(
        `${file}: record ${String(number)} is also in ${before}; the pages overlap. Name each page once.`,
      );
    seen.set(number, file);
  });
  const order = rows.map((_, index) => index).sort((a, b) => numbers[a]! - numbers[b]! || a - b);
  return order.map((index) => rows[index]!);
}

/**
 * Follows a table from page to page: by the link each page gives, or, where the address has `$top` and the page is full, by raising `$skip`.
 *
 * @param get fetches an address and parses its JSON
 * @throws InputError when pages lead in a circle or to another host
 */
export async function* followPages(
  first: string,
  get: (url: string) => Promise<unknown>,
): AsyncGenerator<{ readonly url: string; readonly json: unknown; readonly page: ODataPage }> {
  const seen = new Set<string>();
  let url: string | null = first;
  while (url !== null) {
    if (seen.has(url)) throw new InputError(`${url}: the pages of this table lead in a circle.`);
    seen.add(url);
    const json = await get(url);
    const page = readPage(json, url);
    yield { url, json, page };
    const following: string | null = page.next === null ? skipped(url, page) : new URL(page.next, url).href;
    if (following !== null && new URL(following).host !== new URL(first).host)
      throw new InputError(`${url}: the next page is on another host, ${new URL(following).host}; it was not fetched.`);
    url = following;
  }
}

function skipped(address: string, page: ODataPage): string | null {
  const url = new URL(address);
  const top = Number(url.searchParams.get("$top"));
  if (!(top > 0) || page.records.length < top) return null;
  url.searchParams.set("$skip", String(Number(url.searchParams.get("$skip") ?? 0) + top));
  return url.href;
}

/** A CBS period: `2019JJ00` (year), `2019KW01` (quarter), `2019MM03` (month), `2019SJ00` (school year that starts in 2019). */
export interface Period {
  readonly year: number;
  /** Two letters. */
  readonly kind: string;
  readonly part: number;
}

/** Null when the code is no period. */
export function parsePeriod(code: string): Period | null {
  const match = /^(\d{4})(JJ|HJ|KW|MM|SJ|[A-Z]{1,2}X?)(\d{2})$/.exec(code.trim());
  return match === null ? null : { year: Number(match[1]), kind: match[2]!, part: Number(match[3]) };
}

/** Letters of a region code: `NL01  ` is a country, `GM0363` a municipality; null when the code is no region. */
export function regionKind(code: string): string | null {
  return /^(NL|LD|PV|CR|GM|WK|BU|AR|RM|RE|OR|ES|SR|JZ|VR|GG|RP|TV|KK|PC|SA|GA|BG)\d/.exec(code.trim())?.[1] ?? null;
}

export type CellStatus = "secret" | "unknown" | "impossible" | "not-applicable" | "missing";

const ATTRIBUTES: ReadonlyMap<string, CellStatus> = new Map([
  ["Secret", "secret"],
  ["Confidential", "secret"],
  ["Unknown", "unknown"],
  ["Unreliable", "unknown"],
  ["Impossible", "impossible"],
  ["NotApplicable", "not-applicable"],
  ["Empty", "impossible"],
]);

/**
 * A value as published: a number, or why there is none. In text form `.` is unknown, unreliable or secret, a blank cannot exist, `-` is missing.
 *
 * @param attribute `ValueAttribute` of version 4
 * @returns null when the cell is neither number nor one of these
 */
export function cellValue(
  cell: unknown,
  attribute: unknown,
): { readonly value: number; readonly status: CellStatus | null } | null {
  const named = typeof attribute === "string" ? ATTRIBUTES.get(attribute) : undefined;
  const absent = (status: CellStatus) => ({ value: Number.NaN, status: named ?? status });
  if (cell === null || cell === undefined) return absent("missing");
  if (typeof cell === "number") return Number.isFinite(cell) ? { value: cell, status: null } : null;
  if (typeof cell !== "string") return null;
  const text = cell.trim();
  if (text === "") return absent("impossible");
  if (text === "." || text === "x") return absent("unknown");
  if (text === "-") return absent("missing");
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? { value: Number(text), status: null } : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function typeName(value: unknown): string {
  return value === undefined
    ? "nothing"
    : value === null
      ? "null"
      : Array.isArray(value)
        ? "a list"
        : `a ${typeof value}`;
}
