import type { Design } from "../../src/core/design.ts";
import type { Factor } from "../../src/core/table.ts";
import { cells, factorOf, makeDesign, numberColumn, numbers } from "../support/frame.ts";
import { data } from "./regression-specs.ts";

/** How an entry of Sun and Abraham's estimator is computed here: as an estimator on a design, and as sunab() in a formula. */
export interface SunabSpec {
  readonly design: Design;
  readonly unit: Factor;
  readonly options: Readonly<Record<string, unknown>>;
  /** The formula with what is to be put among the arguments of sunab(). */
  readonly formula: (argument: string) => string;
}

const columnsOf = (name: string, names: readonly string[]) =>
  names.map((column) => numberColumn(column, numbers(data(name), column)));

function staggered(): SunabSpec {
  const d = data("base_stagg");
  const unit = factorOf("id", numbers(d, "id"));
  const cohort = numbers(d, "year_treated").map((g) => (g === 10000 ? Number.POSITIVE_INFINITY : g));
  const design = makeDesign({
    outcome: numbers(d, "y"),
    columns: columnsOf("base_stagg", ["y", "x1", "year_treated", "year", "id"]),
    unit,
    period: numbers(d, "year"),
    timing: { kind: "staggered", cohort },
  });
  const formula = (argument: string) => `y ~ x1 + sunab(year_treated, year${argument}) | id + year`;
  return { design, unit, options: { covariates: ["x1"] }, formula };
}

function counties(covariate: boolean): SunabSpec {
  const d = data("mpdta");
  const unit = factorOf("countyreal", numbers(d, "countyreal"));
  const year = numbers(d, "year");
  const size = numbers(d, "lpop");
  // The reference's last of these, for 2007, is collinear and dropped.
  const byYear = [2003, 2004, 2005, 2006, 2007].map((y) =>
    numberColumn(
      `lpop:factor(year)${y}`,
      size.map((value, row) => (year[row] === y ? value : 0)),
    ),
  );
  const design = makeDesign({
    outcome: numbers(d, "lemp"),
    columns: [...columnsOf("mpdta", ["lemp", "lpop", "first.treat", "year", "countyreal"]), ...byYear],
    unit,
    period: year,
    timing: {
      kind: "staggered",
      cohort: numbers(d, "first.treat").map((g) => (g === 0 ? Number.POSITIVE_INFINITY : g)),
    },
  });
  if (!covariate)
    return {
      design,
      unit,
      options: {},
      formula: (argument) => `lemp ~ sunab(first.treat, year${argument}) | countyreal + year`,
    };
  return {
    design,
    unit,
    options: { covariates: byYear.map(({ name }) => name), reference: [-1, -2] },
    formula: (argument) =>
      `lemp ~ lpop:factor(year) + sunab(first.treat, year, ref.p = c(-1, -2)${argument}) | countyreal + year`,
  };
}

function states(): SunabSpec {
  const d = data("castle_did2s");
  const unit = factorOf("sid", numbers(d, "sid"));
  const start = Float64Array.from(cells(d, "effyear"), (cell) =>
    cell === "" || cell === "NA" ? Number.NaN : Number(cell),
  );
  const design = makeDesign({
    outcome: numbers(d, "l_homicide"),
    columns: [...columnsOf("castle_did2s", ["l_homicide", "year", "sid"]), numberColumn("effyear", start)],
    unit,
    period: numbers(d, "year"),
    timing: { kind: "staggered", cohort: start.map((g) => (Number.isNaN(g) ? Number.POSITIVE_INFINITY : g)) },
  });
  const formula = (argument: string) =>
    `l_homicide ~ sunab(ifelse(is.na(effyear), 10000, effyear), year${argument}) | sid + year`;
  return { design, unit, options: {}, formula };
}

/** Every entry of the reference, by id. */
export const SUNAB: ReadonlyMap<string, () => SunabSpec> = new Map([
  ["sunab_stagg", staggered],
  ["sunab_mpdta", () => counties(false)],
  ["sunab_mpdta_refc", () => counties(true)],
  ["sunab_castle", states],
]);
