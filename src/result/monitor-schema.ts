import { z } from "zod";
import { provenanceSchema } from "./schema.ts";

/** Raised when the shape of monitor.json changes. */
export const MONITOR_VERSION = 1;

const number = z.number().nullable();
const bilingual = z.strictObject({ nl: z.string(), en: z.string() });
const breaks = z.array(z.strictObject({ period: z.number(), text: bilingual }));

/** One period; min and max differ from the value where counts are intervals. */
const pointSchema = z.strictObject({
  period: z.number(),
  value: z.number(),
  min: z.number(),
  max: z.number(),
  n: z.number(),
});

const stretchSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  n: z.number(),
  theilSen: z.number(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  leastSquares: z.number(),
  /** Declared breaks inside, by their first period. */
  crosses: z.array(z.number()),
});

const changeSchema = z.strictObject({
  value: z.number(),
  min: z.number(),
  max: z.number(),
  relative: number,
  crosses: z.array(z.number()),
});

const seriesSchema = z.strictObject({
  points: z.array(pointSchema),
  /** Periods left out because their count is too small to be shown. */
  hidden: z.number(),
  base: pointSchema.nullable(),
  latest: pointSchema.nullable(),
  change: changeSchema.nullable(),
  trend: stretchSchema.nullable(),
  across: stretchSchema.nullable(),
  changePoint: z
    .strictObject({ period: z.number(), statistic: number, p: z.number(), declared: z.boolean() })
    .nullable(),
});

const groupSchema = z.strictObject({
  /** Id of a declared breakdown, or the key of the indicator that it follows. */
  breakdown: z.string(),
  title: bilingual,
  note: bilingual.nullable(),
  id: z.string(),
  label: bilingual,
  series: seriesSchema,
});

const descriptiveSchema = z.strictObject({
  period: z.number(),
  n: z.number(),
  mean: number,
  sd: number,
  min: number,
  q25: number,
  median: number,
  q75: number,
  max: number,
  /** Share of rows that are intervals. */
  intervals: z.number(),
});

const areaSchema = z.strictObject({
  area: z.string(),
  /** Labels of further keys, such as a profile; empty without any. */
  labels: z.array(z.string()),
  base: number,
  latest: number,
  latestPeriod: number,
  change: number,
  min: number,
  max: number,
  theilSen: number,
  points: z.number(),
});

const levelSchema = z.strictObject({
  level: z.string(),
  title: bilingual,
  /** How rows became the series. */
  aggregate: z.enum(["one-area", "mean", "sum", "weighted"]),
  weightedBy: z.string().nullable(),
  /** Further keys that the series runs over, such as profile. */
  dimensions: z.array(z.string()),
  areas: z.number(),
  series: seriesSchema,
  groups: z.array(groupSchema),
  descriptives: z.array(descriptiveSchema),
  /** Every area; only for levels that were asked for. */
  byArea: z.array(areaSchema),
});

const indicatorSchema = z.strictObject({
  id: z.string(),
  code: z.string().nullable(),
  name: bilingual,
  definition: bilingual,
  unit: z.string(),
  noun: bilingual.nullable(),
  goodDirection: z.enum(["up", "down", "ambiguous"]),
  sources: z.array(z.string()),
  period: z.strictObject({ column: z.string(), title: bilingual, base: number }),
  breaks,
  /** The coarsest first: its series is the one that tables and figures lead with. */
  levels: z.array(levelSchema),
});

const publishedSchema = z.strictObject({
  id: z.string(),
  what: bilingual,
  unit: bilingual,
  period: z.string(),
  source: z.string(),
  theirs: z.number(),
  decimals: z.number(),
  about: z.boolean(),
  ours: number,
  min: number,
  max: number,
  /** Ours less theirs. */
  difference: number,
  same: z.enum(["yes", "nearly", "no"]).nullable(),
  differs: bilingual.nullable(),
  /** Why there is no number of ours. */
  missing: bilingual.nullable(),
});

const absentSchema = z.strictObject({
  indicator: z.string(),
  name: bilingual,
  reason: z.enum(["table", "text", "period", "empty"]),
  /** Tables that are not there, by title. */
  tables: z.array(bilingual),
});

/** What `effectmeter monitor` writes and what its reports are made from. */
export const monitorResultSchema = z.strictObject({
  schemaVersion: z.literal(MONITOR_VERSION),
  kind: z.literal("monitor"),
  study: z.strictObject({
    id: z.string(),
    title: bilingual,
    subtitle: bilingual.nullable(),
    languages: z.array(z.enum(["nl", "en"])),
    baseline: number,
    minimumCell: z.number(),
  }),
  method: z.strictObject({
    level: z.number(),
    changePoint: z.strictObject({ leastPoints: z.number(), draws: z.number(), flagged: z.number() }),
  }),
  indicators: z.array(indicatorSchema),
  published: z.array(publishedSchema),
  absent: z.array(absentSchema),
  sources: z.array(
    z.strictObject({
      id: z.string(),
      title: bilingual,
      attribution: bilingual.nullable(),
      licence: z.string().nullable(),
      url: z.string().nullable(),
      rows: z.number(),
      files: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
      breaks,
    }),
  ),
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
  provenance: provenanceSchema,
});

export type MonitorResult = z.infer<typeof monitorResultSchema>;
export type MonitorIndicator = MonitorResult["indicators"][number];
export type MonitorLevel = MonitorIndicator["levels"][number];
export type MonitorSeries = MonitorLevel["series"];
export type MonitorGroup = MonitorLevel["groups"][number];
export type MonitorFigure = MonitorResult["published"][number];

/** A monitor as text: two spaces, keys in the order of the schema, a newline at the end. The same result gives the same bytes. */
export function monitorText(result: MonitorResult): string {
  return `${JSON.stringify(monitorResultSchema.parse(result), null, 2)}\n`;
}

/** A change-point is named at this p or below. */
export const FLAGGED_AT = 0.05;

/** What a table says of a series in one word or two: none, a break inside, a change-point, small counts hidden. */
export function flagsOf(series: MonitorSeries): readonly ("break" | "change-point" | "no-base" | "intervals")[] {
  const { change, changePoint, base, points } = series;
  return [
    ...(base === null ? (["no-base"] as const) : []),
    ...((change?.crosses.length ?? 0) > 0 ? (["break"] as const) : []),
    ...(changePoint !== null && changePoint.p <= FLAGGED_AT ? (["change-point"] as const) : []),
    ...(points.some(({ min, max }) => min < max) ? (["intervals"] as const) : []),
  ];
}
