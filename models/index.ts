import type { AnyEstimator } from "../src/core/estimator.ts";
import { eventStudy } from "./event-study/event-study.ts";
import { ols } from "./ols/ols.ts";
import { twfe } from "./twfe/twfe.ts";
import { twoByTwo } from "./two-by-two/two-by-two.ts";

/** Every estimator, one line each, in the order they are listed to users. */
export const estimators: readonly AnyEstimator[] = [ols, twoByTwo, twfe, eventStudy];

/** The estimator with this id, or undefined. */
export function findEstimator(id: string): AnyEstimator | undefined {
  return estimators.find((estimator) => estimator.id === id);
}
