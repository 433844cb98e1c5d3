import type { TripleTiming } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { Factor } from "../core/table.ts";
import { combinedFactor, divideGroups } from "../design/group-sides.ts";
import { addingUp } from "../estimate/adding-up.ts";
import type { Panel } from "../panel/panel.ts";
import { type Sample, takeOut } from "../panel/sample.ts";
import type { DesignSpec } from "../spec/schema.ts";
import { panelColumn, panelNumbers } from "./panel-columns.ts";
import type { StudyPanel } from "./panels.ts";

type TripleSpec = Extract<DesignSpec, { kind: "triple-difference" }>;

/**
 * A specification's triple difference, per panel row. Rows of groups on neither side have `affected` NaN; `onlyCompared` leaves them out.
 *
 * @param unit     what groups are compared within, per panel row
 * @param exposure per panel row, and its name
 * @throws InputError when a column is absent or a group does not occur
 */
export function resolveTriple(
  design: TripleSpec,
  { panel, shares }: StudyPanel,
  unit: Factor,
  outcome: string,
  exposure: { readonly name: string; readonly values: Float64Array },
  post: Float64Array,
  where: string,
): TripleTiming {
  const column = panelColumn(panel, design.group, `${where}.design.group`);
  const { affected, sides } = divideGroups(
    column,
    design.against.map(String),
    design.affected === undefined ? null : design.affected.map(String),
    (key, text) => `${where}.design.${key}: ${text}`,
  );
  return {
    kind: "triple-difference",
    name: exposure.name,
    exposure: exposure.values,
    affected,
    group: combinedFactor([column], panel.rowCount),
    post,
    addingUp: addingUpOf(panel, outcome, unit, design.group, shares?.has(outcome) ?? false, where),
    sides,
  };
}

/**
 * The unit that groups are compared within, per panel row: the columns declared, else the panel's unit without the group.
 *
 * @throws InputError when nothing says what it is, or a row has none
 */
export function unitOfGroups(panel: Panel, { group, within }: TripleSpec, where: string): Factor {
  const others = panel.unitParts.filter((part) => part !== group);
  const isKey = others.length < panel.unitParts.length && others.length > 0;
  if (within === undefined && !isKey)
    throw new InputError(
      `${where}.design.within: missing; "${group}" is not one of several keys of the unit of panel ${panel.id} (${panel.unitParts.join(", ")}), so nothing says within which units its groups are compared: name the column(s)`,
    );
  const names = within === undefined ? others : typeof within === "string" ? [within] : within;
  const columns = names.map((name) => panelColumn(panel, name, `${where}.design.within`));
  const unit = combinedFactor(columns, panel.rowCount);
  const row = unit.codes.indexOf(-1);
  if (row >= 0)
    throw new InputError(
      `${where}.design.within: ${panel.unit.labels![panel.unit.codes[row]!]} has no ${names.join(" and ")} in ${panel.period[row]}; every row belongs to a unit`,
    );
  return unit;
}

/** What an outcome adds up to over the values of a column within units and periods, over all rows of a panel: also those that a sample leaves out. */
export function addingUpOf(
  panel: Panel,
  outcome: string,
  unit: Factor,
  group: string,
  isShare: boolean,
  where: string,
): TripleTiming["addingUp"] {
  const { values, min, max } = panelNumbers(panel, outcome, `${where}.outcome`);
  const rows = combinedFactor([panelColumn(panel, group, `${where}.design.group`)], panel.rowCount);
  // A row without a group counts as one of its own.
  const codes = rows.codes.map((code) => code + 1);
  return addingUp({
    values,
    bounds: min && max ? { min, max } : null,
    unit,
    group: { name: group, codes, count: rows.count + 1 },
    period: panel.period,
    isShare,
  });
}

/** Leaves out rows of groups that are on neither side, and says so in the ledger. */
export function onlyCompared(panel: Panel, sample: Sample, { affected, group }: TripleTiming): Sample {
  const reason = {
    nl: `${group.name} hoort bij geen van de vergeleken groepen`,
    en: `${group.name} is none of the groups compared`,
  };
  return takeOut(panel, sample, "where", reason, (row) => !Number.isNaN(affected[row]!));
}

/** Options of an estimate with the reason that its design gives for comparing competing groups; a reason of its own wins. */
export function withReason(
  options: Readonly<Record<string, unknown>>,
  design: DesignSpec,
): Readonly<Record<string, unknown>> {
  const reason = "allow_competing_groups" in design ? design.allow_competing_groups : undefined;
  return reason === undefined ? options : { allowCompetingGroups: reason, ...options };
}
