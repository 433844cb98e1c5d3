import { InputError } from "../../core/errors.ts";
import type { Column, NumberColumn, Table } from "../../core/table.ts";
import { cellText } from "../rows.ts";

/** Rows with coordinates: the first column names the place, the others (groups) say which places are compared with each other. */
export interface Places {
  readonly place: Column;
  readonly groups: readonly Column[];
  /** Degrees, WGS84; NaN where unknown. */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
}

/**
 * Reads places off the answer of an `over` query.
 *
 * @throws InputError when it has no numeric columns `lat` and `lon`, nothing to name a place by, or coordinates off the globe
 */
export function placesOf(at: string, table: Table): Places {
  const [latitude, longitude] = ["lat", "lon"].map((name) => coordinate(at, table, name));
  const [place, ...groups] = [...table.columns.values()].filter(({ name }) => name !== "lat" && name !== "lon");
  if (place === undefined)
    throw new InputError(`${at}: its query returns lat and lon alone; the first column must name the place`);
  for (const [name, column, limit] of [
    ["lat", latitude!, 90],
    ["lon", longitude!, 180],
  ] as const) {
    const row = column.values.findIndex((value) => Math.abs(value) > limit);
    if (row >= 0)
      throw new InputError(
        `${at}: ${name} of ${cellText(place, row)} is ${column.values[row]}, which is not on the globe; give degrees, lat from -90 to 90 and lon from -180 to 180`,
      );
  }
  return { place, groups, latitude: latitude!.values, longitude: longitude!.values };
}

function coordinate(at: string, table: Table, name: string): NumberColumn {
  const column = table.columns.get(name);
  if (column?.kind !== "number")
    throw new InputError(`${at}: its query must return a number column "${name}", in degrees`);
  return column;
}

/** One text per row that is the same for rows of one group; null where a part is missing. */
export function groupKeys(groups: readonly Column[], n: number): readonly (string | null)[] {
  return Array.from({ length: n }, (_, row) => {
    const parts = groups.map((column) => cellText(column, row));
    return parts.includes(null) ? null : JSON.stringify(parts);
  });
}

/** Rows by group, in order; rows of no group are left out. */
export function rowsByGroup(keys: readonly (string | null)[]): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  keys.forEach((key, row) => {
    if (key === null) return;
    const found = rows.get(key);
    if (found === undefined) rows.set(key, [row]);
    else found.push(row);
  });
  return rows;
}
