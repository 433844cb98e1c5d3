/** Variances of observations corrected by leverage: HC2 to HC5. */
export type LeverageKind = "HC2" | "HC3" | "HC4" | "HC4m" | "HC5";

const KINDS: ReadonlySet<string> = new Set<LeverageKind>(["HC2", "HC3", "HC4", "HC4m", "HC5"]);

export function isLeverageKind(kind: string): kind is LeverageKind {
  return KINDS.has(kind);
}

/** A row this close to leverage 1 is fitted whatever its outcome: its residual is rounding and says nothing. */
const FULL_LEVERAGE = 1e-9;

/**
 * What the square of each residual is divided by, with h its leverage, h̄ = p/n the mean of h and p = Σ h the number of parameters:
 *
 *   HC2   1 − h            MacKinnon and White (1985)
 *   HC3   (1 − h)²         the jackknife, ibid., as Davidson and MacKinnon (1993) approximate it
 *   HC4   (1 − h)^δ        δ = min(4, h/h̄)                          Cribari-Neto (2004)
 *   HC4m  (1 − h)^δ        δ = min(1, h/h̄) + min(3/2, h/h̄)          Cribari-Neto and da Silva (2011)
 *   HC5   (1 − h)^(δ/2)    δ = min(h/h̄, max(4, 0.7 max(h)/h̄))       Cribari-Neto, Souza and Vasconcellos (2007)
 *
 * @param leverage  diagonal of the weighted hat matrix, absorbed effects included, per row
 * @param frequency observations per row, which share the row's leverage; null is 1
 * @returns divisors; Infinity where the leverage is 1, so that such a row adds nothing, and how many there are
 */
export function leverageDivisors(
  kind: LeverageKind,
  leverage: Float64Array,
  frequency: Float64Array | null,
): { readonly divisors: Float64Array; readonly full: number } {
  const each = frequency === null ? leverage : leverage.map((h, i) => h / frequency[i]!);
  const n = frequency === null ? leverage.length : frequency.reduce((total, f) => total + f, 0);
  const p = Math.round(leverage.reduce((total, h) => total + h, 0));
  const mean = p / n;
  const largest = each.reduce((a, b) => Math.max(a, b), 0);
  const power = powerOf(kind, mean, largest);
  let full = 0;
  const divisors = each.map((h) => {
    if (h < 1 - FULL_LEVERAGE) return (1 - h) ** power(h);
    full++;
    return Number.POSITIVE_INFINITY;
  });
  return { divisors, full };
}

function powerOf(kind: LeverageKind, mean: number, largest: number): (h: number) => number {
  switch (kind) {
    case "HC2":
      return () => 1;
    case "HC3":
      return () => 2;
    case "HC4":
      return (h) => Math.min(4, h / mean);
    case "HC4m":
      return (h) => Math.min(1, h / mean) + Math.min(1.5, h / mean);
    case "HC5": {
      const limit = Math.max(4, (0.7 * largest) / mean);
      return (h) => Math.min(h / mean, limit) / 2;
    }
    default:
      return kind satisfies never;
  }
}
