import { equivalenceLevel, type LinkView, levelText } from "../page.ts";
import { diamond, disc, drawing, hatch, line, path, plus, square, text, titled, wrapText } from "../render/svg.ts";
import { toPlain } from "../render/text.ts";
import type { EventPoint, EventStudyData } from "./event-study-data.ts";
import { leadDrift } from "./event-study-data.ts";
import {
  createFrame,
  deltaBand,
  type Frame,
  grid,
  NARROW,
  rangeText,
  startLine,
  tint,
  WIDE,
  zones,
} from "./event-study-frame.ts";

/** Wide and narrow drawing of the key figure. `id` must be unique in the page. */
export function eventStudyDrawings(
  view: LinkView,
  data: EventStudyData,
  id: string,
  title: string,
  description: string,
): string {
  return [WIDE, NARROW]
    .map((layout) => {
      const frame = createFrame(view, data, layout, `${id}-${layout.name[0]}`);
      return drawing({
        id: frame.id,
        width: layout.width,
        height: layout.height,
        title,
        description,
        className: layout === WIDE ? "fig-w" : "fig-n",
        content: content(frame),
      });
    })
    .join("");
}

function content(frame: Frame): string {
  const { data } = frame;
  return [
    hatch(`${frame.id}-h`),
    tint(frame),
    deltaBand(frame),
    grid(frame),
    startLine(frame),
    zones(frame),
    ...data.points.map((point, i) => mark(frame, point, i)),
    annotation(frame),
    pooledColumn(frame),
    axisNote(frame),
  ].join("");
}

const periodName = (at: number): string => String(at).replace("-", "−");

function mark(frame: Frame, point: EventPoint, i: number): string {
  const { layout, x, y, view } = frame;
  const at = x(i);
  const narrow = layout === NARROW;
  const name = periodName(point.at);
  const short = narrow && point.at >= 1000 ? `’${name.slice(2)}` : name;
  const tick = text(at, layout.bottom + 18, short, "t-tick", { anchor: "middle" });
  if (point.reference) {
    const label = narrow ? "= 0" : view.page.words.referenceRow(name);
    return (
      tick +
      titled(view.page.words.referenceRow(name), plus(at, y(0), 7, "m-ref")) +
      text(at, y(0) + 24, label, "t-note t-halo", { anchor: "middle" })
    );
  }
  if (point.estimate === null) return tick;
  const { cap, radius } = layout;
  const band =
    point.band === null
      ? ""
      : path(
          [
            "M",
            at - cap,
            y(point.band[1]),
            "h",
            2 * cap,
            "M",
            at,
            y(point.band[1]),
            "V",
            y(point.band[0]),
            "M",
            at - cap,
            y(point.band[0]),
            "h",
            2 * cap,
          ],
          "i-uni",
        );
  const pointwise = point.ci === null ? "" : line(at, y(point.ci[1]), at, y(point.ci[0]), "i-pw");
  const shape = { exposure: disc, lead: square, base: disc, after: disc }[point.zone];
  const dot = shape(at, y(point.estimate), radius, point.zone === "exposure" ? "m-open" : "m-fill");
  const group = titled(pointTitle(frame, point), band + pointwise + dot, point.zone === "exposure" ? "mech" : "");
  return tick + group + valueLabel(frame, point, at);
}

function pointTitle({ view, data }: Frame, point: EventPoint): string {
  const { words } = view.page;
  const unit = view.format.unitWord;
  const factor = data.contrast;
  const value = point.row.estimate === null ? "–" : view.format.effect(point.row.estimate * factor);
  const interval = (pair: readonly [number, number] | null) =>
    pair === null ? "–" : view.format.interval(pair[0] * factor, pair[1] * factor);
  const level = levelText(view.page, view.link.level);
  const band = point.row.band === null ? "" : `; ${words.uniform(level)} ${interval(point.row.band)}`;
  return `${periodName(point.at)}: ${value}${unit === "" ? "" : ` ${unit}`}; ${words.pointwise(level)} ${interval(point.row.ci)}${band}`;
}

/** Labels above the caps; beside the mark for test leads; narrow drawings label only those. */
function valueLabel({ layout, view, y, data }: Frame, point: EventPoint, at: number): string {
  if (point.estimate === null || point.row.estimate === null) return "";
  const label = view.format.label(point.row.estimate * data.contrast);
  if (point.zone === "lead") return text(at + layout.radius + 4, y(point.estimate) + 5, label, "t-val t-halo");
  if (layout === NARROW) return "";
  const top = Math.max(point.estimate, point.ci?.[1] ?? -Infinity, point.band?.[1] ?? -Infinity);
  return text(at, y(top) - 8, label, "t-val t-halo", { anchor: "middle" });
}

/** One annotation at most, and it names the weakest point: a lead that fails. */
function annotation({ layout, data, view, x, y, step }: Frame): string {
  const drift = leadDrift(data.points);
  if (layout === NARROW || drift === null) return "";
  const { words } = view.page;
  const i = data.points.findLastIndex(({ zone, ci }) => zone === "lead" && ci !== null && (ci[0] > 0 || ci[1] < 0));
  const point = data.points[i];
  const after = data.points.findIndex((_, j) => j > i + 1);
  if (point === undefined || after === -1) return "";
  const sentence = { fell: words.annotationFallen, rose: words.annotationRisen, moved: words.annotationDiffers }[drift];
  const lines = [words.annotationFailed, ...wrapText(`${sentence} ${words.annotationSo}`, 33)];
  const height = lines.length * 18;
  const left = x(i) + step * 0.6;
  const highest = Math.max(
    ...data.points.slice(i + 1).map((p) => Math.max(p.estimate ?? 0, p.ci?.[1] ?? 0, p.band?.[1] ?? 0)),
  );
  const room = y(highest) - 30 - layout.top;
  if (room < height) return "";
  const top = layout.top + Math.min(80, room - height);
  const capTop = Math.max(point.estimate ?? 0, point.ci?.[1] ?? 0, point.band?.[1] ?? 0);
  const leader = path(["M", x(i), Math.min(y(capTop) - 8, y(capTop)), "V", top - 5, "H", left], "l-lead");
  return (
    leader +
    text(left + 6, top, lines[0] ?? "", "t-annb t-halo") +
    text(left + 6, top + 18, lines.slice(1), "t-ann t-halo", { leading: 18 })
  );
}

function pooledColumn(frame: Frame): string {
  const { layout, view, data, y } = frame;
  const { words } = view.page;
  const tau = view.primary?.tau ?? null;
  if (tau === null || tau.estimate === null) return "";
  const narrow = layout === NARROW;
  const scale = view.format.scale;
  const at = narrow ? (layout.right + layout.end) / 2 + 2 : 873;
  const value = tau.estimate * scale;
  const after = data.points.filter(({ zone }) => zone === "after");
  const range = after.length === 0 ? "" : rangeText(after[0]?.at ?? 0, after.at(-1)?.at ?? 0);
  const level = levelText(view.page, view.link.level);
  const decides = levelText(view.page, equivalenceLevel(view));
  const thin = tau.ci === null ? "" : line(at, y(tau.ci[1] * scale), at, y(tau.ci[0] * scale), "i-thin");
  const thick =
    tau.ciEquivalence === null
      ? ""
      : line(at, y(tau.ciEquivalence[1] * scale), at, y(tau.ciEquivalence[0] * scale), "i-pool");
  const shown = view.format.effect(tau.estimate);
  const pair = (interval: readonly [number, number] | null) =>
    interval === null ? "–" : view.format.interval(interval[0], interval[1]);
  const title = `${range} ${words.pooledOf}: ${shown} ${view.format.unitWord}; ${decides} ${pair(tau.ciEquivalence)}; ${level} ${pair(tau.ci)}`;
  const head = [words.pooled, range].filter((part) => part !== "");
  const parts = [
    line(narrow ? layout.right + 8 : 828, layout.top, narrow ? layout.right + 8 : 828, layout.bottom, "l-grid"),
    titled(title, thin + thick + diamond(at, y(value), narrow ? 8 : 9, "m-dia")),
    text(at, layout.zoneY + (narrow ? layout.leading : 0), head, "t-strong", {
      anchor: "middle",
      leading: layout.leading,
    }),
  ];
  if (narrow) {
    const top = Math.max(value, (tau.ci?.[1] ?? tau.estimate) * scale);
    parts.push(text(at, y(top) - 8, view.format.label(tau.estimate), "t-val t-halo", { anchor: "middle" }));
    return parts.join("");
  }
  parts.push(text(at + 15, y(value) + 5, shown, "t-val t-halo"));
  return parts.join("") + pooledNotes(frame, decides, pair(tau.ciEquivalence));
}

/** The deciding interval above the δ band and the name of the band below it, where there is room. */
function pooledNotes({ view, data, y, layout }: Frame, decides: string, interval: string): string {
  const { words } = view.page;
  const tau = view.primary?.tau ?? null;
  const scale = view.format.scale;
  const top = Math.max(data.delta ?? 0, (tau?.ci?.[1] ?? 0) * scale);
  const bottom = Math.min(-(data.delta ?? 0), (tau?.ci?.[0] ?? 0) * scale);
  const above = text(
    840,
    Math.max(layout.top + 12, y(top) - 30),
    [words.pointwise(decides), interval],
    "t-note t-halo",
    { leading: 16 },
  );
  if (data.delta === null || view.link.smallestEffect === null) return above;
  const below = y(bottom) + 20;
  const size = toPlain(view.format.size(view.link.smallestEffect));
  return (
    above +
    (below > layout.bottom - 14
      ? ""
      : text(840, below, [words.deltaName, `±${size}`], "t-note t-halo", { leading: 16 }))
  );
}

function axisNote({ layout, view }: Frame): string {
  const { words } = view.page;
  const unit = view.format.isPercentage ? words.pointsShort : view.format.unitWord;
  return text(layout.left, layout.height - 8, words.yAxis(unit), "t-note");
}
