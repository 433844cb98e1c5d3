import type { Command } from "commander";
import type { Language } from "../../core/text.ts";
import type { ListedIndicator } from "../../run/compute-indicator.ts";
import { colour } from "../colour.ts";
import { oneLanguage } from "../options.ts";
import { textTable } from "../text-table.ts";

export function addIndicators(program: Command): void {
  program
    .command("indicators")
    .summary("list a study's indicators, or explain one")
    .description(
      "Lists the indicators of a study with the levels they can be computed at and the tables they still need; with an id or code: what it measures, its formula, its source and known breaks. Reads no table.",
    )
    .argument("[id]", "indicator, by id or code")
    .option("--study <folder>", "folder that holds study.yaml (default: the only one here)")
    .option(
      "--root <folder>",
      "where the tables are looked up instead of the study's own root, e.g. a folder of effectmeter simulate",
    )
    .option("--lang <language>", "nl or en", oneLanguage, "en")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  effectmeter indicators\n  effectmeter indicators K1b\n  effectmeter indicators --study hypotheses/sto --lang nl",
    )
    .action(
      async (
        id: string | undefined,
        flags: { readonly study?: string; readonly root?: string; readonly lang: Language; readonly json?: boolean },
      ) => {
        // Loaded when asked for, so that --help answers at once.
        const { findIndicator, listIndicators } = await import("../../run/compute-indicator.ts");
        const { studyFolder } = await import("../../run/default-study.ts");
        const { study, indicators } = listIndicators(studyFolder(flags.study), flags.root);
        const chosen =
          id === undefined
            ? indicators
            : indicators.filter(({ indicator }) =>
                indicators.some((other) => other.indicator.code === id)
                  ? indicator.code === id || indicator.id === id
                  : indicator === findIndicator(study, id),
              );
        const text = flags.json
          ? JSON.stringify(
              chosen.map(({ indicator, missing }) => ({ ...indicator, missing: missing.map((source) => source.id) })),
              null,
              2,
            )
          : id === undefined
            ? listing(chosen, flags.lang)
            : chosen.map((one) => explanation(one, flags.lang)).join("\n\n");
        process.stdout.write(`${text}\n`);
      },
    );
}

const levelsOf = ({ levels, keys }: ListedIndicator["indicator"]): string => (levels ?? [keys[0]!]).join(", ");

function listing(indicators: readonly ListedIndicator[], language: Language): string {
  const ready = indicators.filter(({ missing }) => missing.length === 0).length;
  const table = textTable(
    ["id", "code", "name", "unit", "good", "levels", "needs"].map((head) => ({ head })),
    indicators.map(({ indicator, missing }) => [
      indicator.id,
      indicator.code ?? "",
      indicator.name[language],
      indicator.unit,
      indicator.good_direction,
      levelsOf(indicator),
      missing.length === 0 ? colour.green("ready") : colour.yellow(missing.map(({ id }) => id).join(", ")),
    ]),
  );
  return `${table}\n\n${ready} of ${indicators.length} can be computed with the tables that are there. effectmeter indicators <id> explains one, effectmeter indicator <id> computes it.`;
}

const indent = (text: string): string =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");

function explanation({ indicator, missing }: ListedIndicator, language: Language): string {
  const { code, prepare, breaks } = indicator;
  const facts = [
    ["unit", `${indicator.unit}${indicator.noun ? ` (${indicator.noun[language]})` : ""}`],
    ["good", indicator.good_direction],
    ["levels", levelsOf(indicator)],
    ["keys", indicator.keys.join(", ")],
    ["sources", indicator.sources.join(", ")],
    ...missing.map(({ id, spec }) => ["absent", `${id}: ${spec.from?.[language] ?? spec.files.join(", ")}`]),
    ...breaks.map(({ period, text }) => ["break", `${period}: ${text[language]}`]),
  ];
  return [
    `${colour.bold(indicator.id)}  ${indicator.name[language]}${code && code !== indicator.id ? `  (${code})` : ""}`,
    "",
    indicator.definition[language],
    "",
    ...facts.map(([name, text]) => `  ${name!.padEnd(8)} ${text}`),
    ...prepare.flatMap((made) => [
      "",
      `  table ${made.table}: ${made.function}${"within_km" in made ? ` within ${made.within_km} km` : ""} of`,
      indent(made.over),
      ...("to" in made ? ["  to", indent(made.to)] : []),
    ]),
    "",
    "  formula",
    indent(indicator.sql),
  ].join("\n");
}
