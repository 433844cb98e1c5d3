import { InputError } from "../core/errors.ts";
import type { SourceTable } from "../core/source.ts";
import type { Table } from "../core/table.ts";
import { evaluateIndicator } from "../indicators/evaluate.ts";
import { atLevel } from "../indicators/level.ts";
import { findingSentence } from "../messages/findings.ts";
import { type Conditions, openConditions } from "../panel/conditions.ts";
import { buildPanel, type Panel } from "../panel/panel.ts";
import type { IndicatorSpec, PanelSpec, Study } from "../spec/schema.ts";
import type { Database } from "../tables/database.ts";
import { registerPlaces, sourcesOfIndicators } from "./places.ts";
import type { StudyTreatment } from "./study-treatment.ts";

/** A panel of the study, ready to draw samples from. */
export interface StudyPanel {
  readonly panel: Panel;
  readonly conditions: Conditions;
  /** Indicators whose unit is a share; absent: not known. */
  readonly shares?: ReadonlySet<string>;
  /** Who was treated when; absent where the study does not say. */
  readonly treatment?: StudyTreatment;
}

/** Indicators that a panel is made of, in its order. */
export function indicatorsOfPanel(study: Study, panelId: string): readonly IndicatorSpec[] {
  const declaration = study.study.panels[panelId]!;
  return declaration.columns.map((id) => {
    const indicator = study.indicators.find((candidate) => candidate.id === id);
    if (indicator === undefined) throw new InputError(`panel ${panelId}: there is no indicator "${id}"`);
    return indicator;
  });
}

/** Source tables a panel needs, in the study's order. */
export function sourcesOfPanel(study: Study, panelId: string): readonly string[] {
  return sourcesOfIndicators(study, indicatorsOfPanel(study, panelId));
}

/** Key columns that name the unit of a panel. */
const unitOf = ({ unit }: PanelSpec): readonly string[] => (typeof unit === "string" ? [unit] : unit);

/**
 * Computes the indicators of the panels once for each level, and builds the panels.
 *
 * @param tables the sources as read: where an indicator fails, cells of them that may be the cause are named
 * @throws InputError
 */
export async function buildPanels(
  study: Study,
  panelIds: readonly string[],
  tables: ReadonlyMap<string, SourceTable>,
  database: Database,
): Promise<ReadonlyMap<string, StudyPanel>> {
  const computed = new Map<string, Table>();
  const panels = new Map<string, StudyPanel>();
  if (panelIds.some((id) => indicatorsOfPanel(study, id).some(({ levels }) => levels)))
    await registerPlaces(study.study, tables, database);
  for (const id of panelIds) {
    const declaration = study.study.panels[id]!;
    const specs = indicatorsOfPanel(study, id);
    const level = unitOf(declaration).find((key) => study.study.places?.levels[key]);
    const indicators: { id: string; table: Table }[] = [];
    for (const indicator of specs) {
      const key = indicator.levels ? `${indicator.id}@${level}` : indicator.id;
      const formula = indicator.levels ? atLevel(indicator, level) : indicator;
      const table =
        computed.get(key) ??
        (await evaluateIndicator(formula, database).catch((error) => explain(error, [indicator], tables)));
      computed.set(key, table);
      indicators.push({ id: indicator.id, table });
    }
    let panel: Panel;
    try {
      panel = buildPanel({
        id,
        unit: unitOf(declaration),
        period: declaration.period,
        indicators,
        derived: new Map(Object.entries(declaration.derived)),
      });
    } catch (error) {
      explain(error, specs, tables);
    }
    const shares = new Set(specs.filter(({ unit }) => unit === "share").map((indicator) => indicator.id));
    panels.set(id, { panel, conditions: await openConditions(panel, database), shares });
  }
  return panels;
}

/** Rethrows; an InputError with the cells of the sources that made a column text, where the indicators read that column. */
function explain(
  error: unknown,
  indicators: readonly IndicatorSpec[],
  tables: ReadonlyMap<string, SourceTable>,
): never {
  if (!(error instanceof InputError)) throw error;
  const notes = indicators.flatMap(({ sources, sql }) =>
    sources
      .flatMap((source) => tables.get(source)?.findings ?? [])
      .filter(({ code, values }) => code === "text-among-numbers" && sql.includes(String(values["column"])))
      .map((finding) => findingSentence(finding, "en")),
  );
  throw new InputError([...error.problems, ...new Set(notes)], { cause: error });
}
