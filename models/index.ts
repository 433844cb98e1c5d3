import type { AnyEstimator } from "../src/core/estimator.ts";
import { callawaySantanna } from "./callaway-santanna/callaway-santanna.ts";
import { eventStudy } from "./event-study/event-study.ts";
import { iv } from "./iv/iv.ts";
import { logit } from "./logit/logit.ts";
import { ols } from "./ols/ols.ts";
import { poisson } from "./poisson/poisson.ts";
import { probit } from "./probit/probit.ts";
import { sunAbraham } from "./sun-abraham/sun-abraham.ts";
import { tradeOff } from "./trade-off/trade-off.ts";
import { tripleDifference } from "./triple-difference/triple-difference.ts";
import { twfe } from "./twfe/twfe.ts";
import { twoByTwo } from "./two-by-two/two-by-two.ts";

/** Every estimator, one line each, in the order they are listed to users. */
export const estimators: readonly AnyEstimator[] = [
  ols,
  iv,
  poisson,
  logit,
  probit,
  twoByTwo,
  twfe,
  eventStudy,
  callawaySantanna,
  sunAbraham,
  tripleDifference,
  tradeOff,
];

/** The estimator with this id, or undefined. */
export function findEstimator(id: string): AnyEstimator | undefined {
  return estimators.find((estimator) => estimator.id === id);
}
