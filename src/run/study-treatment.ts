import { InputError } from "../core/errors.ts";
import type { SourceTable } from "../core/source.ts";
import type { NumberColumn } from "../core/table.ts";
import { cellText } from "../indicators/rows.ts";
import type { OutcomeClock } from "../panel/checks/check.ts";
import { firstPeriod, outcomeClock } from "../panel/clock.ts";
import type { Panel } from "../panel/panel.ts";
import { eventDates, readTreatment, type UnitTreatment } from "../panel/treatment.ts";
import type { LinkSpec, Study, TreatmentSpec } from "../spec/schema.ts";
import type { StudyPanel } from "./panels.ts";

/** Names by which designs refer to the treatment table: the first period that can show the start, and the dose. */
export const TREATMENT_COLUMNS = { cohort: "$cohort", dose: "$dose" } as const;

/** The treatment table of a study; `units` is null when the table is not there. */
export interface StudyTreatment {
  readonly spec: TreatmentSpec;
  readonly units: ReadonlyMap<string, UnitTreatment> | null;
}

/** Whether a link's design or one of its estimates uses a column of the treatment table. */
export function usesTreatment(link: LinkSpec): boolean {
  const text = JSON.stringify([link.design, link.estimate]) ?? "";
  return Object.values(TREATMENT_COLUMNS).some((name) => text.includes(`"${name}"`));
}

/** Reads and checks the treatment table among the tables read. @throws InputError with every problem of the table */
export function studyTreatment(study: Study, tables: ReadonlyMap<string, SourceTable>): StudyTreatment | null {
  const spec = study.study.treatment;
  if (spec === undefined) return null;
  const read = tables.get(spec.source);
  return { spec, units: read === undefined ? null : readTreatment(read.table, spec) };
}

/** When an outcome can first show the events of the treatment; null when the study, or the outcome's indicator, does not say. */
export function clockOf(
  study: Study,
  treatment: StudyTreatment | null,
  outcome: string | undefined,
): OutcomeClock | null {
  const responds = study.indicators.find(({ id }) => id === outcome)?.responds;
  if (treatment === null || responds === undefined) return null;
  return outcomeClock(eventDates(treatment.units, treatment.spec), responds);
}

/**
 * The panel with `$cohort` and `$dose` for a link that uses them: of each unit the first period in which the link's outcome can show the start, and the dose.
 * Units that are not in the table are never treated, and have no dose.
 *
 * @throws InputError when the panel has no such units, or the outcome's indicator does not say when it responds
 */
export function withTreatment(
  study: Study,
  link: LinkSpec,
  studyPanel: StudyPanel,
  treatment: StudyTreatment | null,
): StudyPanel {
  if (treatment === null || treatment.units === null || !usesTreatment(link)) return studyPanel;
  const { spec, units } = treatment;
  const { panel } = studyPanel;
  const key = panel.columns.get(spec.level);
  if (key === undefined)
    throw new InputError(
      `${link.id}: panel ${panel.id} has no units of level ${spec.level}, of which the treatment table ${spec.source} speaks; name another panel`,
    );
  const responds = study.indicators.find(({ id }) => id === link.outcome)?.responds;
  const text = JSON.stringify([link.design, link.estimate]);
  if (responds === undefined && text.includes(`"${TREATMENT_COLUMNS.cohort}"`))
    throw new InputError(
      `${link.id}: $cohort is the first period in which ${link.outcome} can show a start, and its indicator does not say when that is; add responds: { after: …, because: … } to indicators/${link.outcome}.yaml`,
    );
  const perRow = (value: (unit: UnitTreatment | undefined) => number): Float64Array =>
    Float64Array.from({ length: panel.rowCount }, (_, row) => value(units.get(cellText(key, row) ?? "")));
  const numbers = (name: string, values: Float64Array): NumberColumn => ({ kind: "number", name, values });
  const columns = new Map(panel.columns);
  const { cohort, dose } = TREATMENT_COLUMNS;
  if (responds !== undefined)
    columns.set(
      cohort,
      numbers(
        cohort,
        perRow((unit) => (unit?.started ? firstPeriod(unit.started, responds) : Number.POSITIVE_INFINITY)),
      ),
    );
  columns.set(
    dose,
    numbers(
      dose,
      perRow((unit) => unit?.dose ?? Number.NaN),
    ),
  );
  return { ...studyPanel, panel: { ...panel, columns, derivedFrom: withMeasurement(panel, treatment) } };
}

/** The dose of the table was measured on a day: its calendar year counts as a period. */
function withMeasurement(panel: Panel, { spec, units }: StudyTreatment): Panel["derivedFrom"] {
  const days = spec.measured === undefined ? eventDates(units, spec).announced : [spec.measured];
  const periods = [...new Set(days.map((day) => Number(day.slice(0, 4))))].sort((a, b) => a - b);
  return new Map([...panel.derivedFrom, [TREATMENT_COLUMNS.dose, { mean: TREATMENT_COLUMNS.dose, periods }]]);
}
