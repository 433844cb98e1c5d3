import { InputError } from "../core/errors.ts";
import type { Column, Table } from "../core/table.ts";
import type { Panel } from "./panel.ts";

/** The part of the embedded database that conditions need. */
export interface ConditionDatabase {
  register(name: string, table: Table): Promise<void>;
  query(sql: string): Promise<Table>;
}

const ROW = "effectmeter_row";

/**
 * Answers SQL conditions over the rows of one panel: 1 where the condition is true, 0 where it is false or unknown (NULL), as in a WHERE clause.
 * Each distinct condition is evaluated once.
 */
export interface Conditions {
  evaluate(sql: string, where: string): Promise<Float64Array>;
}

/** What the database found wrong in a condition, without the query that was made around it and the position in that. */
export function conditionReason(error: unknown): string {
  const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  return message.replace(/^SQL[^:]*: /, "").replace(/ In: select .*$/s, "");
}

/** Registers the panel as table `panel_<id>` and returns its conditions. Order of rows is that of the panel. */
export async function openConditions(panel: Panel, database: ConditionDatabase): Promise<Conditions> {
  const name = `panel_${panel.id.replaceAll("-", "_")}`;
  const rowNumbers = Float64Array.from({ length: panel.rowCount }, (_, row) => row);
  const columns = new Map<string, Column>(panel.columns);
  columns.set(ROW, { kind: "number", name: ROW, values: rowNumbers });
  await database.register(name, { rowCount: panel.rowCount, columns });
  const cache = new Map<string, Promise<Float64Array>>();
  const compute = async (sql: string, where: string): Promise<Float64Array> => {
    let answer: Table;
    try {
      answer = await database.query(
        `select ${ROW}, case when (${sql}\n) then 1.0 else 0.0 end as holds from ${name} order by ${ROW}`,
      );
    } catch (error) {
      const reason = conditionReason(error).replace(/\.$/, "");
      throw new InputError(
        `${where}: the condition "${sql}" cannot be evaluated on panel ${panel.id}: ${reason}. Its columns are ${[...panel.columns.keys()].join(", ")}`,
        { cause: error },
      );
    }
    const holds = answer.columns.get("holds");
    if (holds?.kind !== "number" || answer.rowCount !== panel.rowCount)
      throw new InputError(`${where}: the condition "${sql}" is not a condition on rows`);
    return holds.values;
  };
  return {
    evaluate(sql, where) {
      const known = cache.get(sql);
      if (known) return known;
      const computed = compute(sql, where);
      cache.set(sql, computed);
      return computed;
    },
  };
}
