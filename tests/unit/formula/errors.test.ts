import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { parseFormula } from "../../../src/formula/parse-formula.ts";

/** The error of a formula that cannot be read. */
function errorOf(text: string): InputError {
  try {
    parseFormula(text);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

/** The character above the caret, "" past the end. */
function pointedAt(message: string): string {
  const [, line = "", caret = ""] = message.split("\n");
  return line[caret.indexOf("^")] ?? "";
}

describe("a formula that cannot be read shows where and what to write", () => {
  // place: 1-based character of the caret
  test.each([
    ["y ~ lgo(x)", 5, "did you mean log()?"],
    ["y ~ x + Factor(x)", 9, "did you mean factor()?"],
    ["y ~ x +", 8, "expected a column, number or function, got the end"],
    ["y ~ log(x", 10, "expected an operator, ',' or ')', got the end"],
    ["y ~ (x + z", 11, "expected an operator or ')', got the end"],
    ["y ~ x)", 6, "expected an operator, '|' or the end, got ')'"],
    ["y x", 3, "'~' after the outcome"],
    ["", 1, "expected a column, number or function, got the end"],
    ["y ~", 4, "got the end"],
    ["y ~ x z", 7, "expected an operator, '|' or the end, got 'z'"],
    ["y ~ 2x", 6, "got 'x'"],
    ["y ~ 2*x", 5, "write I(2 * x)"],
    ["y ~ x^2", 6, "write I(x^2)"],
    ["y ~ (a + b)^0", 13, "whole number from 1"],
    ["y ~ a/b", 6, "write I(a/b) to divide"],
    ["y ~ a %in% b", 7, "inside I()"],
    ["y ~ .", 5, "name the columns"],
    ["y ~ x <- 3", 7, "x < -1"],
    ["y ~ d$x", 6, "name the column alone"],
    ["y ~ x::f", 6, "i(factor, variable)"],
    ["y ~ I(a || b)", 9, "write '|'"],
    ["y ~ I(a < b < c)", 13, "a < b & b < c"],
    ["y ~ I(a = 2)", 11, "no argument a here"],
    ["y ~ ifelse(a, b)", 5, "ifelse() needs 3 arguments"],
    ["y ~ sqrt(a, b)", 13, "at most 1 argument"],
    ["y ~ i(year, treated, reff = 2019)", 29, "did you mean ref?"],
    ["y ~ i(year, ref = other)", 19, "takes constants"],
    ["y ~ log(i(year))", 9, "must be a term of its own"],
    ["y ~ x:offset(z)", 7, "add it with +"],
    ["y ~ x + c(1, 2)", 9, "c() lists constants"],
    ["y ~ log(2)", 5, "names no column"],
    ["y ~ I(a:b)", 8, "write '*'"],
    ["y ~ y + x", 5, "is the outcome"],
    ["y ~ x | a*b", 10, "combined with '^'"],
    ["y ~ x | a + ", 13, "expected a column for the fixed effect"],
    ["y ~ x | log(a)", 9, "fixed effects are columns"],
    ["y ~ x | a[t", 12, "expected ',' or ']'"],
    ["y ~ x | a | b | c", 15, "'~'"],
    ["y ~ x | a | e ~ z | c", 19, "clusters and weights are options"],
    ["y ~ x | e ~ 1", 13, "at least one instrument"],
    ["y ~ x[t]", 6, "after the first bar"],
    ["y ~ `x", 5, "never closed"],
    ["y ~ 'a\\qb'", 7, "unknown escape"],
    ["y ~ x %foo% z", 7, "known are %in%"],
    ["y ~ x → z", 7, "backticks"],
  ])("%s", (text, place, remedy) => {
    const { message } = errorOf(text);
    const [first = "", line = "", caret = ""] = message.split("\n");
    expect(first).toContain(`formula, character ${place}: `);
    expect(first).toContain(remedy);
    expect(line).toBe(`  ${text}`);
    expect(caret).toBe(`${" ".repeat(place + 1)}^`);
  });

  test("the caret is under the character when the formula holds wide characters, tabs and line breaks", () => {
    const { message } = errorOf("y ~ `𝒙`\t+\n bad(x)");
    expect(message.split("\n")[1]).toBe("  y ~ `𝒙` +  bad(x)");
    expect([..."  y ~ `𝒙` +  bad(x)"][message.split("\n")[2]!.indexOf("^")]).toBe("b");
  });

  test("a long formula is cut so that the caret stays under its character", () => {
    const long = Array.from({ length: 60 }, (_, i) => `x${i}`).join(" + ");
    const { message } = errorOf(`y ~ ${long} + ? + ${long}`);
    expect(pointedAt(message)).toBe("?");
    expect(message.split("\n")[1]!.length).toBeLessThan(110);
  });
});

describe("formulas are parsed, never run", () => {
  test.each([
    "process.exit()",
    "constructor(x)",
    "eval('1')",
    "__proto__(x)",
    "toString(x)",
    "function(x)",
    "system('ls')",
    "hasOwnProperty(x)",
  ])("%s is an unknown function", (call) => {
    expect(errorOf(`y ~ ${call}`).message).toContain(`unknown function ${call.slice(0, call.indexOf("("))}()`);
  });
});

describe("hostile input ends in an InputError", () => {
  test.each([
    ["deep nesting", `y ~ ${"(".repeat(1500)}x${")".repeat(1500)}`, "nested too deeply"],
    ["deep signs", `y ~ I(${"-".repeat(3000)}x)`, "nested too deeply"],
    ["many terms", `y ~ ${Array.from({ length: 5000 }, (_, i) => `x${i}`).join("+")}`, "too long"],
    [
      "explosive interactions",
      `y ~ ${Array.from({ length: 40 }, (_, i) => `x${i}`).join("*")}`,
      "more than 5000 terms",
    ],
    ["explosive power", `y ~ (${Array.from({ length: 40 }, (_, i) => `x${i}`).join("+")})^9`, "more than 5000 terms"],
  ])("%s", (_, text, problem) => {
    expect(errorOf(text).message).toContain(problem);
  });

  test("the longest formula allowed is read", () => {
    const terms = Array.from({ length: 1900 }, (_, i) => `x${i}`);
    expect(parseFormula(`y ~ ${terms.join("+")}`).terms).toHaveLength(1900);
  });
});
