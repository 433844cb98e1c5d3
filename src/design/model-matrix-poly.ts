/**
 * Orthogonal polynomials of degree 1 … `degree` evaluated at x, as R's poly(): columns of unit length over the rows with a value,
 * orthogonal to each other and to the constant, with a positive leading coefficient.
 *
 * Stieltjes' recurrence p_{k+1}(x) = (x − α_k) p_k(x) − (‖p_k‖²/‖p_{k−1}‖²) p_{k−1}(x), α_k = Σ x p_k² / ‖p_k‖² (Kennedy & Gentle 1980,
 * Statistical Computing, pp. 343-344), with one re-orthogonalisation of each polynomial against rounding.
 *
 * @param x length n; NaN rows are left out of all sums and stay NaN
 * @returns `degree` arrays of length n; null when x has too few distinct values (the caller reports it)
 */
export function orthogonalPolynomials(x: Float64Array, degree: number): readonly Float64Array[] | null {
  const distinct = new Set<number>();
  let sum = 0;
  let count = 0;
  for (const value of x) {
    if (Number.isNaN(value)) continue;
    if (distinct.size <= degree) distinct.add(value);
    sum += value;
    count++;
  }
  if (distinct.size <= degree) return null;
  const mean = sum / count;
  const centred = x.map((value) => value - mean);
  // The constant polynomial, missing where x is.
  const basis: Float64Array[] = [unitLength(centred.map((value) => (Number.isNaN(value) ? Number.NaN : 1)))];
  for (let k = 0; k < degree; k++) {
    const current = basis[k]!;
    const next = new Float64Array(x.length);
    for (let i = 0; i < next.length; i++) next[i] = centred[i]! * current[i]!;
    for (let pass = 0; pass < 2; pass++) for (const earlier of basis) removeProjection(next, earlier);
    basis.push(unitLength(next));
  }
  return basis.slice(1);
}

/** x, x², …, x^degree: poly(x, degree, raw = TRUE). */
export function rawPolynomials(x: Float64Array, degree: number): readonly Float64Array[] {
  return Array.from({ length: degree }, (_, k) => x.map((value) => value ** (k + 1)));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const product = a[i]! * b[i]!;
    if (!Number.isNaN(product)) sum += product;
  }
  return sum;
}

function removeProjection(from: Float64Array, unit: Float64Array): void {
  const length = dot(from, unit);
  for (let i = 0; i < from.length; i++) from[i] = from[i]! - length * unit[i]!;
}

function unitLength(values: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(values, values));
  return values.map((value) => value / norm);
}
