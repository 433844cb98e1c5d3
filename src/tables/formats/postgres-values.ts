import { InputError } from "../../core/errors.ts";

/** How values of one type of the server are staged: as doubles, or as text that the database casts. */
export interface ServerType {
  readonly staged: "number" | "text";
  /** Type of the column: what it is cast to from text. */
  readonly type: "number" | "text" | "boolean" | "date" | "moment";
  readonly kind: "integer" | "decimal" | "float" | "boolean" | "text" | "date" | "moment";
}

/** Object ids of PostgreSQL's own types, as `pg_type` has had them since they exist. */
const TYPES: ReadonlyMap<number, ServerType> = new Map(
  (
    [
      [[20, 21, 23, 26], { staged: "number", type: "number", kind: "integer" }],
      [[700, 701], { staged: "number", type: "number", kind: "float" }],
      [[1700], { staged: "number", type: "number", kind: "decimal" }],
      [[16], { staged: "text", type: "boolean", kind: "boolean" }],
      // char, name, text, bpchar, varchar, uuid, the unknown type of a bare literal, and time with and without zone
      [[18, 19, 25, 1042, 1043, 2950, 705, 1083, 1266], { staged: "text", type: "text", kind: "text" }],
      [[1082], { staged: "text", type: "date", kind: "date" }],
      [[1114, 1184], { staged: "text", type: "moment", kind: "moment" }],
    ] satisfies (readonly [readonly number[], ServerType])[]
  ).flatMap(([oids, type]) => oids.map((oid) => [oid, type] as const)),
);

/** What a column of the answer is, as the server describes it. */
export interface ServerColumn {
  readonly name: string;
  readonly oid: number;
  /** Name of the type, e.g. `integer[]`. */
  readonly typeName: string;
  readonly isEnum: boolean;
}

/** How a column is staged; null when it is neither number, text nor date. */
export function serverType({ oid, isEnum }: ServerColumn): ServerType | null {
  return TYPES.get(oid) ?? (isEnum ? { staged: "text", type: "text", kind: "text" } : null);
}

/** What was seen while numbers were read. */
export interface NumberNotes {
  /** Values with more digits than a double holds. */
  rounded: number;
  /** NaN, which becomes missing. */
  notNumbers: number;
}

const LARGEST = 9_007_199_254_740_992n;

/**
 * A number as the server writes it; NaN where it is null or NaN.
 *
 * @throws InputError naming row and column of an integer beyond 2^53, and of infinity
 */
export function serverNumber(
  text: string | null,
  kind: ServerType["kind"],
  where: () => string,
  notes: NumberNotes,
): number {
  if (text === null) return Number.NaN;
  if (text === "NaN") {
    notes.notNumbers++;
    return Number.NaN;
  }
  const value = Number(text);
  if (!Number.isFinite(value))
    throw new InputError(`${where()}: ${text} is no usable number; leave it out with a condition, or make it null.`);
  if (kind === "integer" && !Number.isSafeInteger(value)) {
    const exact = BigInt(text);
    if (exact > LARGEST || exact < -LARGEST)
      throw new InputError(
        `${where()}: ${text} is beyond 2^53 and would be rounded; CAST it to text where it is an identifier, to double precision where rounding is meant.`,
      );
  }
  if (kind === "decimal" && digitsOf(text) > 15 && !isExact(text, value)) notes.rounded++;
  return value;
}

/** Significant digits of a decimal text. */
function digitsOf(text: string): number {
  return text.replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "").length;
}

/** Whether the double, written with all the digits of the text, gives the text back. */
function isExact(text: string, value: number): boolean {
  const decimals = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  return decimals <= 100 && value.toFixed(decimals) === text;
}

/** A text, date or truth value as the database reads it. @throws InputError naming row and column of an infinite date or one before Christ */
export function serverText(text: string | null, kind: ServerType["kind"], where: () => string): string | null {
  if (text === null) return null;
  if (kind === "boolean") return text === "t" || text === "true" ? "true" : "false";
  if (kind === "text") return text.trim() || null;
  if (text.includes("infinity") || text.endsWith(" BC"))
    throw new InputError(`${where()}: ${text} is no date between years 1 and 9999; leave it out with a condition.`);
  // With the time zone of the session at UTC, a moment with a zone ends in +00.
  return text.replace(/\+00$/, "");
}
