import { InputError } from "../../src/core/errors.ts";
import type { Finding } from "../../src/core/finding.ts";
import { textOf } from "./keys.ts";
import type { RecognisedFile } from "./layouts.ts";
import { departmentOf, isKnownDepartment } from "./programmes.ts";

/** Spellings listed in one message. */
const LISTED = 20;

/**
 * The normal form of every cell of a column; null where it is empty.
 *
 * @throws InputError with a line for every spelling that `normalise` does not know
 */
export function normalised<Form extends string>(
  source: RecognisedFile,
  header: string,
  normalise: (text: string) => Form | null | undefined,
): (Form | null)[] {
  const unknown = new Map<string, { first: number; rows: number }>();
  const forms = textOf(source.column(header)).map((cell, row) => {
    const form = cell === null ? null : normalise(cell);
    if (form !== undefined) return form;
    const seen = unknown.get(cell!);
    if (seen === undefined) unknown.set(cell!, { first: row, rows: 1 });
    else seen.rows++;
    return null;
  });
  if (unknown.size > 0)
    throw new InputError(
      [...unknown].slice(0, LISTED).map(([cell, { first, rows }]) => {
        const times = rows === 1 ? "" : ` (in ${rows} rows, first here)`;
        return `${source.where(first)}, column "${header}": "${cell}" is not known${times}; correct it, or report a new spelling.`;
      }),
    );
  return forms;
}

/** Texts in AFDELING that are in no table: kept as published, counted in no technical group. "unknown-spellings", one finding per file. */
export function unknownDepartments(source: RecognisedFile): Finding[] {
  const column = source.column("AFDELING");
  const unknown = column.labels.flatMap((label, code) => {
    if (isKnownDepartment(label)) return [];
    return [`"${departmentOf(label)!.name}" (${source.file.sourceLine(column.codes.indexOf(code))})`];
  });
  return unknown.length === 0
    ? []
    : [
        {
          code: "unknown-spellings",
          severity: "warning",
          values: { source: source.layout.reader, file: source.file.place, spellings: unknown.slice(0, LISTED) },
          where: "profile",
        },
      ];
}
