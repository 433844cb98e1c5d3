import type { Bilingual } from "./text.ts";

/** First words of the notes above the header of a template. Readers leave the notes out by them; a spreadsheet may have put quotes around the line. */
export const TEMPLATE_NOTE = "# effectmeter template";

/**
 * What a cell of an own table holds: `count` may be suppressed, `whole` and `number` may not, `year` also takes a school year (`2019-2020` is 2019), `date` is a day.
 */
export type CellType = "text" | "whole" | "number" | "count" | "year" | "date";

export interface TemplateColumn {
  readonly name: string;
  readonly meaning: Bilingual;
  readonly type: CellType;
  readonly unit: Bilingual | null;
  /** Whether every row needs a value. */
  readonly required: boolean;
  /** The only texts allowed. */
  readonly codes: readonly { readonly code: string; readonly meaning: Bilingual | null }[] | null;
  /** Regular expression that a whole cell must match. */
  readonly pattern: string | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Another column of the row that this one may not exceed. */
  readonly at_most: string | null;
  /** count: whether small numbers may be written as `<5`. */
  readonly suppressed: boolean;
}

/** An empty table that somebody fills in: what its columns hold and what makes a row one of a kind. */
export interface TableTemplate {
  readonly id: string;
  readonly title: Bilingual;
  readonly description: Bilingual;
  /** Columns that together occur once. */
  readonly key: readonly string[];
  readonly columns: readonly TemplateColumn[];
  /** Rows as somebody would write them, cells in the order of the columns. */
  readonly examples: readonly (readonly string[])[];
}
