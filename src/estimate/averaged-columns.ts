import { z } from "zod";
import type { Design } from "../core/design.ts";
import type { Column } from "../core/table.ts";
import type { CombinedTerm } from "./combined-terms.ts";
import type { LinearFit } from "./linear-fit.ts";

/** Averages that are shown in place of the columns they are of, as sunab() in a formula asks for. */
export const averagesOption = z
  .array(
    z.strictObject({
      name: z.string().describe("What the average is called"),
      of: z
        .array(z.string())
        .describe("Columns that it is of, each weighing as many rows (as much weight) as it is not 0 in"),
      hides: z.array(z.string()).default([]).describe("Further columns that are not shown"),
    }),
  )
  .optional()
  .describe("Averages of columns to show instead of them; sunab() in a formula fills this in");

export type Averages = NonNullable<z.infer<typeof averagesOption>>;

/**
 * The terms of a linear fit with averages in place of their columns, where the first of these stood. Columns that were dropped are in no average, and an
 * average of none is no term (Sun and Abraham 2021, section 4.1: shares of the rows that the fit used).
 */
export function averagedTerms(design: Design, linear: LinearFit, averages: Averages): readonly CombinedTerm[] {
  const owner = new Map(averages.flatMap((average) => average.of.map((name) => [name, average] as const)));
  const hidden = new Set(averages.flatMap(({ hides }) => hides));
  const placeOf = new Map(linear.names.map((name, position) => [name, position]));
  const done = new Set<string>();
  return linear.names.flatMap((name, position): readonly CombinedTerm[] => {
    const average = owner.get(name);
    if (average === undefined) {
      if (hidden.has(name) || Number.isNaN(linear.estimate[position]!)) return [];
      return [{ term: { kind: "coefficient", name }, positions: [position], weights: [1] }];
    }
    if (done.has(average.name)) return [];
    done.add(average.name);
    const positions = average.of
      .map((column) => placeOf.get(column)!)
      .filter((at) => !Number.isNaN(linear.estimate[at]!));
    const sizes = positions.map((at) => weightIn(design, linear.uncertainty.rowUnit, linear.names[at]!));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (!(total > 0)) return [];
    const weights = sizes.map((size) => size / total);
    return [{ term: { kind: "coefficient", name: average.name }, positions, weights }];
  });
}

/** Rows in which the column is not 0, by their weight. */
function weightIn({ columns, weights }: Design, rows: Int32Array, name: string): number {
  const { values } = columns.get(name) as Extract<Column, { kind: "number" }>;
  let total = 0;
  for (let i = 0; i < rows.length; i++) if (values[rows[i]!] !== 0) total += weights?.values[rows[i]!] ?? 1;
  return total;
}
