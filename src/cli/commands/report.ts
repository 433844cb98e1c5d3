import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { InputError } from "../../core/errors.ts";
import { FORMATS, type Format } from "../formats.ts";
import { oneOfEach } from "../options.ts";

interface ReportFlags {
  readonly out?: string;
  readonly lang: readonly ("nl" | "en")[];
  readonly format: readonly Format[];
}

export function addReport(program: Command): void {
  program
    .command("report")
    .summary("make the reports of a result again")
    .description("Writes HTML, Markdown and CSV from a result.json, without data and without fitting.")
    .argument("<result>", "result.json that effectmeter run wrote")
    .option("-o, --out <folder>", "where to write (default: beside the result)")
    .option("--lang <languages>", "languages of the Markdown report", oneOfEach(["nl", "en"] as const), ["nl", "en"])
    .option("--format <formats>", `reports to write: ${FORMATS.join(",")}`, oneOfEach(FORMATS), [...FORMATS])
    .addHelpText("after", "\nExample:\n  effectmeter report runs/sto/result.json --format html")
    .action(async (path: string, flags: ReportFlags) => {
      // Loaded when asked for, so that --help answers at once.
      const { parseResult } = await import("../../result/result-file.ts");
      const { writeReports } = await import("../write-reports.ts");
      const result = parseResult(readText(path), path);
      for (const written of writeReports(result, flags.out ?? dirname(path), flags.format, flags.lang))
        process.stdout.write(`${written}\n`);
    });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(`${path}: cannot be read; name a result.json that effectmeter run wrote`, { cause: error });
  }
}
