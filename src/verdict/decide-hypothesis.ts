import { type Because, FINDINGS, type Role, type VerdictWord } from "../core/verdict.ts";

export interface DecidedLink {
  readonly id: string;
  readonly role: Role;
  readonly finding: VerdictWord;
}

export interface HypothesisDecision {
  readonly finding: VerdictWord;
  /** The link that decides: the lowest tested one, the primary where several are; its evidence is the hypothesis's. Null when nothing was tested. */
  readonly decidedBy: string | null;
  readonly because: readonly Because[];
}

/** Contradicted 0 … supported 4. */
function rank(finding: VerdictWord): number {
  return FINDINGS.indexOf(finding);
}

/**
 * The finding of a hypothesis: the lowest among its tested primary and chain links (all must hold, so no adjustment within it: intersection–union).
 * A primary link that was not tested, or none at all, caps it at `indication`. Other untested links are named and never count as support.
 */
export function decideHypothesis(links: readonly DecidedLink[]): HypothesisDecision {
  const counting = links.filter(({ role }) => role === "primary" || role === "chain");
  const tested = counting.filter(({ finding }) => finding !== "not-testable");
  const untested = counting.filter(({ finding }) => finding === "not-testable").map(({ id }) => id);
  const listed = untested.length > 0 ? [because("untested-links", false, null, { links: untested })] : [];
  if (tested.length === 0) {
    return {
      finding: "not-testable",
      decidedBy: null,
      because: [because("no-tested-link", false, null, {}), ...listed],
    };
  }
  const lowest = tested.reduce((weakest, link) => {
    const difference = rank(link.finding) - rank(weakest.finding);
    const primaryFirst = difference === 0 && link.role === "primary" && weakest.role !== "primary";
    return difference < 0 || primaryFirst ? link : weakest;
  });
  const primaries = counting.filter(({ role }) => role === "primary");
  const primaryTested = primaries.length > 0 && primaries.every(({ finding }) => finding !== "not-testable");
  const capped = !primaryTested && lowest.finding === "supported";
  const weakest = because("weakest-link", true, lowest.id, {
    link: lowest.id,
    role: lowest.role,
    finding: lowest.finding,
    number: tested.length,
  });
  const cap = primaryTested ? [] : [because("untested-primary", capped, null, { cap: "indication" })];
  return {
    finding: capped ? "indication" : lowest.finding,
    decidedBy: lowest.id,
    because: [weakest, ...cap, ...listed],
  };
}

function because(rule: string, holds: boolean, from: string | null, values: Because["values"]): Because {
  return { rule, holds, value: null, threshold: null, from, values };
}
