import type { Finding } from "../../core/finding.ts";
import type { Factor, NumberColumn, Table } from "../../core/table.ts";
import type { Panel } from "../panel.ts";

/** What a check looks at: a panel, and what the design of a link says of it. Arrays have one value per row of the panel unless said otherwise. */
export interface PanelFacts {
  readonly panel: Panel;
  /** The unit that is followed: the panel's own, or a coarser one whose groups are compared. */
  readonly unit: Factor;
  /** Rows of the population within the window, ascending: before rows and units are left out for what they lack. */
  readonly population: Int32Array;
  /** Null where only the panel is looked at. */
  readonly design: DesignFacts | null;
}

/** What the design of a link says of the rows of a panel. */
export interface DesignFacts {
  readonly kind: string;
  /** Rows that the primary estimate uses, in any order. */
  readonly used: Int32Array;
  readonly outcome: NumberColumn;
  readonly weights: NumberColumn | null;
  /** 1 in treated units (of a dose: above the median of the units), 0 in others, NaN where unknown; null where nobody is singled out. */
  readonly side: Float64Array | null;
  /** 1 while treated, else 0; null where the design does not say so by row. */
  readonly treated: Float64Array | null;
  /** First treated period; Infinity = never, NaN = unknown. Null without staggered starts. */
  readonly cohort: Float64Array | null;
  readonly dose: {
    readonly name: string;
    /** Periods it was measured in; empty when it is not derived from the panel. */
    readonly periods: readonly number[];
    /** Why it may lie inside the outcome's window all the same. */
    readonly allowed: string | undefined;
  } | null;
  /** First period after the start among the rows used; null without one. */
  readonly postStart: number | null;
  /** Declared breaks of the outcome: first period after each. */
  readonly breaks: readonly { readonly period: number; readonly text: string }[];
  /** When the outcome can first show what was announced, paid or started; null where the study does not say. */
  readonly clock: OutcomeClock | null;
}

/** The first period in which each event can show in an outcome. With dates by unit: the first and the last of them. */
export interface OutcomeClock {
  readonly after: number;
  readonly started: ClockTime | null;
  readonly announced: ClockTime | null;
  readonly paid: ClockTime | null;
}

export interface ClockTime {
  /** Days as ISO dates; equal where all units have one. */
  readonly dates: readonly [string, string];
  readonly periods: readonly [number, number];
}

/** One thing seen, with the rows that show it. */
export interface Observation {
  readonly finding: Finding;
  /** A table of those rows; `ROW` is the panel row where one stands behind it. Computed when asked for. */
  readonly rows: () => Table;
}

/** Name of the listing's column of panel rows: whoever shows a listing takes it out and names the files. */
export const ROW = "effectmeter_row";

/** A check of a panel before anything is fitted. The list is index.ts. */
export interface PanelCheck {
  /** Code of its findings. */
  readonly id: string;
  /** What it says in one line, for lists of checks. */
  readonly looksAt: string;
  /** A panel is looked at once, a design once per link. */
  readonly about: "panel" | "design";
  /** Nothing when there is nothing to say. Never throws on data. */
  look(facts: PanelFacts): readonly Observation[];
}
