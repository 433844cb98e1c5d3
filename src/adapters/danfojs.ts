import { InputError } from "../core/errors.ts";
import type { Column, Table } from "../core/table.ts";
import { buildPanel, type Panel } from "../panel/panel.ts";
import type { EstimationResult, StudyResult } from "../result/schema.ts";
import { tidyEffects } from "../result/tidy-effects.ts";

/** What is read of a danfojs DataFrame: its names and its cells by row. */
export interface DataFrameLike {
  readonly columns: readonly string[];
  readonly values: unknown;
}

/** danfojs-node's DataFrame class, as far as it is used here. */
type DataFrameClass<Frame> = new (data: unknown[][], options: { columns: string[] }) => Frame;

const isMissing = (cell: unknown): boolean =>
  cell === null || cell === undefined || (typeof cell === "number" && Number.isNaN(cell));

function columnFromCells(name: string, cells: readonly unknown[]): Column {
  const present = cells.filter((cell) => !isMissing(cell));
  const numeric = present.every((cell) => typeof cell === "number" || typeof cell === "boolean");
  if (numeric)
    return {
      kind: "number",
      name,
      values: Float64Array.from(cells, (cell) => (isMissing(cell) ? Number.NaN : Number(cell))),
    };
  const text = present.every((cell) => typeof cell === "string");
  if (!text) {
    const row = cells.findIndex((cell) => !isMissing(cell) && typeof cell !== "string");
    throw new InputError(
      `data frame: column "${name}" mixes text with ${typeof cells[row]} (row ${row}); make it one type first, e.g. with asType`,
    );
  }
  const labels = [...new Set(present as string[])].sort();
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  return {
    kind: "category",
    name,
    codes: Int32Array.from(cells, (cell) => (isMissing(cell) ? -1 : codeOf.get(cell as string)!)),
    labels,
  };
}

/** A danfojs DataFrame as a typed table: numbers and booleans become numbers (NaN and null missing), strings categories. Nothing is shared with the frame. */
export function tableFromDataFrame(frame: DataFrameLike): Table {
  const rows = frame.values as readonly (readonly unknown[])[];
  const isRows = Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.length === frame.columns.length);
  if (!isRows)
    throw new InputError("data frame: expected a two-dimensional DataFrame; a Series has no unit and period columns");
  const repeated = frame.columns.find((name, index) => frame.columns.indexOf(name) !== index);
  if (repeated !== undefined) throw new InputError(`data frame: column "${repeated}" occurs more than once`);
  const columns = new Map(
    frame.columns.map((name, index) => [
      name,
      columnFromCells(
        name,
        rows.map((row) => row[index]),
      ),
    ]),
  );
  return { rowCount: rows.length, columns };
}

/**
 * A unit × period panel from a danfojs DataFrame.
 *
 * @param frame   one row per unit and period
 * @param axes    the names of its unit column(s) and its period column
 * @throws InputError for a missing axis, text in the period column and a duplicate unit-period
 */
export function panelFromDataFrame(
  frame: DataFrameLike,
  axes: { readonly unit: string | readonly string[]; readonly period: string },
): Panel {
  const table = tableFromDataFrame(frame);
  const unit = typeof axes.unit === "string" ? [axes.unit] : axes.unit;
  for (const name of [...unit, axes.period])
    if (!table.columns.has(name))
      throw new InputError(`data frame: no column "${name}"; it has ${frame.columns.join(", ")}`);
  const keys = new Set([...unit, axes.period]);
  if (keys.has("value"))
    throw new InputError('data frame: the unit or period column may not be called "value"; rename it');
  const others = [...table.columns].filter(([name]) => !keys.has(name));
  const keyColumns = [...table.columns].filter(([name]) => keys.has(name));
  const indicators = others.map(([name, column]) => ({
    id: name,
    table: { rowCount: table.rowCount, columns: new Map([...keyColumns, ["value", column]]) },
  }));
  if (indicators.length === 0) throw new InputError("data frame: it has no columns besides unit and period");
  return buildPanel({ id: "data-frame", unit, period: axes.period, indicators, derived: new Map() });
}

/**
 * Every effect of a result as a danfojs DataFrame, one row an effect (columns as in effects.csv).
 *
 * danfojs-node is an optional peer: it is loaded when this is called, unless its class is handed in.
 */
export async function effectsToDataFrame<Frame = DataFrameLike>(
  result: StudyResult | EstimationResult,
  DataFrame?: DataFrameClass<Frame>,
): Promise<Frame> {
  const Class = DataFrame ?? (await loadDataFrame<Frame>());
  const rows = tidyEffects(result);
  const [first] = rows;
  if (first === undefined) throw new InputError("the result holds no effects: nothing was estimated");
  const columns = Object.keys(first) as (keyof typeof first)[];
  return new Class(
    rows.map((row) => columns.map((name) => row[name])),
    { columns },
  );
}

async function loadDataFrame<Frame>(): Promise<DataFrameClass<Frame>> {
  const name = "danfojs-node";
  try {
    const module = (await import(name)) as {
      DataFrame?: DataFrameClass<Frame>;
      default?: { DataFrame: DataFrameClass<Frame> };
    };
    const Class = module.DataFrame ?? module.default?.DataFrame;
    if (Class) return Class;
  } catch (error) {
    throw new InputError(
      "danfojs-node is not installed; add it to your project (it is an optional peer), or hand its DataFrame class to effectsToDataFrame",
      { cause: error },
    );
  }
  throw new InputError("danfojs-node exports no DataFrame; version 1.2 is the one tested");
}
