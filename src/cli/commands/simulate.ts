import { join } from "node:path";
import { type Command, Option } from "commander";
import type { LinkTruth } from "../../run/truth.ts";
import { colour } from "../colour.ts";
import { commaList, memorySize, wholeNumber } from "../options.ts";
import { openProgress } from "../progress.ts";
import { textTable } from "../text-table.ts";

interface Flags {
  readonly out: string;
  readonly seed?: number;
  readonly size: "small" | "full";
  readonly effects: string;
  readonly traps?: readonly string[];
  readonly truth: boolean;
  readonly memory?: string;
  readonly json?: boolean;
}

const PHASES = { country: "making up a country", files: "writing tables", truth: "working out the truth" } as const;

export function addSimulate(program: Command): void {
  program
    .command("simulate")
    .summary("make up a country with a known truth, to test a study's designs on")
    .description(
      "Makes up every table a study can read, in the publishers' own layouts, with effects and traps planted as its simulation.yaml says, and writes down what is true. Everything made from these tables is marked as synthetic.",
    )
    .argument("<study>", "folder that holds study.yaml and simulation.yaml")
    .requiredOption("-o, --out <folder>", "where to write: new, empty, or of an earlier simulation")
    .option("--seed <n>", "seed (default: the simulation's own); the same seed gives the same bytes", wholeNumber(0))
    .option("--effects <which>", "none, planted, or a YAML file with a size by effect", "planted")
    .addOption(
      new Option("--size <size>", "small is quick; full is as large as the country")
        .choices(["small", "full"])
        .default("full"),
    )
    .option(
      "--traps <names>",
      "traps to plant, e.g. convergence,suppression (default: the simulation's own)",
      commaList,
    )
    .option("--no-truth", "leave out truth.yaml and TRUTH.md, which take two runs of every estimate")
    .option("--memory <size>", "limit of the embedded database, e.g. 4GB", memorySize)
    .option("--json", "print what was written, and the truth, as JSON")
    .addHelpText(
      "after",
      `
Examples:
  effectmeter simulate hypotheses/sto --out sim
  effectmeter run hypotheses/sto --root sim --out runs/sim
  effectmeter simulate hypotheses/sto --out sim0 --effects none --size small --seed 7
  effectmeter simulate hypotheses/sto --out trap --effects none --traps convergence`,
    )
    .action(async (study: string, flags: Flags) => {
      // Loaded when asked for, so that --help answers at once.
      const { simulate } = await import("../../run/simulate.ts");
      const { shownPath } = await import("../../run/study-files.ts");
      const progress = openProgress();
      try {
        const made = await simulate({
          path: study,
          out: flags.out,
          seed: flags.seed,
          size: flags.size,
          effects: flags.effects,
          traps: flags.traps,
          truth: flags.truth,
          memory: flags.memory,
          onPhase: (phase) => progress.phase(PHASES[phase]),
        });
        progress.close();
        process.stdout.write(
          flags.json ? `${JSON.stringify({ ...made, synthetic: true }, null, 2)}\n` : `${truthTable(made.truths)}\n`,
        );
        process.stderr.write(
          `\nwrote ${made.files.length} files of synthetic data to ${shownPath(made.folder)}; ${join(shownPath(made.folder), "SYNTHETIC.yaml")} says how they were made\n`,
        );
      } finally {
        progress.close();
      }
    });
}

const digits = (value: number | null): string => (value === null ? "–" : Number(value.toPrecision(3)).toString());

function truthTable(truths: readonly LinkTruth[]): string {
  if (truths.length === 0) return colour.bold("Synthetic data written; the truth was not worked out.");
  const table = textTable(
    ["link", "outcome", "unit", "truth", "estimate", "s.e.", "planted"].map((head) => ({
      head,
      align: ["truth", "estimate", "s.e."].includes(head) ? ("right" as const) : ("left" as const),
    })),
    truths.map(({ link, outcome, unit, truth, estimate, se, planted }) => [
      link,
      outcome,
      unit,
      digits(truth),
      digits(estimate),
      digits(se),
      planted.join(", "),
    ]),
  );
  return `${colour.bold("Synthetic data: the truth at each link's contrast, beside its estimate")}\n\n${table}`;
}
