import { InputError } from "../../core/errors.ts";
import type { Column, NumberColumn, Table } from "../../core/table.ts";
import { takeRows } from "../rows.ts";
import { groupKeys, rowsByGroup } from "./places.ts";

/**
 * Life table of each group (Kaplan and Meier 1958, JASA 53, eq. 2b): at every time at which something ended, how many were at risk, how many ended,
 * the hazard, the share still there afterwards and its standard error (Greenwood 1926). Subjects may enter late (left truncation) and may be last
 * seen alive (censored).
 *
 * @param table group columns, and per subject `time` (when it ended or was last seen), `ended` (1 or 0) and, where subjects enter late, `entered`
 *              (at risk after that time; default −∞)
 * @returns group columns, `time`, `at_risk`, `ended`, `hazard`, `survival` and `survival_se`; one row per group and time with an end, in order
 * @throws InputError when a column is absent, missing in a row, or `ended` is neither 0 nor 1
 */
export function survival(at: string, table: Table): Table {
  const own = new Set(["time", "ended", "entered"]);
  const time = complete(at, table, "time");
  const ended = complete(at, table, "ended");
  const entered = table.columns.has("entered") ? complete(at, table, "entered") : null;
  const odd = ended.find((value) => value !== 0 && value !== 1);
  if (odd !== undefined) throw new InputError(`${at}: ended is ${odd}; it must be 1 (ended) or 0 (still there)`);
  const groups = [...table.columns.values()].filter(({ name }) => !own.has(name));
  const rows: { readonly row: number; readonly values: readonly number[] }[] = [];
  for (const members of rowsByGroup(groupKeys(groups, table.rowCount)).values()) {
    let alive = 1;
    let greenwood = 0;
    const times = [...new Set(members.filter((row) => ended[row] === 1).map((row) => time[row]!))].sort(
      (a, b) => a - b,
    );
    for (const t of times) {
      const atRisk = members.filter(
        (row) => time[row]! >= t && (entered?.[row] ?? Number.NEGATIVE_INFINITY) < t,
      ).length;
      const deaths = members.filter((row) => time[row] === t && ended[row] === 1).length;
      alive *= 1 - deaths / atRisk;
      greenwood += deaths / (atRisk * (atRisk - deaths));
      const se = alive > 0 ? alive * Math.sqrt(greenwood) : 0;
      rows.push({ row: members[0]!, values: [t, atRisk, deaths, deaths / atRisk, alive, se] });
    }
  }
  const first = rows.map(({ row }) => row);
  const columns: Column[] = [
    ...groups.map((column) => takeRows(column, first)),
    ...["time", "at_risk", "ended", "hazard", "survival", "survival_se"].map(
      (name, i): NumberColumn => ({
        kind: "number",
        name,
        values: Float64Array.from(rows, ({ values }) => values[i]!),
      }),
    ),
  ];
  return { rowCount: rows.length, columns: new Map(columns.map((column) => [column.name, column])) };
}

function complete(at: string, table: Table, name: string): Float64Array {
  const column = table.columns.get(name);
  if (column?.kind !== "number") throw new InputError(`${at}: its query must return a number column "${name}"`);
  const row = column.values.findIndex(Number.isNaN);
  if (row >= 0) throw new InputError(`${at}: ${name} is missing in row ${row + 1} of its query; leave such rows out`);
  return column.values;
}
