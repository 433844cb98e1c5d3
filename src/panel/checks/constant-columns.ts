import type { Column } from "../../core/table.ts";
import type { PanelCheck } from "./check.ts";
import { listing } from "./listing.ts";

/** Columns of a panel that hold one value in every row: they can explain nothing, and often mean a formula or a join that went wrong. */
export const constantColumns: PanelCheck = {
  id: "constant-columns",
  looksAt: "columns with one value in every row",
  about: "panel",
  look({ panel, population }) {
    const keys = new Set([...panel.unitParts, panel.unitName, panel.periodName]);
    const found = [...panel.columns]
      .filter(([name]) => !keys.has(name))
      .flatMap(([name, column]) => {
        const value = onlyValue(column, population);
        return value === undefined ? [] : [{ name, value }];
      });
    if (found.length === 0 || population.length < 2) return [];
    return [
      {
        finding: {
          code: "constant-columns",
          severity: "warning",
          values: { columns: found.map(({ name }) => name), rows: population.length },
        },
        rows: () =>
          listing([
            ["column", found.map(({ name }) => name)],
            ["value", found.map(({ value }) => (value === null ? "(always missing)" : String(value)))],
          ]),
      },
    ];
  },
};

/** The one value of a column in these rows, missing cells (null) included; undefined when there are several. */
function onlyValue(column: Column, rows: Int32Array): string | number | null | undefined {
  const cell = (row: number): string | number | null => {
    if (column.kind === "category") return column.codes[row]! < 0 ? null : column.labels[column.codes[row]!]!;
    return Number.isNaN(column.values[row]!) ? null : column.values[row]!;
  };
  const first = rows.length === 0 ? null : cell(rows[0]!);
  return rows.every((row) => cell(row) === first) ? first : undefined;
}
