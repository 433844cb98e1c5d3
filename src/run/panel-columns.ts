import { InputError } from "../core/errors.ts";
import type { Column, NumberColumn } from "../core/table.ts";
import type { Panel } from "../panel/panel.ts";
import { closest } from "../spec/edit-distance.ts";

/** A column that a specification names. @throws InputError at `where` when the panel has no such column */
export function panelColumn(panel: Panel, name: string, where: string): Column {
  const column = panel.columns.get(name);
  if (column !== undefined) return column;
  const names = [...panel.columns.keys()];
  const meant = closest(name, names);
  throw new InputError(
    `${where}: panel ${panel.id} has no column "${name}"${meant === null ? "" : `; did you mean "${meant}"?`} (columns: ${names.join(", ")})`,
  );
}

/** A column of numbers that a specification names. @throws InputError at `where` when it is absent, or holds labels */
export function panelNumbers(panel: Panel, name: string, where: string): NumberColumn {
  const column = panelColumn(panel, name, where);
  if (column.kind === "number") return column;
  throw new InputError(
    `${where}: "${name}" holds labels, such as "${column.labels[0] ?? ""}", and numbers are needed; name another column of panel ${panel.id}, or make its indicator return a number`,
  );
}
