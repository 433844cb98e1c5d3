import type { Design } from "../../src/core/design.ts";
import type { CovarianceOptions } from "../../src/inference/covariance.ts";
import type { DependentOptions } from "../../src/inference/dependent.ts";
import { categoryColumn, cells, factorOf, filterFrame, makeDesign, numberColumn, numbers } from "../support/frame.ts";
import {
  baseDid,
  baseDidDesign,
  columnsOf,
  cr1,
  data,
  fatalities,
  log,
  olsSpec,
  produc,
  publicSchools,
  type RegressionSpec,
} from "./regression-specs.ts";

type Errors = RegressionSpec["covariance"];

const hc = (kind: CovarianceOptions["kind"]): CovarianceOptions => ({ kind });

/** Newey–West over the panel of a data set, Driscoll–Kraay over its periods. */
function nw(lag: number | null, dataset: string, unit: string | null, period: string): DependentOptions {
  const d = data(dataset);
  const values = numbers(d, period);
  return {
    kind: "NW",
    lag,
    unit: unit === null ? null : factorOf(unit, cells(d, unit)),
    period: { name: period, values },
  };
}

function dk(lag: number | null, dataset: string, period: string): DependentOptions {
  return { kind: "DK", lag, period: { name: period, values: numbers(data(dataset), period) } };
}

/** base_did without effects: y ~ x1, with or without the interaction. */
function baseDidPlain(covariates: readonly string[], absorb: readonly string[], errors: Errors): RegressionSpec {
  return olsSpec(baseDidDesign(), { covariates, absorb }, errors);
}

/** One state of the cigarette panel: a time series of thirty years. */
function cigarSeries(lag: number): RegressionSpec {
  const all = data("plm_cigar");
  const state = numbers(all, "state");
  const d = filterFrame(all, (row) => state[row] === 1);
  const design = makeDesign({ outcome: numbers(d, "sales"), columns: columnsOf(d, ["price", "ndi"]) });
  const period = { name: "year", values: numbers(d, "year") };
  return olsSpec(design, { covariates: ["price", "ndi"] }, { kind: "NW", lag, unit: null, period });
}

function slopes(): RegressionSpec {
  const d = data("plm_produc");
  const columns = [
    log(d, "pc"),
    ...columnsOf(d, ["unemp", "year"]),
    categoryColumn("state", cells(d, "state")),
    categoryColumn("region", cells(d, "region")),
  ];
  const design = makeDesign({ outcome: numbers(d, "gsp").map(Math.log), columns });
  const options = { covariates: ["log(pc)", "unemp"], absorb: ["state[year]", "region"] };
  return olsSpec(design, options, cr1(factorOf("state", cells(d, "state"))));
}

function conley(distance: "triangular" | "spherical"): RegressionSpec {
  const d = data("syn_geo");
  const covariates = ["x1", "x2", "endo"];
  const design = makeDesign({
    outcome: numbers(d, "y"),
    columns: columnsOf(d, [...covariates, "unit", "year"]),
  });
  const [latitude, longitude] = [numbers(d, "lat"), numbers(d, "lon")];
  const options = { covariates, absorb: ["unit", "year"] };
  return olsSpec(design, options, { kind: "conley", cutoff: 50, distance, latitude, longitude });
}

const INCOME = "log(income/population/cpi)";
const PRICE = "log(price/cpi)";
const SALES_TAX = "I((taxs - tax)/cpi)";
const TAX = "I(tax/cpi)";

function cigaretteDesign(): Design {
  const d = data("cigarettes_sw");
  const cpi = numbers(d, "cpi");
  const real = (name: string) => numbers(d, name).map((value, i) => value / cpi[i]!);
  const population = numbers(d, "population");
  const taxes = numbers(d, "taxs");
  const tax = numbers(d, "tax");
  return makeDesign({
    outcome: numbers(d, "packs").map(Math.log),
    columns: [
      numberColumn(
        INCOME,
        real("income").map((income, i) => Math.log(income / population[i]!)),
      ),
      numberColumn(PRICE, real("price").map(Math.log)),
      numberColumn(
        SALES_TAX,
        taxes.map((value, i) => (value - tax[i]!) / cpi[i]!),
      ),
      numberColumn(TAX, real("tax")),
      categoryColumn("state", cells(d, "state")),
      categoryColumn("year", cells(d, "year")),
    ],
  });
}

function cigarettes(errors: Errors, absorb: readonly string[] = [], instruments = [SALES_TAX, TAX]): RegressionSpec {
  const options = { covariates: [INCOME], endogenous: [PRICE], instruments, absorb };
  return { estimator: "iv", design: cigaretteDesign(), options, covariance: errors };
}

const byState = () => cr1(factorOf("state", cells(data("cigarettes_sw"), "state")));

function petersenIv(): RegressionSpec {
  const d = data("petersen_cl");
  const [firm, year] = [numbers(d, "firm"), numbers(d, "year")];
  const instrument = "I(x + 0.5 * sin(firm * year))";
  const columns = [
    ...columnsOf(d, ["x", "firm"]),
    numberColumn(
      instrument,
      numbers(d, "x").map((x, i) => x + 0.5 * Math.sin(firm[i]! * year[i]!)),
    ),
  ];
  const design = makeDesign({ outcome: numbers(d, "y"), columns });
  const options = { endogenous: ["x"], instruments: [instrument], absorb: ["firm"] };
  return { estimator: "iv", design, options, covariance: cr1(factorOf("firm", firm)) };
}

const ALL = ["x1", "treat:post"];
const producLogs = (lag: number) => produc(dk(lag, "plm_produc", "year"), ["state"]);

/** Least squares under HC2 to HC5, over time and space, with slopes; and instrumental variables. */
export const LINEAR: ReadonlyMap<string, () => RegressionSpec> = new Map([
  ["ols_fatalities_hc2", () => fatalities(false, hc("HC2"))],
  ["ols_fatalities_hc3", () => fatalities(false, hc("HC3"))],
  ["wls_fatalities_hc3", () => fatalities(true, hc("HC3"))],
  ["ols_public_schools_hc2", () => publicSchools(hc("HC2"))],
  ["ols_public_schools_hc3", () => publicSchools(hc("HC3"))],
  ["ols_public_schools_hc4", () => publicSchools(hc("HC4"))],
  ["ols_public_schools_hc4m", () => publicSchools(hc("HC4m"))],
  ["ols_public_schools_hc5", () => publicSchools(hc("HC5"))],
  ["feols_basedid_hc2", () => baseDidPlain(ALL, [], hc("HC2"))],
  ["feols_basedid_hc3", () => baseDidPlain(ALL, [], hc("HC3"))],
  ["feols_slopes", () => slopes()],
  ["feols_nw_default", () => baseDid(nw(null, "base_did", "id", "period"))],
  ["feols_nw_lag2", () => baseDid(nw(2, "base_did", "id", "period"))],
  ["feols_nw_lag4_nofe", () => baseDidPlain(["x1"], [], nw(4, "base_did", "id", "period"))],
  ["feols_dk_default", () => baseDid(dk(null, "base_did", "period"))],
  ["feols_dk_lag3", () => baseDidPlain(["x1"], ["id"], dk(3, "base_did", "period"))],
  ["feols_nw_ts", () => cigarSeries(3)],
  ["feols_dk_produc", () => producLogs(2)],
  ["feols_conley_50_triangular", () => conley("triangular")],
  ["feols_conley_50_spherical", () => conley("spherical")],
  ["iv_cigsw_iid", () => cigarettes({ kind: "iid" })],
  ["iv_cigsw_hetero", () => cigarettes({ kind: "HC1" })],
  ["iv_cigsw_state", () => cigarettes(byState())],
  ["iv_cigsw_fe", () => cigarettes(byState(), ["state", "year"])],
  ["iv_cigsw_just", () => cigarettes({ kind: "HC1" }, [], [SALES_TAX])],
  ["iv_petersen", () => petersenIv()],
]);
