import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { Table } from "../../core/table.ts";
import { findingSentence } from "../../messages/findings.ts";
import type { ComputedIndicator } from "../../run/compute-indicator.ts";
import { colour } from "../colour.ts";
import { memorySize } from "../options.ts";
import { csvText, flatColumns, jsonRows, missingCounts } from "../rows-text.ts";
import { syntheticLines } from "../synthetic-lines.ts";
import { textTable } from "../text-table.ts";

/** Rows shown at the terminal; --out and --json give all of them. */
const SHOWN = 30;

interface Flags {
  readonly study?: string;
  readonly root?: string;
  readonly level?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly memory?: string;
}

export function addIndicator(program: Command): void {
  program
    .command("indicator")
    .summary("compute one indicator: print it, or write it as CSV or JSON")
    .description(
      "Computes an indicator from the study's tables at the level asked for. Counts that are suppressed give an interval: value_min and value_max hold what it can be.",
    )
    .argument("<id>", "indicator, by id or code")
    .option("--level <level>", "vestiging, corop, …; effectmeter indicators <id> names them")
    .option("--study <folder>", "folder that holds study.yaml (default: the only one here)")
    .option(
      "--root <folder>",
      "where the tables are looked up instead of the study's own root, e.g. a folder of effectmeter simulate",
    )
    .option("--out <file>", "write all rows to a .csv or .json file")
    .option("--json", "print all rows as JSON")
    .option("--memory <size>", "limit of the embedded database, e.g. 4GB", memorySize)
    .addHelpText(
      "after",
      "\nExamples:\n  effectmeter indicator K1b --level corop\n  effectmeter indicator K4b_exam --out k4b.csv",
    )
    .action(async (id: string, flags: Flags) => {
      // Loaded when asked for, so that --help answers at once.
      const { computeIndicator } = await import("../../run/compute-indicator.ts");
      const { studyFolder } = await import("../../run/default-study.ts");
      const { InputError } = await import("../../core/errors.ts");
      if (flags.out !== undefined && !/\.(csv|json)$/.test(flags.out))
        throw new InputError(`--out ${flags.out}: expected a file that ends in .csv or .json`);
      const computed = await computeIndicator(studyFolder(flags.study), id, flags.level, flags.memory, flags.root);
      const { table } = computed;
      if (flags.out !== undefined) {
        writeFileSync(
          flags.out,
          flags.out.endsWith(".csv") ? csvText(table) : `${JSON.stringify(jsonRows(table), null, 2)}\n`,
        );
        process.stdout.write(`${flags.out}: ${table.rowCount} rows\n`);
      } else if (flags.json) process.stdout.write(`${JSON.stringify(jsonRows(table), null, 2)}\n`);
      else process.stdout.write(`${shown(computed)}\n`);
      for (const finding of computed.findings)
        process.stderr.write(`${finding.severity}: ${findingSentence(finding, "en")}\n`);
    });
}

const digits = (cell: string | number | null): string =>
  cell === null ? "–" : typeof cell === "number" ? Number(cell.toPrecision(6)).toString() : cell;

function shown({ indicator, level, table, synthetic }: ComputedIndicator): string {
  const columns = flatColumns(table);
  const rows = Math.min(table.rowCount, SHOWN);
  const listing = textTable(
    columns.map(({ name, isNumber }) => ({ head: name, align: isNumber ? "right" : "left" })),
    Array.from({ length: rows }, (_, row) => columns.map(({ cell }) => digits(cell(row)))),
  );
  const more =
    table.rowCount > rows ? [colour.dim(`… ${table.rowCount - rows} more rows; --out file.csv writes all`)] : [];
  const title = `${colour.bold(indicator.id)}  ${indicator.name.en}${level === null ? "" : ` by ${level}`}`;
  return [...syntheticLines(synthetic), title, "", listing, ...more, "", summary(table)].join("\n");
}

/** How many rows, how they are spread, and what is missing or an interval. */
function summary(table: Table): string {
  const value = table.columns.get("value")!;
  if (value.kind === "category") return `${table.rowCount} rows, ${value.labels.length} labels`;
  const present = value.values.filter(Number.isFinite).sort();
  const at = (share: number): string =>
    present.length === 0 ? "–" : digits(present[Math.round(share * (present.length - 1))]!);
  const wide = value.min ? value.min.filter((low, row) => value.max![row]! > low).length : 0;
  const missing = [...missingCounts(value)].map(([reason, count]) => `${count} ${reason}`);
  return [
    `${table.rowCount} rows: least ${at(0)}, median ${at(0.5)}, greatest ${at(1)}`,
    ...(wide > 0 ? [`${wide} are intervals, because counts below a limit are suppressed`] : []),
    ...(missing.length > 0 ? [`missing: ${missing.join(", ")}`] : []),
  ].join("\n");
}
