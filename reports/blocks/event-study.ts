import { eventStudyTitle } from "../../src/messages/figures.ts";
import { capitalise, formatDecimal } from "../../src/messages/format.ts";
import {
  anchor,
  at,
  contrastText,
  countAt,
  effectAt,
  equivalenceLevel,
  intervalAt,
  type LinkView,
  levelText,
  say,
  shownId,
} from "../page.ts";
import { type Block, EMPTY, type TableRow, table } from "../render/block.ts";
import { toPlain } from "../render/text.ts";
import { type EventPoint, type EventStudyData, eventStudyData, leadDrift } from "./event-study-data.ts";
import { eventStudyDrawings } from "./event-study-drawing.ts";
import { figure, KEY_MARKS } from "./figure.ts";
import { attributions } from "./sources.ts";
import { outcomeName } from "./summary-parts.ts";

/** The key figure: yearly effects at the declared contrast, with what each period may be read as. Nothing without an event study. */
export function eventStudy(view: LinkView): Block {
  const data = eventStudyData(view);
  if (data === null) return EMPTY;
  const { page, link } = view;
  const title = titleOf(view, data);
  const short = page.words.esTitleShort(outcomeName(view));
  const unit = view.format.isPercentage
    ? page.words.inUnit(page.words.pointsLong)
    : view.format.unitWord === ""
      ? ""
      : page.words.inUnit(view.format.unitWord);
  const subtitle = page.words.esSubtitle(outcomeName(view), contrastText(view), unit, periodText(data.reference));
  const name = `${view.hypothesis.id}-${link.id}`;
  return figure({
    page,
    name,
    title: `${shownId(link.id)}. ${title}`,
    level: 3,
    subtitle,
    drawings: eventStudyDrawings(view, data, anchor(page, `es-${name}`), short, description(view, data, subtitle)),
    keyItems: keyItems(view, data),
    behind: behind(view, data, short),
    source: sourceText(view, data),
  });
}

function titleOf(view: LinkView, data: EventStudyData): string {
  const after = data.points.filter(({ zone, estimate }) => zone === "after" && estimate !== null);
  return eventStudyTitle({
    language: view.page.language,
    drift: leadDrift(data.points),
    hasLeads: data.points.some(({ zone, ci }) => zone === "lead" && ci !== null),
    after: after.length,
    above: after.filter(({ ci }) => ci !== null && ci[0] > 0).length,
    below: after.filter(({ ci }) => ci !== null && ci[1] < 0).length,
    withinDelta:
      data.delta === null ? null : after.every(({ estimate }) => Math.abs(estimate ?? 0) < (data.delta ?? 0)),
  });
}

const periodText = (time: number | null): string => (time === null ? "" : String(time).replace("-", "−"));

function description(view: LinkView, data: EventStudyData, subtitle: string): string {
  const values = data.points.map((point) => {
    const value = point.row.estimate;
    return `${periodText(point.at)}: ${point.reference ? formatDecimal(0, 1, view.page.language) : value === null ? "–" : view.format.label(value * data.contrast)}.`;
  });
  const tau = view.primary?.tau ?? null;
  const interval = tau?.ciEquivalence ?? null;
  const pooled =
    tau === null || tau.estimate === null || interval === null
      ? ""
      : ` ${view.page.words.pooled}: ${view.format.effectWithUnit(tau.estimate)} (${view.page.words.pointwise(levelText(view.page, equivalenceLevel(view)))} ${view.format.interval(interval[0], interval[1])}).`;
  const delta =
    view.link.smallestEffect === null
      ? ""
      : ` ${view.page.words.threshold}: ±${view.format.size(view.link.smallestEffect)}.`;
  return toPlain(`${subtitle}. ${values.join(" ")}${pooled}${delta}`);
}

function keyItems(
  view: LinkView,
  data: EventStudyData,
): readonly { readonly drawing: string; readonly text: string }[] {
  const { words } = view.page;
  const level = levelText(view.page, view.link.level);
  const hasBand = data.points.some(({ band }) => band !== null);
  const has = (test: (point: EventPoint) => boolean) => data.points.some(test);
  const delta = view.link.smallestEffect;
  return [
    {
      drawing: hasBand ? KEY_MARKS.interval : KEY_MARKS.pointwise,
      text: words.keyIntervals(level, hasBand ? level : null),
      show: true,
    },
    {
      drawing: KEY_MARKS.pooled,
      text: words.keyPooled(levelText(view.page, equivalenceLevel(view)), level),
      show: view.primary?.tau != null,
    },
    { drawing: KEY_MARKS.open, text: words.keyOpen, show: has(({ zone }) => zone === "exposure") },
    { drawing: KEY_MARKS.square, text: words.keySquare, show: has(({ zone }) => zone === "lead") },
    { drawing: KEY_MARKS.plus, text: words.keyPlus, show: has(({ reference }) => reference) },
    {
      drawing: KEY_MARKS.delta,
      text: delta === null ? "" : words.keyDelta(view.format.size(delta)),
      show: delta !== null,
    },
  ].filter(({ show }) => show);
}

function behind(view: LinkView, data: EventStudyData, caption: string): Block {
  const { words } = view.page;
  const level = levelText(view.page, view.link.level);
  const hasBand = data.points.some(({ band }) => band !== null);
  const rows = data.points.map((point): TableRow => {
    const path = `${data.path}/effects/${point.index}`;
    const label =
      point.zone === "exposure" ? `${periodText(point.at)} (${words.zoneExposure.join(" ")})` : periodText(point.at);
    if (point.reference) return { cells: [label, words.referenceCell, "–", ...(hasBand ? ["–"] : [])] };
    return {
      cells: [
        label,
        effectAt(view, `${path}/estimate`, point.row.estimate, data.contrast),
        intervalAt(view, `${path}/ci`, point.row.ci, data.contrast),
        ...(hasBand ? [intervalAt(view, `${path}/band`, point.row.band, data.contrast)] : []),
      ],
    };
  });
  return table({
    caption,
    className: "tab cards",
    columns: [
      { head: words.period },
      { head: words.unitsHead(view.format.unitWord), align: "right" },
      { head: words.pointwise(level), align: "number" },
      ...(hasBand ? [{ head: words.uniform(level), align: "number" as const }] : []),
    ],
    rows,
  });
}

function sourceText(view: LinkView, data: EventStudyData): string {
  const { page } = view;
  const { words } = page;
  const counts = data.estimate.counts;
  const path = `${view.path}${data.path}/counts`;
  const critical = data.estimate.bandCritical;
  const parts = [
    counts.units === null ? "" : `${countAt(page, `${path}/units`, counts.units)} ${words.units}`,
    `${countAt(page, `${path}/observations`, counts.observations)} ${words.rows}`,
    counts.clusters === null ? "" : `${countAt(page, `${path}/clusters`, counts.clusters)} ${words.clusters}`,
    critical === null
      ? ""
      : words.criticalValues(at(`${view.path}${data.path}/bandCritical`, page.format.plain(critical), critical)),
    data.estimate.bandMethod === null ? "" : data.estimate.bandMethod,
  ].filter((part) => part !== "");
  const sources = attributions(page);
  return `${parts.join(", ")}. ${words.source}: ${[...sources, words.ownCalculation].join("; ")}. ${capitalise(say(page, data.estimate.label))}.`;
}
