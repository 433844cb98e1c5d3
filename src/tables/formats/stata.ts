import { sha256Of, withByteFile } from "./byte-file.ts";
import { isUnreadableStataDate, stataCalendar } from "./calendar.ts";
import { type ForeignColumn, type ForeignFile, numberColumn, type Reasons, requireDistinctNames } from "./foreign.ts";
import { MISSING_CODES, readValueLabels, readVariables, type StataVariable } from "./stata-dictionary.ts";
import { readLayout } from "./stata-layout.ts";
import { readRows, type StataValues } from "./stata-rows.ts";

/**
 * Reads a Stata file of format 117, 118 or 119 (Stata 13 and later), either byte order. Text is windows-1252 in 117 and UTF-8 from 118 on.
 *
 * @throws InputError with the byte offset when the file is cut off or damaged, and for formats before 117
 */
export function readStata(path: string): Promise<ForeignFile> {
  return withByteFile(path, async (file) => {
    const layout = await readLayout(file);
    const variables = await readVariables(file, layout);
    requireDistinctNames(
      path,
      variables.map(({ name }) => name),
    );
    const valueLabels = await readValueLabels(file, layout);
    const values = await readRows(file, layout, variables);
    const unreadable = variables.filter(({ format }) => isUnreadableStataDate(format));
    return {
      path,
      sha256: await sha256Of(path),
      encoding: `stata ${layout.release}, ${layout.encoding}${layout.littleEndian ? "" : ", most significant byte first"}`,
      rowCount: layout.rowCount,
      columns: variables.map((variable, index) =>
        columnOf(variable, values[index]!, valueLabels.get(variable.valueLabels) ?? new Map()),
      ),
      label: layout.label === "" ? null : layout.label,
      weight: null,
      notes: unreadable.map(
        ({ name, format }) =>
          `column ${name} has the format ${format}, whose calendar is not in the file: it is left as the number that Stata stores.`,
      ),
    };
  });
}

function columnOf(
  { name, label, format }: StataVariable,
  values: StataValues,
  valueLabels: ReadonlyMap<string, string>,
): ForeignColumn {
  const common = { name, label: label === "" ? null : label };
  if (values.kind === "text")
    return { ...common, column: values.column, calendar: null, valueLabels: new Map(), reasons: null };
  return {
    ...common,
    column: numberColumn(name, values.values),
    calendar: stataCalendar(format),
    valueLabels,
    reasons: reasonsOf(values.codes),
  };
}

/** The extended codes that occur; `.` alone says no more than an empty cell. */
function reasonsOf(codes: Uint8Array | null): Reasons | null {
  if (codes === null) return null;
  const used = [...new Set(codes)].filter((code) => code > 1).sort((a, b) => a - b);
  if (used.length === 0) return null;
  const position = new Uint8Array(28);
  used.forEach((code, index) => {
    position[code] = index + 1;
  });
  return { codes: used.map((code) => MISSING_CODES[code - 1]!), rows: codes.map((code) => position[code]!) };
}
