import { findEstimator } from "../../models/index.ts";
import type { SourceTable } from "../core/source.ts";
import type { StudyResult } from "../result/schema.ts";
import { type Database, openDatabase } from "../tables/database.ts";
import { assembleResult } from "./assemble-result.ts";
import { loadSources } from "./load-sources.ts";
import { buildPanels, type StudyPanel, sourcesOfPanel } from "./panels.ts";
import { type PlannedLink, planLink, untestableLink } from "./plan-link.ts";
import { type PlannedPrecision, plannedPrecision } from "./planned-precision.ts";
import { runTasks, type TaskEnd, WORKER_FILE } from "./pool.ts";
import { provenanceOf, VERSION } from "./provenance.ts";
import { type LocatedStudy, locateStudy, seedOf } from "./read-study.ts";
import { runTask } from "./run-task.ts";
import type { Task, TaskOutcome } from "./task.ts";
import { openTaskStore } from "./task-store.ts";

export interface RunOptions {
  /** Folder of the study. */
  readonly path: string;
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
  /** Another built worker file; tests of dying workers use it. */
  readonly workerFile?: string;
}

/** A study with its tables read, its panels built and every link planned: nothing has been fitted. */
export interface PlannedStudy extends LocatedStudy {
  readonly tables: ReadonlyMap<string, SourceTable>;
  readonly panels: ReadonlyMap<string, StudyPanel>;
  readonly links: readonly PlannedLink[];
  /** Planned precision by link id; empty unless asked for. */
  readonly precision: ReadonlyMap<string, PlannedPrecision>;
  readonly seed: number;
}

/** Reads what the testable links need, builds their panels and plans every link. @throws InputError */
export async function planStudy(
  options: Pick<RunOptions, "path" | "only" | "seed" | "memory" | "onPhase"> & { readonly withPrecision?: boolean },
): Promise<PlannedStudy> {
  const located = locateStudy(options.path, options.only);
  const { study, sources, selected } = located;
  const seed = seedOf(study, options.seed);
  const panelIds = [...new Set(selected.filter(({ testable }) => testable).map(({ link }) => link.panel!))];
  const needed = new Set(panelIds.flatMap((id) => sourcesOfPanel(study, id)));
  const database: Database = await openDatabase(options.memory === undefined ? {} : { memory: options.memory });
  try {
    options.onPhase("read");
    const tables = await loadSources(
      [...sources.values()].filter((source) => needed.has(source.id)),
      database,
    );
    options.onPhase("panels");
    const panels = await buildPanels(study, panelIds, tables, database);
    options.onPhase("plan");
    const links: PlannedLink[] = [];
    for (const { hypothesis, link, testable } of selected)
      links.push(
        testable
          ? await planLink(study, hypothesis, link, panels.get(link.panel!)!, seed)
          : untestableLink(study, hypothesis, link, sources),
      );
    const precision = new Map<string, PlannedPrecision>();
    if (options.withPrecision)
      for (const link of links) {
        const planned = link.link.panel === undefined ? undefined : panels.get(link.link.panel);
        const found = planned && (await plannedPrecision(link, planned, seed));
        if (found) precision.set(link.link.id, found);
      }
    return { ...located, tables, panels, links, precision, seed };
  } finally {
    await database.close();
  }
}

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
  const planned = await planStudy(options);
  options.onPhase("fit");
  const ends = await fitAll(planned.links, options);
  options.onPhase("judge");
  return assembleResult(planned, ends, provenanceOf(startedAt, options.command, options.workers));
}
