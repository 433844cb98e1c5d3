import type { Design } from "../../src/core/design.ts";
import { factorOf, filterFrame, makeDesign, numberColumn, numbers } from "../support/frame.ts";
import { data } from "./callaway-santanna-specs.ts";

export interface DrdidSpec {
  readonly design: Design;
  readonly options: Readonly<Record<string, unknown>>;
  /** Pooled regression, errors over rows. */
  readonly isRegression: boolean;
}

/** Cohort 2007 against never treated, 2006 to 2007; lpop and its square. */
function design(withUnits: boolean): Design {
  const all = data("mpdta");
  const [cohort, year] = [numbers(all, "first.treat"), numbers(all, "year")];
  const frame = filterFrame(
    all,
    (row) => (cohort[row] === 0 || cohort[row] === 2007) && (year[row] === 2006 || year[row] === 2007),
  );
  const lpop = numbers(frame, "lpop");
  const years = numbers(frame, "year");
  return makeDesign({
    outcome: numbers(frame, "lemp"),
    ...(withUnits ? { unit: factorOf("countyreal", numbers(frame, "countyreal")), period: years } : {}),
    timing: {
      kind: "two-by-two",
      treated: numbers(frame, "first.treat").map((g) => (g === 2007 ? 1 : 0)),
      post: years.map((at) => (at === 2007 ? 1 : 0)),
    },
    columns: [
      numberColumn("lpop", lpop),
      numberColumn(
        "lpop2",
        lpop.map((value) => value * value),
      ),
    ],
  });
}

const covariates = ["lpop", "lpop2"];
const panel = (method: string) => (): DrdidSpec => ({
  design: design(true),
  options: { method, covariates },
  isRegression: false,
});

export const DRDID: ReadonlyMap<string, () => DrdidSpec> = new Map<string, () => DrdidSpec>([
  ["drdid_mpdta_drdid_panel", panel("dr")],
  ["drdid_mpdta_drdid_imp_panel", panel("dr-improved")],
  ["drdid_mpdta_reg_did_panel", panel("reg")],
  ["drdid_mpdta_std_ipw_did_panel", panel("std-ipw")],
  ["drdid_mpdta_ipw_did_panel", panel("ipw")],
  // A pooled regression with covariates and main effects, errors by row: the design without units.
  ["drdid_mpdta_twfe_did_panel", () => ({ design: design(false), options: { covariates }, isRegression: true })],
]);
