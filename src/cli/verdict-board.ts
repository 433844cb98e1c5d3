import type { VerdictWord } from "../core/verdict.ts";
import { numberFormat } from "../messages/format.ts";
import type { HypothesisResult, LinkResult, StudyResult } from "../result/schema.ts";
import { colour } from "./colour.ts";
import { syntheticLines } from "./synthetic-lines.ts";
import { textTable } from "./text-table.ts";

const COLOUR: Readonly<Record<VerdictWord, (text: string) => string>> = {
  supported: colour.green,
  indication: colour.green,
  negligible: colour.blue,
  undecided: colour.yellow,
  contradicted: colour.red,
  "not-testable": colour.dim,
};

function deciding(hypothesis: HypothesisResult): LinkResult | undefined {
  return hypothesis.links.find((link) => link.id === hypothesis.decidedBy);
}

/** The effect that decided, in the outcome's own words: points for shares. */
function effectText(link: LinkResult | undefined): string {
  const tau = link?.estimates[0]?.tau;
  if (!link || !tau || tau.estimate === null || tau.ci === null || link.outcome === null) return "";
  const format = numberFormat("en", {
    unit: link.outcome.unit,
    noun: link.outcome.noun?.en ?? null,
    smallestEffect: link.smallestEffect,
  });
  return `${format.effectWithUnit(tau.estimate)} (${format.interval(tau.ci[0], tau.ci[1])})`;
}

/** What stands in the way: failed required checks, or the missing tables. */
function reasonText(hypothesis: HypothesisResult, link: LinkResult | undefined): string {
  if (link) {
    const failed = link.checks.filter((check) => check.required && check.status !== "passed").map((check) => check.id);
    return failed.length > 0 ? `not passed: ${failed.join(", ")}` : "";
  }
  const missing = new Set(hypothesis.links.flatMap((one) => one.missing.map((table) => table.source)));
  return missing.size > 0 ? `needs ${[...missing].join(", ")}` : "";
}

/** Finding and strength of every hypothesis, as a terminal shows them: two axes, never one. */
export function verdictBoard(result: StudyResult): string {
  const rows = result.hypotheses.map((hypothesis) => {
    const link = deciding(hypothesis);
    const strength = hypothesis.evidence.level === null ? "–" : `${hypothesis.evidence.level} of 5`;
    return [
      colour.bold(hypothesis.id),
      hypothesis.title.en,
      COLOUR[hypothesis.finding](hypothesis.finding),
      strength,
      effectText(link),
      colour.dim(reasonText(hypothesis, link)),
    ];
  });
  const table = textTable(
    [
      { head: "" },
      { head: result.study.title.en },
      { head: "finding" },
      { head: "strength" },
      { head: "effect at the contrast (95%)" },
      { head: "" },
    ],
    rows,
  );
  const incomplete = result.study.incomplete ? ["", colour.yellow("Incomplete: the run was interrupted.")] : [];
  return [...syntheticLines(result.provenance.synthetic ?? null), table, ...incomplete].join("\n");
}
