/** Axis 1, weakest to strongest as DESIGN orders hypotheses; `not-testable` stands apart. */
export const FINDINGS = ["contradicted", "negligible", "undecided", "indication", "supported", "not-testable"] as const;
export type VerdictWord = (typeof FINDINGS)[number];

export const DIRECTIONS = ["increase", "decrease", "no-increase", "no-decrease", "no-change", "dip-then-rise"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const ROLES = ["primary", "chain", "secondary", "falsification", "trade-off"] as const;
export type Role = (typeof ROLES)[number];

/** How a check came out. "not-available": known, but not built or not possible here. */
export const CHECK_STATUSES = ["passed", "failed", "uninformative", "not-available"] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** One step of a decision: which rule, which value against which threshold, and the fit it came from. */
export interface Because {
  /** Stable key of the sentence in src/messages, e.g. "equivalence". */
  readonly rule: string;
  readonly holds: boolean;
  readonly value: number | null;
  readonly threshold: number | null;
  /** Id of the fit or check in the result. */
  readonly from: string | null;
  /** Further values that fill the sentence. */
  readonly values: Readonly<Record<string, string | number | readonly string[]>>;
}
