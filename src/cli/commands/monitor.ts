import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { Language } from "../../core/text.ts";
import type { MonitorResult } from "../../result/monitor-schema.ts";
import { FORMATS, type Format } from "../formats.ts";
import { monitorListing } from "../monitor-listing.ts";
import { commaList, memorySize, oneOfEach } from "../options.ts";

interface MonitorFlags {
  readonly level: readonly string[];
  readonly only: readonly string[];
  readonly out?: string;
  readonly lang: readonly Language[];
  readonly format: readonly Format[];
  readonly root?: string;
  readonly json?: boolean;
  readonly memory?: string;
}

export function addMonitor(program: Command): void {
  program
    .command("monitor")
    .summary("indicators against the base year: change, trend, breaks, breakdowns, published figures")
    .description(
      "For every indicator of a study and every level: the change since the base year, the trend (Theil–Sen and least squares), declared breaks, a change-point, breakdowns and statistics; and published figures beside our own. It says what happened, not why, and holds no norm against it.",
    )
    .argument("[study]", "folder that holds study.yaml (default: the only one here)")
    .option("--level <levels>", "levels to look at, every area listed: corop, gemeente, …", commaList, [])
    .option("--only <indicators>", "indicators by id or code: K4b,D1", commaList, [])
    .option("-o, --out <folder>", "write monitor.json and the reports there")
    .option("--lang <languages>", "languages of the Markdown report", oneOfEach(["nl", "en"] as const), ["nl", "en"])
    .option("--format <formats>", `reports to write: ${FORMATS.join(",")}`, oneOfEach(FORMATS), [...FORMATS])
    .option("--root <folder>", "where the tables lie (default: the study's own root)")
    .option("--json", "print the result as JSON")
    .option("--memory <size>", "limit of the embedded database, e.g. 4GB", memorySize)
    .addHelpText(
      "after",
      "\nExamples:\n  effectmeter monitor hypotheses/sto\n  effectmeter monitor hypotheses/sto --only K4b,D1f --level corop --out runs/monitor\n  effectmeter monitor hypotheses/sto --json | jq '.indicators[].levels[0].series.change'",
    )
    .action(async (study: string | undefined, flags: MonitorFlags) => {
      // Loaded when asked for, so that --help answers at once.
      const { runMonitor } = await import("../../run/run-monitor.ts");
      const { studyFolder } = await import("../../run/default-study.ts");
      const { monitorText } = await import("../../result/monitor-schema.ts");
      const path = studyFolder(study);
      const result = await runMonitor({
        path,
        levels: flags.level,
        only: flags.only,
        command: commandText(path, flags),
        ...(flags.root === undefined ? {} : { root: flags.root }),
        ...(flags.memory === undefined ? {} : { memory: flags.memory }),
      });
      const written = flags.out === undefined ? [] : await writeMonitor(result, flags.out, flags.format, flags.lang);
      process.stdout.write(flags.json ? monitorText(result) : `${monitorListing(result)}\n`);
      if (written.length > 0) process.stderr.write(`${written.join("\n")}\n`);
    });
}

function commandText(path: string, { level, only }: MonitorFlags): string {
  const parts = [
    `effectmeter monitor ${path}`,
    ...(level.length > 0 ? [`--level ${level.join(",")}`] : []),
    ...(only.length > 0 ? [`--only ${only.join(",")}`] : []),
  ];
  return parts.join(" ");
}

/** Writes monitor.json, from which everything else is made, and the reports asked for; returns the paths. */
async function writeMonitor(
  result: MonitorResult,
  folder: string,
  formats: readonly Format[],
  languages: readonly Language[],
): Promise<readonly string[]> {
  const { monitorText } = await import("../../result/monitor-schema.ts");
  const { monitorAreasCsv, monitorCsv, monitorHtml, monitorMarkdown } = await import(
    "../../../reports/monitor-page.ts"
  );
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = (name: string, text: string): void => {
    const path = join(folder, name);
    writeFileSync(path, text);
    written.push(path);
  };
  write("monitor.json", monitorText(result));
  if (formats.includes("html")) write("monitor.html", monitorHtml(result));
  if (formats.includes("md"))
    for (const language of languages) write(`monitor.${language}.md`, monitorMarkdown(result, language));
  if (formats.includes("csv")) {
    write("monitor.csv", monitorCsv(result));
    const areas = monitorAreasCsv(result);
    if (areas !== null) write("monitor-areas.csv", areas);
  }
  return written;
}
