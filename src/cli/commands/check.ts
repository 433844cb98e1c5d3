import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { InputError } from "../../core/errors.ts";
import { findingSentence } from "../../messages/findings.ts";
import type { Seen } from "../../run/check-data.ts";
import type { LocatedStudy } from "../../run/read-study.ts";
import { colour } from "../colour.ts";
import { commaList, memorySize } from "../options.ts";
import { openProgress } from "../progress.ts";
import { csvText, jsonRows, stackedTables } from "../rows-text.ts";
import { shownRows, shownSeen } from "../seen-text.ts";
import { syntheticLines } from "../synthetic-lines.ts";
import { textTable } from "../text-table.ts";

interface Flags {
  readonly root?: string;
  readonly only: readonly string[];
  readonly data?: boolean;
  readonly explain?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly memory?: string;
}

export function addCheck(program: Command): void {
  program
    .command("check")
    .summary("check the files of a study; with --data also its tables, panels and designs")
    .description(
      "Checks every file of a study and says what can be tested with the tables that are there. Reads no outcome. With --data it reads the tables, builds panels and designs, and says what is odd in them before anything is fitted; --explain lists the rows behind one finding.",
    )
    .argument("<study>", "folder that holds study.yaml")
    .option(
      "--root <folder>",
      "where the tables are looked up instead of the study's own root, e.g. a folder of effectmeter simulate",
    )
    .option("--only <ids>", "hypotheses to look at, e.g. h5,h1", commaList, [])
    .option("--data", "read the tables and check panels and designs")
    .option("--explain <code>", "list the rows behind a finding, e.g. composition-change; implies --data")
    .option("--out <file>", "with --explain: write all rows to a .csv or .json file")
    .option("--json", "print what was found, with --explain also the rows, as JSON")
    .option("--memory <size>", "limit of the embedded database, e.g. 4GB", memorySize)
    .addHelpText(
      "after",
      `
Examples:
  effectmeter check hypotheses/sto
  effectmeter check hypotheses/sto --data
  effectmeter check hypotheses/sto --only h5 --explain composition-change --out leaving.csv`,
    )
    .action(async (path: string, flags: Flags) => {
      if (flags.out !== undefined && flags.explain === undefined)
        throw new InputError("--out goes with --explain: name the finding whose rows to write");
      if (flags.out !== undefined && !/\.(csv|json)$/.test(flags.out))
        throw new InputError(`--out ${flags.out}: expected a file that ends in .csv or .json`);
      if (flags.data || flags.explain !== undefined) return checkTables(path, flags);
      // Loaded when asked for, so that --help answers at once.
      const { locateStudy } = await import("../../run/read-study.ts");
      const located = locateStudy(path, flags.only, flags.root);
      process.stdout.write(flags.json ? `${JSON.stringify(summary(located), null, 2)}\n` : `${describe(located)}\n`);
    });
}

async function checkTables(path: string, flags: Flags): Promise<void> {
  const { checkData, requireExplainable } = await import("../../run/check-data.ts");
  const looksAt = flags.explain === undefined ? "" : requireExplainable(flags.explain);
  const progress = openProgress();
  try {
    const { planned, seen } = await checkData({
      path,
      root: flags.root,
      only: flags.only,
      memory: flags.memory,
      onPhase: (phase) => progress.phase(phase),
    });
    progress.close();
    if (flags.explain !== undefined) {
      const found = seen.filter(({ finding, rows }) => finding.code === flags.explain && rows !== null);
      explain(flags, found, looksAt);
    } else if (flags.json) process.stdout.write(`${JSON.stringify(seen.map(plain), null, 2)}\n`);
    else {
      const designs = planned.links.filter(({ observations, estimates }) => observations.length + estimates.length > 0);
      const text = shownSeen(seen);
      const end = `${designs.length} designs on ${planned.panels.size} panels were looked at.`;
      process.stdout.write(
        syntheticLines(planned.synthetic)
          .map((line) => `${line}\n`)
          .join(""),
      );
      process.stdout.write(`${text === "" ? "Nothing odd was found." : text}\n\n${colour.dim(end)}\n`);
    }
  } finally {
    progress.close();
  }
}

function explain({ explain: code, out, json }: Flags, found: readonly Seen[], looksAt: string): void {
  if (out !== undefined) {
    const rows = stackedTables(found.map(({ places, rows: list }) => ({ name: places.join(" "), table: list!() })));
    writeFileSync(out, out.endsWith(".csv") ? csvText(rows) : `${JSON.stringify(jsonRows(rows), null, 2)}\n`);
    process.stdout.write(`${out}: ${rows.rowCount} rows\n`);
  } else if (json) {
    const list = found.map((one) => ({ ...plain(one), rows: jsonRows(one.rows!()) }));
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
  } else if (found.length === 0) process.stdout.write(`Nothing to list: no ${looksAt} (${code}).\n`);
  else process.stdout.write(`${found.map(shownRows).join("\n\n")}\n`);
}

const plain = ({ finding, places }: Seen) => ({
  ...finding,
  places,
  sentence: { nl: findingSentence(finding, "nl"), en: findingSentence(finding, "en") },
});

const summary = ({ study, sources, selected }: LocatedStudy) => ({
  files: study.files.length,
  links: selected.map(({ hypothesis, link, testable }) => ({
    hypothesis: hypothesis.id,
    link: link.id,
    role: link.role,
    design: link.design?.kind ?? null,
    testable,
    missing: missing(link.needs, sources),
  })),
  tables: [...sources.values()].map(({ id, files }) => ({ id, present: files.length > 0 })),
});

function describe({ study, sources, selected, synthetic }: LocatedStudy): string {
  const rows = selected.map(({ hypothesis, link, testable }) => [
    hypothesis.id,
    link.id,
    link.role,
    link.design?.kind ?? "–",
    testable ? colour.green("testable") : colour.dim("not testable"),
    missing(link.needs, sources).join(", "),
  ]);
  const absent = [...sources.values()].filter((source) => source.files.length === 0);
  return [
    ...syntheticLines(synthetic),
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
  ].join("\n");
}

function missing(needs: readonly string[], sources: LocatedStudy["sources"]): readonly string[] {
  return needs.filter((id) => sources.get(id)!.files.length === 0);
}
