import type { Design } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";

/** A refusal that names the column where a weight is negative; null when none is. Estimators take weights from 0 and say nothing of others. */
export function negativeWeights({ weights }: Design): Finding | null {
  if (weights === null) return null;
  const negative = weights.values.filter((weight) => weight < 0);
  if (negative.length === 0) return null;
  const lowest = negative.reduce((least, weight) => Math.min(least, weight), 0);
  return {
    code: "negative-weights",
    severity: "refusal",
    values: { column: weights.name, rows: negative.length, lowest },
  };
}
