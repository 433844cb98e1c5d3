/** Typed columns: what readers produce, panels hold and workers receive. Arrays may sit on a SharedArrayBuffer. */

/** Why a number is missing (NaN). Stored per row in `NumberColumn.missing`; 0 means present. */
export const MISSING = { present: 0, absent: 1, suppressed: 2, notANumber: 3, infinite: 4, notApplicable: 5 } as const;
export type MissingReason = keyof typeof MISSING;

/**
 * Numbers, one per row; NaN is missing.
 * `min` and `max` are present when a row may be an interval (suppressed counts and what is computed from them); `values` is then the middle.
 */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly values: Float64Array;
  readonly min?: Float64Array;
  readonly max?: Float64Array;
  /** One `MISSING` code per row. */
  readonly missing?: Uint8Array;
}

/** Text or keys: `codes[row]` indexes `labels` (sorted by code unit, distinct); -1 is missing. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  readonly codes: Int32Array;
  readonly labels: readonly string[];
}

export type Column = NumberColumn | CategoryColumn;

/** A Map, not an object: a column may be called `__proto__` or `constructor`. */
export interface Table {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** A grouping of rows into `count` dense, 0-based levels. */
export interface Factor {
  readonly name: string;
  readonly codes: Int32Array;
  readonly count: number;
  /** Level names by code. Absent for combined effects (`a^b`), whose names nobody reads. */
  readonly labels?: readonly string[];
}
