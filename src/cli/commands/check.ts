import type { Command } from "commander";
import { colour } from "../colour.ts";
import { commaList } from "../options.ts";
import { textTable } from "../text-table.ts";

export function addCheck(program: Command): void {
  program
    .command("check")
    .summary("check the files of a study; reads no data")
    .description(
      "Checks every file of a study and says what can be tested with the tables that are there. Reads no outcome.",
    )
    .argument("<study>", "folder that holds study.yaml")
    .option("--only <ids>", "hypotheses to look at, e.g. h5,h1", commaList, [])
    .addHelpText("after", "\nExample:\n  effectmeter check hypotheses/sto")
    .action(async (path: string, flags: { readonly only: readonly string[] }) => {
      // Loaded when asked for, so that --help answers at once.
      const { locateStudy } = await import("../../run/read-study.ts");
      const { study, sources, selected } = locateStudy(path, flags.only);
      const rows = selected.map(({ hypothesis, link, testable }) => [
        hypothesis.id,
        link.id,
        link.role,
        link.design?.kind ?? "–",
        testable ? colour.green("testable") : colour.dim("not testable"),
        reason(link.needs, sources),
      ]);
      const absent = [...sources.values()].filter((source) => source.files.length === 0);
      const lines = [
        textTable(
          [
            { head: "hypothesis" },
            { head: "link" },
            { head: "role" },
            { head: "design" },
            { head: "test" },
            { head: "missing tables" },
          ],
          rows,
        ),
        "",
        `${study.files.length} files are in order: ${study.hypotheses.length} hypotheses and trade-offs, ${selected.length} links, ${selected.filter((one) => one.testable).length} testable.`,
        `${sources.size - absent.length} of ${sources.size} tables are there.`,
      ];
      process.stdout.write(`${lines.join("\n")}\n`);
    });
}

function reason(needs: readonly string[], sources: ReadonlyMap<string, { readonly files: readonly string[] }>): string {
  return needs.filter((id) => sources.get(id)!.files.length === 0).join(", ");
}
