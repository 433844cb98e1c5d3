import type { CategoryColumn, NumberColumn, Table } from "../core/table.ts";
import { encodeCategories, sharedFloat64, tableOf } from "../tables/shared.ts";
import { type CohortCounts, STAGES } from "./cohorts.ts";
import type { Draws } from "./draws.ts";
import type { EffectSizes, Exposure } from "./effects.ts";
import { measureSeries } from "./measures.ts";
import type { Region, Unit } from "./places.ts";
import type { Simulation, SizeName, Trap } from "./spec.ts";

/** What a country is made from besides its simulation. */
export interface CountryOptions {
  readonly size: SizeName;
  readonly seed: number;
  readonly sizes: EffectSizes;
  readonly traps: ReadonlySet<Trap>;
}

/** A country while it is made. */
export interface Country {
  readonly simulation: Simulation;
  readonly options: CountryOptions;
  readonly draws: Draws;
  readonly regions: readonly Region[];
  readonly units: readonly Unit[];
  readonly early: { readonly year: number; readonly times: number } | null;
}

/** A cohort of one unit and track, by what became of it. */
export interface Cell {
  readonly unit: number;
  readonly track: number;
  readonly cohort: number;
  readonly counts: CohortCounts;
}

/** Money of a region: for the years of the programme together, and in thousands a person and year, times the scale. */
export interface Money {
  readonly total: number;
  readonly share: number;
  readonly persons: number;
  readonly dose: number;
}

/** The plain mean; 0 of nothing. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

type Cells = Readonly<Record<string, string | number>>;

/** Rows of plain cells as a table: a column of text or of numbers each, absent cells missing. */
export function rowsTable(rows: readonly Cells[]): Table {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return tableOf(
    names.map((name): CategoryColumn | NumberColumn => {
      const values = rows.map((row) => row[name]);
      if (values.some((value) => typeof value === "string"))
        return encodeCategories(
          name,
          values.map((value) => (value === undefined ? null : String(value))),
        );
      return numberColumn(
        name,
        values.map((value) => (typeof value === "number" ? value : Number.NaN)),
      );
    }),
    rows.length,
  );
}

function numberColumn(name: string, numbers: ArrayLike<number>): NumberColumn {
  const values = sharedFloat64(numbers.length);
  values.set(Array.from(numbers));
  return { kind: "number", name, values };
}

export function unitTable({ units, regions }: Country, exposures: readonly Exposure[]): Table {
  return rowsTable(
    units.map((unit) => ({
      unit: unit.index,
      brin: unit.brin,
      board: unit.board,
      region: regions[unit.region]!.id,
      municipality: unit.municipality + 1,
      corop: regions[unit.region]!.corop + 1,
      rmc: unit.rmc + 1,
      postcode: unit.postcode,
      lat: unit.lat,
      lon: unit.lon,
      share: exposures[unit.index]!.share,
      dose: exposures[unit.index]!.dose,
    })),
  );
}

export function regionTable({ simulation, regions }: Country, doses: readonly Money[]): Table {
  const { starts, poor_below } = simulation.money;
  return rowsTable(
    regions.map((region, index) => ({
      region: region.id,
      region_name: region.name,
      round: region.round,
      start: starts[Math.min(region.round, starts.length) - 1]!,
      poor: doses[index]!.share < poor_below ? 1 : 0,
      money: doses[index]!.total,
      persons: doses[index]!.persons,
      dose: doses[index]!.dose,
    })),
  );
}

/** Key of every unit in every year; where mergers are planted, some units change theirs once and for all. */
export function codeTable({ simulation, options, units, draws }: Country): Table {
  const [first, last] = simulation.cohorts;
  const { rate, from } = simulation.mergers;
  const rows: Cells[] = [];
  for (const unit of units) {
    let code = unit.code;
    let changed = 0;
    for (let year = first; year <= last + 1; year++) {
      const changes = changed === 0 && year >= from && draws.uniform(`unit/merger/${unit.index}`, year) < rate;
      if (options.traps.has("mergers") && changes) {
        code = `${unit.brin}${String(Number(unit.code.slice(4)) + 50)}`;
        changed = year;
      }
      rows.push({ unit: unit.index, year, code, before: unit.code, changed });
    }
  }
  return rowsTable(rows);
}

export function cellTable({ simulation }: Country, cells: readonly Cell[]): Table {
  const columns = { unit: [] as number[], cohort: [] as number[], stages: STAGES.map(() => [] as number[]) };
  const [tracks, options, sexes]: [string[], string[], string[]] = [[], [], []];
  for (const { unit, track, cohort, counts } of cells) {
    const { id, options: list } = simulation.tracks[track]!;
    simulation.options[list]!.options.forEach((option, position) => {
      for (const sex of [0, 1]) {
        const at = 4 * (2 * position + sex);
        if (counts[at] === 0 && counts[at + 1] === 0) continue;
        columns.unit.push(unit);
        columns.cohort.push(cohort);
        tracks.push(id);
        options.push(option.id);
        sexes.push(sex === 0 ? "male" : "female");
        columns.stages.forEach((values, stage) => {
          values.push(counts[at + stage]!);
        });
      }
    });
  }
  return tableOf([
    numberColumn("unit", columns.unit),
    encodeCategories("track", tracks),
    encodeCategories("option", options),
    numberColumn("cohort", columns.cohort),
    encodeCategories("sex", sexes),
    ...columns.stages.map((values, stage) => numberColumn(STAGES[stage]!, values)),
  ]);
}

export function measureTable(country: Country, exposures: readonly Exposure[]): Table {
  const { simulation, options, draws, regions, units, early } = country;
  const average = (of: readonly Unit[]): Exposure => ({
    share: mean(of.map((unit) => exposures[unit.index]!.share)),
    area: mean(of.map((unit) => exposures[unit.index]!.area)),
    dose: mean(of.map((unit) => exposures[unit.index]!.dose)),
  });
  const grouped = (keyOf: (unit: Unit) => string): (readonly [string, Exposure])[] => {
    const groups = new Map<string, Unit[]>();
    for (const unit of units) groups.set(keyOf(unit), [...(groups.get(keyOf(unit)) ?? []), unit]);
    return [...groups].map(([key, members]) => [key, average(members)] as const);
  };
  const entities = {
    region: grouped((unit) => regions[unit.region]!.id),
    unit: grouped((unit) => String(unit.index)),
    brin: grouped((unit) => unit.brin),
  };
  const [series, keys, years, values]: [string[], string[], number[], number[]] = [[], [], [], []];
  for (const measure of simulation.measures)
    for (const [key, exposure] of entities[measure.of])
      measureSeries(simulation, measure, key, exposure, options.sizes, early, draws).forEach((value, index) => {
        series.push(measure.id);
        keys.push(key);
        years.push(measure.years[0] + index);
        values.push(value);
      });
  return tableOf([
    encodeCategories("series", series),
    encodeCategories("entity", keys),
    numberColumn("year", years),
    numberColumn("value", values),
  ]);
}
