import { fileURLToPath } from "node:url";
import workerpool from "workerpool";

/** How a task ended: with a value, or with what went wrong as plain data (errors lose their class between threads). */
export type TaskEnd<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string; readonly died: boolean };

export interface RunTasksOptions<Task, Value> {
  /** 0 runs everything in this thread. */
  readonly workers: number;
  /** Built ESM file that registers a method "runTask" with workerpool. */
  readonly workerFile: string;
  readonly runHere: (task: Task) => Value;
  readonly onDone?: (index: number, end: TaskEnd<Value>) => void;
  readonly signal?: AbortSignal | undefined;
}

export const WORKER_FILE = fileURLToPath(new URL("./worker.js", import.meta.url));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function runHere<Task, Value>(task: Task, run: (task: Task) => Value): TaskEnd<Value> {
  try {
    return { ok: true, value: run(task) };
  } catch (error) {
    return { ok: false, message: messageOf(error), died: false };
  }
}

/**
 * Runs independent tasks and returns their ends in the order of the tasks, for any number of workers.
 * A worker that dies is replaced by the pool and its task is tried once more. After an abort the remaining ends are missing (undefined).
 * An error thrown by `onDone` is the caller's, and rejects.
 */
export async function runTasks<Task, Value>(
  tasks: readonly Task[],
  options: RunTasksOptions<Task, Value>,
): Promise<(TaskEnd<Value> | undefined)[]> {
  const ends: (TaskEnd<Value> | undefined)[] = new Array(tasks.length).fill(undefined);
  const finish = (index: number, end: TaskEnd<Value>): void => {
    ends[index] = end;
    options.onDone?.(index, end);
  };
  if (options.workers === 0) {
    for (let index = 0; index < tasks.length; index++) {
      if (options.signal?.aborted) break;
      finish(index, runHere(tasks[index]!, options.runHere));
      // Lets a Ctrl-C that arrived meanwhile be heard.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return ends;
  }
  const workers = Math.max(1, Math.min(options.workers, tasks.length));
  const pool = workerpool.pool(options.workerFile, { workerType: "thread", maxWorkers: workers });
  const abort = (): void => void pool.terminate(true);
  options.signal?.addEventListener("abort", abort, { once: true });
  const tryOnce = async (task: Task): Promise<TaskEnd<Value>> => {
    try {
      return { ok: true, value: (await pool.exec("runTask", [task])) as Value };
    } catch (error) {
      // workerpool's own class when the thread is gone; an error of the task arrives as a plain Error.
      return { ok: false, message: messageOf(error), died: error instanceof workerpool.TerminateError };
    }
  };
  let next = 0;
  let stopped = false;
  const isStopped = (): boolean => stopped || options.signal?.aborted === true;
  // As many tasks are handed over as there are workers: workerpool forgets to look at its queue after a death, so none may wait there.
  const lane = async (): Promise<void> => {
    while (next < tasks.length && !isStopped()) {
      const index = next++;
      let end = await tryOnce(tasks[index]!);
      if (!end.ok && end.died && !isStopped()) end = await tryOnce(tasks[index]!);
      if (end.ok || !isStopped()) finish(index, end);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, lane));
  } finally {
    stopped = true;
    options.signal?.removeEventListener("abort", abort);
    await pool.terminate(true);
  }
  return ends;
}
