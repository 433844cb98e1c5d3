// The product's public path for each kind of case: a design as the runner makes it, the estimator's fit, and its covariance.
import { findEstimator } from "../../dist/models/index.js";
import { covariance } from "../../dist/src/inference/covariance.js";
import { factorFromNumbers } from "../../dist/src/numerics/factor.js";
import { varianceOf } from "../../dist/src/run/fit-variance.js";

const context = { seed: 1, wantOutcomeWeights: false };
const number = (name, values) => [name, { kind: "number", name, values }];

/** Units and years coded from what a file holds. */
export function codeIds(ids, year) {
  return { unit: factorFromNumbers("unit", ids), period: factorFromNumbers("year", year) };
}

export function twoWayDesign({ rows, year, y, x }, { unit, period }) {
  const columns = new Map([
    ...x.map((values, j) => number(`x${j}`, values)),
    ["year", { kind: "category", name: "year", codes: period.codes, labels: period.labels }],
  ]);
  return {
    rowCount: rows,
    outcome: { name: "y", values: y },
    unit,
    period: { name: "year", values: year, levels: Float64Array.from(period.labels, Number) },
    timing: { kind: "none" },
    weights: null,
    clusters: [unit],
    columns,
  };
}

export function fitTwoWay(design) {
  const ols = findEstimator("ols");
  const covariates = [...design.columns.keys()].filter((name) => name !== "year");
  const fit = ols.fit(design, ols.options.parse({ covariates, absorb: ["unit", "year"] }), context);
  return { fit, variance: covariance(fit, { kind: "CR1", clusters: design.clusters }) };
}

export function staggeredDesign({ rows, year, y, x, cohort }, { unit, period }) {
  return {
    rowCount: rows,
    outcome: { name: "y", values: y },
    unit,
    period: { name: "year", values: year, levels: Float64Array.from(period.labels, Number) },
    timing: { kind: "staggered", cohort },
    weights: null,
    clusters: [],
    columns: new Map(x.map((values, j) => number(`x${j}`, values))),
  };
}

/** Cells and the four aggregations. */
export function fitStaggered(design, options) {
  const estimator = findEstimator("callaway-santanna");
  const fit = estimator.fit(design, estimator.options.parse(options), context);
  const { variance, suprema } = varianceOf(fit, { kind: "CR1", clusters: [] }, design, context.seed);
  return { fit, variance, suprema };
}
