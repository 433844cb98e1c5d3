import type { Command } from "commander";
import { InputError } from "../../core/errors.ts";
import type { EstimatorDescription } from "../../run/list-estimators.ts";
import { colour } from "../colour.ts";
import { type OptionSchema, optionList } from "../option-list.ts";
import { textTable } from "../text-table.ts";
import { wrap } from "../wrap.ts";

export function addModels(program: Command): void {
  program
    .command("models")
    .summary("list the estimators, or explain one")
    .description(
      "Lists the estimators; with an id: what it estimates, what it assumes, where it comes from and its options.",
    )
    .argument("[id]", "estimator id")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExamples:\n  effectmeter models\n  effectmeter models event-study")
    .action(async (id: string | undefined, flags: { readonly json?: boolean }) => {
      // Loaded when asked for, so that --help answers at once.
      const { listEstimators } = await import("../../run/list-estimators.ts");
      const all = listEstimators();
      const chosen = id === undefined ? all : all.filter((model) => model.id === id);
      if (chosen.length === 0)
        throw new InputError(
          `there is no model "${id}"; effectmeter models lists them: ${all.map((model) => model.id).join(", ")}`,
        );
      if (flags.json) process.stdout.write(`${JSON.stringify(chosen, null, 2)}\n`);
      else if (id === undefined)
        process.stdout.write(
          `${textTable(
            [{ head: "id" }, { head: "title" }, { head: "held to" }],
            all.map((model) => [model.id, model.title, model.reference]),
          )}\n`,
        );
      else process.stdout.write(`${explain(chosen[0]!)}\n`);
    });
}

/** Lines are no longer than this, nor than the terminal. */
const WIDTH = 100;

const OPTION_NOTE = "  (command line: --set key=value, lists as JSON; in a study: keys under the estimator)";

function explain(model: EstimatorDescription): string {
  const { properties = {} } = model.options as { readonly properties?: Record<string, OptionSchema> };
  const options = Object.entries(properties);
  const width = Math.max(40, Math.min(WIDTH, process.stdout.columns ?? WIDTH));
  return [
    `${colour.bold(model.id)}  ${model.title}`,
    "",
    wrap(model.estimand, width, "  ", "Estimates: "),
    "Assumes:",
    ...model.assumptions.map((text) => wrap(text, width, "    ", "  - ")),
    options.length === 0 ? "It has no options." : "Options:",
    ...(options.length === 0 ? [] : [optionList(options, width, colour.bold), OPTION_NOTE]),
    "Sources:",
    ...model.sources.map((source) => wrap(source, width, "    ", "  - ")),
    `Held to: ${model.reference} (revision ${model.revision})`,
  ].join("\n");
}
