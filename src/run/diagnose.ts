import workerpool from "workerpool";
import { openDatabase } from "../tables/database.ts";
import { WORKER_FILE } from "./pool.ts";
import { VERSION } from "./provenance.ts";

/** One part of the installation; `ok` is null for an optional part that is not there. */
export interface Diagnosis {
  readonly part: string;
  readonly ok: boolean | null;
  readonly found: string;
}

const attempt = async (part: string, work: () => Promise<string>): Promise<Diagnosis> => {
  try {
    return { part, ok: true, found: await work() };
  } catch (error) {
    return { part, ok: false, found: error instanceof Error ? error.message : String(error) };
  }
};

async function tryDatabase(): Promise<string> {
  const database = await openDatabase();
  try {
    const version = await database.query("select version() as version, 1 + 1 as two");
    const column = version.columns.get("version");
    return column?.kind === "category" ? `DuckDB ${column.labels[0]}` : "DuckDB";
  } finally {
    await database.close();
  }
}

async function tryWorker(): Promise<string> {
  const pool = workerpool.pool(WORKER_FILE, { workerType: "thread", maxWorkers: 1 });
  try {
    const methods = (await pool.exec("methods", [])) as readonly string[];
    if (!methods.includes("runTask")) throw new Error(`the worker knows ${methods.join(", ")}, not runTask`);
    return "a thread starts and answers";
  } finally {
    await pool.terminate(true);
  }
}

function optionalPeer(name: string): Diagnosis {
  try {
    import.meta.resolve(name);
    return { part: name, ok: true, found: "installed (optional)" };
  } catch {
    return { part: name, ok: null, found: "optional: only for data frames, effectmeter/danfojs" };
  }
}

/** Tries everything a run needs, and looks for the optional parts. */
export async function diagnose(): Promise<readonly Diagnosis[]> {
  return [
    { part: "effectmeter", ok: true, found: VERSION },
    { part: "node", ok: true, found: `${process.version} (needs 20.19 or later)` },
    await attempt("database", tryDatabase),
    await attempt("workers", tryWorker),
    optionalPeer("danfojs-node"),
  ];
}
