import type { IndicatorFormula } from "../indicators/evaluate.ts";
import type { BreakdownSpec, MonitorSpec } from "../spec/monitor-files.ts";
import type { IndicatorSpec, Study } from "../spec/schema.ts";

/** Key columns of an indicator that are time, by the monitor's own list or else by the study's panels. */
export function periodKey(study: Study, spec: MonitorSpec, keys: readonly string[]): string | null {
  const declared = Object.keys(spec.periods);
  const ofPanels = Object.values(study.study.panels).map(({ period }) => period);
  return keys.find((key) => declared.includes(key)) ?? keys.find((key) => ofPanels.includes(key)) ?? null;
}

/** Base period of a key column; null where the study names no baseline. */
export function basePeriod(study: Study, spec: MonitorSpec, period: string): number | null {
  const { baseline } = study.study;
  return baseline === undefined ? null : baseline + (spec.periods[period]?.shift ?? 0);
}

/** Levels at which an indicator can be looked at, the coarsest first; the key of its areas where it declares none. */
export function levelsOf(study: Study, spec: MonitorSpec, indicator: IndicatorSpec): readonly string[] {
  const finest = Object.keys(study.study.places?.levels ?? {});
  if (indicator.levels !== undefined)
    return [...indicator.levels].sort((a, b) => finest.indexOf(b) - finest.indexOf(a));
  return [areaKey(study, spec, indicator.keys) ?? "nl"];
}

/** The key of an indicator's areas: one of the study's levels, else the first that is not time. */
export function areaKey(study: Study, spec: MonitorSpec, keys: readonly string[]): string | null {
  const known = Object.keys(study.study.places?.levels ?? {});
  const period = periodKey(study, spec, keys);
  return keys.find((key) => known.includes(key)) ?? keys.find((key) => key !== period) ?? null;
}

/** SELECT per table that stands for it in a formula: the rows that meet a condition, or what the breakdown says. */
export function standIns(member: BreakdownSpec["members"][number]): Readonly<Record<string, string>> {
  const rows = Object.entries(member.where ?? {}).map(([table, condition]) => [
    table,
    `select * from main.${quoted(table)} where (${condition}\n)`,
  ]);
  return { ...Object.fromEntries(rows), ...member.instead };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The formula with other tables under the names of its own. */
export function withTables(formula: IndicatorFormula, tables: Readonly<Record<string, string>>): IndicatorFormula {
  const parts = Object.entries(tables).map(([table, sql]) => `${quoted(table)} as (${sql}\n)`);
  const wrap = (sql: string): string => `with ${parts.join(",\n")}\nselect * from (\n${sql}\n)`;
  return {
    ...formula,
    sql: wrap(formula.sql),
    ...(formula.prepare && {
      prepare: formula.prepare.map((preparation) =>
        "to" in preparation
          ? { ...preparation, over: wrap(preparation.over), to: wrap(preparation.to) }
          : { ...preparation, over: wrap(preparation.over) },
      ),
    }),
  };
}
