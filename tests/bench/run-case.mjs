// One case in this process: `node --expose-gc run-case.mjs <id> [--check]` prints its numbers as JSON. With --check what was computed is held
// against an independent computation, which takes longer than what it checks; other runs are held against the checked one by their digest.
import { createHash } from "node:crypto";
import { CASES } from "./cases.mjs";
import { PERIODS, rawIds, staggeredPanel, twoWayPanel } from "./data.mjs";
import { referenceLoop, timed, worst } from "./measure.mjs";
import { twoWayFit } from "./oracles-linear.mjs";
import { doublyRobustCell, staggeredMeans } from "./oracles-staggered.mjs";
import { codeIds, fitStaggered, fitTwoWay, staggeredDesign, twoWayDesign } from "./subjects.mjs";

const EXACT = 1e-9;
/** Errors with a numerical Jacobian behind them. */
const NUMERICAL = 1e-6;
/** Five standard errors of an interquartile range of 999 normal draws, relative to it: 5 · 1.166 / √999. */
const RESAMPLED = 0.185;

const id = process.argv[2];
const { kind, size, regressors = 1, shape = "balanced", options = {} } = CASES.find((one) => one.id === id);

function nameOf(term) {
  switch (term.kind) {
    case "att-gt":
      return `att-gt ${term.cohort} ${term.period}`;
    case "event-time":
      return `event-time ${term.eventTime}`;
    case "cohort":
      return `cohort ${term.cohort}`;
    case "calendar":
      return `calendar ${term.period}`;
    default:
      return term.kind;
  }
}

/** Every check: what it is, how far off, how far it may be. */
function checksOf(panel, { fit, variance, suprema }) {
  if (kind === "ols") {
    const { beta, se } = twoWayFit(panel, shape === "balanced");
    return [
      ["coefficients", worst(beta.map((value, j) => [fit.estimate[j], value])), EXACT],
      ["errors", worst(se.map((value, j) => [variance.se[j], value])), EXACT],
    ];
  }
  const at = (name) => fit.terms.findIndex((term) => nameOf(term) === name);
  if (options.covariates !== undefined) {
    const cells = [2013, 2017].map((start) => [start, start + 1]);
    const pairs = cells.map(([start, period]) => [
      at(`att-gt ${start} ${period}`),
      doublyRobustCell(panel, start, period),
    ]);
    return [
      ["effects", worst(pairs.map(([j, { estimate }]) => [fit.estimate[j], estimate])), EXACT],
      ["errors", worst(pairs.map(([j, { se }]) => [variance.se[j], se])), NUMERICAL],
    ];
  }
  const expected = staggeredMeans(panel);
  const rows = [...expected].map(([name, row]) => ({ j: at(name), ...row }));
  const missing = fit.terms.length - rows.filter(({ j }) => j >= 0).length;
  const isDrawn = (options.draws ?? 0) > 0;
  const checks = [
    ["terms", missing, 0],
    ["effects", worst(rows.map(({ j, estimate }) => [fit.estimate[j], estimate])), EXACT],
    ["errors", worst(rows.map(({ j, se }) => [variance.se[j], se])), isDrawn ? RESAMPLED : EXACT],
  ];
  if (!isDrawn) return checks;
  // A band over q terms lies between one interval (1.96) and Bonferroni's, for 105 terms 3.49; draws may miss that by a few per cent.
  const bands = suprema.map(({ maxima }) => maxima[Math.ceil(0.95 * maxima.length) - 1]);
  return [...checks, ["bands", bands.filter((critical) => !(critical > 1.8 && critical < 3.8)).length, 0]];
}

const panel = kind === "ols" ? twoWayPanel(size, regressors, shape) : staggeredPanel(size);
const coding = timed(() => codeIds(rawIds(panel), panel.year));
const design = (kind === "ols" ? twoWayDesign : staggeredDesign)(panel, coding.value);
const run = timed(() => (kind === "ols" ? fitTwoWay(design) : fitStaggered(design, options)));
const { fit, variance } = run.value;
const checks = process.argv.includes("--check") ? checksOf(panel, run.value) : [];
console.log(
  JSON.stringify({
    id,
    rows: kind === "ols" ? size : size * PERIODS,
    correct: checks.every(([, gap, limit]) => gap <= limit),
    checks: checks.map(([what, gap, limit]) => ({ what, gap, limit })),
    digest: createHash("sha256").update(fit.estimate).update(variance.vcov).digest("hex"),
    milliseconds: run.milliseconds,
    cpuMilliseconds: run.cpuMilliseconds,
    codingMilliseconds: coding.milliseconds,
    peakMegabytes: run.peakMegabytes,
    referenceMilliseconds: referenceLoop(),
  }),
);
