import { minimumDetectableEffect } from "../inference/power.ts";
import type { LinkSpec } from "../spec/schema.ts";
import type { StudyPanel } from "./panels.ts";
import { planEstimate } from "./plan-estimate.ts";
import type { PlannedLink } from "./plan-link.ts";
import { runTask } from "./run-task.ts";

/** How precise a link's design is before its result is seen. */
export interface PlannedPrecision {
  /** Effect at the contrast found with 80% probability at the level; NaN when the pre-period cannot tell. */
  readonly minimumDetectableEffect: number;
  readonly se: number;
  /** The pretended start, and the periods used. */
  readonly pseudoStart: number;
  readonly periods: readonly [number, number];
}

/**
 * Fits the primary model on the periods before the start alone, with a start pretended halfway, and takes its standard error: no outcome after the start is read.
 * Conservative where the real design has more periods on either side than the pretended one.
 *
 * @returns null without a start, or with fewer than two periods before it
 */
export async function plannedPrecision(
  planned: PlannedLink,
  studyPanel: StudyPanel,
  seed: number,
): Promise<PlannedPrecision | null> {
  const link: LinkSpec = planned.link;
  const primary = planned.estimates[0];
  const { postStart } = planned;
  if (!primary?.built || postStart === null || !link.design) return null;
  const before = [...primary.built.design.period!.levels].filter((period) => period < postStart);
  const pseudoStart = before[Math.ceil(before.length / 2)];
  if (pseudoStart === undefined) return null;
  const name = `"${studyPanel.panel.periodName}"`;
  const window = `${name} < ${postStart}`;
  const pretended = await planEstimate(
    link,
    link.design,
    studyPanel,
    {
      id: `${primary.id}/planned`,
      role: "check",
      label: primary.label,
      model: primary.model,
      options: primary.declared,
      variant: {
        ...primary.variant,
        post: `${name} >= ${pseudoStart}`,
        window: link.window === undefined ? window : `(${link.window}) and ${window}`,
      },
      seed,
      fixedContrast: primary.contrast,
      wantBounds: false,
    },
    `${planned.hypothesis.id}.${link.id}`,
  );
  if (pretended.task === null) return null;
  const { target } = runTask(pretended.task);
  const se = Math.abs(primary.contrast.value) * target.se;
  return {
    minimumDetectableEffect: minimumDetectableEffect(se, target.df, planned.level),
    se,
    pseudoStart,
    periods: [before[0]!, before[before.length - 1]!],
  };
}
