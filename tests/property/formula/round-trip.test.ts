import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import type { Formula } from "../../../src/formula/formula.ts";
import { columnsOf, parseFormula, printFormula } from "../../../src/formula/parse-formula.ts";

/** Everything of a formula but its text and the places in it. */
function content(formula: Formula): unknown {
  return JSON.parse(
    JSON.stringify({ ...formula, text: "", columns: columnsOf(formula) }, (key, value) => (key === "at" ? 0 : value)),
  );
}

const name = fc.constantFrom(
  "x",
  "z1",
  "first.treat",
  ".d",
  "`my var`",
  "__proto__",
  "constructor",
  "`a`",
  "`x\\`y`",
  "é",
);
const number = fc.constantFrom("0.5", "2", "1e5", "3L", "1e-4", "123456");

/** Texts of expressions inside functions, parenthesised at random. */
const { inner } = fc.letrec<{ inner: string }>((tie) => ({
  inner: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    name,
    number,
    fc
      .tuple(tie("inner"), fc.constantFrom("+", "-", "*", "/", "^", "%%", "&", "|", ">"), tie("inner"), fc.boolean())
      .map(([a, operator, b, group]) =>
        group || operator === ">" ? `((${a})${operator}(${b}))` : `${a} ${operator}${b}`,
      ),
    tie("inner").map((a) => `-${a}`),
    tie("inner").map((a) => `!(${a})`),
    tie("inner").map((a) => `log( ${a} )`),
    fc.tuple(tie("inner"), tie("inner")).map(([a, b]) => `pmax(${a},${b})`),
    tie("inner").map((a) => `ifelse(is.na(${a}), "t\\n\\"q", 'u')`),
  ),
}));

const variable = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 3, arbitrary: fc.tuple(inner, name).map(([a, b]) => `I((${a}) * ${b})`) },
  fc.tuple(name, name).map(([a, b]) => `i(${a}, ${b}, ref = c(-1, 2015))`),
  name.map((a) => `poly(${a}, 2, raw=TRUE)`),
  name.map((a) => `(${a} > 3)`),
  name.map((a) => `factor(${a})`),
);
const { terms } = fc.letrec<{ terms: string }>((tie) => ({
  terms: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    variable,
    fc
      .tuple(tie("terms"), fc.constantFrom("+", "-", "*", ":"), tie("terms"))
      .map(([a, operator, b]) => `(${a})${operator}(${b})`),
    fc
      .tuple(tie("terms"), fc.constantFrom("+", "-", "*", ":"), variable)
      .map(([a, operator, b]) => `${a} ${operator} ${b}`),
  ),
}));
const effect = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "[t]", "[[t, s]]"))
  .map(([names, slopes]) => names.join("^") + slopes);
const formula = fc
  .tuple(
    fc.constantFrom("y ~ ", "log(y + 1)~", "~ "),
    fc.constantFrom("", "0 + ", "-1 + ", "offset(w) + "),
    terms,
    fc.option(
      fc.array(effect, { minLength: 1, maxLength: 3 }).map((list) => ` | ${list.join(" + ")}`),
      { nil: "" },
    ),
    fc.constantFrom("", " | e ~ q1:q2 + log(q1)"),
  )
  .map((parts) => parts.join(""));

test("printing a formula and reading it again gives the same terms", () => {
  fc.assert(
    fc.property(formula, (text) => {
      const first = parseFormula(text);
      const printed = printFormula(first);
      const second = parseFormula(printed);
      expect(content(second)).toEqual(content(first));
      expect(printFormula(second)).toBe(printed);
    }),
    { numRuns: 500 },
  );
});

test("any text is either a formula or an InputError", () => {
  const piece = fc.oneof(
    fc.constantFrom(..."~|+-*:^()[],='\"`<>!& .xy1".split(""), "i(", "log(", "%in%", "c("),
    fc.string({ maxLength: 2 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      try {
        parseFormula(`y ~ ${pieces.join("")}`);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 3000 },
  );
});
