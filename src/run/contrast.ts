import type { Design } from "../core/design.ts";
import type { ContrastSpec } from "../spec/schema.ts";

export interface Contrast {
  readonly from: number;
  readonly to: number;
  /** c = to − from: every rule reads τ = c·β. */
  readonly value: number;
  /** How the ends were chosen, as the specification wrote them. */
  readonly basis: string;
}

type End = ContrastSpec["to"];

function quantile(sorted: Float64Array, p: number): number {
  const position = (sorted.length - 1) * p;
  const low = Math.floor(position);
  const high = Math.ceil(position);
  return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
}

function endOf(end: End, exposure: Float64Array, weights: Float64Array | null): number {
  if (typeof end === "number") return end;
  const sorted = Float64Array.from(exposure).sort();
  switch (end) {
    case "mean":
    case "weighted-mean": {
      let sum = 0;
      let mass = 0;
      for (let row = 0; row < exposure.length; row++) {
        const weight = end === "weighted-mean" && weights !== null ? weights[row]! : 1;
        sum += weight * exposure[row]!;
        mass += weight;
      }
      return sum / mass;
    }
    case "median":
      return quantile(sorted, 0.5);
    case "min":
      return sorted[0]!;
    case "max":
      return sorted[sorted.length - 1]!;
    default:
      return end satisfies never;
  }
}

/**
 * The contrast of exposure at which a dose effect is read, fixed before the fit: by default 1 (a unit of exposure, or treated against untreated).
 * Named ends are taken over the rows of the design, weighted by its weights where the name says so.
 *
 * @throws RangeError for a contrast of a design without a dose: the specification's check refuses it first
 */
export function resolveContrast(spec: ContrastSpec | undefined, design: Design): Contrast {
  const { timing } = design;
  const exposure = timing.kind === "dose" ? timing.dose : timing.kind === "triple-difference" ? timing.exposure : null;
  if (spec !== undefined && exposure === null)
    throw new RangeError(`resolveContrast: a ${timing.kind} design has no dose to contrast`);
  if (spec === undefined || exposure === null) return { from: 0, to: 1, value: 1, basis: "0 → 1" };
  const weights = design.weights?.values ?? null;
  const from = endOf(spec.from, exposure, weights);
  const to = endOf(spec.to, exposure, weights);
  return { from, to, value: to - from, basis: `${spec.from} → ${spec.to}` };
}
