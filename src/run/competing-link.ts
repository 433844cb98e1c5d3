import type { Finding } from "../core/finding.ts";
import { combinedFactor } from "../design/group-sides.ts";
import { competingGroups } from "../estimate/competing-groups.ts";
import type { Panel } from "../panel/panel.ts";
import type { LinkSpec } from "../spec/schema.ts";
import { panelColumn } from "./panel-columns.ts";
import type { StudyPanel } from "./panels.ts";
import type { PlannedEstimate } from "./plan-estimate.ts";
import { addingUpOf } from "./triple-design.ts";

/**
 * Where a two-by-two or a regression compares groups of the same unit and period, whether their outcomes add up to something fixed: findings of
 * `competingGroups`, for each key of the panel's unit that groups differ in. In a regression, whose formula may model the displacement, shares of one
 * whole are a warning. A triple difference says it itself.
 */
export function competingInLink(
  link: LinkSpec,
  { panel, shares }: StudyPanel,
  primary: PlannedEstimate,
): readonly Finding[] {
  const { design } = link;
  if (design === undefined || panel.unitParts.length < 2) return [];
  if (design.kind !== "two-by-two" && design.kind !== "regression") return [];
  const reason = design.kind === "two-by-two" ? design.allow_competing_groups : undefined;
  const { timing } = primary.built!.design;
  const treated = timing.kind === "two-by-two" ? timing.treated : null;
  const { panelRows } = primary.built!;
  return panel.unitParts.flatMap((group) => {
    const others = panel.unitParts.filter((part) => part !== group).map((part) => panelColumn(panel, part, link.id));
    const unit = combinedFactor(others, panel.rowCount);
    if (!comparesWithin(panel, unit.codes, panelRows, treated)) return [];
    const adding = addingUpOf(panel, primary.outcome, unit, group, shares?.has(primary.outcome) ?? false, link.id);
    const findings = competingGroups(adding, reason);
    return design.kind === "two-by-two"
      ? findings
      : findings.map((finding) => ({ ...finding, severity: "warning" as const }));
  });
}

/** Whether some unit has rows on both sides in one period; without sides, more than one row. */
function comparesWithin(panel: Panel, unit: Int32Array, rows: Int32Array, treated: Float64Array | null): boolean {
  const seen = new Map<string, number>();
  return rows.some((row, i) => {
    const cell = `${unit[row]} ${panel.period[row]}`;
    const side = treated === null ? i : treated[i]!;
    const before = seen.get(cell);
    if (before === undefined) seen.set(cell, side);
    return before !== undefined && before !== side;
  });
}
