import type { AddingUp } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";

/**
 * What to say of groups that add up to something fixed. Shares of one whole are a refusal ("competing-groups"): whatever the affected group wins the
 * others lose, so they cannot stand in for what would have happened to it, and a contrast between them is about twice the effect. Counts of a fixed
 * number ("groups-share-a-total") and shares that may be of one whole ("shares-may-compete") are warnings.
 *
 * @param reason why the comparison is made all the same: turns the refusal into a warning that repeats it ("competing-groups-allowed")
 */
export function competingGroups(adding: AddingUp | null, reason: string | undefined): readonly Finding[] {
  if (adding === null) return [];
  const { kind, cells } = adding;
  const values = Number.isFinite(adding.total) ? { total: adding.total, cells } : { cells };
  if (reason !== undefined)
    return [{ code: "competing-groups-allowed", severity: "warning", values: { ...values, reason } }];
  switch (kind) {
    case "constant":
      return [{ code: "competing-groups", severity: "refusal", values }];
    case "fixed":
      return [{ code: "groups-share-a-total", severity: "warning", values }];
    case "within-one":
      return [{ code: "shares-may-compete", severity: "warning", values }];
    default:
      return kind satisfies never;
  }
}
