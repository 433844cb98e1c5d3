import { type Command, InvalidArgumentError, Option } from "commander";
import type { Understanding } from "../../run/import-file.ts";
import { colour } from "../colour.ts";
import { memorySize, wholeNumber } from "../options.ts";
import { textTable } from "../text-table.ts";

interface Flags {
  readonly query?: string;
  readonly sheet?: string;
  readonly missing: readonly { readonly column: string | null; readonly code: string }[];
  readonly out?: string;
  readonly format: "parquet" | "csv";
  readonly force?: boolean;
  readonly memory?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

export function addImport(program: Command): void {
  program
    .command("import")
    .summary("read a table of your own, say what it holds, write it as data and codebook")
    .description(
      "Reads CSV, TSV, Parquet, XLSX, JSON lines, Stata .dta (117 to 119), SPSS .sav and .zsav, or a query on PostgreSQL. Reports types, dates, missing codes, suppressed counts, value labels, and which columns can be unit and period; with --out writes the data and panel.yaml, a codebook to edit. Formats are recognised by content.",
    )
    .argument("<source>", "file, or postgres://user@host/database")
    .option("--query <sql>", "SELECT to read from the database")
    .option("--sheet <name>", "sheet of a spreadsheet, where several have cells")
    .option(
      "--missing <codes>",
      "cells that mean no value: --missing=-9,onbekend for every column, 'income=-1,n=-9' for one",
      missingCodes,
      [],
    )
    .option("--out <folder>", "folder to write data and panel.yaml to; without it nothing is written")
    .addOption(new Option("--format <format>", "format of the data").choices(["parquet", "csv"]).default("parquet"))
    .option("--force", "replace a panel.yaml that is there")
    .option("--timeout <seconds>", "what a query may take", wholeNumber(1), 600)
    .option("--memory <size>", "limit of the embedded database (default: 1GB)", memorySize)
    .option("--json", "print what was understood as JSON")
    .addHelpText(
      "after",
      `
A password is better set as PGPASSWORD or in a password file than in the address, which other users of the machine can see.

Examples:
  effectmeter import enrolment.xlsx --sheet 2024
  effectmeter import survey.sav --out data/survey
  effectmeter import counts.csv --missing=-1 --out data/counts --format csv
  effectmeter import postgres://reader@db.example.org/panel --query "select school, year, n from counts" --out data/counts`,
    )
    .action(async (source: string, flags: Flags) => {
      // Loaded when asked for, so that --help answers at once.
      const { importTable } = await import("../../run/import-file.ts");
      const understood = await importTable({
        source,
        query: flags.query,
        sheet: flags.sheet,
        missing: flags.missing,
        out: flags.out ?? null,
        format: flags.format,
        force: flags.force === true,
        memory: flags.memory,
        timeout: flags.timeout,
      });
      process.stdout.write(flags.json ? `${JSON.stringify(understood, null, 2)}\n` : `${shown(understood)}\n`);
    });
}

function missingCodes(text: string, previous: Flags["missing"]): Flags["missing"] {
  const parts = text.split(",").map((part) => part.trim());
  return [
    ...previous,
    ...parts.map((part) => {
      const at = part.indexOf("=");
      const [column, code] = at < 0 ? [null, part] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      if (code === "" || column === "")
        throw new InvalidArgumentError(`expected codes like -9 or column=-9 between commas, got "${text}".`);
      return { column, code };
    }),
  ];
}

const digits = (value: number | string | null): string =>
  value === null ? "–" : typeof value === "number" ? Number(value.toPrecision(8)).toString() : shortened(value);

const shortened = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

function shown(understood: Understanding): string {
  const { source, rows, columns, notes, written } = understood;
  const facts = Object.entries(source).filter(([name]) => !name.includes("sha256") && name !== "query");
  const table = textTable(
    [
      { head: "column" },
      { head: "type" },
      { head: "present", align: "right" },
      { head: "distinct", align: "right" },
      { head: "least" },
      { head: "greatest" },
      { head: "what else" },
    ],
    columns.map((column) => [
      column.name,
      column.type,
      String(column.present),
      `${column.distinctIsExact ? "" : "~"}${column.distinct}`,
      digits(column.least),
      digits(column.greatest),
      remarks(column),
    ]),
  );
  return [
    `${colour.bold(`${rows} rows, ${columns.length} columns`)}  ${facts.map(([name, value]) => `${name} ${name === "delimiter" && value === "\t" ? "tab" : value}`).join(", ")}`,
    ...(understood.label === null ? [] : [understood.label]),
    "",
    table,
    "",
    ...keyLines(understood),
    ...notes.map((note) => colour.yellow(`note: ${note}`)),
    ...(written === null
      ? [colour.dim("Nothing was written; --out <folder> writes the data and a codebook.")]
      : [
          `${written.data}: ${rows} rows`,
          `${written.codebook}: the codebook, to be edited`,
          `In study.yaml: sources: { own: { reader: csv, files: [${written.data}] } }`,
        ]),
  ].join("\n");
}

function remarks({ label, values, codes, written, columns, name }: Understanding["columns"][number]): string {
  const made = columns.filter((column) => column !== name);
  return [
    ...(label === null ? [] : [shortened(label)]),
    ...(written === null ? [] : [written]),
    ...(values.length === 0 ? [] : [`${values.length} value labels`]),
    ...codes.slice(0, 4).map(({ code, rows, meaning, between, label: text }) => {
      const becomes = between === undefined ? (text ?? meaning) : `${between[0]} to ${between[1]}`;
      return `"${code}" ${rows}× (${becomes})`;
    }),
    ...(codes.length > 4 ? [`${codes.length - 4} more codes`] : []),
    ...(made.length === 0 ? [] : [`also writes ${made.join(", ")}`]),
  ].join("; ");
}

function keyLines({ keys }: Understanding): string[] {
  const { panels, identifiers, nearest, weights } = keys;
  const lines = panels.map(
    ({ unit, period, units, periods, balanced }) =>
      `panel: ${unit} × ${period} names every row once (${units} × ${periods}, ${balanced ? "balanced" : "with gaps"})`,
  );
  if (identifiers.length > 0) lines.push(`every row has its own ${identifiers.join(", ")}`);
  if (nearest !== null)
    lines.push(
      `no panel: ${nearest.unit} × ${nearest.period} occurs more than once in ${nearest.surplus} rows, first ${nearest.example.join(", ")}; aggregate them, or select one`,
    );
  else if (lines.length === 0) lines.push("no panel: no column looks like a period, or no unit goes with it");
  if (weights.length > 0) lines.push(`weights: ${weights.join(", ")}`);
  return lines;
}
