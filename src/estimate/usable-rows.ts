import type { Design } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import { type AbsorbedEffect, hasSlopes } from "../numerics/absorb-blocks.ts";
import { everyRow, takeFactor } from "../numerics/factor.ts";
import { dropSingletons, hasSingletons } from "../numerics/singletons.ts";

/** Rows a regression uses, and what was left out on the way. */
export interface UsableRows {
  /** Design rows, ascending. */
  readonly rows: Int32Array;
  /** The effects on those rows, dense. */
  readonly effects: readonly AbsorbedEffect[];
  readonly weights: Float64Array | null;
  readonly frequency: Float64Array | null;
  readonly singletons: number;
  readonly findings: readonly Finding[];
}

/**
 * Leaves out rows of weight zero, then singletons of the effects, repeatedly. A slope alone (`unit[[trend]]`) makes no singletons: a level with
 * one row may be 0 there.
 *
 * @param candidates design rows to start from, ascending; null for all
 * @throws RangeError on a weight that is negative or not finite
 */
export function selectRows(
  design: Design,
  absorb: readonly AbsorbedEffect[],
  candidates: Int32Array | null,
): UsableRows {
  const start = candidates ?? everyRow(design.rowCount);
  const weights = design.weights?.values ?? null;
  const findings: Finding[] = [];
  const weighted = weights === null ? start : start.filter((row) => isPositiveWeight(weights[row]!));
  if (weighted.length < start.length) {
    findings.push({
      code: "zero-weights",
      severity: "note",
      values: { rows: start.length - weighted.length, column: design.weights?.name ?? "" },
    });
  }
  const isFrequency = design.weights?.kind === "frequency";
  const frequencyOf = (rows: Int32Array) => (isFrequency && weights !== null ? onRows(weights, rows) : null);
  const candidatesEffects = absorb.map((effect) => takeEffect(effect, weighted));
  const withLevels = candidatesEffects.filter((effect) => effect.slopeOnly !== true);
  const kept = hasSingletons(withLevels) ? dropSingletons(withLevels, weighted.length, frequencyOf(weighted)) : null;
  const singletons = kept === null ? 0 : weighted.length - kept.length;
  const rows = kept === null || singletons === 0 ? weighted : kept.map((position) => weighted[position]!);
  if (singletons > 0) {
    findings.push({
      code: "singletons-dropped",
      severity: "note",
      values: { rows: singletons, effects: absorb.map((factor) => factor.name) },
    });
  }
  return {
    rows,
    effects:
      kept === null || singletons === 0
        ? candidatesEffects
        : candidatesEffects.map((effect) => takeEffect(effect, kept)),
    weights: weights === null ? null : onRows(weights, rows),
    frequency: frequencyOf(rows),
    singletons,
    findings,
  };
}

function isPositiveWeight(weight: number): boolean {
  if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`weights must be finite and not negative, got ${weight}`);
  }
  return weight > 0;
}

/** The effect on some rows: levels numbered again without gaps, slopes cut alike. */
function takeEffect(effect: AbsorbedEffect, rows: Int32Array): AbsorbedEffect {
  const factor = takeFactor(effect, rows);
  if (!hasSlopes(effect)) return factor;
  return { ...factor, slopes: effect.slopes!.map(({ name, values }) => ({ name, values: take(values, rows) })) };
}

/** values[rows]. */
export function take(values: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i]!]!;
  return out;
}

/**
 * values[rows] for rows that ascend without repeats: where that is every row, the values themselves and no copy. Not to be written to.
 */
export function onRows(values: Float64Array, rows: Int32Array): Float64Array {
  return rows.length === values.length ? values : take(values, rows);
}

/** @throws RangeError naming the first of the rows where the column is missing or not finite */
export function requireFinite(
  column: { readonly name: string; readonly values: Float64Array },
  rows: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (!Number.isFinite(column.values[row]!)) {
      throw new RangeError(
        `${column.name}: row ${row} is missing or not finite; rows like it are left out before a fit`,
      );
    }
  }
}
