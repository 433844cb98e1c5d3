import { scaleLinear } from "d3-scale";
import type { NumberFormat } from "../../src/messages/format.ts";
import { formatDecimal } from "../../src/messages/format.ts";
import { diamond, disc, line, path, rect } from "../render/svg.ts";
import { escapeHtml } from "../render/text.ts";

const WIDTH = 180;
const HEIGHT = 26;

type Interval = readonly [number, number] | null;

export interface IntervalRow {
  readonly estimate: number | null;
  /** The interval that decides (thick) and the wider one (thin). */
  readonly thick: Interval;
  readonly thin: Interval;
  readonly primary: boolean;
}

export interface IntervalScale {
  readonly x: (value: number) => number;
  readonly lo: number;
  readonly hi: number;
  readonly delta: number | null;
}

/** One scale for all rows of a table, in stored units: zero and ±δ in view; intervals beyond four times the median reach get an arrow. */
export function intervalScale(rows: readonly IntervalRow[], delta: number | null): IntervalScale {
  const reaches = rows
    .flatMap(({ thin, thick, estimate }) => {
      const ends = thin ?? thick ?? (estimate === null ? null : [estimate, estimate]);
      return ends === null ? [] : [Math.max(Math.abs(ends[0] ?? 0), Math.abs(ends[1] ?? 0))];
    })
    .sort((a, b) => a - b);
  const median = reaches[Math.floor(reaches.length / 2)] ?? 0;
  const most = Math.min(reaches.at(-1) ?? 0, 4 * median);
  const reach = Math.max(most * 1.04, delta === null ? 0 : delta * 1.6) || 1;
  const x = scaleLinear().domain([-reach, reach]).range([0, WIDTH]);
  return { x, lo: -reach, hi: reach, delta };
}

/** The interval of one row on the δ band. The numbers stand in the cells beside it, so it is hidden from assistive technology. */
export function intervalDrawing(row: IntervalRow, scale: IntervalScale): string {
  const { x, delta } = scale;
  const middle = HEIGHT / 2;
  const parts: string[] = [];
  if (delta !== null) {
    parts.push(rect(x(-delta), 0, x(delta) - x(-delta), HEIGHT, "z-delta"));
    parts.push(line(x(-delta), 0, x(-delta), HEIGHT, "l-delta"), line(x(delta), 0, x(delta), HEIGHT, "l-delta"));
  }
  parts.push(line(x(0), 0, x(0), HEIGHT, "l-zero"));
  parts.push(bar(row.thin, scale, "i-thin"), bar(row.thick, scale, "i-pool"));
  if (row.estimate !== null && row.estimate >= scale.lo && row.estimate <= scale.hi) {
    const at = x(row.estimate);
    parts.push(row.primary ? diamond(at, middle, 6.5, "m-dia") : disc(at, middle, 4.5, "m-fill"));
  }
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" class="dl" aria-hidden="true" focusable="false">${parts.join("")}</svg>`;
}

function bar(interval: Interval, { x, lo, hi }: IntervalScale, className: string): string {
  if (interval === null) return "";
  const middle = HEIGHT / 2;
  const [a, b] = [Math.min(Math.max(interval[0], lo), hi), Math.min(Math.max(interval[1], lo), hi)];
  const arrows = [
    interval[0] < lo
      ? path(["M", x(lo) + 6, middle - 5, "L", x(lo) + 1, middle, "L", x(lo) + 6, middle + 5], "i-arr")
      : "",
    interval[1] > hi
      ? path(["M", x(hi) - 6, middle - 5, "L", x(hi) - 1, middle, "L", x(hi) - 6, middle + 5], "i-arr")
      : "",
  ];
  return line(x(a), middle, x(b), middle, className) + arrows.join("");
}

/** Head of the column: its name for screen readers, and −δ, 0, +δ where they stand on the scale. */
export function intervalHead(scale: IntervalScale, format: NumberFormat, name: string): string {
  const { delta } = scale;
  const label = `<span class="vh">${escapeHtml(name)}</span>`;
  if (delta === null) return `${label}<span class="dlh" aria-hidden="true"><i style="left:50%">0</i></span>`;
  // Labels closer than this would touch; the note under the table names the band.
  const room = scale.x(delta) - scale.x(0) > 34;
  const shown = Number((delta * format.scale).toPrecision(6));
  const digits = Math.min(2, String(shown).split(".")[1]?.length ?? 0);
  const edge = (value: number) => (room ? formatDecimal(value * format.scale, digits, format.language, true) : "");
  const place = (value: number, text: string) =>
    `<i style="left:${((100 * scale.x(value)) / WIDTH).toFixed(1)}%">${escapeHtml(text)}</i>`;
  return `${label}<span class="dlh" aria-hidden="true">${place(-delta, edge(-delta))}${place(0, "0")}${place(delta, edge(delta))}</span>`;
}
