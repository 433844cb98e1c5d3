import { InputError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { CategoryColumn, Column, Table } from "../core/table.ts";
import { type Observation, type OutcomeClock, ROW } from "../panel/checks/check.ts";
import { panelChecks } from "../panel/checks/index.ts";
import { closest } from "../spec/edit-distance.ts";
import { indicatorsOfPanel } from "./panels.ts";
import { type PlannedStudy, planStudy, type RunOptions } from "./run-study.ts";
import { shownPath } from "./study-files.ts";
import { clockOf } from "./study-treatment.ts";

/** One thing seen in the data, and everything it was seen in. */
export interface Seen {
  readonly finding: Finding;
  /** Links, panels or tables: `h5b`, `panel corop-year`, `table exams`. */
  readonly places: readonly string[];
  /** The rows that show it; null for what a reader said of a table. */
  readonly rows: (() => Table) | null;
}

export interface CheckedData {
  readonly planned: PlannedStudy;
  /** Refusals first, then warnings and notes; equal findings once. */
  readonly seen: readonly Seen[];
}

const ORDER = ["refusal", "warning", "note"];

/** Codes that can be explained, with what each check looks at. */
export const explainable: readonly { readonly code: string; readonly looksAt: string }[] = [
  ...panelChecks.map(({ id, looksAt }) => ({ code: id, looksAt })),
  { code: "dose-inside-window-allowed", looksAt: "such a dose for which the design gives a reason" },
].sort((a, b) => (a.code < b.code ? -1 : 1));

/** @throws InputError when no check has this code */
export function requireExplainable(code: string): string {
  const known = explainable.find((one) => one.code === code);
  if (known !== undefined) return known.looksAt;
  const codes = explainable.map((one) => one.code);
  const meant = closest(code, codes);
  throw new InputError(
    `--explain ${code}: no check of the panel has this code${meant === null ? "" : `; did you mean ${meant}?`} (there is ${codes.join(", ")})`,
  );
}

/** Reads the tables of a study, builds panels and designs, and tells what their checks saw. Fits nothing. @throws InputError */
export async function checkData(
  options: Pick<RunOptions, "path" | "root" | "only" | "memory" | "onPhase">,
): Promise<CheckedData> {
  const planned = await planStudy({ ...options, seed: undefined });
  return { planned, seen: seenIn(planned) };
}

/** What was seen in tables, panels and designs, equal findings once. */
export function seenIn(planned: PlannedStudy): readonly Seen[] {
  const seen = new Map<string, { finding: Finding; places: string[]; rows: Seen["rows"] }>();
  const add = (place: string, finding: Finding, rows: Seen["rows"]): void => {
    const key = JSON.stringify(finding);
    const before = seen.get(key);
    if (before === undefined) seen.set(key, { finding, places: [place], rows });
    else before.places.push(place);
  };
  for (const [id, { findings }] of planned.tables) for (const finding of findings) add(`table ${id}`, finding, null);
  for (const [id, observations] of planned.observations)
    for (const one of observations) add(`panel ${id}`, one.finding, () => withFiles(one, planned, id, null));
  for (const { link, observations, findings } of planned.links) {
    for (const one of observations)
      add(link.id, one.finding, () => withFiles(one, planned, link.panel!, link.outcome ?? null));
    const others = findings.filter((finding) => !observations.some((one) => one.finding === finding));
    for (const finding of others) add(link.id, finding, null);
  }
  return [...seen.values()].sort((a, b) => ORDER.indexOf(a.finding.severity) - ORDER.indexOf(b.finding.severity));
}

/** A listing without the engine's own row numbers, and with the files behind its panel rows: those of the outcome's tables, else of all the panel's. */
function withFiles({ rows }: Observation, planned: PlannedStudy, panel: string, outcome: string | null): Table {
  const table = rows();
  const columns = new Map<string, Column>([...table.columns].filter(([name]) => name !== ROW));
  if (!table.columns.has(ROW)) return { rowCount: table.rowCount, columns };
  const indicators = indicatorsOfPanel(planned.study, panel);
  const own = indicators.filter(({ id }) => id === outcome);
  const sources = new Set((own.length > 0 ? own : indicators).flatMap((indicator) => indicator.sources));
  const files = [...sources].flatMap((id) => planned.sources.get(id)?.files ?? []).map(shownPath);
  const label = files.join(" ");
  const column: CategoryColumn = {
    kind: "category",
    name: "files",
    codes: new Int32Array(table.rowCount),
    labels: [label],
  };
  return { rowCount: table.rowCount, columns: columns.set("files", column) };
}

/** When an outcome can first show the events of the treatment, and when the designs on it start. */
export interface ShownClock {
  readonly outcome: string;
  readonly links: readonly string[];
  readonly clock: OutcomeClock;
  /** First period after the start; null without one. */
  readonly postStart: number | null;
}

/** The clocks of tested outcomes, in the order of their links. */
export function clocksOf(planned: PlannedStudy): readonly ShownClock[] {
  const clocks = new Map<string, ShownClock & { links: string[] }>();
  for (const { link, estimates, postStart } of planned.links) {
    const outcome = estimates[0]?.outcome;
    const clock = clockOf(planned.study, planned.treatment, outcome);
    if (outcome === undefined || clock === null) continue;
    const key = `${outcome} ${postStart}`;
    const before = clocks.get(key);
    if (before === undefined) clocks.set(key, { outcome, links: [link.id], clock, postStart });
    else before.links.push(link.id);
  }
  return [...clocks.values()];
}

/** Units by first treated period (Infinity: never) of each link with staggered starts, ascending. */
export function cohortsOf(planned: PlannedStudy): ReadonlyMap<string, ReadonlyMap<number, number>> {
  return new Map(
    planned.links.flatMap(({ link, estimates }) => {
      const design = estimates[0]?.built?.design;
      if (design?.timing.kind !== "staggered" || design.unit === null) return [];
      const { cohort } = design.timing;
      const startOf = new Map(Array.from(design.unit.codes, (code, row) => [code, cohort[row]!]));
      const sizes = new Map<number, number>();
      for (const start of [...startOf.values()].sort((a, b) => a - b)) sizes.set(start, (sizes.get(start) ?? 0) + 1);
      return [[link.id, sizes] as const];
    }),
  );
}
