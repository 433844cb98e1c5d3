import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { Table } from "../../core/table.ts";
import type { FoundPredecessors } from "../../run/predecessors.ts";
import { colour } from "../colour.ts";
import { memorySize } from "../options.ts";
import { explainUnit, summaryOf } from "../predecessor-lines.ts";
import { csvText, flatColumns, jsonRows } from "../rows-text.ts";
import { syntheticLines } from "../synthetic-lines.ts";
import { textTable } from "../text-table.ts";

/** Columns of the list at the terminal; --json and --out give all. */
const SHOWN = ["old", "new", "from", "kind", "rule", "old_size", "growth", "deviation", "km", "confidence", "status"];

interface Flags {
  readonly explain?: string;
  readonly applied?: boolean;
  readonly root?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly memory?: string;
}

export function addPredecessors(program: Command): void {
  program
    .command("predecessors")
    .summary("which unit goes on under which other code, and why")
    .description(
      "Finds mergers, moves and new codes from the tables that study.yaml names under predecessors: a table that states them, addresses, distances, and blocks of people that leave one code and come to another. What more than one code fits is listed and not applied. The check merger-chain estimates on the units as followed.",
    )
    .argument("<study>", "folder that holds study.yaml")
    .option(
      "--explain <code>",
      "the chain of one unit: its codes, its size over time, and every link with its evidence",
    )
    .option("--applied", "only links that are applied")
    .option(
      "--root <folder>",
      "where the tables are looked up instead of the study's own root, e.g. a folder of effectmeter simulate",
    )
    .option("--out <file>", "write all links to a .csv or .json file")
    .option("--json", "print all links as JSON")
    .option("--memory <size>", "limit of the embedded database, e.g. 4GB", memorySize)
    .addHelpText(
      "after",
      "\nExamples:\n  effectmeter predecessors hypotheses/sto\n  effectmeter predecessors hypotheses/sto --explain 01NJ15\n  effectmeter predecessors hypotheses/sto --out links.csv",
    )
    .action(async (path: string, flags: Flags) => {
      // Loaded when asked for, so that --help answers at once.
      const { findPredecessors, tableOfLinks } = await import("../../run/predecessors.ts");
      const { InputError } = await import("../../core/errors.ts");
      if (flags.out !== undefined && !/\.(csv|json)$/.test(flags.out))
        throw new InputError(`--out ${flags.out}: expected a file that ends in .csv or .json`);
      const found = await findPredecessors(path, flags);
      const { explain } = flags;
      const members = explain === undefined ? null : membersOf(found, explain);
      const links = found.links.filter(
        (link) =>
          (!flags.applied || link.status === "applied") &&
          (members === null || members.includes(link.old) || members.includes(link.new)),
      );
      const table = tableOfLinks(links, found.synthetic);
      if (flags.out !== undefined) {
        const text = flags.out.endsWith(".csv") ? csvText(table) : `${JSON.stringify(jsonRows(table), null, 2)}\n`;
        writeFileSync(flags.out, text);
        process.stdout.write(`${flags.out}: ${table.rowCount} rows\n`);
      } else if (flags.json) process.stdout.write(`${JSON.stringify(jsonRows(table), null, 2)}\n`);
      else {
        const lines = explain === undefined ? listing(table, found) : explainUnit(found, explain, links);
        process.stdout.write(`${[...syntheticLines(found.synthetic), ...lines].join("\n")}\n`);
      }
    });
}

/** Codes of the chain that a code belongs to in any period; the code alone without one. */
function membersOf({ chain }: FoundPredecessors, code: string): readonly string[] {
  const units = chain.units.filter(({ members }) => members.includes(code));
  return [...new Set([code, ...units.flatMap(({ members }) => members)])];
}

function listing(table: Table, found: FoundPredecessors): readonly string[] {
  const columns = flatColumns(table).filter(({ name }) => SHOWN.includes(name));
  const ordered = SHOWN.map((name) => columns.find((column) => column.name === name)!);
  const rows = Array.from({ length: table.rowCount }, (_, row) =>
    ordered.map(({ name, cell }) => shown(name, cell(row))),
  );
  const heads = ordered.map(({ name, isNumber }) => ({ head: name.replace("_", " "), align: align(isNumber) }));
  return [
    ...(rows.length === 0 ? [] : [textTable(heads, rows), ""]),
    ...summaryOf(found),
    ...(rows.length === 0
      ? []
      : [colour.dim("--explain <code> shows what a link rests on; --out file.csv writes every value.")]),
  ];
}

const align = (isNumber: boolean): "left" | "right" => (isNumber ? "right" : "left");

function shown(name: string, cell: string | number | null): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return cell;
  return name === "deviation" ? `${(100 * cell).toFixed(0)}%` : String(Number(cell.toFixed(2)));
}
