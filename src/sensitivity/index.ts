import type { Check } from "../core/check.ts";
import type { Bilingual } from "../core/text.ts";
import { alternativeWindows } from "./alternative-windows.ts";
import { detectableEffect } from "./detectable-effect.ts";
import { leaveOneClusterOut, leaveOnePeriodOut } from "./leave-one-out.ts";
import { mergerChain } from "./merger-chain.ts";
import { placeboGroup } from "./placebo-group.ts";
import { placeboOutcome } from "./placebo-outcome.ts";
import { placeboPeriod } from "./placebo-period.ts";
import { preTrends } from "./pre-trends.ts";
import { predeterminedExposure } from "./predetermined-exposure.ts";
import { suppressionBounds } from "./suppression-bounds.ts";
import { weightsAndBalance } from "./weights-and-balance.ts";

/** A check whose options only itself knows: they come from its own schema and go back to it. */
export type AnyCheck = Check<unknown>;

/** Every check that is built, in the order of the evaluation standard. */
export const checks: readonly AnyCheck[] = [
  preTrends,
  placeboPeriod,
  predeterminedExposure,
  placeboOutcome,
  placeboGroup,
  leaveOneClusterOut,
  leaveOnePeriodOut,
  weightsAndBalance,
  alternativeWindows,
  suppressionBounds,
  mergerChain,
  detectableEffect,
];

/** The check with this id, or undefined. */
export function findCheck(id: string): AnyCheck | undefined {
  return checks.find((check) => check.id === id);
}

export interface PlannedCheck {
  readonly id: string;
  readonly code: string | null;
  readonly label: Bilingual;
}

/** Checks a specification may name that are not built: they come out as `not-available`, and a rule that requires one does not hold. */
export const plannedChecks: readonly PlannedCheck[] = [
  { id: "other-respondents", code: "F10", label: { nl: "Andere bron", en: "Another source" } },
  { id: "honest-did", code: "F11", label: { nl: "Afwijking van de trend (M̄)", en: "Departure from the trend (M̄)" } },
  { id: "wild-bootstrap", code: null, label: { nl: "Wild bootstrap per cluster", en: "Wild cluster bootstrap" } },
  { id: "randomisation", code: null, label: { nl: "Toeval door verwisselen", en: "Randomisation inference" } },
  { id: "specification-curve", code: null, label: { nl: "Alle manieren van meten", en: "Specification curve" } },
  {
    id: "staggered-weights",
    code: null,
    label: { nl: "Gewichten van de vergelijkingen", en: "Weights of the comparisons" },
  },
  { id: "omitted-variable", code: null, label: { nl: "Een vergeten oorzaak", en: "An omitted cause" } },
];
