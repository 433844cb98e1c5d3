import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { FINDINGS } from "../../core/verdict.ts";
import type { StudyResult } from "../../result/schema.ts";
import { EXIT } from "../exit.ts";
import { FORMATS, type Format } from "../formats.ts";
import { commaList, memorySize, oneOfEach, wholeNumber } from "../options.ts";
import { openProgress } from "../progress.ts";

interface RunFlags {
  readonly out?: string;
  readonly root?: string;
  readonly only: readonly string[];
  readonly workers: number;
  readonly seed?: number;
  readonly memory?: string;
  readonly lang: readonly ("nl" | "en")[];
  readonly format: readonly Format[];
  readonly failOn: readonly string[];
  readonly json?: boolean;
}

const PHASES = {
  read: "reading tables",
  panels: "building panels",
  plan: "planning",
  fit: "fitting",
  judge: "judging",
} as const;

export function addRun(program: Command, setExit: (code: number) => void): void {
  program
    .command("run")
    .summary("run a study: verdicts, result.json and reports")
    .description(
      "Runs every hypothesis of a study on its data: estimates, checks, verdicts by the rule its files fixed, and reports.",
    )
    .argument("<study>", "folder that holds study.yaml")
    .option(
      "--root <folder>",
      "where the tables are looked up instead of the study's own root, e.g. a folder of effectmeter simulate",
    )
    .option("-o, --out <folder>", "where to write result.json and the reports (default: runs/<study id>)")
    .option("--only <ids>", "hypotheses to run, e.g. h5,h1", commaList, [])
    .option(
      "--workers <n>",
      "threads; 0 runs in one. The result is the same for any number",
      wholeNumber(0),
      availableParallelism(),
    )
    .option("--seed <n>", "seed of everything random (default: from the study's id)", wholeNumber(0))
    .option("--memory <size>", "limit of the embedded database, e.g. 4GB", memorySize)
    .option("--lang <languages>", "languages of the Markdown report", oneOfEach(["nl", "en"] as const), ["nl", "en"])
    .option("--format <formats>", `reports to write: ${FORMATS.join(",")}`, oneOfEach(FORMATS), [...FORMATS])
    .addOption(
      new Option("--fail-on <findings>", "exit 4 when a hypothesis has one of these findings")
        .argParser(oneOfEach(FINDINGS))
        .default([], "none"),
    )
    .option("--json", "print result.json on stdout instead of the verdict board")
    .addHelpText(
      "after",
      `
Examples:
  effectmeter run hypotheses/sto
  effectmeter run hypotheses/sto --out runs/sto --only h5,h1 --workers 8
  effectmeter run hypotheses/sto --root sim --out runs/sim
  effectmeter run hypotheses/sto --fail-on contradicted --format json

Ctrl-C stops the run (exit 130) and keeps what is done: the same command goes on from there.`,
    )
    .action(async (study: string, flags: RunFlags) => {
      // Loaded when asked for, so that --help answers at once.
      const { runStudy } = await import("../../run/run-study.ts");
      const { writeReports } = await import("../write-reports.ts");
      const { verdictBoard } = await import("../verdict-board.ts");
      const { resultText } = await import("../../result/result-file.ts");
      const { shownPath } = await import("../../run/study-files.ts");
      const { explainable } = await import("../../run/check-data.ts");
      const progress = openProgress();
      const stop = new AbortController();
      const onInterrupt = (): void => stop.abort();
      process.once("SIGINT", onInterrupt);
      try {
        const folder = flags.out ?? join("runs", studyFolderName(study));
        const result = await runStudy({
          path: study,
          root: flags.root,
          only: flags.only,
          workers: flags.workers,
          seed: flags.seed,
          memory: flags.memory,
          keepIn: join(folder, ".partial"),
          signal: stop.signal,
          command: `effectmeter ${process.argv.slice(2).join(" ")}`,
          onPhase: (phase) => progress.phase(PHASES[phase]),
          onStep: (done, total) => progress.step(done, total),
        });
        progress.close();
        const written = writeReports(result, folder, flags.format, flags.lang);
        process.stdout.write(flags.json ? resultText(result) : `${verdictBoard(result)}\n`);
        process.stderr.write(`\n${written.map((path) => `wrote ${shownPath(path)}`).join("\n")}\n`);
        process.stderr.write(dataWarnings(result, new Set(explainable.map(({ code }) => code)), study));
        if (stop.signal.aborted) {
          process.stderr.write(
            `interrupted: what was finished is kept in ${join(folder, ".partial")}; run the same command to go on\n`,
          );
          setExit(EXIT.interrupted);
          return;
        }
        const caught = result.hypotheses.filter((hypothesis) => flags.failOn.includes(hypothesis.finding));
        if (caught.length > 0) {
          process.stderr.write(
            `--fail-on: ${caught.map((hypothesis) => `${hypothesis.id} is ${hypothesis.finding}`).join(", ")}\n`,
          );
          setExit(EXIT.failOn);
        }
      } finally {
        progress.close();
        process.removeListener("SIGINT", onInterrupt);
      }
    });
}

/** runs/<name>: the folder's own name, which is the study's id by convention. */
function studyFolderName(study: string): string {
  const parts = study
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "study.yaml");
  return parts[parts.length - 1] ?? "study";
}

/** One line on what checks of the panels warn of, and where it is explained; nothing when there is nothing. */
function dataWarnings(result: StudyResult, codes: ReadonlySet<string>, study: string): string {
  const links = result.hypotheses.flatMap((hypothesis) => hypothesis.links);
  const seen = [...result.panels, ...links]
    .flatMap(({ findings }) => findings)
    .filter(({ code, severity }) => severity !== "note" && codes.has(code));
  const names = [...new Set(seen.map(({ code }) => code))].sort();
  return names.length === 0
    ? ""
    : `warnings about the data: ${names.join(", ")}; effectmeter check ${study} --data says where and what to do\n`;
}
