import type { Command } from "commander";
import type { FetchedTarget, FetchReport } from "../../run/fetch-study.ts";
import { colour } from "../colour.ts";
import { EXIT } from "../exit.ts";
import { commaList, wholeNumber } from "../options.ts";
import { textTable } from "../text-table.ts";

interface FetchFlags {
  readonly root?: string;
  readonly only: readonly string[];
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly retries?: number;
  readonly timeout?: number;
}

export function addFetch(program: Command, setExit: (code: number) => void): void {
  program
    .command("fetch")
    .summary("download the open files that a study's sources name")
    .description(
      `Downloads the files that the sources of a study declare under download, two at a time, and keeps beside each where and when it came from (<file>.source.json).
A download that was cut off goes on where it stopped; a file that has not changed is not fetched again; one that you changed or put there yourself is left alone.
What comes is refused when it is a web page, or when the source's reader does not know its columns. This is the only command that uses the network for a study.`,
    )
    .argument("<study>", "folder that holds study.yaml")
    .option("--only <sources>", "sources to fetch, e.g. marks_years,pupils_years", commaList, [])
    .option("--root <folder>", "put the files below this folder instead of the study's own root")
    .option("--force", "fetch anew what has not changed, and overwrite what was changed or put there by hand")
    .option("--dry-run", "say what would be fetched, from where, to where; ask no server")
    .option("--json", "print the outcome as JSON")
    .option("--retries <n>", "tries after the first one that failed (default: 4)", wholeNumber(0))
    .option("--timeout <seconds>", "longest silence of a server (default: 30)", wholeNumber(1))
    .addHelpText(
      "after",
      `
Examples:
  effectmeter fetch hypotheses/sto --dry-run
  effectmeter fetch hypotheses/sto
  effectmeter fetch hypotheses/sto --only marks_years --force

Exit codes: 0 every file is there; 2 the study or the command line is wrong; 3 a file could not be fetched, what came is kept; 130 interrupted: the same command goes on.`,
    )
    .action(async (path: string, flags: FetchFlags) => {
      // Loaded when asked for, so that --help answers at once.
      const { fetchStudy } = await import("../../run/fetch-study.ts");
      const stop = new AbortController();
      const onInterrupt = (): void => stop.abort();
      const progress = openBytes(process.stderr);
      process.once("SIGINT", onInterrupt);
      try {
        const report = await fetchStudy({
          path,
          root: flags.root,
          only: flags.only,
          force: flags.force === true,
          dryRun: flags.dryRun === true,
          limits: {
            ...(flags.retries === undefined ? {} : { retries: flags.retries }),
            ...(flags.timeout === undefined ? {} : { silenceMs: flags.timeout * 1000 }),
          },
          signal: stop.signal,
          onBytes: progress.bytes,
          onEnd: (end, done, total) => {
            if (flags.dryRun !== true) progress.end(end, done, total);
          },
        });
        progress.close();
        process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : `${summary(report)}\n`);
        for (const { message } of report.files) if (message !== null) process.stderr.write(`${message}\n`);
        if (stop.signal.aborted) setExit(EXIT.interrupted);
        else if (report.files.some(({ status }) => status === "failed")) setExit(EXIT.nothingToEstimate);
      } finally {
        progress.close();
        process.removeListener("SIGINT", onInterrupt);
      }
    });
}

const WORDS: Readonly<Record<FetchedTarget["status"], string>> = {
  "to-fetch": "to fetch",
  "to-refresh": "there; fetched again if changed",
  fetched: colour.green("fetched"),
  unchanged: "unchanged",
  kept: colour.yellow("kept as it is"),
  failed: colour.red("failed"),
};

function summary({ files, dryRun }: FetchReport): string {
  const table = textTable(
    [
      { head: "source" },
      { head: "to" },
      { head: "state" },
      ...(dryRun ? [] : [{ head: "size", align: "right" as const }, { head: "sha256" }]),
      { head: "from" },
    ],
    files.map((one) => [
      one.source,
      one.to,
      WORDS[one.status],
      ...(dryRun ? [] : [one.bytes === null ? "–" : size(one.bytes), one.sha256?.slice(0, 12) ?? "–"]),
      one.address,
    ]),
  );
  const count = (status: FetchedTarget["status"]): number => files.filter((one) => one.status === status).length;
  const parts = (Object.keys(WORDS) as FetchedTarget["status"][])
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${WORDS[status]}`);
  return `${table}\n\n${files.length} ${files.length === 1 ? "file" : "files"}: ${parts.join(", ")}.`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** On a terminal one line that moves; elsewhere a line for each file that is done. */
function openBytes(stream: NodeJS.WriteStream) {
  const running = new Map<string, string>();
  let shownAt = 0;
  const clear = (): void => {
    if (stream.isTTY) stream.write("\r\x1b[2K");
  };
  return {
    bytes(to: string, received: number, total: number | null): void {
      running.set(to, `${to} ${size(received)}${total === null ? "" : ` of ${size(total)}`}`);
      if (!stream.isTTY || Date.now() - shownAt < 100) return;
      shownAt = Date.now();
      clear();
      stream.write([...running.values()].join("   ").slice(0, (stream.columns ?? 80) - 1));
    },
    end(end: FetchedTarget, done: number, total: number): void {
      running.delete(end.to);
      clear();
      stream.write(`${done}/${total} ${end.to}: ${end.status}\n`);
    },
    close: clear,
  };
}
