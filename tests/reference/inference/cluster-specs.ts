import type { Design } from "../../../src/core/design.ts";
import type { Factor } from "../../../src/core/table.ts";
import type { CovarianceOptions } from "../../../src/inference/covariance.ts";
import { type Comparison, numbersOf } from "../../support/coverage-report/comparison.ts";
import type { ReferenceEntry } from "../../support/coverage-report/measure.ts";
import { fitScores } from "../../support/coverage-report/regression.ts";
import { categoryColumn, cells, type Frame, factorOf, filterFrame, makeDesign, numbers } from "../../support/frame.ts";
import { columnsOf, data } from "../regression-specs.ts";

/** How a clubSandwich entry is computed here, as far as it can be. */
export interface ClusterSpec {
  readonly design: Design;
  readonly covariates: readonly string[];
  readonly covariance: CovarianceOptions;
}

interface Model {
  readonly design: Design;
  readonly covariates: readonly string[];
  readonly cluster: Factor;
}

/** The reference's factor(…): a dummy per level but the first, in the order of numbers. */
function dummies(frame: Frame, ...names: readonly string[]) {
  return names.map((name) =>
    categoryColumn(
      name,
      cells(frame, name).map((cell) => (/^\d+$/.test(cell) ? cell.padStart(4, "0") : cell)),
    ),
  );
}

function mortality(): Model {
  const all = data("mortality_rates_mv");
  const [beer, rate, legal, year] = ["beertaxa", "mrate", "legal", "year"].map((name) => numbers(all, name));
  const d = filterFrame(
    all,
    (row) =>
      [beer, rate, legal].every((column) => !Number.isNaN(column![row]!)) && year![row]! >= 1970 && year![row]! <= 1983,
  );
  const covariates = ["legal", "beertaxa"];
  const columns = [...columnsOf(d, covariates), ...dummies(d, "state", "year")];
  const design = makeDesign({ outcome: numbers(d, "mrate"), columns });
  return { design, covariates: [...covariates, "state", "year"], cluster: factorOf("state", cells(d, "state")) };
}

function voters(): Model {
  const d = data("voters");
  const covariates = ["treatment", "ideology1", "log_income"];
  const design = makeDesign({ outcome: numbers(d, "proposition_vote"), columns: columnsOf(d, covariates) });
  return { design, covariates, cluster: factorOf("group_id1", numbers(d, "group_id1")) };
}

function castle(): Model {
  const d = data("castle");
  const design = makeDesign({
    outcome: numbers(d, "l_homicide"),
    columns: [...columnsOf(d, ["post"]), ...dummies(d, "sid", "year")],
    weights: { kind: "sampling", values: numbers(d, "popwt") },
  });
  return { design, covariates: ["post", "sid", "year"], cluster: factorOf("sid", numbers(d, "sid")) };
}

/** CR1 is G / (G − 1); CR1S also (n − 1) / (n − K) with every dummy in K. */
const SCALING: Readonly<Record<string, Pick<CovarianceOptions, "kind" | "smallSample">>> = {
  cr0: { kind: "CR0" },
  cr1: { kind: "CR1", smallSample: { adjK: false } },
  cr1s: { kind: "CR1", smallSample: { K: "full" } },
};

const MODELS: Readonly<Record<string, () => Model>> = { mortality, voters, castle_w: castle };

/** Of these coefficients, errors and t are here; degrees of freedom after Satterthwaite are not. */
export const CLUSTERED: ReadonlyMap<string, () => ClusterSpec> = new Map(
  Object.entries(MODELS).flatMap(([name, model]) =>
    Object.entries(SCALING).map(([suffix, scaling]): [string, () => ClusterSpec] => [
      `cr_${name}_${suffix}`,
      () => {
        const { cluster, ...rest } = model();
        return { ...rest, covariance: { ...scaling, clusters: [cluster] } };
      },
    ]),
  ),
);

/** Coefficients, errors, t and the number of clusters; the reference lists the named coefficients and not the dummies. */
export function compareClustered({ result }: ReferenceEntry, spec: ClusterSpec): Comparison[] {
  const { design, covariates, covariance } = spec;
  const { fit, v } = fitScores({ estimator: "ols", design, options: { covariates }, covariance });
  const names = result["names"] as string[];
  const ours = fit.terms.map((term) => (term.kind === "coefficient" ? term.name : ""));
  const places = names.map((name) => ours.indexOf(name));
  const take = (values: Float64Array) => places.map((place) => values[place]!);
  const theirs = (key: string) => numbersOf(result[key]);
  return [
    { key: "coef", actual: take(fit.estimate), expected: theirs("coef") },
    { key: "se", actual: take(v.se), expected: theirs("se") },
    { key: "stat", actual: take(v.statistic), expected: theirs("stat") },
    { key: "n_clusters", actual: [spec.covariance.clusters![0]!.count], expected: numbersOf(result["n_clusters"]) },
  ];
}
