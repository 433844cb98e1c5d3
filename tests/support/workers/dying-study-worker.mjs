import { existsSync, writeFileSync } from "node:fs";
import workerpool from "workerpool";
import { runTask } from "../../../dist/src/run/run-task.js";

/**
 * The product's worker, but its thread ends when it is handed one task: DYING_TASK, until DYING_MARK exists when that is set, else always.
 */
function runOrDie(task) {
  const mark = process.env.DYING_MARK;
  if (task.id === process.env.DYING_TASK && (mark === undefined || !existsSync(mark))) {
    if (mark !== undefined) writeFileSync(mark, "died once");
    process.exit(1);
  }
  return runTask(task);
}

workerpool.worker({ runTask: runOrDie });
