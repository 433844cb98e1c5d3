import type { NumberColumn, Table } from "../../src/core/table.ts";
import type { DesignFacts, Observation, PanelCheck, PanelFacts } from "../../src/panel/checks/check.ts";
import { ROW } from "../../src/panel/checks/check.ts";
import type { Panel } from "../../src/panel/panel.ts";
import { type Cell, cellsOf, smallPanel, tableFrom } from "./tables.ts";

/** Rows of a panel of schools and years: school, year, outcome. */
export type Rows = readonly (readonly [school: string, year: number, value: number | null])[];

/** A panel "p" with one indicator `y`, and further ones by name: one value per row. */
export function panelOf(rows: Rows, further: Readonly<Record<string, readonly Cell[]>> = {}): Panel {
  const keys = { school: rows.map(([school]) => school), year: rows.map(([, year]) => year) };
  return smallPanel({
    indicators: [
      { id: "y", table: tableFrom({ ...keys, value: rows.map(([, , value]) => value) }) },
      ...Object.entries(further).map(([id, cells]) => ({ id, table: tableFrom({ ...keys, value: cells }) })),
    ],
  });
}

/** Facts of a design on a panel: every row is used, `y` is the outcome, and nobody is treated, unless said otherwise. */
export function factsOf(panel: Panel, design: Partial<DesignFacts> = {}, population?: readonly number[]): PanelFacts {
  const all = Int32Array.from({ length: panel.rowCount }, (_, row) => row);
  const rows = population === undefined ? all : Int32Array.from(population);
  return {
    panel,
    unit: { ...panel.unit, name: panel.unitName },
    population: rows,
    design: {
      kind: "dose",
      used: rows,
      outcome: panel.columns.get("y") as NumberColumn,
      weights: null,
      side: null,
      treated: null,
      cohort: null,
      dose: null,
      postStart: null,
      breaks: [],
      clock: null,
      ...design,
    },
  };
}

/** Code, severity and values of what a check saw. */
export const said = (check: PanelCheck, facts: PanelFacts): readonly unknown[] =>
  check.look(facts).map(({ finding: { code, severity, values } }) => ({ code, severity, ...values }));

/** A listing as rows of cells, without the numbers of panel rows. */
export function listed(observation: Observation | undefined): readonly (readonly Cell[])[] {
  if (observation === undefined) throw new Error("nothing was seen");
  return rowsOf(observation.rows());
}

export function rowsOf(table: Table): readonly (readonly Cell[])[] {
  const columns = [...table.columns].filter(([name]) => name !== ROW).map(([, column]) => cellsOf(column));
  return Array.from({ length: table.rowCount }, (_, row) => columns.map((cells) => cells[row] ?? null));
}
