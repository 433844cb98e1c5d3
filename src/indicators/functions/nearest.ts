import { InputError } from "../../core/errors.ts";
import type { Table } from "../../core/table.ts";
import { indexPoints, nearest } from "../distance.ts";
import { takeRows } from "../rows.ts";
import { groupKeys, placesOf, rowsByGroup } from "./places.ts";

/**
 * The nearest of the places `to` for each place of `table` within the same group, itself included, by a spatial index and the haversine formula.
 *
 * @param table, to  first column the place, `lat` and `lon` in degrees, further columns the group: the same names in both
 * @returns place, group columns, `nearest` and `km`, one row per row of `table`; both are missing where the group has no place, or coordinates are
 *          unknown. Of equally near places the first one of `to`.
 * @throws InputError when the two queries return different groups
 */
export function nearestPlaces(at: string, table: Table, to: Table): Table {
  const from = placesOf(at, table);
  const targets = placesOf(`${at}, to`, to);
  const [names, targetNames] = [from.groups, targets.groups].map((groups) => groups.map(({ name }) => name).join(", "));
  if (names !== targetNames)
    throw new InputError(
      `${at}: over returns the groups (${names}) and to (${targetNames}); both must return the same group columns in the same order`,
    );
  const rowsOf = rowsByGroup(groupKeys(targets.groups, to.rowCount));
  const indexes = new Map(
    [...rowsOf].map(([key, rows]) => [
      key,
      indexPoints(
        Float64Array.from(rows, (row) => targets.latitude[row]!),
        Float64Array.from(rows, (row) => targets.longitude[row]!),
      ),
    ]),
  );
  const chosen = new Int32Array(table.rowCount).fill(-1);
  const km = new Float64Array(table.rowCount).fill(Number.NaN);
  groupKeys(from.groups, table.rowCount).forEach((key, row) => {
    const index = key === null ? undefined : indexes.get(key);
    const found = index && nearest(index, from.latitude[row]!, from.longitude[row]!);
    if (!found) return;
    chosen[row] = rowsOf.get(key!)![found.point]!;
    km[row] = found.km;
  });
  const columns = [
    from.place,
    ...from.groups,
    takeRows(targets.place, chosen, "nearest"),
    { kind: "number" as const, name: "km", values: km },
  ];
  return { rowCount: table.rowCount, columns: new Map(columns.map((column) => [column.name, column])) };
}
