import type { Expression } from "./expression.ts";

/** One variable of a term: a column, a function of columns, or a factor expression such as `i(year, treated, ref = 2019)`. */
export interface FormulaVariable {
  /** As R names it: `log(price)`, `I(x^2)`, `` `my column` ``. */
  readonly label: string;
  readonly expression: Expression;
}

/** A main effect (one variable) or an interaction of several, in the order in which the formula first names them. */
export interface FormulaTerm {
  /** Labels of the variables joined by ":". */
  readonly label: string;
  readonly variables: readonly FormulaVariable[];
}

/** One entry of the fixed-effects part: levels of one column or of a combination, with or without slopes that vary over them. */
export interface FixedEffect {
  /** `region^year`: the factors joined by "^". */
  readonly label: string;
  readonly factors: readonly string[];
  /** Columns whose slope varies over the levels: `unit[trend]`. */
  readonly slopes: readonly string[];
  /** `unit[[trend]]`: slopes without the levels themselves. */
  readonly slopeOnly: boolean;
}

/** A parsed formula. Knows no data: whether a name is a number or a category is decided when it meets a table. */
export interface Formula {
  readonly text: string;
  /** Null in a one-sided formula. Its label is the name of the outcome. */
  readonly outcome: FormulaVariable | null;
  /** False after `0 +` or `- 1`. With fixed effects there is no intercept column either way. */
  readonly intercept: boolean;
  /** Main effects first, then interactions by their number of variables; in each group as written. */
  readonly terms: readonly FormulaTerm[];
  /** Added up with coefficient one. */
  readonly offsets: readonly FormulaVariable[];
  readonly fixedEffects: readonly FixedEffect[];
  readonly instruments: {
    readonly endogenous: readonly FormulaTerm[];
    readonly instruments: readonly FormulaTerm[];
  } | null;
}
