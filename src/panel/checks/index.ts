import { announcedBeforeStart } from "./announced-before-start.ts";
import type { Observation, PanelCheck, PanelFacts } from "./check.ts";
import { cohortSizes } from "./cohort-sizes.ts";
import { cohortVariesInUnit } from "./cohort-varies-in-unit.ts";
import { compositionChange } from "./composition-change.ts";
import { constantColumns } from "./constant-columns.ts";
import { doseInsideWindow } from "./dose-inside-window.ts";
import { outcomeBreak } from "./outcome-break.ts";
import { outcomeJump } from "./outcome-jump.ts";
import { outcomeMissing } from "./outcome-missing.ts";
import { postBeforeResponse } from "./post-before-response.ts";
import { reservedNames } from "./reserved-names.ts";
import { suppressionStarts } from "./suppression-starts.ts";
import { treatedBeforePanel } from "./treated-before-panel.ts";
import { treatmentNotAbsorbing } from "./treatment-not-absorbing.ts";
import { unitGaps } from "./unit-gaps.ts";
import { weightsChangeInUnit } from "./weights-change-in-unit.ts";

/** All checks of a panel, in the order of their findings. A new check is a file, a line here, and a sentence. A repeated unit-period stops the panel itself. */
export const panelChecks: readonly PanelCheck[] = [
  reservedNames,
  unitGaps,
  constantColumns,
  cohortVariesInUnit,
  treatmentNotAbsorbing,
  treatedBeforePanel,
  cohortSizes,
  doseInsideWindow,
  postBeforeResponse,
  announcedBeforeStart,
  outcomeBreak,
  outcomeJump,
  suppressionStarts,
  outcomeMissing,
  compositionChange,
  weightsChangeInUnit,
];

/** What every check of one kind sees. */
export function lookAtPanel(facts: PanelFacts, about: PanelCheck["about"]): readonly Observation[] {
  return panelChecks.filter((check) => check.about === about).flatMap((check) => check.look(facts));
}
