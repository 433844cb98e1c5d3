import { defineCheck } from "../core/check.ts";
import { judgement } from "./judgement.ts";
import { noOptions, variantOf } from "./options.ts";

/**
 * F9. The estimate on the panel in which units are followed through mergers, moves and new codes, beside the one on codes as published: the finding
 * must not change. Without a link between codes the two are the same and the check says nothing.
 */
export const mergerChain = defineCheck<Record<string, never>>({
  id: "merger-chain",
  code: "F9",
  label: { nl: "Fusies en verhuizingen", en: "Mergers and moves" },
  options: noOptions,
  plan: ({ chain }) =>
    (chain?.applied ?? 0) > 0
      ? [variantOf({ nl: "fusies en verhuizingen gekoppeld", en: "mergers and moves linked" }, { chained: true })]
      : [],
  judge({ chain, primary, refits }) {
    if (chain === undefined) return judgement("not-available", "merger-chain-nothing");
    const { applied, open, affected } = chain;
    if (applied === 0) return judgement("uninformative", "merger-chain-no-links", { open });
    const refit = refits[0] ?? null;
    const findings = refits.flatMap((one) => one.findings);
    const values = {
      applied,
      open,
      affected,
      raw: primary.tau?.estimate ?? Number.NaN,
      rawObservations: primary.observations,
      rawFinding: primary.finding,
      chained: refit?.tau?.estimate ?? Number.NaN,
      chainedObservations: refit?.observations ?? 0,
      chainedFinding: refit?.finding ?? "not-testable",
    };
    if (primary.tau === null || refit === null || refit.tau === null)
      return judgement("uninformative", "merger-chain-uninformative", values, { findings });
    const status = refit.finding === primary.finding ? "passed" : "failed";
    return judgement(status, `merger-chain-${status}`, values, { findings });
  },
});
