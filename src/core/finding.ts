/** Something the data or the design cannot deliver. Travels in the result and is shown in the report. */
export interface Finding {
  /** Stable kebab-case key, e.g. "few-clusters". The sentence lives in src/messages. */
  readonly code: string;
  /** A refusal makes a link `not-testable`. */
  readonly severity: "note" | "warning" | "refusal";
  /** Values that fill the sentence; plain data. */
  readonly values: Readonly<Record<string, string | number | readonly string[]>>;
  /** What it is about: a term, column, unit or cell. */
  readonly where?: string;
}
