import { printBound, printNumber } from "./comparison.ts";
import { type CoveredEntry, duoTable, inState } from "./coverage-page.ts";
import type { DuoRow } from "./duo.ts";
import { code, GENERATED, methodLink, table, thousands } from "./markdown.ts";
import { GROUPS, type Group } from "./measure.ts";
import type { CertifiedDigits } from "./nist.ts";
import { NOT_COMPARED } from "./states.ts";

/** What a key of a result is, for readers; keys that say it themselves are left as they are. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["coef", "coefficients"],
  ["se", "standard errors"],
  ["stat", "t"],
  ["p", "p"],
  ["ci95_low", "intervals"],
  ["ci95_high", "intervals"],
  ["ci90_low", "intervals"],
  ["ci90_high", "intervals"],
  ["lb", "intervals"],
  ["ub", "intervals"],
  ["vcov", "covariance matrix"],
  ["nobs", "counts"],
  ["n", "counts"],
  ["n_removed", "counts"],
  ["fixef_sizes", "counts"],
  ["group", "cells"],
  ["time", "cells"],
  ["att", "effects"],
  ["estimate", "effects"],
  ["aggregations", "averages"],
  ["dynamic", "averages"],
  ["simple", "averages"],
  ["pretest_W", "pre-test"],
  ["crit_val", "critical values of bands"],
  ["K", "degrees of freedom"],
  ["df", "degrees of freedom"],
  ["df_t", "degrees of freedom"],
  ["df_resid", "degrees of freedom"],
  ["ssr", "fit"],
  ["r2", "fit"],
  ["wr2", "fit"],
  ["sigma", "fit"],
  ["F_iid", "fit"],
  ["residual_sd", "fit"],
  ["r_squared", "fit"],
  ["deviance", "likelihood"],
  ["loglik", "likelihood"],
  ["pr2", "likelihood"],
  ["agg_att", "averages"],
  ["agg_cohort", "averages"],
  ["disaggregated", "cells"],
  ["fitstat", "tests of instruments"],
  ["first_stage", "first stage"],
  ["p_lower", "one-sided p"],
  ["p_upper", "one-sided p"],
  ["delta", "detectable difference"],
  ["power", "power"],
]);

const ADJUSTMENTS: ReadonlySet<string> = new Set(["bonferroni", "holm", "hochberg", "hommel", "BH", "BY"]);

function inWords(keys: Iterable<string>): string {
  const words = [...keys].map((key) => WORDS.get(key) ?? (ADJUSTMENTS.has(key) ? "adjusted p" : key));
  return [...new Set(words)].join(", ");
}

const FAMILY = [
  "family",
  "estimators",
  "reference",
  "compared",
  "entries",
  "deviations",
  "numbers",
  "worst difference",
  "tolerance",
];
const NUMERIC = [...FAMILY.slice(4), "terms", "coefficients", "errors", "residual sd", "R²"];

function familyRow(group: Group, entries: readonly CoveredEntry[]): string[] {
  const agreed = inState(entries, "agreed").filter(({ state }) => state.group === group);
  const deviating = inState(entries, "deviation").filter(({ state }) => state.group === group);
  const distinct = (values: readonly string[]) => [...new Set(values)].join(", ");
  const tolerances = agreed.map(({ state }) => state.tolerance);
  const [least, most] = [Math.min(...tolerances), Math.max(...tolerances)];
  return [
    group,
    distinct(agreed.map(({ state }) => methodLink(state.by))),
    distinct(agreed.map(({ reference }) => reference)),
    inWords(agreed.flatMap(({ state }) => state.keys)),
    String(agreed.length),
    deviating.length === 0 ? "" : String(deviating.length),
    thousands(agreed.reduce((total, { state }) => total + state.numbers, 0)),
    printBound(Math.max(...agreed.map(({ state }) => state.worst)), most),
    least === most ? printNumber(least) : `${printNumber(least)} to ${printNumber(most)}`,
  ];
}

function familyTable(entries: readonly CoveredEntry[]): string {
  const groups = GROUPS.filter((group) => inState(entries, "agreed").some(({ state }) => state.group === group));
  return table(
    FAMILY,
    groups.map((group) => familyRow(group, entries)),
    NUMERIC,
  );
}

function deviationList(entries: readonly CoveredEntry[]): string {
  return inState(entries, "deviation")
    .map(({ id, reference, state }) => {
      const bound = printBound(state.worst, state.tolerance);
      return `- ${code(id)} (${methodLink(state.by)}, ${reference}): ${state.reason}. Agrees: ${state.agreement}, ${bound}.`;
    })
    .join("\n");
}

const certified = (digits: number | null): string => (digits === null ? "exact 0" : String(digits));

function nistTable(rows: readonly CertifiedDigits[]): string {
  const header = ["set", "difficulty", "terms", "coefficients", "errors", "residual sd", "R²"];
  return table(
    header,
    rows.map(({ id, difficulty, terms, coefficients, errors, residual, rSquared }) => [
      id.replace("nist_", ""),
      difficulty,
      String(terms),
      ...[coefficients, errors, residual, rSquared].map(certified),
    ]),
    NUMERIC,
  );
}

function waitingTable(entries: readonly CoveredEntry[]): string {
  const waiting = inState(entries, "waits");
  const topics = [...new Set(waiting.map(({ state }) => state.topic))].sort();
  const rows = topics.map((topic) => {
    const own = waiting.filter(({ state }) => state.topic === topic);
    return [topic, [...new Set(own.map(({ reference }) => reference))].join(", "), String(own.length)];
  });
  return table(["waits for", "reference", "entries"], rows, NUMERIC);
}

/** tests/reference/VALIDATION.md: the measured entries by family of methods, for people who have to trust them. */
export function validationPage(
  entries: readonly CoveredEntry[],
  nist: readonly CertifiedDigits[],
  duo: readonly DuoRow[],
): string {
  const [agreed, deviating] = [inState(entries, "agreed"), inState(entries, "deviation")];
  const numbers = agreed.reduce((total, { state }) => total + state.numbers, 0);
  const waiting = inState(entries, "waits").length;
  const counts = `${thousands(numbers)} numbers in ${agreed.length} entries agree, ${deviating.length} entries differ on purpose, ${waiting} wait for methods that are not built yet`;
  const keys = [...NOT_COMPARED].map(([key, reason]) => `- ${code(key)}: ${reason}`);
  return `${[
    "# Validation",
    GENERATED,
    introduction(counts),
    "## Agreement by family",
    familyTable(entries),
    "## Deliberate deviations",
    deviationList(entries),
    "## Certified data sets (NIST StRD, linear regression)",
    NIST,
    nistTable(nist),
    "## The study of Sterk Techniekonderwijs",
    "The models of `duo/referentieschattingen*.json`, fitted in R on the same open data.",
    duoTable(duo),
    "## Not compared",
    "Parts of entries that are in no comparison, and why:",
    keys.join("\n"),
    "## Not built yet",
    waitingTable(entries),
  ].join("\n\n")}\n`;
}

function introduction(counts: string): string {
  return `Are the numbers right? Here effectmeter's are laid beside those of the packages that the authors of the methods publish, on public data: ${counts}.
Every comparison is computed when this page is written and again by \`npm test\`. [COVERAGE.md](COVERAGE.md) has them one by one, [README.md](README.md) says where the reference numbers come from.

*Worst difference* is the largest relative difference over all numbers of the family that agree; *tolerance* is what tests hold each entry to. A difference above 1e-10 is mostly the reference's own: packages that iterate (absorbed effects, likelihoods) stop at 1e-6 to 1e-8.
Agreement with a package shows that both compute the same. That estimators are unbiased and intervals cover is tested apart, on data with a known truth (\`tests/montecarlo\`).`;
}

const NIST = `Certified by the National Institute of Standards and Technology in 100-digit arithmetic. Correct digits, −log₁₀ |computed − certified| / |certified|, of the worst coefficient, the worst standard error, the residual standard deviation and R²; rounded down, at most the 15 that are certified.
*Exact 0*: a polynomial that fits without residual, so the certified errors are 0; ours are held to 1e-9 of the outcome's size. Double precision carries 15 to 16 digits and a condition number of 10ᵏ costs about k of them: for Filip, of degree 10, it is about 10¹⁰ with its columns scaled.`;
