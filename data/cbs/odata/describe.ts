import type { ODataRecord } from "../odata.ts";
import { isTopicKey, parsePeriod, regionKind } from "../odata.ts";
import type { PageFile } from "./pages.ts";

/** What the metadata say of a measure. */
export interface Topic {
  readonly title: string | null;
  readonly unit: string | null;
  readonly decimals: number | null;
}

/** A dimension, and what it is by its declared type or its codes. */
export interface Dimension {
  readonly name: string;
  readonly role: "period" | "region" | "other";
}

/** Columns that are neither record number, topic nor value. */
export function dimensionNames(record: ODataRecord, topics: readonly ODataRecord[], long: boolean): string[] {
  const declared = new Set(
    topics.filter((one) => /Dimension$|^GeoDetail$/.test(String(one.get("Type")))).map((one) => one.get("Key")),
  );
  const names = [...record.keys()];
  if (long) return names.filter((name) => !["Id", "Measure", "ValueAttribute", "Value", "StringValue"].includes(name));
  return names.filter((name) => name !== "ID" && (declared.has(name) || !isTopicKey(name)));
}

/** What each dimension is: as declared, else by the codes it holds. With two dimensions of regions neither is `region`: both keep their names. */
export function rolesOf(
  names: readonly string[],
  topics: readonly ODataRecord[],
  records: readonly ODataRecord[],
): Dimension[] {
  const declared = new Map(topics.map((one) => [one.get("Key"), one.get("Type")]));
  const roles = names.map((name): Dimension["role"] => {
    const type = declared.get(name);
    if (type === "TimeDimension") return "period";
    if (type === "GeoDimension" || type === "GeoDetail") return "region";
    const codes = [...new Set(records.map((record) => String(record.get(name) ?? "").trim()))].filter(
      (code) => code !== "",
    );
    if (codes.length > 0 && codes.every((code) => parsePeriod(code) !== null && regionKind(code) === null))
      return "period";
    return codes.length > 0 && codes.every((code) => regionKind(code) !== null) ? "region" : "other";
  });
  const once = (role: Dimension["role"]) => roles.filter((one) => one === role).length === 1;
  return names.map((name, index) => ({ name, role: once(roles[index]!) ? roles[index]! : "other" }));
}

/** Topics by key. */
export function describeTopics(topics: readonly ODataRecord[]): ReadonlyMap<string, Topic> {
  const text = (value: unknown) => (typeof value === "string" ? value.trim() || null : null);
  return new Map(
    topics.flatMap((one) => {
      const key = one.get("Key") ?? one.get("Identifier");
      const decimals = one.get("Decimals");
      const topic = {
        title: text(one.get("Title")),
        unit: text(one.get("Unit")),
        decimals: typeof decimals === "number" ? decimals : null,
      };
      return typeof key === "string" ? [[key.trim(), topic] as const] : [];
    }),
  );
}

/** Titles of a dimension's codes: from the page named after it, or the one page that knows all of them; null when there is none. */
export function titlesOf(
  name: string,
  codes: readonly (string | null)[],
  pages: readonly PageFile[],
): ReadonlyMap<string, string> | null {
  const used = new Set(codes.filter((code) => code !== null));
  const lists = pages.map(({ page }) => ({
    named: page.entity === name || page.entity === `${name}Codes`,
    titles: new Map(
      page.records.map((one) => [
        String(one.get("Key") ?? one.get("Identifier")).trim(),
        String(one.get("Title") ?? "").trim(),
      ]),
    ),
  }));
  const complete = lists.filter(({ titles }) => [...used].every((code) => titles.has(code)));
  return (lists.find(({ named }) => named) ?? (complete.length === 1 ? complete[0] : undefined))?.titles ?? null;
}
