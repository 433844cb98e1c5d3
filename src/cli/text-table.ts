/** Columns of text padded to their widest cell; numbers to the right. Colour codes do not count as width. */
export interface TextColumn {
  readonly head: string;
  readonly align?: "left" | "right";
}

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const width = (text: string): number => [...text.replace(ANSI, "")].length;

export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, j) => Math.max(width(column.head), ...rows.map((row) => width(row[j] ?? ""))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, j) => {
        const padding = " ".repeat(widths[j]! - width(cell));
        return columns[j]!.align === "right" ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd();
  return [
    line(columns.map((column) => column.head)),
    line(widths.map((size) => "─".repeat(size))),
    ...rows.map(line),
  ].join("\n");
}
