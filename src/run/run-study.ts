import { findEstimator } from "../../models/index.ts";
import type { SourceTable } from "../core/source.ts";
import type { Observation } from "../panel/checks/check.ts";
import { lookAtPanel } from "../panel/checks/index.ts";
import type { StudyResult } from "../result/schema.ts";
import type { LinkSpec } from "../spec/schema.ts";
import { type Database, openDatabase } from "../tables/database.ts";
import { assembleResult } from "./assemble-result.ts";
import { fetchedFiles } from "./fetch-record.ts";
import { loadSources } from "./load-sources.ts";
import { factsOfPanel } from "./panel-facts.ts";
import { buildPanels, indicatorsOfPanel, type StudyPanel } from "./panels.ts";
import { optionalSources, sourcesOfIndicators } from "./places.ts";
import { type PlannedLink, planLink, untestableLink } from "./plan-link.ts";
import { type PlannedPrecision, plannedPrecision } from "./planned-precision.ts";
import { runTasks, type TaskEnd, WORKER_FILE } from "./pool.ts";
import {
  buildChainedPanels,
  type ChainedPanels,
  chainedPanelsOf,
  panelsToChain,
  predecessorSources,
  studyChain,
} from "./predecessors.ts";
import { provenanceOf, VERSION } from "./provenance.ts";
import { type LocatedStudy, locateStudy, seedOf } from "./read-study.ts";
import { runTask } from "./run-task.ts";
import { type StudyTreatment, studyTreatment, withTreatment } from "./study-treatment.ts";
import { markResult } from "./synthetic.ts";
import type { Task, TaskOutcome } from "./task.ts";
import { openTaskStore } from "./task-store.ts";

export interface RunOptions {
  /** Folder of the study. */
  readonly path: string;
  /** Where tables are looked up instead of the study's own root. */
  readonly root?: string | undefined;
  readonly only: readonly string[];
  /** Threads; 0 runs everything in this one. The result is the same for any number. */
  readonly workers: number;
  readonly seed: number | undefined;
  /** Limit of the embedded database, e.g. "4GB". */
  readonly memory: string | undefined;
  /** Folder that keeps finished tasks until the run is complete; undefined keeps nothing. */
  readonly keepIn: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly command: string;
  readonly onPhase: (phase: "read" | "panels" | "plan" | "fit" | "judge") => void;
  readonly onStep: (done: number, total: number) => void;
  /** Fits the primary estimate of every link and nothing else: no checks, no further estimates. */
  readonly primaryOnly?: boolean;
  /** Another built worker file; tests of dying workers use it. */
  readonly workerFile?: string;
}

/** A study with its tables read, its panels built and every link planned: nothing has been fitted. */
export interface PlannedStudy extends LocatedStudy {
  readonly tables: ReadonlyMap<string, SourceTable>;
  readonly panels: ReadonlyMap<string, StudyPanel>;
  /** Who was treated when and how much; null where the study does not say. */
  readonly treatment: StudyTreatment | null;
  /** What the checks of each panel saw, whatever the links make of it. */
  readonly observations: ReadonlyMap<string, readonly Observation[]>;
  readonly links: readonly PlannedLink[];
  /** Planned precision by link id; empty unless asked for. */
  readonly precision: ReadonlyMap<string, PlannedPrecision>;
  readonly seed: number;
}

/** Reads what the testable links need, builds their panels and plans every link. @throws InputError */
export async function planStudy(
  options: Pick<RunOptions, "path" | "root" | "only" | "seed" | "memory" | "onPhase"> & {
    readonly withPrecision?: boolean;
  },
): Promise<PlannedStudy> {
  const located = locateStudy(options.path, options.only, options.root);
  const { study, sources, selected } = located;
  const seed = seedOf(study, options.seed);
  const panelIds = [...new Set(selected.filter(({ testable }) => testable).map(({ link }) => link.panel!))];
  const indicators = panelIds.flatMap((id) => indicatorsOfPanel(study, id));
  const chainIds = panelsToChain(selected.filter(({ testable }) => testable).map(({ link }) => link));
  const chainSources = chainIds.length === 0 ? [] : (predecessorSources(study, sources) ?? []);
  const needed = new Set([
    ...sourcesOfIndicators(study, indicators),
    ...optionalSources(study, indicators, (id) => (sources.get(id)?.files.length ?? 0) > 0),
    ...[study.study.treatment?.source ?? ""].filter((id) => (sources.get(id)?.files.length ?? 0) > 0),
    ...chainSources,
  ]);
  const database: Database = await openDatabase(options.memory === undefined ? {} : { memory: options.memory });
  let chained: ChainedPanels | null = null;
  try {
    options.onPhase("read");
    const tables = await loadSources(
      [...sources.values()].filter((source) => needed.has(source.id)),
      database,
    );
    options.onPhase("panels");
    const panels = await buildPanels(study, panelIds, tables, database);
    if (chainSources.length > 0) {
      const found = await studyChain(study.study.predecessors!, tables, database);
      chained = await buildChainedPanels(study, chainIds, tables, found, options.memory);
    }
    options.onPhase("plan");
    const treatment = studyTreatment(study, tables);
    const panelOf = (link: LinkSpec): StudyPanel =>
      withTreatment(study, link, { ...panels.get(link.panel!)!, ...(treatment && { treatment }) }, treatment);
    const chainedPanelOf = chainedPanelsOf(study, chained);
    const links: PlannedLink[] = [];
    for (const { hypothesis, link, testable } of selected)
      links.push(
        testable
          ? await planLink(study, hypothesis, link, panelOf(link), seed, chainedPanelOf(link))
          : untestableLink(study, hypothesis, link, sources),
      );
    const precision = new Map<string, PlannedPrecision>();
    if (options.withPrecision)
      for (const link of links) {
        const planned = panels.has(link.link.panel ?? "") ? panelOf(link.link) : undefined;
        const found = planned && (await plannedPrecision(link, planned, seed));
        if (found) precision.set(link.link.id, found);
      }
    const observations = new Map([...panels].map(([id, { panel }]) => [id, lookAtPanel(factsOfPanel(panel), "panel")]));
    return { ...located, tables, panels, treatment, observations, links, precision, seed };
  } finally {
    await chained?.database.close();
    await database.close();
  }
}

const withoutChecks = (planned: PlannedStudy): PlannedStudy => ({
  ...planned,
  links: planned.links.map((link) => ({ ...link, estimates: link.estimates.slice(0, 1), checks: [] })),
});

const tasksOf = (link: PlannedLink): readonly Task[] =>
  [...link.estimates, ...link.checks.flatMap((check) => check.refits)].flatMap((estimate) =>
    estimate.task === null ? [] : [estimate.task],
  );

/** How each task of a study ended, by task id. A task that an interrupt kept from running is absent. */
export type TaskEnds = ReadonlyMap<string, TaskEnd<TaskOutcome>>;

/** Fits every task, in workers or here; finished ones are kept on disk where asked, and taken from there. */
async function fitAll(links: readonly PlannedLink[], options: RunOptions): Promise<TaskEnds> {
  const tasks = links.flatMap(tasksOf);
  const store =
    options.keepIn === undefined ? null : openTaskStore(options.keepIn, (id) => findEstimator(id)!.revision, VERSION);
  const ends = new Map<string, TaskEnd<TaskOutcome>>();
  const open: Task[] = [];
  for (const task of tasks) {
    const known = store?.read(task);
    if (known) ends.set(task.id, { ok: true, value: known });
    else open.push(task);
  }
  let done = tasks.length - open.length;
  await runTasks<Task, TaskOutcome>(open, {
    workers: options.workers,
    workerFile: options.workerFile ?? WORKER_FILE,
    runHere: runTask,
    signal: options.signal,
    onDone(index, end) {
      ends.set(open[index]!.id, end);
      if (end.ok) store?.write(open[index]!, end.value);
      options.onStep(++done, tasks.length);
    },
  });
  if (!options.signal?.aborted) store?.clear();
  return ends;
}

/**
 * Runs a study: specification → panels → fits → inference → checks → verdicts → result.
 *
 * A missing table, a refused design or a fit that fails is a finding of its link and never stops the run.
 * After an abort the result holds what was finished and `study.incomplete` is true.
 *
 * @throws InputError when a file of the study or its data is malformed
 */
export async function runStudy(options: RunOptions): Promise<StudyResult> {
  const startedAt = new Date();
  const planned = options.primaryOnly ? withoutChecks(await planStudy(options)) : await planStudy(options);
  options.onPhase("fit");
  const ends = await fitAll(planned.links, options);
  options.onPhase("judge");
  const fetched = await fetchedFiles(
    [...planned.tables.values()].flatMap(({ files }) => files.map(({ path }) => path)),
  );
  const provenance = {
    ...provenanceOf(startedAt, options.command, options.workers),
    ...(fetched.length === 0 ? {} : { fetched: [...fetched] }),
  };
  const result = assembleResult(planned, ends, provenance);
  return markResult(result, planned.synthetic);
}
