import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Command, Option } from "commander";
import { InputError } from "../../core/errors.ts";
import type { Language } from "../../core/text.ts";
import type { StudyTemplate } from "../../run/templates.ts";
import { textTable } from "../text-table.ts";

interface Flags {
  readonly study?: string;
  readonly lang: Language;
  readonly out?: string;
  readonly force?: boolean;
}

/** Spreadsheets read UTF-8 with its mark. */
const MARK = "\ufeff";

export function addTemplate(program: Command): void {
  program
    .command("template")
    .summary("list the own tables a study asks for, or print an empty one")
    .description(
      "Lists the own tables that a study describes; with a name: prints the empty table as CSV, with what each column holds in notes above the header. Readers leave the notes out.",
    )
    .argument("[name]", "template, e.g. sto_regio")
    .option("--study <path>", "folder of the study (default: the study in this folder, else those in hypotheses/)")
    .addOption(new Option("--lang <language>", "language of the notes").choices(["nl", "en"]).default("nl"))
    .option("--out <file>", "write the table to this file instead of printing it")
    .option("--force", "with --out: replace a file that is there")
    .addHelpText(
      "after",
      "\nExamples:\n  effectmeter template --study hypotheses/sto\n  effectmeter template sto_regio --out data/own/sto_regio.csv",
    )
    .action(async (name: string | undefined, flags: Flags) => {
      // Loaded when asked for, so that --help answers at once.
      const { emptyTable, findTemplate, listTemplates } = await import("../../run/templates.ts");
      const all = listTemplates(flags.study);
      if (name === undefined) {
        if (flags.out !== undefined) throw new InputError("--out needs the name of a template");
        process.stdout.write(`${list(all, flags.lang)}\n`);
        return;
      }
      const table = emptyTable(findTemplate(all, name), flags.lang);
      if (flags.out === undefined) process.stdout.write(table);
      else save(flags.out, table, flags.force === true);
    });
}

function list(templates: readonly StudyTemplate[], language: Language): string {
  if (templates.length === 0) return "The study describes no own tables.";
  return textTable(
    [{ head: "template" }, { head: "there" }, { head: "for" }, { head: "title" }],
    templates.map(({ template, uses, present }) => [
      template.id,
      present ? "yes" : "no",
      uses.map(({ source }) => source).join(", "),
      template.title[language],
    ]),
  );
}

function save(path: string, table: string, force: boolean): void {
  if (existsSync(path) && !force)
    throw new InputError(`${path} is there already; it may be filled in. Use --force to replace it.`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, MARK + table);
  process.stderr.write(`${path}: written, to be filled in\n`);
}
