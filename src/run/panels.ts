import { InputError } from "../core/errors.ts";
import type { SourceTable } from "../core/source.ts";
import type { Table } from "../core/table.ts";
import { evaluateIndicator } from "../indicators/evaluate.ts";
import { findingSentence } from "../messages/findings.ts";
import { type Conditions, openConditions } from "../panel/conditions.ts";
import { buildPanel, type Panel } from "../panel/panel.ts";
import type { IndicatorSpec, Study } from "../spec/schema.ts";
import type { Database } from "../tables/database.ts";

/** A panel of the study, ready to draw samples from. */
export interface StudyPanel {
  readonly panel: Panel;
  readonly conditions: Conditions;
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
  const named = new Set(indicatorsOfPanel(study, panelId).flatMap((indicator) => indicator.sources));
  return Object.keys(study.study.sources).filter((id) => named.has(id));
}

/**
 * Computes the indicators of the panels once each, and builds the panels.
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
  for (const id of panelIds) {
    const declaration = study.study.panels[id]!;
    const specs = indicatorsOfPanel(study, id);
    const indicators: { id: string; table: Table }[] = [];
    for (const indicator of specs) {
      const table =
        computed.get(indicator.id) ??
        (await evaluateIndicator(indicator, database).catch((error) => explain(error, [indicator], tables)));
      computed.set(indicator.id, table);
      indicators.push({ id: indicator.id, table });
    }
    let panel: Panel;
    try {
      panel = buildPanel({
        id,
        unit: typeof declaration.unit === "string" ? [declaration.unit] : declaration.unit,
        period: declaration.period,
        indicators,
        derived: new Map(Object.entries(declaration.derived)),
      });
    } catch (error) {
      explain(error, specs, tables);
    }
    panels.set(id, { panel, conditions: await openConditions(panel, database) });
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
