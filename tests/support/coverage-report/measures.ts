import { ATT_GT, BOOTSTRAP } from "../../reference/callaway-santanna-specs.ts";
import { DRDID } from "../../reference/drdid-specs.ts";
import { EQUIVALENCE, MULTIPLICITY, POWER, USUAL_INTERVAL } from "../../reference/inference/inference-specs.ts";
import { comparePanel, PANEL } from "../../reference/inference/panel-specs.ts";
import { LIKELIHOOD } from "../../reference/likelihood-specs.ts";
import { LINEAR } from "../../reference/linear-specs.ts";
import { SPECS } from "../../reference/regression-specs.ts";
import { SUNAB } from "../../reference/sunab-specs.ts";
import { loadExpected } from "../expected.ts";
import type { Comparison } from "./comparison.ts";
import { DEVIATIONS } from "./deviations.ts";
import { compareAttGt, compareDraws, compareDrdid } from "./group-time.ts";
import { type Group, type Measure, type Measured, measuresOf, type ReferenceEntry } from "./measure.ts";
import { compareNist } from "./nist.ts";
import { compareRegression, type ScoreSpec } from "./regression.ts";
import { compareSunab } from "./sun-abraham.ts";

/** An error from B draws has a Monte-Carlo sd of 1.17 % · √(9999 / B) (callaway-santanna.test.ts): 3.3 of the difference of two. */
const MONTE_CARLO = 3.3 * Math.SQRT2 * 0.01166;

const SERIAL: ReadonlySet<string> = new Set(["NW", "DK", "conley"]);

function groupOf({ estimator, covariance }: ScoreSpec): Group {
  switch (estimator) {
    case "ols":
      return SERIAL.has(covariance.kind) ? "Least squares: errors over time and space" : "Least squares";
    case "iv":
      return "Instrumental variables";
    case "poisson":
    case "logit":
    case "probit":
      return "Poisson, logit and probit";
    case "event-study":
      return "Event studies";
    default:
      return "Two-way fixed effects";
  }
}

const regression = (entry: ReferenceEntry, spec: ScoreSpec): Measured => ({
  group: groupOf(spec),
  by: spec.estimator,
  comparisons: compareRegression(entry, spec),
});

const as =
  <Spec>(group: Group, by: string, compare: (entry: ReferenceEntry, spec: Spec) => readonly Comparison[]) =>
  (entry: ReferenceEntry, spec: Spec): Measured => ({ group, by, comparisons: compare(entry, spec) });

type Compare = (entry: ReferenceEntry) => readonly Comparison[];

/** Lists whose specs compare by themselves. */
const byThemselves = (file: string, group: Group, by: string, list: ReadonlyMap<string, Compare>): Measure[] =>
  [...list].map(([id, compare]) => ({ file, id, measure: (entry) => ({ group, by, comparisons: compare(entry) }) }));

/** Lists of expected/*.json that tests compute: a new list is one line here, an entry of a list none. Deviating entries are in deviations.ts. */
export const MEASURES: readonly Measure[] = [
  ...measuresOf<ScoreSpec>("regression", SPECS, regression),
  ...measuresOf<ScoreSpec>("regression", LINEAR, regression),
  ...measuresOf<ScoreSpec>("regression", LIKELIHOOD, regression),
  ...measuresOf("regression", SUNAB, as("Sun and Abraham", "sun-abraham", compareSunab)),
  ...measuresOf("callaway_santanna", ATT_GT, as("Group-time effects", "callaway-santanna", compareAttGt)),
  ...measuresOf("callaway_santanna", BOOTSTRAP, (entry, spec) => ({
    group: "Group-time effects: multiplier bootstrap",
    by: "callaway-santanna",
    comparisons: compareDraws(entry, spec),
    tolerance: MONTE_CARLO,
  })),
  ...measuresOf("callaway_santanna", DRDID, as("Two-by-two effects", "two-by-two", compareDrdid)),
  ...measuresOf("inference", PANEL, as("Panel regressions", "ols", comparePanel)),
  ...byThemselves("inference", "Multiplicity", "multiplicity", MULTIPLICITY),
  ...byThemselves("inference", "Power", "power", POWER),
  ...byThemselves("inference", "Equivalence", "equivalence", EQUIVALENCE),
  ...byThemselves("honest", "Intervals", "intervals", USUAL_INTERVAL),
  ...loadExpected("nist").map(
    ({ id }): Measure => ({
      file: "nist",
      id,
      measure: (entry) => as("Certified data sets", "ols", compareNist)(entry, null),
    }),
  ),
].filter(({ file, id }) => !DEVIATIONS.some((one) => one.file === file && one.id === id));
