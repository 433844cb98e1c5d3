/** What can stand inside a formula: R's arithmetic, comparison and logical expressions over columns. `at` is an offset in the text. */

export const BINARY_OPERATORS = [
  "^",
  ":",
  "%%",
  "%/%",
  "%in%",
  "*",
  "/",
  "+",
  "-",
  "<",
  ">",
  "<=",
  ">=",
  "==",
  "!=",
  "&",
  "|",
] as const;
export type BinaryOperator = (typeof BINARY_OPERATORS)[number];
export type UnaryOperator = "-" | "+" | "!";

export interface Argument {
  /** `ref` in `i(year, ref = 2019)`; null when given by position. */
  readonly name: string | null;
  readonly value: Expression;
}

export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly at: number }
  | { readonly kind: "string"; readonly value: string; readonly at: number }
  | { readonly kind: "logical"; readonly value: boolean; readonly at: number }
  | { readonly kind: "missing"; readonly at: number }
  | { readonly kind: "name"; readonly name: string; readonly at: number }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Argument[]; readonly at: number }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      /** Of the operator. */
      readonly at: number;
    }
  /** Parentheses, kept because R shows them in the names of coefficients. */
  | { readonly kind: "group"; readonly inner: Expression; readonly at: number };

/** The expression without parentheses around it. */
export function ungroup(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === "group") inner = inner.inner;
  return inner;
}

/** Visits the expression and everything in it, left to right. */
export function visit(expression: Expression, seen: (part: Expression) => void): void {
  seen(expression);
  switch (expression.kind) {
    case "call":
      for (const argument of expression.arguments) visit(argument.value, seen);
      return;
    case "unary":
      visit(expression.operand, seen);
      return;
    case "binary":
      visit(expression.left, seen);
      visit(expression.right, seen);
      return;
    case "group":
      visit(expression.inner, seen);
      return;
    case "number":
    case "string":
    case "logical":
    case "missing":
    case "name":
      return;
    default:
      expression satisfies never;
  }
}
