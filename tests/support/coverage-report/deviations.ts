import { ATT_GT, UNDER_DID } from "../../reference/callaway-santanna-specs.ts";
import { compareFirmCounts } from "../../reference/inference/panel-specs.ts";
import { LIKELIHOOD } from "../../reference/likelihood-specs.ts";
import { DIFFERENT } from "../../reference/regression-specs.ts";
import { type Comparison, numbersOf } from "./comparison.ts";
import { compareAttGt } from "./group-time.ts";
import type { Deviation, ReferenceEntry } from "./measure.ts";
import { compareRegression, fitScores } from "./regression.ts";

const isError = ({ key }: Comparison) => /(^|[._])se$/.test(key);

function underDid(id: string): Deviation {
  const spec = ATT_GT.get(id)!;
  const asDid = () => ({ ...spec(), options: { ...spec().options, influence: "did" } });
  return {
    file: "callaway_santanna",
    id,
    group: "Group-time effects",
    by: "callaway-santanna",
    reason:
      "standard errors only: did 2.5.1 (DRDID 1.2.3) has a sign in the influence function of `dr` for rows that differs from the derivative; ours equals numerical differentiation",
    differs: (entry) => compareAttGt(entry, spec()).filter(isError),
    agreement: "every number with `influence: did`",
    agrees: (entry) => compareAttGt(entry, asDid()),
  };
}

/** Coefficient and error of the one column that is left. The error is put on the reference's K, which counts the noise column as well. */
function compareKept({ id, result }: ReferenceEntry): Comparison[] {
  const { fit, v } = fitScores(DIFFERENT.get(id)!());
  const [n, K] = [numbersOf(result["nobs"])[0]!, numbersOf(result["K"])[0]!];
  return [
    { key: "coef", actual: fit.estimate, expected: [numbersOf(result["coef"])[1]!] },
    { key: "se", actual: [v.se[0]! * Math.sqrt((n - K + 1) / (n - K))], expected: [numbersOf(result["se"])[1]!] },
    { key: "nobs", actual: [fit.counts.observations], expected: [n] },
    { key: "K", actual: [v.convention.parameters + 1], expected: [K] },
  ];
}

const isPseudoR2 = ({ key }: Comparison) => key === "pr2";
const weighted = LIKELIHOOD.get("fepois_mort_w")!;

/** Each is asserted as different, and as agreeing in what the deviation leaves alone (tests/reference/coverage.test.ts). */
export const DEVIATIONS: readonly Deviation[] = [
  ...[...UNDER_DID].map(underDid),
  {
    file: "regression",
    id: "feols_pub_unbal",
    group: "Least squares",
    by: "ols",
    reason:
      "author and year effects explain `age` wholly; fixest keeps it with a standard error of 18,598, we drop it and say so",
    differs: ({ id, result }) => [
      {
        key: "coef",
        actual: fitScores(DIFFERENT.get(id)!()).fit.estimate,
        expected: numbersOf(result["coef"]),
      },
    ],
    agreement: "coefficient and error of what is left, on the reference's K",
    agrees: compareKept,
    // The noise column moves the other coefficient's error by a few 1e-7.
    tolerance: 1e-6,
  },
  {
    file: "regression",
    id: "fepois_mort_w",
    group: "Poisson, logit and probit",
    by: "poisson",
    reason:
      "pseudo-R² only: with weights fixest's null likelihood is positive and its pseudo-R² above one, which likelihoods of counts cannot be",
    differs: (entry) => compareRegression(entry, weighted()).filter(isPseudoR2),
    agreement: "every other number",
    agrees: (entry) => compareRegression(entry, weighted()).filter((one) => !isPseudoR2(one)),
  },
  {
    file: "inference",
    id: "plm_grunfeld_within_vcovHCmmethodarellanotypeHC1",
    group: "Panel regressions",
    by: "ols",
    reason:
      "plm scales a clustered variance by n / (n − k) without G / (G − 1); CR1 has (n − 1) / (n − K) · G / (G − 1), CR0 nothing, and there is no third",
    differs: (entry) => compareFirmCounts(entry, "CR1").filter(isError),
    agreement: "every number with CR0 times n / (n − k)",
    agrees: (entry) => compareFirmCounts(entry, "CR0 × n / (n − k)"),
  },
];
