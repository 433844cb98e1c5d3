import { findingSentence } from "../messages/findings.ts";
import type { EffectRow, EstimationResult } from "../result/schema.ts";
import { termText } from "../result/tidy-effects.ts";
import { colour } from "./colour.ts";
import { syntheticLines } from "./synthetic-lines.ts";
import { textTable } from "./text-table.ts";

/** Six significant digits: enough to read, all digits are in --json. */
const shown = (value: number | null): string => (value === null ? "–" : Number(value.toPrecision(6)).toString());
const shownP = (value: number | null): string =>
  value === null ? "–" : value < 0.0001 ? value.toExponential(2) : value.toFixed(4);

/** Kinds whose names are bare numbers: told apart by their kind where a table has several. */
const NUMBERED = new Set<EffectRow["term"]["kind"]>(["att-gt", "event-time", "cohort", "calendar"]);

function row(effect: EffectRow, nameKinds: boolean): string[] {
  const ci = effect.ci === null ? "–" : `${shown(effect.ci[0])} to ${shown(effect.ci[1])}`;
  const { kind } = effect.term;
  const name = nameKinds && NUMBERED.has(kind) ? `${kind} ${termText(effect.term)}` : termText(effect.term);
  return [
    effect.reference ? `${name} (reference)` : name,
    shown(effect.estimate),
    shown(effect.se),
    shown(effect.statistic),
    shownP(effect.p),
    ci,
  ];
}

/** What the fit says of itself: its statistics, and how an iteration ended. */
function fitLines({ statistics = [], diagnostics: { convergence } }: EstimationResult): string[] {
  const words = statistics.map(({ name, of, value, p }) => {
    const text = `${name.replaceAll("-", " ")}${of === undefined ? "" : ` of ${of}`} ${shown(value)}`;
    return p === undefined ? text : `${text} (p ${shownP(p)})`;
  });
  const lines = words.length > 0 ? [`fit:    ${words.join(", ")}`] : [];
  if (convergence) {
    const { iterations, achieved } = convergence;
    lines.push(
      `        ${iterations} iterations; a further one would move no prediction by more than ${shown(achieved)}`,
    );
  }
  return lines;
}

/** One estimation as a reader at the terminal sees it: effects, then how the errors came about, then what to know. */
export function effectTable(result: EstimationResult): string {
  const { counts, covariance } = result;
  const kinds = new Set(result.effects.map(({ term }) => term.kind).filter((kind) => NUMBERED.has(kind)));
  const table = textTable(
    [
      { head: "term" },
      { head: "estimate", align: "right" },
      { head: "std. error", align: "right" },
      { head: result.covariance?.df === null ? "z" : "t", align: "right" },
      { head: "p", align: "right" },
      { head: `${Math.round(result.level * 1000) / 10}% interval`, align: "right" },
    ],
    result.effects.map((effect) => row(effect, kinds.size > 1)),
  );
  const sizes = [
    `${counts.observations} rows`,
    counts.units === null ? "" : `${counts.units} units`,
    counts.periods === null ? "" : `${counts.periods} periods`,
  ].filter((part) => part !== "");
  const lines = [
    ...syntheticLines(result.provenance.synthetic ?? null),
    colour.bold(result.estimator) + colour.dim(`  ${sizes.join(", ")}`),
    "",
    table,
  ];
  if (covariance) {
    const clusters = covariance.clusters.map((cluster) => `${cluster.name} (${cluster.count})`).join(" and ");
    const factors = covariance.factorG.map((part) => `G(${part.clusters}) ${shown(part.factor)}`).join(", ");
    lines.push(
      "",
      colour.dim(
        `errors: ${covariance.kind}${clusters ? ` by ${clusters}` : ""}; ${covariance.df === null ? "statistics normal" : `t with ${covariance.df} degrees of freedom`}; n ${covariance.n}, K ${covariance.k}, factor ${shown(covariance.factorK)}${factors ? `, ${factors}` : ""}`,
      ),
    );
    lines.push(colour.dim(`        ${covariance.convention}`));
  }
  lines.push(...fitLines(result).map((line) => colour.dim(line)));
  for (const { where, ...finding } of result.findings) {
    const sentence = findingSentence(where === null ? finding : { ...finding, where }, "en");
    lines.push(`${finding.severity === "note" ? "note" : colour.yellow("warning")}: ${sentence}`);
  }
  return lines.join("\n");
}
