import { InputError } from "../../src/core/errors.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { SourceTable } from "../../src/core/source.ts";
import type { CategoryColumn, Column, Table } from "../../src/core/table.ts";
import type { TableTemplate } from "../../src/core/template.ts";
import { stackTables, tableOf } from "../../src/tables/shared.ts";
import { joinKey, textOf } from "../duo/keys.ts";
import { type Layout, listed, normaliseHeader, oneOf, resemblance } from "../layout.ts";
import { type HeaderInFile, headersOf, type RawTable } from "../raw-table.ts";
import { openEnds, sourceFilesOf } from "../recognised-file.ts";
import { type CellProblem, readCells } from "./cells.ts";

/** Problems printed at once; a column of the wrong kind would otherwise give thousands. */
const LISTED = 40;

/** The layout that a template describes. */
export function layoutOf(template: TableTemplate): Layout {
  return {
    reader: "csv",
    edition: "own table",
    title: template.id,
    needs: template.columns.map((column) => oneOf(column.name)),
  };
}

/**
 * Reads own tables (CSV, TSV, gzip or xlsx) by their template: names of columns, types, codes, ranges, columns that may not exceed others, and a key that occurs once over all files
 * together. Columns get the names of the template; counts become intervals. Further columns are left out, with the finding "extra-columns".
 *
 * @throws InputError with a line per problem, naming file, line, column, cell and remedy
 */
export async function readOwnTables(paths: readonly string[], template: TableTemplate): Promise<SourceTable> {
  if (paths.length === 0) throw new InputError(`no files for the table ${template.id}: name at least one.`);
  const files: RawTable[] = [];
  for (const path of paths) files.push(await openOwn(path, template));
  const keys = new Map<string, string>();
  const tables = files.map((file) => readOwn(file, template, keys));
  return {
    table: stackTables(
      tables,
      files.map((file) => file.place),
    ),
    files: sourceFilesOf(files.map((file) => ({ file }))),
    findings: [...files.flatMap((file) => extraColumns(file, template)), ...openEnds(template.id, files)],
  };
}

async function openOwn(path: string, template: TableTemplate): Promise<RawTable> {
  const layout = layoutOf(template);
  const headers = await headersOf(path, [layout]);
  const found = headers.find(({ header }) => resemblance(header, layout).missing.length === 0);
  if (found !== undefined) return found.open();
  const nearest = headers.reduce<HeaderInFile | null>(
    (kept, one) =>
      kept === null || resemblance(one.header, layout).share > resemblance(kept.header, layout).share ? one : kept,
    null,
  );
  if (nearest === null) throw new InputError(`${path} has no sheet with anything on it.`);
  const { missing, extra } = resemblance(nearest.header, layout);
  throw new InputError(
    `${nearest.place}: this is not the table ${template.id}: missing ${missing.join(", ")}${extra.length > 0 ? `; it has besides ${listed(extra)}` : ""}. ` +
      `effectmeter template ${template.id} prints the header it needs.`,
  );
}

function readOwn(file: RawTable, template: TableTemplate, keys: Map<string, string>): Table {
  const problems: CellProblem[] = [];
  const columns = new Map<string, Column>();
  for (const column of template.columns) {
    const read = readCells(
      columnOf(file, column.name),
      column,
      { file: file.place, line: file.sourceLine },
      file.delimiter,
    );
    problems.push(...read.problems);
    columns.set(column.name, read.column);
  }
  problems.push(...tooLarge(template, columns), ...repeatedKeys(file, template, columns, keys));
  if (problems.length > 0) {
    const ordered = problems.toSorted((a, b) => a.row - b.row);
    const more = ordered.length - LISTED;
    throw new InputError([
      ...ordered.slice(0, LISTED).map(({ row, text }) => `${file.place}, line ${file.sourceLine(row)}, ${text}`),
      ...(more > 0 ? [`${file.place}: ${more} more problems; correct these first.`] : []),
    ]);
  }
  return tableOf([...columns.values()], file.rowCount);
}

function columnOf(file: RawTable, name: string): CategoryColumn {
  const same = file.header.filter((header) => normaliseHeader(header) === normaliseHeader(name));
  if (same.length > 1)
    throw new InputError(
      `${file.place}: the columns ${same.join(" and ")} have the same name when case, points and underscores are ignored; rename one.`,
    );
  return file.rows.columns.get(same[0]!) as CategoryColumn;
}

/** Parts that exceed their whole; of suppressed counts only what is certain. */
function tooLarge(template: TableTemplate, columns: ReadonlyMap<string, Column>): CellProblem[] {
  return template.columns.flatMap(({ name, at_most }) => {
    const [part, whole] = [columns.get(name)!, at_most === null ? undefined : columns.get(at_most)];
    if (part.kind !== "number" || whole?.kind !== "number") return [];
    return Array.from(part.values, (value, row): CellProblem | null => {
      const [low, high] = [part.min?.[row] ?? value, whole.max?.[row] ?? whole.values[row]!];
      return low > high ? { row, text: `column "${name}": ${low} exceeds ${at_most}, which is ${high}.` } : null;
    }).filter((problem) => problem !== null);
  });
}

function repeatedKeys(
  file: RawTable,
  template: TableTemplate,
  columns: ReadonlyMap<string, Column>,
  keys: Map<string, string>,
): CellProblem[] {
  // Values, not texts: 2019 and 2019-2020 are one year.
  const parts = template.key.map((name) => {
    const column = columns.get(name)!;
    return column.kind === "category"
      ? textOf(column)
      : Array.from(column.values, (value) => (Number.isNaN(value) ? null : String(value)));
  });
  return Array.from({ length: file.rowCount }, (_, row): CellProblem | null => {
    const values = parts.map((part) => part[row]!);
    const key = joinKey(...values);
    const before = keys.get(key);
    if (before === undefined) {
      keys.set(key, `${file.place}, line ${file.sourceLine(row)}`);
      return null;
    }
    return {
      row,
      text: `columns ${template.key.join(", ")}: ${values.map((value) => value ?? "(empty)").join(", ")} is also in ${before}; a row of this table occurs once. Remove one, or add them up.`,
    };
  }).filter((problem) => problem !== null);
}

function extraColumns(file: RawTable, template: TableTemplate): Finding[] {
  const { extra } = resemblance(file.header, layoutOf(template));
  return extra.length === 0
    ? []
    : [
        {
          code: "extra-columns",
          severity: "note",
          values: { source: template.id, file: file.place, columns: extra },
        },
      ];
}
