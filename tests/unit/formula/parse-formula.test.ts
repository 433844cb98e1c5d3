import { describe, expect, test } from "vitest";
import { columnsOf, parseFormula, printFormula } from "../../../src/formula/parse-formula.ts";

const labels = (text: string) => parseFormula(text).terms.map(({ label }) => label);

describe("terms expand as in R", () => {
  // Expected lists written out by hand from the rules of help(formula).
  test.each([
    ["y ~ a*b", ["a", "b", "a:b"]],
    ["y ~ a:b + a + b", ["a", "b", "a:b"]],
    ["y ~ b:a + a + b", ["a", "b", "b:a"]],
    ["y ~ a*b*c - a:b:c", ["a", "b", "c", "a:b", "a:c", "b:c"]],
    ["y ~ (a + b + c)^2", ["a", "b", "c", "a:b", "a:c", "b:c"]],
    ["y ~ (a + b)^2 - a + a:c", ["b", "a:b", "a:c"]],
    ["y ~ (a + b)*(c + d) - b:c", ["a", "b", "c", "d", "a:c", "a:d", "b:d"]],
    ["y ~ a + a + log(x) + log( x )", ["a", "log(x)"]],
    ["y ~ a:a + a*a", ["a"]],
    ["y ~ a - a", []],
    ["y ~ a - (b - c)", ["a"]],
    // ':' binds tighter than '*', which binds tighter than '+'
    ["y ~ a + b*c:d", ["a", "b", "c:d", "b:c:d"]],
    ["y ~ a:b*c", ["c", "a:b", "a:b:c"]],
  ])("%s", (text, expected) => {
    expect(labels(text)).toEqual(expected);
  });

  test.each([
    ["y ~ x", true],
    ["y ~ 0 + x", false],
    ["y ~ x - 1", false],
    ["y ~ -1 + x", false],
    ["y ~ 0 + 1 + x", true],
    ["y ~ x - 1 + 1", true],
    ["y ~ x - 0", true],
    ["y ~ -(1 + z) + x", false],
    ["y ~ (x - 1)", false],
  ])("%s has an intercept: %s", (text, expected) => {
    const formula = parseFormula(text);
    expect(formula.intercept).toBe(expected);
    expect(formula.terms.map(({ label }) => label)).toEqual(["x"]);
  });
});

describe("the parts of a formula", () => {
  test("outcome, terms, fixed effects and instruments", () => {
    const formula = parseFormula(
      "log(y) ~ x1*x2 + i(year, treated, ref = 2019) | unit + region^year + unit[trend] | e1 + e2 ~ z",
    );
    expect(formula.outcome?.label).toBe("log(y)");
    expect(formula.terms.map(({ label }) => label)).toEqual(["x1", "x2", "i(year, treated, ref = 2019)", "x1:x2"]);
    expect(formula.fixedEffects).toEqual([
      { label: "unit", factors: ["unit"], slopes: ["trend"], slopeOnly: false },
      { label: "region^year", factors: ["region", "year"], slopes: [], slopeOnly: false },
    ]);
    expect(formula.instruments?.endogenous.map(({ label }) => label)).toEqual(["e1", "e2"]);
    expect(formula.instruments?.instruments.map(({ label }) => label)).toEqual(["z"]);
  });

  test("instruments follow the first bar when there are no fixed effects", () => {
    const formula = parseFormula("y ~ x | endo ~ z1 + z2");
    expect(formula.fixedEffects).toEqual([]);
    expect(formula.instruments?.endogenous.map(({ label }) => label)).toEqual(["endo"]);
    expect(formula.instruments?.instruments.map(({ label }) => label)).toEqual(["z1", "z2"]);
  });

  test("'^' between fixed effects combines; [[ ]] is the slope alone", () => {
    expect(parseFormula("y ~ x | a^b^c[t, s] + d[[t]]").fixedEffects).toEqual([
      { label: "a^b^c", factors: ["a", "b", "c"], slopes: ["t", "s"], slopeOnly: false },
      { label: "d", factors: ["d"], slopes: ["t"], slopeOnly: true },
    ]);
  });

  test("a one-sided formula has no outcome", () => {
    const formula = parseFormula("~ a + log(b)");
    expect(formula.outcome).toBeNull();
    expect(columnsOf(formula)).toEqual(["a", "b"]);
  });

  test("offsets are kept apart from terms", () => {
    const formula = parseFormula("y ~ x + offset(log(pop)) + offset(z) - offset(z)");
    expect(formula.offsets.map(({ label }) => label)).toEqual(["log(pop)"]);
    expect(formula.terms.map(({ label }) => label)).toEqual(["x"]);
  });

  test("the outcome may be arithmetic", () => {
    expect(parseFormula("fatal/pop*10000 ~ x").outcome?.label).toBe("fatal/pop * 10000");
  });

  test("a logical or inside I() is no bar", () => {
    const formula = parseFormula("y ~ I(a > 1 | b) | unit");
    expect(formula.terms[0]?.label).toBe("I(a > 1 | b)");
    expect(formula.fixedEffects).toHaveLength(1);
  });
});

describe("names", () => {
  test.each([
    ["first.treat", "first.treat"],
    [".x", ".x"],
    ["größe_2", "größe_2"],
    ["`my column`", "`my column`"],
    ["`x`", "x"],
    ["__proto__", "`__proto__`"],
    ["constructor", "constructor"],
    ["`a\\`b`", "`a\\`b`"],
    ["`TRUE`", "`TRUE`"],
  ])("%s is printed as R prints it: %s", (written, printed) => {
    expect(labels(`y ~ ${written}`)).toEqual([printed]);
  });

  test("columns are listed once, in the order of the parts", () => {
    const formula = parseFormula("log(y) ~ b + I(a*b) + i(g, i.week) + offset(o) | u^t[s] | e ~ `z 1` + a");
    expect(columnsOf(formula)).toEqual(["y", "b", "a", "g", "week", "o", "u", "t", "s", "e", "z 1"]);
  });

  test("a removed term names no column", () => {
    expect(columnsOf(parseFormula("y ~ a + b - b"))).toEqual(["y", "a"]);
  });
});

describe("labels are what R deparses", () => {
  // Right-hand sides checked by hand against R 4.2: spaces around + - * comparisons and logic, none around / ^ : %% %/%.
  test.each([
    ["I(x*2+1)", "I(x * 2 + 1)"],
    ["I( (a-b) / c )", "I((a - b)/c)"],
    ["I(-x^2)", "I(-x^2)"],
    ["I(x**2)", "I(x^2)"],
    ["I(x %% 2 + x %/% 3)", "I(x%%2 + x%/%3)"],
    ["I(x*100000 + x/0.0001)", "I(x * 1e+05 + x/1e-04)"],
    ["I(x + 123456 + .5 + 1e3 + 2L)", "I(x + 123456 + 0.5 + 1000 + 2)"],
    ["ifelse(x>3,'p',\"q\")", 'ifelse(x > 3, "p", "q")'],
    ["I(!a&b)", "I(!a & b)"],
    ["log(x,base=2)", "log(x, base = 2)"],
    ["I(s %in% c(1,2))", "I(s %in% c(1, 2))"],
  ])("%s", (written, label) => {
    expect(labels(`y ~ ${written}`)).toEqual([label]);
  });
});

test("the canonical line of a formula", () => {
  expect(printFormula(parseFormula("y~(x>3)+0+b*a+offset(o)|f+g^h[t]+u[[t,s]]|e~z"))).toBe(
    "y ~ 0 + (x > 3) + b + a + b:a + offset(o) | f + g^h[t] + u[[t, s]] | e ~ z",
  );
});

test("a comparison binds weaker than '+', as in R: parentheses make it a term", () => {
  expect(labels("y ~ x > 3 + z")).toEqual(["x > 3 + z"]);
  expect(labels("y ~ (x > 3) + z")).toEqual(["x > 3", "z"]);
});

test("printing keeps the order in which variables are named first, on which the names of interactions depend", () => {
  // (f + g):x names f, g, x; written out as f:x + g:x the order would be f, x, g.
  const formula = parseFormula("y ~ (f + g):x");
  expect(formula.terms.map(({ label }) => label)).toEqual(["f:x", "g:x"]);
  expect(printFormula(formula)).toBe("y ~ f + g + x - (f + g + x) + f:x + g:x");
  expect(labels(printFormula(formula))).toEqual(["f:x", "g:x"]);
});
