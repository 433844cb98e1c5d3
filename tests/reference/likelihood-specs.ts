import type { Design } from "../../src/core/design.ts";
import type { CovarianceOptions } from "../../src/inference/covariance.ts";
import { dataUrl } from "../support/expected.ts";
import {
  categoryColumn,
  cells,
  type Frame,
  factorOf,
  filterFrame,
  makeDesign,
  numberColumn,
  numbers,
  readFrame,
} from "../support/frame.ts";

/** How one likelihood entry of regression.json is computed here. */
export interface LikelihoodSpec {
  readonly estimator: "poisson" | "logit" | "probit";
  readonly design: Design;
  readonly options: Readonly<Record<string, unknown>>;
  readonly covariance: CovarianceOptions;
}

const frames = new Map<string, Frame>();

function data(name: string): Frame {
  const known = frames.get(name) ?? readFrame(dataUrl(name));
  frames.set(name, known);
  return known;
}

const text = (frame: Frame, name: string) => categoryColumn(name, cells(frame, name));
const number = (frame: Frame, name: string) => numberColumn(name, numbers(frame, name));
const logOf = (frame: Frame, name: string) => numberColumn(`log(${name})`, numbers(frame, name).map(Math.log));

function complete(frame: Frame, names: readonly string[]): Frame {
  const columns = names.map((name) => numbers(frame, name));
  return filterFrame(frame, (row) => columns.every((column) => !Number.isNaN(column[row]!)));
}

function trade(kind: CovarianceOptions["kind"], ...by: string[]): LikelihoodSpec {
  const d = data("trade_sub");
  const effects = ["Origin", "Destination", "Product", "Year"];
  return {
    estimator: "poisson",
    design: makeDesign({
      outcome: numbers(d, "Euros"),
      columns: [logOf(d, "dist_km"), ...effects.map((name) => text(d, name))],
    }),
    options: { covariates: ["log(dist_km)"], absorb: effects },
    covariance: { kind, clusters: by.map((name) => factorOf(name, cells(d, name))) },
  };
}

function publications(): LikelihoodSpec {
  const d = complete(data("base_pub"), ["nb_cites", "nb_pub"]);
  return {
    estimator: "poisson",
    design: makeDesign({
      outcome: numbers(d, "nb_cites"),
      columns: [number(d, "nb_pub"), text(d, "author_id"), number(d, "year")],
    }),
    options: { covariates: ["nb_pub"], absorb: ["author_id", "year"] },
    covariance: { kind: "CR1", clusters: [factorOf("author_id", cells(d, "author_id"))] },
  };
}

function fatalities(): LikelihoodSpec {
  const d = data("fatalities");
  return {
    estimator: "poisson",
    design: makeDesign({
      outcome: numbers(d, "fatal"),
      columns: [number(d, "beertax"), number(d, "unemp"), text(d, "state"), number(d, "year"), logOf(d, "pop")],
    }),
    options: { covariates: ["beertax", "unemp"], absorb: ["state", "year"], offset: "log(pop)" },
    covariance: { kind: "CR1", clusters: [factorOf("state", cells(d, "state"))] },
  };
}

function mortality(): LikelihoodSpec {
  const d = complete(data("mortality_rates_mv"), ["count", "legal", "beertaxa", "pop"]);
  return {
    estimator: "poisson",
    design: makeDesign({
      outcome: numbers(d, "count"),
      columns: [number(d, "legal"), number(d, "beertaxa"), text(d, "state"), number(d, "year")],
      weights: { kind: "sampling", values: numbers(d, "pop") },
    }),
    options: { covariates: ["legal", "beertaxa"], absorb: ["state", "year"] },
    covariance: { kind: "CR1", clusters: [factorOf("state", cells(d, "state"))] },
  };
}

const DARFUR = ["directlyharmed", "age", "female"];

function darfur(
  estimator: "logit" | "probit",
  outcome: string,
  absorb: readonly string[],
  covariance: (frame: Frame) => CovarianceOptions,
): LikelihoodSpec {
  const d = complete(data("darfur"), [outcome, ...DARFUR]);
  return {
    estimator,
    design: makeDesign({
      outcome: numbers(d, outcome),
      columns: [...DARFUR.map((name) => number(d, name)), text(d, "village")],
    }),
    options: { covariates: DARFUR, absorb },
    covariance: covariance(d),
  };
}

/** Every Poisson, logit and probit entry of regression.json, by id. */
export const LIKELIHOOD: ReadonlyMap<string, () => LikelihoodSpec> = new Map([
  ["fepois_trade_iid", () => trade("iid")],
  ["fepois_trade_hetero", () => trade("HC1")],
  ["fepois_trade_rigin", () => trade("CR1", "Origin")],
  ["fepois_trade_riginestination", () => trade("CR1", "Origin", "Destination")],
  ["fepois_pub", publications],
  ["fepois_fatal", fatalities],
  ["fepois_mort_w", mortality],
  [
    "logit_darfur",
    () =>
      darfur("logit", "wouldvote", ["village"], (d) => ({
        kind: "CR1",
        clusters: [factorOf("village", cells(d, "village"))],
      })),
  ],
  ["logit_darfur_nofe", () => darfur("logit", "wouldvote", [], () => ({ kind: "HC1" }))],
  ["probit_darfur", () => darfur("probit", "pastvoted", [], () => ({ kind: "iid" }))],
]);
