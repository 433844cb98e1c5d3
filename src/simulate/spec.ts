import { z } from "zod";

const bilingual = z.strictObject({ nl: z.string(), en: z.string() });
const share = z.number().min(0).max(1);
const range = z.tuple([z.number().int(), z.number().int()]);
const id = z.string().regex(/^[A-Za-z0-9_&-]+$/);

/** What an effect is proportional to: 1, the unit's own measured base share, the mean of those in its region, or its region's money. */
export const EXPOSURES = ["one", "share", "area", "dose"] as const;
/** Departures from what the designs assume, planted one by one. */
export const TRAPS = ["convergence", "anticipation", "common-shock", "suppression", "mergers"] as const;
export type Trap = (typeof TRAPS)[number];

/** An effect: size × exposure, in the units of the process it acts on, in the years its steps name. */
const effectSchema = z.strictObject({
  id,
  text: bilingual,
  size: z.number(),
  exposure: z.enum(EXPOSURES),
  /** First year that it acts on whole; of a cohort, the year in which it chooses. */
  from: z.number().int(),
  /** Instead of a lasting effect: multiples of the size by first year, each until the next. */
  steps: z.array(z.strictObject({ from: z.number().int(), times: z.number() })).optional(),
  /** Links whose outcome it moves. */
  links: z.array(id),
  /** Of these, links whose coefficient is the size itself: their truth needs no twin. */
  exact: z.array(id).default([]),
});

/** Something that can be chosen within a track. */
const optionSchema = z.strictObject({
  id,
  /** Options of one sector are offered and closed together. */
  sector: z.string(),
  /** Sector in which its closing is counted; default its own. */
  closes_with: z.string().optional(),
  /** Average share among the options of its side (in the focus or not). */
  weight: z.number().positive(),
  /** Share of units that offer it, among those that offer its sector. */
  offered: share.default(1),
  /** Further columns for the files. */
  attributes: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});

const trackSchema = z.strictObject({
  id,
  /** Which list of options it has. */
  options: id,
  /** Share of units that have it. */
  present: share,
  /** Chance that a unit with the main tracks has it, where `present` counts those. */
  size: z.number().positive(),
  size_sd: z.number().min(0),
  male: share,
  /** Multiplies the unit's base share of the focus. */
  focus: z.number().positive(),
  effects: z.array(id).default([]),
  attributes: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});

const optionListSchema = z.strictObject({
  /** Sector whose share is followed. */
  focus: z.string(),
  /** Share of units that offer the focus, and the range of its base share there. */
  focus_offered: share,
  focus_share: z.tuple([share, share]),
  /** How much likelier than average men are to choose the focus: 0.6 is 1.6 times, and women 0.4 times. */
  male_tilt: share,
  /** Share of units that offer another sector, by sector; default all. */
  sectors_offered: z.record(z.string(), share).default({}),
  /** Standard deviation of the share between years: of a unit, and of its region. */
  unit_year_sd: z.number().min(0),
  region_year_sd: z.number().min(0),
  /** Yearly chance that a sector closes at a unit, that one opens, and effects on closing of the focus. */
  closing: share.default(0),
  opening: share.default(0),
  closing_effects: z.array(id).default([]),
  options: z.array(optionSchema).min(2),
});

const measureSchema = z.strictObject({
  id,
  of: z.enum(["region", "unit", "brin"]),
  years: range,
  mean: z.number(),
  /** Between units, between years (common to all), of the remainder; its carry-over; change a year. */
  unit_sd: z.number().min(0).default(0),
  shock_sd: z.number().min(0).default(0),
  noise_sd: z.number().min(0).default(0),
  carry: z.number().min(-0.99).max(0.99).default(0),
  trend: z.number().default(0),
  min: z.number().optional(),
  max: z.number().optional(),
  effects: z.array(id).default([]),
});

const fileSchema = z.strictObject({
  /** Below the data root; `{year}` and `{next}` stand for the year and the one after. A name that ends in .gz is compressed. */
  path: z.string(),
  writer: z.string(),
  edition: z.string(),
  /** One file for each of these years. */
  years: range.optional(),
  /** Counts that are published as `<n` when they are 1 to n − 1, from a value of a column of the table on. */
  suppress: z
    .strictObject({ below: z.number().int().min(2), columns: z.array(z.string()), when: z.string(), from: z.number() })
    .optional(),
  sql: z.string(),
});

/** How to make up a country for a study: simulation.yaml. */
export const simulationSchema = z.strictObject({
  study: id,
  seed: z.number().int().min(0).max(0xffffffff),
  /** First and last year in which a cohort chooses. */
  cohorts: range,
  /** Cohorts whose choices make the base share that `share` is. */
  base: range,
  /** Year whose numbers the money is given by. */
  dose_year: z.number().int(),
  sizes: z.record(
    z.enum(["small", "full"]),
    z.strictObject({
      units: z.number().int().min(10),
      /** Regions by round of approval. */
      rounds: z.array(z.number().int().min(1)).min(1),
      corop: z.number().int().min(2).max(40),
      rmc: z.number().int().min(2).max(99),
      municipalities: z.number().int().min(2).max(999),
    }),
  ),
  /** Yearly growth of cohorts: mean and spread between regions; spread between units' sizes and years. */
  growth: z.strictObject({ mean: z.number(), sd: z.number().min(0), year_sd: z.number().min(0) }),
  money: z.strictObject({
    per_pupil: z.number().positive(),
    poor_below: share,
    poor_minimum: z.number().min(0),
    plan_sd: z.number().min(0),
    scale: z.number().positive(),
    starts: z.array(z.string()).min(1),
  }),
  /** From one year to the next: staying in the option, reaching the exam, passing it. */
  careers: z.strictObject({
    stay: share,
    stay_effects: z.array(id).default([]),
    examined: share,
    passed: share,
  }),
  mergers: z.strictObject({ rate: share, from: z.number().int() }),
  traps: z.strictObject({
    /** Planted unless --traps says otherwise. */
    planted: z.array(z.enum(TRAPS)),
    convergence: z.strictObject({ rate: share, until: z.number().int() }),
    anticipation: z.strictObject({ year: z.number().int(), times: z.number() }),
    common_shock: z.strictObject({ from: z.number().int(), times: z.number() }),
    text: z.record(z.enum([...TRAPS, "displacement", "dose-inside-window"]), bilingual),
  }),
  options: z.record(id, optionListSchema),
  tracks: z.array(trackSchema).min(1),
  effects: z.array(effectSchema),
  measures: z.array(measureSchema),
  /** Small tables that the files' SQL may join. */
  lookups: z.record(z.string(), z.array(z.record(z.string(), z.union([z.string(), z.number()])))).default({}),
  files: z.array(fileSchema).min(1),
});

export type Simulation = z.infer<typeof simulationSchema>;
export type OptionList = Simulation["options"][string];
export type EffectSpec = Simulation["effects"][number];
export type SizeName = keyof Simulation["sizes"];
export type FileSpec = Simulation["files"][number];

/** Names that a simulation uses and does not declare, one sentence each. */
export function undeclaredNames(simulation: Simulation): string[] {
  const effects = new Set(simulation.effects.map((effect) => effect.id));
  const users: readonly (readonly [where: string, named: readonly string[]])[] = [
    ...simulation.tracks.map((track) => [`track ${track.id}`, track.effects] as const),
    ...Object.entries(simulation.options).map(([name, list]) => [`options ${name}`, list.closing_effects] as const),
    ...simulation.measures.map((measure) => [`measure ${measure.id}`, measure.effects] as const),
    ["careers", simulation.careers.stay_effects],
  ];
  return [
    ...users.flatMap(([where, named]) =>
      named.filter((name) => !effects.has(name)).map((name) => `${where}: there is no effect "${name}"`),
    ),
    ...simulation.tracks
      .filter((track) => simulation.options[track.options] === undefined)
      .map((track) => `track ${track.id}: there is no list of options "${track.options}"`),
  ];
}
