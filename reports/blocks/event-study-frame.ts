import { scaleLinear } from "d3-scale";
import { formatDecimal } from "../../src/messages/format.ts";
import type { LinkView } from "../page.ts";
import { line, rect, text } from "../render/svg.ts";
import type { EventStudyData, Zone } from "./event-study-data.ts";
import { zoneRuns } from "./event-study-data.ts";

/** The two drawings of one figure: sizes in px of their own viewBox, never one scaled to the other. */
export interface Layout {
  readonly name: "wide" | "narrow";
  readonly width: number;
  readonly height: number;
  readonly left: number;
  /** Right end of the periods, and of the whole plot with the pooled column. */
  readonly right: number;
  readonly end: number;
  readonly top: number;
  readonly bottom: number;
  readonly zoneY: number;
  readonly leading: number;
  readonly radius: number;
  readonly cap: number;
}

export const WIDE: Layout = {
  name: "wide",
  width: 980,
  height: 500,
  left: 46,
  right: 816,
  end: 966,
  top: 66,
  bottom: 448,
  zoneY: 32,
  leading: 15,
  radius: 6,
  cap: 6,
};
export const NARROW: Layout = {
  name: "narrow",
  width: 344,
  height: 430,
  left: 38,
  right: 274,
  end: 340,
  top: 64,
  bottom: 382,
  zoneY: 24,
  leading: 13,
  radius: 4.5,
  cap: 4,
};

export interface Frame {
  readonly view: LinkView;
  readonly data: EventStudyData;
  readonly layout: Layout;
  readonly id: string;
  readonly x: (index: number) => number;
  readonly step: number;
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
}

export function createFrame(view: LinkView, data: EventStudyData, layout: Layout, id: string): Frame {
  const tau = view.primary?.tau ?? null;
  const ends = data.points.flatMap(({ estimate, ci, band }) => [estimate ?? 0, ...(ci ?? []), ...(band ?? [])]);
  const pooled = tau?.ci?.map((end) => end * view.format.scale) ?? [];
  const delta = data.delta === null ? [] : [-1.6 * data.delta, 1.6 * data.delta];
  const all = [0, ...ends, ...pooled, ...delta].filter(Number.isFinite);
  const y = scaleLinear()
    .domain([Math.min(...all), Math.max(...all)])
    .nice(8)
    .range([layout.bottom, layout.top]);
  const step = (layout.right - layout.left) / data.points.length;
  return { view, data, layout, id, x: (i) => layout.left + step * (i + 0.5), step, y, ticks: y.ticks(8) };
}

const BEFORE: ReadonlySet<Zone> = new Set(["exposure", "lead"]);

export function tint({ data, layout, x, step, id }: Frame): string {
  return zoneRuns(data.points)
    .filter(({ zone }) => BEFORE.has(zone))
    .map(({ zone, from, to }) => {
      const left = x(from) - step / 2;
      const width = step * (to - from + 1);
      const area = rect(left, layout.top, width, layout.bottom - layout.top, "z-pre");
      const lines = `<rect x="${left.toFixed(1)}" y="${layout.top}" width="${width.toFixed(1)}" height="${layout.bottom - layout.top}" fill="url(#${id}-h)"/>`;
      return zone === "exposure" ? area + lines : area;
    })
    .join("");
}

export function deltaBand({ data, layout, y }: Frame): string {
  const { delta } = data;
  if (delta === null) return "";
  return (
    rect(layout.left, y(delta), layout.end - layout.left, y(-delta) - y(delta), "z-delta") +
    line(layout.left, y(delta), layout.end, y(delta), "l-delta") +
    line(layout.left, y(-delta), layout.end, y(-delta), "l-delta")
  );
}

export function grid({ view, layout, y, ticks, data }: Frame): string {
  const digits = Math.max(0, ...ticks.map((tick) => (String(tick).split(".")[1] ?? "").length));
  const onDelta = (tick: number) => data.delta !== null && Math.abs(Math.abs(tick) - data.delta) < 1e-9;
  const lines = ticks.map((tick) => {
    const label = text(layout.left - 7, y(tick) + 5, formatDecimal(tick, digits, view.page.language, true), "t-tick", {
      anchor: "end",
    });
    return tick === 0 || onDelta(tick) ? label : line(layout.left, y(tick), layout.right, y(tick), "l-grid") + label;
  });
  return lines.join("") + line(layout.left, y(0), layout.end, y(0), "l-zero");
}

export function startLine({ data, layout, x, step }: Frame): string {
  const first = data.points.findIndex(({ zone }) => zone === "after");
  if (first <= 0) return "";
  const at = x(first) - step / 2;
  return line(at, layout.top - 6, at, layout.bottom, "l-start");
}

export function zones(frame: Frame): string {
  const { data, layout, view, x, step } = frame;
  const { words } = view.page;
  const wide = layout === WIDE;
  const names: Readonly<Record<Zone, readonly string[]>> = {
    exposure: wide ? words.zoneExposure : words.zoneExposureNarrow,
    lead: wide ? words.zoneLead : words.zoneLeadNarrow,
    base: wide ? words.zoneBase : words.zoneBaseNarrow,
    after: wide ? words.zoneAfter : words.zoneAfterNarrow,
  };
  return zoneRuns(data.points)
    .map(({ zone, from, to }) => {
      const middle = (x(from) + x(to)) / 2;
      const width = step * (to - from + 1);
      const range = rangeText(data.points[from]?.at ?? 0, data.points[to]?.at ?? 0);
      const tested = zone === "lead" || zone === "after";
      const name = names[zone];
      const lines = width > 6.2 * range.length ? [range, ...name] : name;
      const start = wide || lines.length > 1 ? layout.zoneY + (2 - lines.length) * layout.leading : layout.zoneY;
      const className = tested ? "t-strong" : "t-zone";
      return (
        text(middle, start + (wide ? 0 : layout.leading), lines, className, {
          anchor: "middle",
          leading: layout.leading,
        }) + line(middle - width / 2 + 3, layout.top - 8, middle + width / 2 - 3, layout.top - 8, "l-brace")
      );
    })
    .join("");
}

/** 2015–17, 2018, −3 … −1. */
export function rangeText(from: number, to: number): string {
  if (from === to) return formatDecimal(from, 0, "en").replace(",", "");
  if (from < 0 || to < 1000) return `${String(from).replace("-", "−")} … ${String(to).replace("-", "−")}`;
  return Math.floor(from / 100) === Math.floor(to / 100) ? `${from}–${String(to).slice(2)}` : `${from}–${to}`;
}
