import { describe, expect, test } from "vitest";
import type { Design } from "../../src/core/design.ts";
import type { Fit } from "../../src/core/fit.ts";
import type { Column, Factor } from "../../src/core/table.ts";
import { varianceOf } from "../../src/run/fit-variance.ts";
import { bytesOfData, cases, optionsOf, panelFor } from "../support/estimator-cases.ts";
import { categoryColumn, factorOf } from "../support/frame.ts";
import { panelDesign } from "../support/panels.ts";

const named = cases.map((chosen) => [chosen.name, chosen] as const);

/** Names that JavaScript, R or this program give a meaning of their own, for every column of the test panels. */
const RESERVED = new Map([
  ["unit", "constructor"],
  ["period", "post"],
  ["d", "__proto__"],
  ["x", "(Intercept)"],
  ["z", "toString"],
  ["group", "hasOwnProperty"],
]);
const rename = (name: string): string => RESERVED.get(name) ?? name;
const renameFactor = <Kind extends Factor | null>(factor: Kind): Kind =>
  factor === null ? factor : { ...factor, name: rename(factor.name) };

/** The same data under reserved names. */
function renamed(design: Design): Design {
  const { timing } = design;
  return {
    ...design,
    unit: renameFactor(design.unit),
    period: design.period && { ...design.period, name: rename(design.period.name) },
    timing: timing.kind === "triple-difference" ? { ...timing, group: renameFactor(timing.group) } : timing,
    clusters: design.clusters.map(renameFactor),
    columns: new Map([...design.columns].map(([name, column]) => [rename(name), { ...column, name: rename(name) }])),
  };
}

/** Every text of an estimator's options under its reserved name. */
function renamedOptions(value: unknown): unknown {
  if (typeof value === "string") return rename(value);
  if (Array.isArray(value)) return value.map(renamedOptions);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamedOptions(inner)]));
}

const numbersOf = (fit: Fit, design: Design): string => {
  const { variance } = varianceOf(fit, { kind: "CR1", clusters: design.clusters }, design, 1);
  return bytesOfData([fit.estimate, variance.vcov, fit.counts]);
};
const CONTEXT = { seed: 1, wantOutcomeWeights: true };

describe("columns of any name give the same numbers", () => {
  test.each(named)("%s", (_, chosen) => {
    const { estimator, kind } = chosen;
    const plain = panelDesign(kind, panelFor(chosen));
    const odd = renamed(plain);
    const options = optionsOf(estimator);
    const before = estimator.fit(plain, options, CONTEXT);
    const after = estimator.fit(odd, estimator.options.parse(renamedOptions(options)), CONTEXT);
    expect(numbersOf(after, odd)).toBe(numbersOf(before, plain));
    const names = (fit: Fit) => fit.terms.flatMap((term) => (term.kind === "coefficient" ? [term.name] : []));
    const expected = names(before).map((name) =>
      name.startsWith("fit_") ? `fit_${rename(name.slice(4))}` : rename(name),
    );
    expect(names(after)).toEqual(expected);
  });
});

describe("levels of any name give the same numbers", () => {
  const LEVELS = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
  const PLAIN = ["a", "b", "c", "d", "e"];

  /** The panel with text for units, and a category of five levels to hold constant. */
  function withLabels(design: Design, units: (code: number) => string, levels: readonly string[]): Design {
    const unit = factorOf("unit", Array.from(design.unit!.codes, units));
    const level = categoryColumn(
      "level",
      Array.from({ length: design.rowCount }, (_, row) => levels[(row * 7 + (row % 3)) % 5]!),
    );
    return {
      ...design,
      unit,
      clusters: [unit],
      columns: new Map<string, Column>([...design.columns, ["level", level]]),
    };
  }

  test.each(named.filter(([, { estimator }]) => "covariates" in (optionsOf(estimator) as object)))(
    "%s",
    (_, chosen) => {
      const { estimator, kind } = chosen;
      const panel = panelFor(chosen);
      const run = (units: (code: number) => string, levels: readonly string[]) => {
        const design = withLabels(panelDesign(kind, panel), units, levels);
        const base = optionsOf(estimator) as { readonly covariates: readonly string[] };
        const options = optionsOf(estimator, { covariates: [...base.covariates, "level"] });
        const fit = estimator.fit(design, options, CONTEXT);
        return { fit, numbers: numbersOf(fit, design) };
      };
      const order = (code: number) => String(code).padStart(3, "0");
      const plain = run((code) => `u${order(code)}`, PLAIN);
      // Sorted alike, so that the first level stays the first.
      const odd = run((code) => (code < 5 ? `${LEVELS[code]}` : `x${order(code)}`), LEVELS);
      expect(odd.numbers).toBe(plain.numbers);
      expect(odd.fit.terms.length).toBe(plain.fit.terms.length);
      for (const term of odd.fit.terms) {
        if (term.kind === "coefficient" && term.name.startsWith("factor(level)"))
          expect(LEVELS).toContain(term.name.slice("factor(level)".length));
      }
    },
  );
});
