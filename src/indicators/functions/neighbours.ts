import type { Table } from "../../core/table.ts";
import { indexPoints, within } from "../distance.ts";
import { takeRows } from "../rows.ts";
import { groupKeys, placesOf, rowsByGroup } from "./places.ts";

/**
 * Every other place within `withinKm` kilometres of each place, among places of one group, by a spatial index and the haversine formula.
 *
 * @param table first column the place, `lat` and `lon` in degrees, further columns the group
 * @returns place, group columns, `neighbour` (the other place) and `km`; one row per ordered pair, sorted by the rows of `table`. A place is no
 *          neighbour of itself, but two rows of one group with different places at one address are.
 */
export function neighbours(at: string, table: Table, withinKm: number): Table {
  const { place, groups, latitude, longitude } = placesOf(at, table);
  const found: { from: number; to: number; km: number }[] = [];
  for (const rows of rowsByGroup(groupKeys(groups, table.rowCount)).values()) {
    const index = indexPoints(
      Float64Array.from(rows, (row) => latitude[row]!),
      Float64Array.from(rows, (row) => longitude[row]!),
    );
    rows.forEach((from, i) => {
      for (const { point, km } of within(index, latitude[from]!, longitude[from]!, withinKm))
        if (point !== i) found.push({ from, to: rows[point]!, km });
    });
  }
  found.sort((a, b) => a.from - b.from || a.to - b.to);
  const from = found.map((pair) => pair.from);
  const columns = [
    ...[place, ...groups].map((column) => takeRows(column, from)),
    takeRows(
      place,
      found.map((pair) => pair.to),
      "neighbour",
    ),
    { kind: "number" as const, name: "km", values: Float64Array.from(found, (pair) => pair.km) },
  ];
  return { rowCount: found.length, columns: new Map(columns.map((column) => [column.name, column])) };
}
