import type { ExpectedEntry } from "../expected.ts";
import type { Comparison } from "./comparison.ts";

/** A reference entry with what is known of it beside its numbers. */
export interface ReferenceEntry extends ExpectedEntry {
  readonly estimator: string;
  readonly options: string;
  readonly call: string;
  readonly peer: { readonly package: string; readonly version: string };
}

/** Sections of the validation page, in its order. */
export const GROUPS = [
  "Least squares",
  "Least squares: errors over time and space",
  "Certified data sets",
  "Instrumental variables",
  "Poisson, logit and probit",
  "Panel regressions",
  "Two-way fixed effects",
  "Event studies",
  "Two-by-two effects",
  "Group-time effects",
  "Group-time effects: multiplier bootstrap",
  "Sun and Abraham",
  "Intervals",
  "Equivalence",
  "Multiplicity",
  "Power",
] as const;
export type Group = (typeof GROUPS)[number];

/** An entry's numbers beside ours. */
export interface Measured {
  readonly group: Group;
  /** Id of the estimator, or the part of src/inference, that is held to the entry. */
  readonly by: string;
  readonly comparisons: readonly Comparison[];
  /** Where it is not the entry's suggested_rel_tol. */
  readonly tolerance?: number;
}

export interface Measure {
  /** Name of a file in tests/reference/expected. */
  readonly file: string;
  readonly id: string;
  readonly measure: (entry: ReferenceEntry) => Measured;
}

/** An entry that differs on purpose under what an estimator does by default. */
export interface Deviation {
  readonly file: string;
  readonly id: string;
  readonly group: Group;
  readonly by: string;
  readonly reason: string;
  /** Numbers that differ by more than the entry's tolerance. */
  readonly differs: (entry: ReferenceEntry) => readonly Comparison[];
  /** What agrees all the same, in words, and its numbers. */
  readonly agreement: string;
  readonly agrees: (entry: ReferenceEntry) => readonly Comparison[];
  /** Of `agrees`, where it is not the entry's suggested_rel_tol. */
  readonly tolerance?: number;
}

/** One measure per entry of a spec list: lists that grow are covered as they are. */
export function measuresOf<Spec>(
  file: string,
  specs: ReadonlyMap<string, () => Spec>,
  measure: (entry: ReferenceEntry, spec: Spec) => Measured,
): Measure[] {
  return [...specs].map(([id, spec]) => ({ file, id, measure: (entry) => measure(entry, spec()) }));
}
