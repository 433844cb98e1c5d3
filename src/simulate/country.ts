import type { Table } from "../core/table.ts";
import { cohortCounts } from "./cohorts.ts";
import {
  type Cell,
  type Country,
  type CountryOptions,
  cellTable,
  codeTable,
  type Money,
  mean,
  measureTable,
  regionTable,
  rowsTable,
  unitTable,
} from "./country-tables.ts";
import { drawsOf } from "./draws.ts";
import { type Exposure, effectAt } from "./effects.ts";
import { changeOffer, isFocusOpen, type Offer, startOffer } from "./offers.ts";
import { makeRegions, makeUnits, type Unit } from "./places.ts";
import type { Simulation } from "./spec.ts";

export type { CountryOptions };

/** A country as tables that the files' SQL reads, by name. */
export type CountryTables = ReadonlyMap<string, Table>;

/**
 * Makes up a country: places, what units offer, cohorts of persons who choose and go on, and measured series. The same options give the same tables to the bit;
 * other sizes of effects move only the persons and values that they act on.
 *
 * @returns tables `units`, `regions`, `codes` (unit × year → key), `cells` (unit × track × option × cohort × sex), `measures` (series × entity × year), the simulation's
 * `options`, `tracks` and lookups
 */
export function makeCountry(simulation: Simulation, options: CountryOptions): CountryTables {
  const draws = drawsOf(options.seed);
  const regions = makeRegions(simulation, options.size, draws);
  const units = makeUnits(simulation, options.size, regions, draws);
  const early = options.traps.has("anticipation") ? simulation.traps.anticipation : null;
  const country: Country = { simulation, options, draws, regions, units, early };
  const { cells, exposures, doses } = runCohorts(country);
  return new Map([
    ["units", unitTable(country, exposures)],
    ["regions", regionTable(country, doses)],
    ["codes", codeTable(country)],
    ["cells", cellTable(country, cells)],
    ["measures", measureTable(country, exposures)],
    [
      "options",
      rowsTable(
        Object.entries(simulation.options).flatMap(([list, { options: all }]) =>
          all.map(({ id, sector, attributes }) => ({ list, option: id, sector, ...attributes })),
        ),
      ),
    ],
    [
      "tracks",
      rowsTable(simulation.tracks.map(({ id, options: list, attributes }) => ({ track: id, list, ...attributes }))),
    ],
    ...Object.entries(simulation.lookups).map(([name, rows]) => [name, rowsTable(rows)] as const),
  ]);
}

function runCohorts(country: Country): {
  readonly cells: readonly Cell[];
  readonly exposures: readonly Exposure[];
  readonly doses: readonly Money[];
} {
  const { simulation, units, draws } = country;
  const [first, last] = simulation.cohorts;
  const offers = units.map((unit) => {
    const lists = new Map<string, Offer>();
    for (const name of Object.keys(simulation.options))
      lists.set(name, startOffer(simulation.options[name]!, `offer/${name}/${unit.index}`, draws));
    return lists;
  });
  const cells: Cell[] = [];
  let exposures: readonly Exposure[] = units.map(() => ({ share: 0, area: 0, dose: 0 }));
  let doses: readonly Money[] = [];
  const settled = Math.max(simulation.base[1], simulation.dose_year);
  for (let cohort = first; cohort <= last; cohort++) {
    for (const unit of units)
      cells.push(...cohortOf(country, unit, offers[unit.index]!, exposures[unit.index]!, cohort));
    if (cohort !== settled) continue;
    doses = moneyOf(country, cells);
    const shares = baseShares(country, cells);
    const areas = country.regions.map((_, region) =>
      mean(units.flatMap((unit) => (unit.region === region ? [shares[unit.index]!] : []))),
    );
    exposures = units.map((unit) => ({
      share: shares[unit.index]!,
      area: areas[unit.region]!,
      dose: doses[unit.region]!.dose,
    }));
  }
  return { cells, exposures, doses };
}

function cohortOf(
  { simulation, options, draws, regions, early }: Country,
  unit: Unit,
  offers: ReadonlyMap<string, Offer>,
  exposure: Exposure,
  cohort: number,
): Cell[] {
  const [first] = simulation.cohorts;
  const { careers, growth, traps } = simulation;
  const effects = (named: readonly string[]): number =>
    effectAt(simulation, options.sizes, named, exposure, cohort, early);
  if (cohort > first)
    for (const [name, offer] of offers)
      changeOffer(offer, `offer/${name}/${unit.index}`, cohort, effects(offer.list.closing_effects), draws);
  const unitSize = draws.normal("unit/size", unit.index);
  const shrink = (1 + regions[unit.region]!.growth) ** (cohort - first);
  return simulation.tracks.flatMap((track, index): Cell[] => {
    if (draws.uniform(`unit/track/${track.id}`, unit.index) >= track.present) return [];
    const offer = offers.get(track.options)!;
    const { list } = offer;
    const own = `${track.id}/${unit.index}`;
    const year = growth.year_sd * draws.normal(`size/${own}`, cohort);
    const level = 0.8 * unitSize + 0.6 * draws.normal(`size/${own}`);
    const size = Math.round(track.size * Math.exp(track.size_sd * level + year) * shrink);
    const typical = (list.focus_offered * (list.focus_share[0] + list.focus_share[1])) / 2;
    const drift = options.traps.has("convergence")
      ? (1 - traps.convergence.rate) ** (Math.min(cohort, traps.convergence.until) - first)
      : 1;
    // Those whose own school stopped offering the focus go where it is still offered: without effects the expected share of every starting level stays the same.
    const base = (typical + (offer.baseShare - typical) * drift) / (1 - list.closing) ** (cohort - first);
    const wave =
      options.traps.has("common-shock") && cohort >= traps.common_shock.from ? traps.common_shock.times * base : 0;
    const noise =
      list.unit_year_sd * draws.normal(`share/${list.focus}/${track.options}/${unit.index}`, cohort) +
      list.region_year_sd * draws.normal(`share/${list.focus}/${track.options}/region/${unit.region}`, cohort);
    const focus = isFocusOpen(offer) ? (base + wave) * track.focus + noise + effects(track.effects) : 0;
    const stayFocus = Math.min(0.999, careers.stay + effects(careers.stay_effects));
    const counts = cohortCounts(
      offer,
      {
        size,
        male: track.male,
        focus,
        maleTilt: list.male_tilt,
        stayFocus,
        stayRest: careers.stay,
        examined: careers.examined,
        passed: careers.passed,
      },
      `persons/${own}`,
      cohort,
      draws,
    );
    return [{ unit: unit.index, track: index, cohort, counts }];
  });
}

/** Tracks that share the first track's options: those the base share and the money are about. */
const isMain = (simulation: Simulation, track: number): boolean =>
  simulation.tracks[track]!.options === simulation.tracks[0]!.options;

/** Persons at a stage in the focus, and all of them. */
function focusCounts(
  simulation: Simulation,
  { track, counts }: Cell,
  stage: number,
): readonly [focus: number, all: number] {
  const list = simulation.options[simulation.tracks[track]!.options]!;
  let [focus, all] = [0, 0];
  list.options.forEach((option, position) => {
    const persons = counts[8 * position + stage]! + counts[8 * position + 4 + stage]!;
    all += persons;
    if (option.sector === list.focus) focus += persons;
  });
  return [focus, all];
}

/** By unit: the mean over the base cohorts of the share of candidates in the focus, as an outsider measures it. */
function baseShares({ simulation, units }: Country, cells: readonly Cell[]): Float64Array {
  const [from, to] = simulation.base;
  const sums = units.map(() => new Map<number, [number, number]>());
  for (const cell of cells) {
    if (cell.cohort < from || cell.cohort > to || !isMain(simulation, cell.track)) continue;
    const [focus, all] = focusCounts(simulation, cell, 2);
    const sum = sums[cell.unit]!.get(cell.cohort) ?? [0, 0];
    sums[cell.unit]!.set(cell.cohort, [sum[0] + focus, sum[1] + all]);
  }
  return Float64Array.from(sums, (years) => {
    const shares = [...years.values()].filter(([, all]) => all > 0).map(([focus, all]) => focus / all);
    return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  });
}

/** By region: so much a person in the focus on the counting day, a minimum for poor regions, more or less for the plan's quality. */
function moneyOf({ simulation, regions, units, draws }: Country, cells: readonly Cell[]): readonly Money[] {
  const { money, dose_year } = simulation;
  const sums = regions.map(() => [0, 0] as [number, number]);
  for (const cell of cells) {
    const stage = cell.cohort === dose_year ? 0 : cell.cohort === dose_year - 1 ? 1 : -1;
    if (stage < 0 || !isMain(simulation, cell.track)) continue;
    const [focus, all] = focusCounts(simulation, cell, stage);
    const sum = sums[units[cell.unit]!.region]!;
    sum[0] += focus;
    sum[1] += all;
  }
  return sums.map(([focus, persons], region) => {
    const share = persons === 0 ? 0 : focus / persons;
    const plan = Math.exp(money.plan_sd * draws.normal("region/plan", region));
    const formula = money.per_pupil * focus * plan;
    const total = Math.round(share < money.poor_below ? Math.max(formula, money.poor_minimum * persons) : formula);
    return { total, share, persons, dose: persons === 0 ? 0 : (money.scale * total) / (1000 * persons) };
  });
}
