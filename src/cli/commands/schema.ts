import { Argument, type Command } from "commander";

export function addSchema(program: Command): void {
  program
    .command("schema")
    .summary("print a JSON Schema: of study files or of results")
    .description(
      "Prints the JSON Schema of the files a study is written in (for completion in an editor) or of result.json.",
    )
    .addArgument(new Argument("[which]", "which schema").choices(["study", "result"]).default("study"))
    .addHelpText("after", "\nExample:\n  effectmeter schema study > hypotheses/schema.json")
    .action(async (which: "study" | "result") => {
      // Loaded when asked for, so that --help answers at once.
      const { PUBLISHED_SCHEMAS } = await import("../../run/published-schemas.ts");
      process.stdout.write(PUBLISHED_SCHEMAS[which]());
    });
}
