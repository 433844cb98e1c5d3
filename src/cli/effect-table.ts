import pc from "picocolors";
import { findingSentence } from "../messages/findings.ts";
import type { EffectRow, EstimationResult } from "../result/schema.ts";
import { termText } from "../result/tidy-effects.ts";
import { textTable } from "./text-table.ts";

/** Six significant digits: enough to read, all digits are in --json. */
const shown = (value: number | null): string => (value === null ? "–" : Number(value.toPrecision(6)).toString());
const shownP = (value: number | null): string =>
  value === null ? "–" : value < 0.0001 ? value.toExponential(2) : value.toFixed(4);

function row(effect: EffectRow): string[] {
  const ci = effect.ci === null ? "–" : `${shown(effect.ci[0])} to ${shown(effect.ci[1])}`;
  const name = termText(effect.term);
  return [
    effect.reference ? `${name} (reference)` : name,
    shown(effect.estimate),
    shown(effect.se),
    shown(effect.statistic),
    shownP(effect.p),
    ci,
  ];
}

/** One estimation as a reader at the terminal sees it: effects, then how the errors came about, then what to know. */
export function effectTable(result: EstimationResult): string {
  const { counts, covariance } = result;
  const table = textTable(
    [
      { head: "term" },
      { head: "estimate", align: "right" },
      { head: "std. error", align: "right" },
      { head: "t", align: "right" },
      { head: "p", align: "right" },
      { head: `${Math.round(result.level * 1000) / 10}% interval`, align: "right" },
    ],
    result.effects.map(row),
  );
  const sizes = [
    `${counts.observations} rows`,
    counts.units === null ? "" : `${counts.units} units`,
    counts.periods === null ? "" : `${counts.periods} periods`,
  ].filter((part) => part !== "");
  const lines = [pc.bold(result.estimator) + pc.dim(`  ${sizes.join(", ")}`), "", table];
  if (covariance) {
    const clusters = covariance.clusters.map((cluster) => `${cluster.name} (${cluster.count})`).join(" and ");
    const factors = covariance.factorG.map((part) => `G(${part.clusters}) ${shown(part.factor)}`).join(", ");
    lines.push(
      "",
      pc.dim(
        `errors: ${covariance.kind}${clusters ? ` by ${clusters}` : ""}; t with ${covariance.df ?? "infinite"} degrees of freedom; n ${covariance.n}, K ${covariance.k}, factor ${shown(covariance.factorK)}${factors ? `, ${factors}` : ""}`,
      ),
    );
    lines.push(pc.dim(`        ${covariance.convention}`));
  }
  for (const { where, ...finding } of result.findings) {
    const sentence = findingSentence(where === null ? finding : { ...finding, where }, "en");
    lines.push(`${finding.severity === "note" ? "note" : pc.yellow("warning")}: ${sentence}`);
  }
  return lines.join("\n");
}
