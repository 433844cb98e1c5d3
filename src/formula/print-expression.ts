import type { BinaryOperator, Expression } from "./expression.ts";

/** R's reserved words need backticks when they name a column. */
const RESERVED = new Set(
  "if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ NA_character_ in".split(
    " ",
  ),
);
const SYNTACTIC = /^(?:\p{L}|\.(?!\p{Nd}))[\p{L}\p{M}\p{Nd}._]*$/u;

/** R prints no spaces around these. */
const TIGHT: ReadonlySet<BinaryOperator> = new Set(["^", ":", "/", "%%", "%/%"]);

/** A column name as R writes it: in backticks unless it is a plain name. */
export function printName(name: string): string {
  if (SYNTACTIC.test(name) && !RESERVED.has(name)) return name;
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

/**
 * A number as R prints it in names: at most 15 significant digits, scientific when that is shorter (1e+05, 1e-04; but 10000, 0.001).
 */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  if (value === 0) return "0";
  const [mantissa = "", exponent = "0"] = value.toExponential(14).split("e");
  const digits = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  const power = Number(exponent);
  const scientific = `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  const decimals = Math.max(0, digits.replace(/^-/, "").replace(".", "").length - 1 - power);
  if (decimals > 100) return scientific;
  const fixed = Number(`${digits}e${power}`).toFixed(decimals);
  return fixed.length <= scientific.length ? fixed : scientific;
}

/**
 * The value of a numeric level, as in `factor(year)2015`: at most 15 significant digits. Whole numbers are written out (R does so for
 * integer columns), others as R prints them.
 */
export function printLevel(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value === 0 ? "0" : String(value);
  return printNumber(value);
}

function printString(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `"${escaped}"`;
}

/** The expression as R deparses it on one line: the name R gives to the term. Reading it again gives the same expression. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return printNumber(expression.value);
    case "string":
      return printString(expression.value);
    case "logical":
      return expression.value ? "TRUE" : "FALSE";
    case "missing":
      return "NA";
    case "name":
      return printName(expression.name);
    case "call": {
      const list = expression.arguments.map(
        ({ name, value }) => (name === null ? "" : `${printName(name)} = `) + printExpression(value),
      );
      return `${printName(expression.name)}(${list.join(", ")})`;
    }
    case "unary":
      return expression.operator + printExpression(expression.operand);
    case "binary": {
      const operator = TIGHT.has(expression.operator) ? expression.operator : ` ${expression.operator} `;
      return printExpression(expression.left) + operator + printExpression(expression.right);
    }
    case "group":
      return `(${printExpression(expression.inner)})`;
  }
}
