import type { EffectRow, EstimateResult } from "../../src/result/schema.ts";
import type { LinkView } from "../page.ts";

/** What a period of the figure is for. Only `lead` tests equal development before the start. */
export type Zone = "exposure" | "lead" | "base" | "after";

export interface EventPoint {
  /** Calendar period or event time. */
  readonly at: number;
  readonly zone: Zone;
  readonly reference: boolean;
  /** In shown units (points for shares), at the contrast. Null when it could not be computed. */
  readonly estimate: number | null;
  readonly ci: readonly [number, number] | null;
  readonly band: readonly [number, number] | null;
  readonly row: EffectRow;
  /** Index in `effects`. */
  readonly index: number;
}

export interface EventStudyData {
  readonly estimate: EstimateResult;
  /** JSON path of the estimate, relative to the link. */
  readonly path: string;
  readonly points: readonly EventPoint[];
  /** First period after the start; null without one. */
  readonly start: number | null;
  readonly reference: number | null;
  /** Shown unit = stored unit × this: contrast × 100 for shares. */
  readonly factor: number;
  readonly contrast: number;
  /** δ in shown units. */
  readonly delta: number | null;
}

/** The points of the link's key figure in order of time; null when the link has no event study to draw. */
export function eventStudyData(view: LinkView): EventStudyData | null {
  const index = view.link.estimates.findIndex((estimate) => estimate.id === view.link.figure);
  const estimate = view.link.estimates[index];
  if (estimate === undefined) return null;
  const contrast = estimate.contrast ?? 1;
  const factor = contrast * view.format.scale;
  const relative = estimate.effects.some(({ term }) => term.kind === "event-time");
  const rows = estimate.effects.flatMap((row, i) => {
    // A fit with both is drawn by event time: its periods average cohorts at different times since their start.
    const time = relative && row.term.kind === "calendar" ? null : timeOf(row);
    return time === null ? [] : [{ row, index: i, at: time }];
  });
  if (rows.length < 2) return null;
  rows.sort((a, b) => a.at - b.at);
  const reference = rows.find(({ row }) => row.reference)?.at ?? null;
  const start = relative ? 0 : (view.link.design?.postStart ?? null);
  const exposure = new Set(relative ? [] : (view.link.design?.exposurePeriods ?? []));
  const scaled = (interval: readonly [number, number] | null): readonly [number, number] | null => {
    if (interval === null) return null;
    const [a, b] = [interval[0] * factor, interval[1] * factor];
    return a <= b ? [a, b] : [b, a];
  };
  const points = rows.map(({ row, index: i, at }): EventPoint => {
    const zone = zoneOf(at, start, reference, exposure);
    return {
      at,
      zone,
      reference: row.reference,
      estimate: row.reference ? 0 : row.estimate === null ? null : row.estimate * factor,
      ci: row.reference ? null : scaled(row.ci),
      band: row.reference ? null : scaled(row.band),
      row,
      index: i,
    };
  });
  const delta = view.link.smallestEffect === null ? null : view.link.smallestEffect * view.format.scale;
  return { estimate, path: `/estimates/${index}`, points, start, reference, factor, contrast, delta };
}

/** The period a row is about: calendar and event-time terms, and coefficients named `year::2015:dose`. */
function timeOf(row: EffectRow): number | null {
  const { term } = row;
  if (term.kind === "calendar") return term.period;
  if (term.kind === "event-time") return term.eventTime;
  if (term.kind !== "coefficient") return null;
  const match = /::(-?\d+)/.exec(term.name);
  return match === null ? null : Number(match[1]);
}

function zoneOf(at: number, start: number | null, reference: number | null, exposure: ReadonlySet<number>): Zone {
  if (exposure.has(at)) return "exposure";
  if (start !== null && at >= start) return "after";
  if (reference !== null && at >= reference) return "base";
  return "lead";
}

/** Runs of consecutive points in the same zone, in order of time. */
export function zoneRuns(
  points: readonly EventPoint[],
): readonly { readonly zone: Zone; readonly from: number; readonly to: number }[] {
  const runs: { zone: Zone; from: number; to: number }[] = [];
  points.forEach((point, i) => {
    const last = runs.at(-1);
    if (last?.zone === point.zone) last.to = i;
    else runs.push({ zone: point.zone, from: i, to: i });
  });
  return runs;
}

export type LeadDrift = "fell" | "rose" | "moved" | null;

/** What the clean leads say: null when every interval holds 0; else how the difference moved towards the reference. */
export function leadDrift(points: readonly EventPoint[]): LeadDrift {
  const off = points.filter(({ zone, ci }) => zone === "lead" && ci !== null && (ci[0] > 0 || ci[1] < 0));
  if (off.length === 0) return null;
  // Without one reference each lead has the period before it as its own: its sign says nothing of a fall or a rise up to the start.
  if (!points.some(({ reference }) => reference)) return "moved";
  if (off.every(({ estimate }) => (estimate ?? 0) > 0)) return "fell";
  if (off.every(({ estimate }) => (estimate ?? 0) < 0)) return "rose";
  return "moved";
}
