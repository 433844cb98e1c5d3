import type { NumberColumn } from "../core/table.ts";
import type { DesignFacts, OutcomeClock, PanelFacts } from "../panel/checks/check.ts";
import { median } from "../panel/checks/listing.ts";
import type { Panel } from "../panel/panel.ts";
import { drawSample, takeOut } from "../panel/sample.ts";
import type { DesignSpec, LinkSpec, Study } from "../spec/schema.ts";
import type { StudyPanel } from "./panels.ts";
import type { PlannedEstimate } from "./plan-estimate.ts";
import { unitOfGroups } from "./triple-design.ts";

const rowsWhere = (keep: Uint8Array): Int32Array =>
  Int32Array.from(Array.from(keep.keys()).filter((row) => keep[row] === 1));

/** What checks of a panel by itself look at: every row of it. */
export function factsOfPanel(panel: Panel): PanelFacts {
  const population = Int32Array.from({ length: panel.rowCount }, (_, row) => row);
  return { panel, unit: { ...panel.unit, name: panel.unitName }, population, design: null };
}

/**
 * What checks of a link's design look at: its population (the declared sample without its conditions on periods and on balance, within the window), the
 * rows of the primary estimate, and who is treated when. Null when that estimate could not be planned.
 */
export async function factsOfLink(
  study: Study,
  link: LinkSpec,
  studyPanel: StudyPanel,
  primary: PlannedEstimate,
  postStart: number | null,
  clock: OutcomeClock | null,
): Promise<PanelFacts | null> {
  const { panel } = studyPanel;
  const { built, variant } = primary;
  const { design } = link;
  if (built === null || design === undefined) return null;
  const where = `${link.id}.sample`;
  const { where: declared, require = [] } = variant.sample ?? link.sample ?? {};
  let sample = await drawSample(panel, { where: declared, require }, studyPanel.conditions, where);
  for (const sql of [variant.window ?? link.window, variant.where]) {
    if (sql === undefined) continue;
    const holds = await studyPanel.conditions.evaluate(sql, where);
    sample = takeOut(panel, sample, "window", { nl: sql, en: sql }, (row) => holds[row] === 1);
  }
  const outcome = panel.columns.get(primary.outcome) as NumberColumn;
  const weights = built.design.weights === null ? null : panel.columns.get(built.design.weights.name);
  const { breaks = [] } = study.indicators.find(({ id }) => id === primary.outcome) ?? {};
  const facts: DesignFacts = {
    kind: design.kind,
    used: built.panelRows,
    outcome,
    weights: weights?.kind === "number" ? weights : null,
    ...(await timingFacts(design, studyPanel, primary, where)),
    dose:
      primary.exposure === null
        ? null
        : {
            ...primary.exposure,
            allowed: "allow_dose_inside_window" in design ? design.allow_dose_inside_window : undefined,
          },
    postStart,
    breaks: breaks.map(({ period, text }) => ({ period, text: text.en })),
    clock,
  };
  const unit = design.kind === "triple-difference" ? unitOfGroups(panel, design, link.id) : panel.unit;
  return {
    panel,
    unit: { ...unit, name: unit.name || panel.unitName },
    population: rowsWhere(sample.keep),
    design: facts,
  };
}

/** Who is treated when, per panel row; rows outside the design included where the design says so of them. */
async function timingFacts(
  design: DesignSpec,
  { panel, conditions }: StudyPanel,
  primary: PlannedEstimate,
  where: string,
): Promise<Pick<DesignFacts, "side" | "treated" | "cohort">> {
  const nothing = { side: null, treated: null, cohort: null };
  switch (design.kind) {
    case "dose":
      return { ...nothing, side: aboveMedian(panel, primary) };
    case "triple-difference":
      return { ...nothing, side: primary.exposure === null ? null : aboveMedian(panel, primary) };
    case "two-by-two": {
      const side = await conditions.evaluate(design.treated, where);
      const post = await conditions.evaluate(primary.variant.post ?? design.post, where);
      return { ...nothing, side, treated: side.map((value, row) => value * post[row]!) };
    }
    case "staggered": {
      const { values } = panel.columns.get(design.cohort) as NumberColumn;
      const cohort = values.map((value) => (Number.isFinite(value) && value !== 0 ? value : Number.POSITIVE_INFINITY));
      return { ...nothing, cohort, side: cohort.map((start) => (Number.isFinite(start) ? 1 : 0)) };
    }
    default:
      return nothing;
  }
}

/** 1 for a dose above the median of the units' doses, 0 at or below it, NaN where it is unknown. */
function aboveMedian(panel: Panel, primary: PlannedEstimate): Float64Array | null {
  const column = panel.columns.get(primary.exposure!.name);
  if (column?.kind !== "number") return null;
  const perUnit = new Map<number, number>();
  column.values.forEach((value, row) => {
    if (Number.isFinite(value)) perUnit.set(panel.unit.codes[row]!, value);
  });
  const middle = median([...perUnit.values()]);
  return column.values.map((value) => (Number.isFinite(value) ? Number(value > middle) : Number.NaN));
}
