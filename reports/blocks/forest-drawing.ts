import { scaleLinear } from "d3-scale";
import { type LinkView, say, shownId } from "../page.ts";
import { clampLines, diamond, disc, drawing, line, path, rect, square, text, titled, wrapText } from "../render/svg.ts";
import { outcomeName } from "./summary-parts.ts";

/** One line of the forest: a link's interval in multiples of its own δ, the expected direction to the right. */
export interface ForestRow {
  readonly view: LinkView;
  readonly kind: "primary" | "other" | "falsification";
  readonly estimate: number;
  readonly ci: readonly [number, number] | null;
  readonly value: string;
  readonly n: string;
}

export interface ForestGroup {
  readonly title: string;
  readonly rows: readonly ForestRow[];
}

interface Layout {
  readonly name: "wide" | "narrow";
  readonly width: number;
  readonly plot: readonly [number, number];
  readonly label: number;
  readonly line: number;
}

const WIDE: Layout = { name: "wide", width: 980, plot: [330, 700], label: 40, line: 17 };
const NARROW: Layout = { name: "narrow", width: 344, plot: [6, 338], label: 44, line: 16 };
/** The axis never reaches further than this many δ; longer intervals end in an arrow. */
const MOST_DELTAS = 6;

/** Wide and narrow drawing. `id` must be unique in the page. */
export function forestDrawings(groups: readonly ForestGroup[], id: string, title: string, description: string): string {
  return [WIDE, NARROW]
    .map((layout) => {
      const { content, height } = forestContent(groups, layout);
      return drawing({
        id: `${id}-${layout.name[0]}`,
        width: layout.width,
        height,
        title,
        description,
        className: layout === WIDE ? "fig-w" : "fig-n",
        content,
      });
    })
    .join("");
}

function forestContent(
  groups: readonly ForestGroup[],
  layout: Layout,
): { readonly content: string; readonly height: number } {
  const wide = layout === WIDE;
  const rows = groups.flatMap((group) => group.rows);
  const words = rows[0]?.view.page.words;
  if (words === undefined) return { content: "", height: 0 };
  const farthest = Math.max(1.6, ...rows.flatMap(({ ci, estimate }) => (ci ?? [estimate, estimate]).map(Math.abs)));
  const reach = Math.min(MOST_DELTAS, farthest * 1.06);
  const x = scaleLinear()
    .domain([-reach, reach])
    .range([...layout.plot]);
  const top = wide ? 36 : 40;
  const parts: string[] = [];
  let y = top + 10;
  groups.forEach((group, g) => {
    if (g > 0) y += 6;
    parts.push(
      line(0, y, layout.width, y, "l-rule"),
      text(wide ? 8 : 4, y + 21, clampLines(wrapText(group.title, wide ? 62 : 46), 1), "t-group t-halo"),
    );
    y += 32;
    for (const row of group.rows) {
      const drawn = wide ? wideRow(row, y, x, layout) : narrowRow(row, y, x, layout);
      parts.push(drawn.content);
      y += drawn.height;
    }
  });
  const bottom = y + 4;
  const ticks = [-4, -2, -1, 0, 1, 2, 4].filter((tick) => Math.abs(tick) <= reach);
  const back = [
    rect(x(-1), top, x(1) - x(-1), bottom - top, "z-delta"),
    ...ticks.map((tick) => {
      const className = tick === 0 ? "l-zero" : Math.abs(tick) === 1 ? "l-delta" : "l-grid";
      const label = tick === 0 ? "0" : `${tick > 0 ? "+" : "−"}${Math.abs(tick)}δ`;
      return (
        line(x(tick), top, x(tick), bottom, className) +
        text(x(tick), bottom + 17, label, "t-tick", { anchor: "middle" })
      );
    }),
    text(x(0) - 8, bottom + 36, wide ? words.forestLeft : words.forestLeftShort, "t-note", { anchor: "end" }),
    text(x(0) + 8, bottom + 36, wide ? words.forestRight : words.forestRightShort, "t-note"),
    text(x(0), wide ? 18 : 22, words.forestBand, "t-note", { anchor: "middle" }),
  ];
  return { content: back.join("") + (wide ? heads(rows, layout) : "") + parts.join(""), height: bottom + 44 };
}

function heads(rows: readonly ForestRow[], layout: Layout): string {
  const view = rows[0]?.view;
  if (view === undefined) return "";
  const { words } = view.page;
  const level = `${view.format.plain(Math.round(view.link.level * 1e4) / 100)}%`;
  return (
    text(8, 18, words.link, "t-head") +
    text(layout.plot[1] + 22, 18, words.forestEffect(level), "t-head") +
    text(976, 18, words.forestN, "t-head", { anchor: "end" })
  );
}

function labelLines(row: ForestRow, width: number): readonly string[] {
  return clampLines(wrapText(`${shownId(row.view.link.id)} · ${outcomeName(row.view)}`, width), 2);
}

interface Drawn {
  readonly content: string;
  readonly height: number;
}

function wideRow(row: ForestRow, y: number, x: (value: number) => number, layout: Layout): Drawn {
  const lines = labelLines(row, layout.label);
  const height = 16 + lines.length * layout.line;
  const middle = y + height / 2;
  const first = middle + 5 - ((lines.length - 1) * layout.line) / 2;
  const content =
    text(8, first, lines, row.kind === "primary" ? "t-rowb" : "t-row", { leading: layout.line }) +
    interval(row, middle, x, layout) +
    text(layout.plot[1] + 22, middle + 5, row.value, "t-num") +
    text(976, middle + 5, row.n, "t-num", { anchor: "end" });
  return { content, height };
}

function narrowRow(row: ForestRow, y: number, x: (value: number) => number, layout: Layout): Drawn {
  const lines = labelLines(row, layout.label);
  const under = lines.length * layout.line;
  const content =
    text(4, y + 14, lines, `${row.kind === "primary" ? "t-rowb" : "t-row"} t-halo`, { leading: layout.line }) +
    interval(row, y + under + 14, x, layout) +
    text(4, y + under + 38, row.value, "t-num t-halo") +
    text(340, y + under + 38, `n ${row.n}`, "t-num t-halo", { anchor: "end" });
  return { content, height: under + 56 };
}

function interval(row: ForestRow, y: number, x: (value: number) => number, layout: Layout): string {
  const [left, right] = layout.plot;
  const clamp = (value: number) => Math.min(Math.max(x(value), left), right);
  const parts: string[] = [];
  if (row.ci !== null) {
    // An interval wholly outside keeps a short line, so that its arrow is seen to belong to it.
    const [a, b] = [Math.min(clamp(row.ci[0]), right - 28), Math.max(clamp(row.ci[1]), left + 28)];
    parts.push(line(a, y, b, y, "i-fr"));
    if (x(row.ci[0]) < left) parts.push(path(["M", left + 6, y - 5, "L", left, y, "L", left + 6, y + 5], "i-arr"));
    if (x(row.ci[1]) > right) parts.push(path(["M", right - 6, y - 5, "L", right, y, "L", right - 6, y + 5], "i-arr"));
  }
  const at = x(row.estimate);
  if (at >= left && at <= right) {
    parts.push(
      row.kind === "primary"
        ? diamond(at, y, 9, "m-dia")
        : row.kind === "falsification"
          ? square(at, y, 5, "m-open")
          : disc(at, y, 5, "m-fill"),
    );
  }
  const className = { primary: "fr pri", other: "fr", falsification: "fr fal" }[row.kind];
  const name = `${shownId(row.view.link.id)} ${say(row.view.page, row.view.link.outcome?.name)}: ${row.value}`;
  return titled(name, parts.join(""), className);
}
