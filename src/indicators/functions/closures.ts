import { InputError } from "../../core/errors.ts";
import type { Column, NumberColumn, Table } from "../../core/table.ts";
import { haversineKm } from "../distance.ts";
import { cellText, takeRows } from "../rows.ts";
import { groupKeys, type Places, placesOf, rowsByGroup } from "./places.ts";

interface Step {
  readonly provider: number;
  readonly lost: number;
  readonly reach: number;
  readonly km: number;
}

/**
 * Closes small providers one after another, each time the one whose closure costs the fewest people their reach, and says what is left: the frontier
 * of providers saved against reach lost. Greedy, so an upper bound of the loss of the best set of that size; ties go to the smaller provider, then the
 * first one.
 *
 * @param demand    first column the place, `lat`, `lon`, `people`, further columns the group
 * @param providers first column the place, `lat`, `lon`, `size`, the same group columns
 * @param withinKm  who lives no further from an open provider has reach
 * @param below     only providers of a smaller size are closed
 * @returns group columns, `provider`, `closed` (how many so far), `size`, `lost` (people who lose reach by this closure), `reach` (share of people with
 *          reach afterwards) and `km` (mean distance to the nearest open provider afterwards; missing when none is left)
 */
export function closures(at: string, demand: Table, providers: Table, withinKm: number, below: number): Table {
  const { sizes: people, places: from } = sized(`${at}, over`, demand, "people");
  const { sizes, places: to } = sized(`${at}, to`, providers, "size");
  const [names, others] = [from.groups, to.groups].map((groups) => groups.map(({ name }) => name).join(", "));
  if (names !== others)
    throw new InputError(`${at}: over returns the groups (${names}) and to (${others}); both must return the same`);
  const demandRows = rowsByGroup(groupKeys(from.groups, demand.rowCount));
  const steps: Step[] = [];
  for (const [key, open] of rowsByGroup(groupKeys(to.groups, providers.rowCount)))
    steps.push(...frontier(demandRows.get(key) ?? [], open, { from, to, people, sizes, withinKm, below }));
  const rows = steps.map(({ provider }) => provider);
  const groupsSeen = groupKeys(to.groups, providers.rowCount);
  const closed = new Map<string, number>();
  const rank = rows.map((row) => {
    const key = groupsSeen[row]!;
    closed.set(key, (closed.get(key) ?? 0) + 1);
    return closed.get(key)!;
  });
  const number = (name: string, value: (step: Step, i: number) => number): NumberColumn => ({
    kind: "number",
    name,
    values: Float64Array.from(steps, value),
  });
  const columns: Column[] = [
    ...to.groups.map((column) => takeRows(column, rows)),
    takeRows(to.place, rows, "provider"),
    number("closed", (_, i) => rank[i]!),
    number("size", ({ provider }) => sizes[provider]!),
    number("lost", ({ lost }) => lost),
    number("reach", ({ reach }) => reach),
    number("km", ({ km }) => km),
  ];
  return { rowCount: steps.length, columns: new Map(columns.map((column) => [column.name, column])) };
}

interface Setting {
  readonly from: Places;
  readonly to: Places;
  readonly people: Float64Array;
  readonly sizes: Float64Array;
  readonly withinKm: number;
  readonly below: number;
}

function frontier(demand: readonly number[], providers: readonly number[], setting: Setting): Step[] {
  const { from, to, people, sizes, withinKm, below } = setting;
  const known = demand.filter((row) => Number.isFinite(from.latitude[row]!) && people[row]! > 0);
  const total = known.reduce((sum, row) => sum + people[row]!, 0);
  const isOpen = new Set(providers.filter((row) => Number.isFinite(to.latitude[row]!)));
  // Providers by distance, nearest first, once for each place.
  const choices = known.map((row) =>
    [...isOpen]
      .map((provider) => ({
        provider,
        km: haversineKm(from.latitude[row]!, from.longitude[row]!, to.latitude[provider]!, to.longitude[provider]!),
      }))
      .sort((a, b) => a.km - b.km || a.provider - b.provider),
  );
  const nearestOpen = (i: number): number => choices[i]!.find(({ provider }) => isOpen.has(provider))?.km ?? Infinity;
  const onlyOne = (): Map<number, number> => {
    const lost = new Map<number, number>();
    known.forEach((row, i) => {
      const inReach = choices[i]!.filter(({ provider, km }) => km <= withinKm && isOpen.has(provider));
      if (inReach.length === 1) {
        const { provider } = inReach[0]!;
        lost.set(provider, (lost.get(provider) ?? 0) + people[row]!);
      }
    });
    return lost;
  };
  const small = new Set([...isOpen].filter((provider) => sizes[provider]! < below));
  const steps: Step[] = [];
  while (small.size > 0) {
    const lost = onlyOne();
    const cost = (provider: number): number => lost.get(provider) ?? 0;
    const next = [...small].sort((a, b) => cost(a) - cost(b) || sizes[a]! - sizes[b]! || a - b)[0]!;
    small.delete(next);
    isOpen.delete(next);
    const distances = known.map((_, i) => nearestOpen(i));
    const mean = known.reduce((sum, row, i) => sum + people[row]! * distances[i]!, 0) / total;
    steps.push({
      provider: next,
      lost: cost(next),
      reach: known.reduce((sum, row, i) => sum + (distances[i]! <= withinKm ? people[row]! : 0), 0) / total,
      km: Number.isFinite(mean) ? mean : Number.NaN,
    });
  }
  return steps;
}

/** Places with a count each. @throws InputError when the count is absent or negative */
function sized(at: string, table: Table, name: string): { readonly sizes: Float64Array; readonly places: Places } {
  const column = table.columns.get(name);
  if (column?.kind !== "number") throw new InputError(`${at}: its query must return a number column "${name}"`);
  const columns = new Map([...table.columns].filter(([other]) => other !== name));
  const places = placesOf(at, { rowCount: table.rowCount, columns });
  const negative = column.values.findIndex((value) => value < 0);
  if (negative >= 0)
    throw new InputError(
      `${at}: ${name} of ${cellText(places.place, negative)} is ${column.values[negative]}; it must be at least 0`,
    );
  return { sizes: column.values, places };
}
