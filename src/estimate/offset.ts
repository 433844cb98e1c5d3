import type { Design } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { FitContext } from "../core/estimator.ts";

/**
 * The outcome less an offset, which is a column that enters a linear model with coefficient one. The estimates are then linear in the outcome but for
 * a constant, so there are no outcome weights.
 *
 * @throws InputError when the column does not exist or holds text
 */
export function withoutOffset(
  design: Design,
  offset: string | undefined,
  context: FitContext,
): { readonly outcome: Design["outcome"]; readonly wantOutcomeWeights: boolean } {
  if (offset === undefined) return { outcome: design.outcome, wantOutcomeWeights: context.wantOutcomeWeights };
  const column = design.columns.get(offset);
  if (column === undefined) throw new InputError(`offset: there is no column "${offset}"`);
  if (column.kind !== "number") throw new InputError(`offset: ${offset} holds text; an offset needs numbers`);
  const { name, values } = design.outcome;
  return {
    outcome: { name, values: values.map((value, row) => value - column.values[row]!) },
    wantOutcomeWeights: false,
  };
}
