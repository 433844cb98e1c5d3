#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { VERSION } from "../run/provenance.ts";
import { addCheck } from "./commands/check.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addDrift } from "./commands/drift.ts";
import { addEstimate } from "./commands/estimate.ts";
import { addFetch } from "./commands/fetch.ts";
import { addImport } from "./commands/import.ts";
import { addIndicator } from "./commands/indicator.ts";
import { addIndicators } from "./commands/indicators.ts";
import { addModels } from "./commands/models.ts";
import { addMonitor } from "./commands/monitor.ts";
import { addPlan } from "./commands/plan.ts";
import { addPredecessors } from "./commands/predecessors.ts";
import { addReport } from "./commands/report.ts";
import { addRun } from "./commands/run.ts";
import { addSchema } from "./commands/schema.ts";
import { addSimulate } from "./commands/simulate.ts";
import { addTemplate } from "./commands/template.ts";
import { EXIT, reportError } from "./exit.ts";

let exitCode: number = EXIT.ran;
const setExit = (code: number): void => {
  exitCode = code;
};

function buildProgram(): Command {
  const program = new Command("effectmeter")
    .description(
      "Turns written hypotheses about a policy into causal effect measurements and verdicts that can be checked.",
    )
    .version(VERSION, "-V, --version")
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      "after",
      `
Examples:
  effectmeter check hypotheses/sto          are the files in order, and what can be tested?
  effectmeter plan hypotheses/sto           what will be estimated, on whom, how precisely?
  effectmeter run hypotheses/sto            verdicts, result.json and reports
  effectmeter estimate twfe --data f.csv …  one model on one table

Results go to stdout, progress to stderr. Exit codes: 0 ran, 2 wrong input, 3 nothing to estimate, 4 --fail-on, 70 bug, 130 interrupted.`,
    );
  addCheck(program);
  addPlan(program);
  addRun(program, setExit);
  addEstimate(program);
  addReport(program);
  addImport(program);
  addMonitor(program);
  addIndicators(program);
  addIndicator(program);
  addFetch(program, setExit);
  addPredecessors(program);
  addTemplate(program);
  addModels(program);
  addSchema(program);
  addSimulate(program);
  addDrift(program, setExit);
  addDoctor(program, setExit);
  for (const command of program.commands)
    command.exitOverride().showSuggestionAfterError().showHelpAfterError("(add --help for what it accepts)");
  return program;
}

// A reader that closes early (| head) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ran);
  throw error;
});

try {
  await buildProgram().parseAsync();
} catch (error) {
  // commander has printed help, version or what was wrong with the arguments.
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? EXIT.ran : EXIT.wrongInput;
  else exitCode = reportError(error, process.stderr);
}
process.exitCode = exitCode;
