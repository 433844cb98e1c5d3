import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { InputError } from "../../core/errors.ts";
import { findingSentence } from "../../messages/findings.ts";
import type { TableDrift } from "../../run/drift.ts";
import { colour } from "../colour.ts";
import { EXIT } from "../exit.ts";
import { commaList } from "../options.ts";
import { csvText, jsonRows, stackedTables } from "../rows-text.ts";
import { shownRows, shownSeen } from "../seen-text.ts";
import { textTable } from "../text-table.ts";

interface Flags {
  readonly reader?: string;
  readonly key?: readonly string[];
  readonly explain?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly failOn?: "warning" | "note";
}

export function addDrift(program: Command, setExit: (code: number) => void): void {
  program
    .command("drift")
    .summary("compare two versions of a table, or of a folder of tables")
    .description(
      "Says what changed between two versions of the same table: rows and columns, keys that are gone or new, revised values by period, distributions, missing and suppressed cells, and codes. Revisions of the latest year are expected, those of older years are a warning. A distribution is notable from a stability index of 0.1 and has shifted from 0.25 on (Kolmogorov–Smirnov distance: 0.1 and 0.2, where beyond chance); missing and suppressed cells count from 2 points on.",
    )
    .argument("<before>", "earlier version: a file or a folder")
    .argument("<after>", "later version: a file or a folder")
    .option("--reader <id>", "reader of both, e.g. duo/exams (default: recognised by content; else an own table)")
    .option("--key <columns>", "columns that tell rows apart, a,b (default: found)", commaList)
    .option("--explain <code>", "list the rows behind a finding, e.g. drift-revised")
    .option("--out <file>", "with --explain: write all rows to a .csv or .json file")
    .option("--json", "print everything as JSON")
    .addOption(
      new Option("--fail-on <severity>", "exit 4 when something of this severity or worse is found").choices([
        "warning",
        "note",
      ]),
    )
    .addHelpText(
      "after",
      `
Examples:
  effectmeter drift exams-2024.csv exams-2025.csv --reader duo/exams
  effectmeter drift data/2024 data/2025 --fail-on warning
  effectmeter drift old.csv new.csv --key school,year --explain drift-revised --out revised.csv`,
    )
    .action(async (before: string, after: string, flags: Flags) => {
      if (flags.out !== undefined && flags.explain === undefined)
        throw new InputError("--out goes with --explain: name the finding whose rows to write");
      if (flags.out !== undefined && !/\.(csv|json)$/.test(flags.out))
        throw new InputError(`--out ${flags.out}: expected a file that ends in .csv or .json`);
      const { driftBetween } = await import("../../run/drift.ts");
      const drifts = await driftBetween({ before, after, reader: flags.reader, key: flags.key });
      if (flags.explain !== undefined) explain(drifts, flags.explain, flags);
      else if (flags.json) process.stdout.write(`${JSON.stringify(drifts.map(plain), null, 2)}\n`);
      else process.stdout.write(`${drifts.map(describe).join("\n\n")}\n`);
      const fatal = flags.failOn === "note" ? ["warning", "note"] : flags.failOn === "warning" ? ["warning"] : [];
      const caught = drifts.flatMap(({ seen }) => seen).filter(({ finding }) => fatal.includes(finding.severity));
      if (caught.length === 0) return;
      process.stderr.write(`--fail-on: ${[...new Set(caught.map(({ finding }) => finding.code))].join(", ")}\n`);
      setExit(EXIT.failOn);
    });
}

function explain(drifts: readonly TableDrift[], code: string, { out, json }: Flags): void {
  const found = drifts
    .flatMap(({ seen }) => seen)
    .filter(({ finding, rows }) => finding.code === code && rows !== null);
  if (found.length === 0) {
    const codes = [...new Set(drifts.flatMap(({ seen }) => seen.map(({ finding }) => finding.code)))].sort();
    const there = codes.length === 0 ? "nothing changed" : `there is ${codes.join(", ")}`;
    throw new InputError(`--explain ${code}: nothing of this code was found; ${there}`);
  }
  const stacked = () => stackedTables(found.map(({ places, rows }) => ({ name: places.join(" "), table: rows!() })));
  if (out !== undefined) {
    const rows = stacked();
    writeFileSync(out, out.endsWith(".csv") ? csvText(rows) : `${JSON.stringify(jsonRows(rows), null, 2)}\n`);
    process.stdout.write(`${out}: ${rows.rowCount} rows\n`);
  } else if (json) process.stdout.write(`${JSON.stringify(jsonRows(stacked()), null, 2)}\n`);
  else process.stdout.write(`${found.map(shownRows).join("\n\n")}\n`);
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const plain = ({ table, files, drift, seen }: TableDrift) => ({
  table,
  files: { before: files[0], after: files[1] },
  rows: drift === null ? null : { before: drift.rows[0], after: drift.rows[1] },
  key: drift?.key ?? null,
  period: drift?.period ?? null,
  columns: (drift?.columns ?? []).map((column) => ({
    column: column.name,
    type: column.kind === "number" ? "number" : "text",
    missing: column.missing.map(orNull),
    suppressed: column.suppressed.map(orNull),
    quantiles: column.kind === "number" ? column.quantiles.map((list) => list.map(orNull)) : null,
    stabilityIndex: orNull(column.stability),
    distance: orNull(column.distance),
    revised: drift?.revised.get(column.name) ?? 0,
    newCodes: column.newCodes,
    goneCodes: column.goneCodes,
  })),
  findings: seen.map(({ finding }) => ({
    ...finding,
    sentence: { nl: findingSentence(finding, "nl"), en: findingSentence(finding, "en") },
  })),
});

const digits = (value: number): string => (Number.isFinite(value) ? Number(value.toPrecision(3)).toString() : "–");
const percent = (share: number): string => (Number.isFinite(share) ? `${(100 * share).toFixed(1)}%` : "–");
const pair = (show: (value: number) => string, [a, b]: readonly [number, number]): string =>
  Object.is(a, b) || show(a) === show(b) ? show(a) : `${show(a)} → ${show(b)}`;

function describe({ table, files, drift, seen }: TableDrift): string {
  const head = `${colour.bold(table)}  ${colour.dim(`${files[0].join(", ") || "not there"} → ${files[1].join(", ") || "not there"}`)}`;
  if (drift === null) return [head, "", shownSeen(seen)].join("\n");
  const { rows, key, columns, revised } = drift;
  const listing = textTable(
    [
      { head: "column" },
      { head: "missing", align: "right" },
      { head: "suppressed", align: "right" },
      { head: "median", align: "right" },
      { head: "stability index", align: "right" },
      { head: "distance", align: "right" },
      { head: "revised", align: "right" },
    ],
    columns.map((column) => [
      column.name,
      pair(percent, column.missing),
      pair(percent, column.suppressed),
      column.kind === "number" ? pair(digits, [column.quantiles[0][2]!, column.quantiles[1][2]!]) : "–",
      digits(column.stability),
      digits(column.distance),
      key === null ? "–" : String(revised.get(column.name) ?? 0),
    ]),
  );
  const matched = key === null ? "rows cannot be matched" : `rows matched by ${key.join(", ")}`;
  const found = shownSeen(seen);
  return [
    head,
    `${pair(String, rows)} rows, ${matched}`,
    "",
    listing,
    "",
    found === "" ? "Nothing changed that has to be said." : found,
  ].join("\n");
}
