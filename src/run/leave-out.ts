import type { Design } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { EstimateVariant } from "./plan-estimate.ts";
import type { Task } from "./task.ts";

/**
 * What a variant leaves out of a design: rows of one level of the first way of clustering, by label, or of one period. Null: nothing is asked.
 *
 * A level or period that does not occur is a refusal: leaving nothing out would repeat the main estimate under another name.
 */
export function leaveOutOf(
  design: Design,
  { withoutCluster, withoutPeriod }: EstimateVariant,
): { readonly leaveOut: Task["leaveOut"] } | { readonly refused: Finding } {
  if (withoutCluster !== undefined) {
    const [cluster] = design.clusters;
    const labels = cluster?.labels ?? [];
    const code = labels.indexOf(withoutCluster);
    return code >= 0
      ? { leaveOut: { cluster: code } }
      : nothingLeftOut(cluster?.name ?? "cluster", withoutCluster, labels);
  }
  if (withoutPeriod === undefined) return { leaveOut: null };
  const levels = Array.from(design.period?.levels ?? []);
  return levels.includes(withoutPeriod)
    ? { leaveOut: { period: withoutPeriod } }
    : nothingLeftOut(design.period?.name ?? "period", String(withoutPeriod), levels.map(String));
}

function nothingLeftOut(what: string, label: string, known: readonly string[]): { readonly refused: Finding } {
  return { refused: { code: "nothing-left-out", severity: "refusal", values: { what, label, known } } };
}
