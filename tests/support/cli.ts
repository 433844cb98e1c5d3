import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folder of the repository. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAIN = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

export interface CliOptions {
  /** Where the command runs; default the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Text on stdin. */
  readonly input?: string;
  /** Sends the signal once, as soon as `when` holds; it is asked every few milliseconds. */
  readonly signal?: { readonly name: NodeJS.Signals; readonly when: () => boolean };
  /** Closes the reading end of stdout after this many bytes, as `| head` does. */
  readonly closeStdoutAfter?: number;
}

export interface CliEnd {
  /** Exit code; null when the process ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a user does, with pipes for its streams: no stream of it is a terminal. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: options.cwd ?? ROOT,
      env: { ...environment(), ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let received = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      stdout.push(chunk);
      received += chunk.length;
      if (options.closeStdoutAfter !== undefined && received >= options.closeStdoutAfter) child.stdout.destroy();
    });
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const { signal } = options;
    const watch =
      signal &&
      setInterval(() => {
        if (!signal.when()) return;
        clearInterval(watch);
        child.kill(signal.name);
      }, 5);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(watch);
      resolve({ code, stdout: Buffer.concat(stdout).toString("utf8"), stderr: Buffer.concat(stderr).toString("utf8") });
    });
    child.stdin.end(options.input ?? "");
  });
}

/** Without what a test runner sets to colour its own output. */
function environment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NO_COLOR: __, ...rest } = process.env;
  return rest;
}

/** The text of a result.json without its provenance, which alone holds clocks and versions: what has to be the same in every run. */
export function reproducibleText(path: string): string {
  const text = readFileSync(path, "utf8");
  const at = text.lastIndexOf('\n  "provenance": {');
  if (at < 0) throw new Error(`${path} holds no provenance`);
  return text.slice(0, at);
}
