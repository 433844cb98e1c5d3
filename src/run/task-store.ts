import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { Task, TaskOutcome } from "./task.ts";

/** Keeps the outcomes of finished tasks in a folder, so that an interrupted run resumes where it stopped. */
export interface TaskStore {
  read(task: Task): TaskOutcome | undefined;
  write(task: Task, outcome: TaskOutcome): void;
  /** Removes everything: a run that finished has its result. */
  clear(): void;
}

function feed(hash: ReturnType<typeof createHash>, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    hash.update(`${value.constructor.name}:${value.byteLength};`);
    // A copy: hashing reads no shared memory.
    hash.update(new Uint8Array(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)));
  } else if (value instanceof Map) {
    hash.update(`m${value.size}`);
    for (const [key, entry] of value) {
      hash.update(`${JSON.stringify(key)}=>`);
      feed(hash, entry);
    }
  } else if (Array.isArray(value)) {
    hash.update(`[${value.length}`);
    for (const entry of value) feed(hash, entry);
  } else if (value !== null && typeof value === "object") {
    const keys = Object.keys(value).sort();
    // Sizes and quotes keep apart what would otherwise read the same: {a: {b}, c} and {a: {b, c}}.
    hash.update(`{${keys.length}`);
    for (const key of keys) {
      hash.update(`${JSON.stringify(key)}:`);
      feed(hash, (value as Record<string, unknown>)[key]);
    }
  } else hash.update(`${typeof value}:${typeof value === "string" ? JSON.stringify(value) : String(value)};`);
}

/** Hash of everything a task's outcome depends on: resolved options, the content of every column, the estimator's revision and this version of the engine. */
export function taskKey(task: Task, revision: number, version: string): string {
  const hash = createHash("sha256");
  feed(hash, { ...task, revision, version, node: process.version });
  return hash.digest("hex");
}

/** A store in `folder`, made when the first outcome is written. An unreadable entry counts as absent: its task runs again. */
export function openTaskStore(folder: string, revisionOf: (estimator: string) => number, version: string): TaskStore {
  const fileOf = (task: Task): string => join(folder, `${taskKey(task, revisionOf(task.estimator), version)}.bin`);
  return {
    read(task) {
      const file = fileOf(task);
      if (!existsSync(file)) return undefined;
      try {
        return deserialize(readFileSync(file)) as TaskOutcome;
      } catch {
        return undefined;
      }
    },
    write(task, outcome) {
      mkdirSync(folder, { recursive: true });
      const file = fileOf(task);
      // Renamed into place, so that a run that is killed leaves no half-written entry.
      writeFileSync(`${file}.new`, serialize(outcome));
      renameSync(`${file}.new`, file);
    },
    clear() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
