import ts from "typescript";

/** A source file by its path from the project's root. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/**
 * Who may import whom: room → rooms. A room is the longest listed prefix of a file's path. Every room may import itself and `src/core`.
 * The table of ARCHITECTURE.md is this one.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/core": [],
  "src/numerics": [],
  "src/fetch": ["src/numerics"],
  "src/messages": [],
  "src/spec": [],
  "src/result": [],
  "src/verdict": [],
  "src/formula": [],
  "src/tables": [],
  "src/indicators": ["src/numerics", "src/tables"],
  "src/panel": ["src/numerics", "src/tables", "src/indicators"],
  "src/design": ["src/numerics", "src/panel", "src/formula"],
  "src/estimate": ["src/numerics"],
  "src/inference": ["src/numerics"],
  "src/sensitivity": ["src/numerics", "src/inference"],
  "src/monitor": ["src/numerics", "src/tables", "src/indicators"],
  "src/simulate": ["src/numerics", "src/tables", "src/indicators"],
  "src/adapters": ["src/panel", "src/result"],
  "src/run": [
    "src/numerics",
    "src/spec",
    "src/fetch",
    "src/formula",
    "src/tables",
    "src/indicators",
    "src/panel",
    "src/design",
    "src/estimate",
    "src/inference",
    "src/sensitivity",
    "src/verdict",
    "src/result",
    "src/messages",
    "src/monitor",
    "src/simulate",
    "models/index.ts",
    "data/index.ts",
  ],
  "src/cli": ["src/run", "src/result", "src/messages", "reports"],
  "src/index.ts": ["src/run", "src/result", "src/spec", "src/panel", "src/inference", "models/index.ts", "reports"],
  "models/index.ts": ["models"],
  models: ["src/numerics", "src/estimate"],
  "data/index.ts": ["data", "src/tables"],
  data: ["src/tables"],
  reports: ["src/result", "src/messages"],
};

/** Rooms that may touch the machine: files, threads, the database. */
const MAY_USE_NODE = ["data", "src/tables", "src/fetch", "src/run", "src/cli"];
const MACHINE = /^(node:|@duckdb\/|workerpool$)/;

const roomOf = (path: string): string | undefined =>
  Object.keys(MAY_IMPORT)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

function resolveFrom(path: string, specifier: string): string {
  const parts = path.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function isAllowed(from: string, to: string): boolean {
  const room = roomOf(from);
  const target = roomOf(to);
  if (room === undefined || target === undefined) return false;
  if (target === "src/core" || to.startsWith("src/core/")) return true;
  // One estimator does not know another: within models/ a file may import its own folder only.
  if (room === "models" && to.startsWith("models/")) return from.split("/")[1] === to.split("/")[1];
  if (room === target && room !== "models") return true;
  return (MAY_IMPORT[room] ?? []).some((allowed) => to === allowed || to.startsWith(`${allowed}/`));
}

/** Every import that the table forbids, one sentence each. */
export function importViolations(files: readonly SourceText[]): string[] {
  const violations: string[] = [];
  for (const { path, text } of files) {
    const room = roomOf(path);
    if (room === undefined) {
      violations.push(`${path}: lies in no room of the import table`);
      continue;
    }
    for (const { fileName: specifier } of ts.preProcessFile(text, true, true).importedFiles) {
      if (specifier.startsWith(".")) {
        const target = resolveFrom(path, specifier);
        if (target.startsWith("tests/")) violations.push(`${path}: imports ${target}; nothing imports tests`);
        else if (!isAllowed(path, target)) violations.push(`${path}: imports ${target}, which ${room} may not`);
      } else if (MACHINE.test(specifier) && !MAY_USE_NODE.some((allowed) => path.startsWith(`${allowed}/`))) {
        violations.push(
          `${path}: imports ${specifier}; files, threads and the database belong in ${MAY_USE_NODE.join(", ")}`,
        );
      }
    }
  }
  return violations;
}
