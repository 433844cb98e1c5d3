import { describe, expect, test } from "vitest";
import type { Table } from "../../../src/core/table.ts";
import { locateStudy } from "../../../src/run/read-study.ts";
import { readSimulation } from "../../../src/run/simulate.ts";
import { type CountryTables, makeCountry } from "../../../src/simulate/country.ts";
import { effectAt, effectSizes } from "../../../src/simulate/effects.ts";
import type { Simulation, Trap } from "../../../src/simulate/spec.ts";
import { suppressCounts } from "../../../src/simulate/suppress.ts";
import { sameTable } from "../../support/table-rows.ts";

// A country of the study's own simulation, made smaller still: 60 locations in 12 regions. Expected values are the planted ones, or counted by hand.
const declared = readSimulation("hypotheses/sto");
const simulation: Simulation = {
  ...declared,
  sizes: { ...declared.sizes, small: { units: 60, rounds: [7, 4, 1], corop: 6, rmc: 6, municipalities: 24 } },
};
const make = (effects: "none" | ReadonlyMap<string, number>, seed = 1, traps: readonly Trap[] = []): CountryTables =>
  makeCountry(simulation, { size: "small", seed, sizes: effectSizes(simulation, effects), traps: new Set(traps) });

const number = (table: Table, name: string): Float64Array => {
  const column = table.columns.get(name);
  if (column?.kind !== "number") throw new Error(`no numbers ${name}`);
  return column.values;
};
const text = (table: Table, name: string): string[] => {
  const column = table.columns.get(name);
  if (column?.kind !== "category") throw new Error(`no text ${name}`);
  return Array.from(column.codes, (code) => column.labels[code]!);
};

/** Third-year pupils of the vocational tracks, [techniek, all], by unit and cohort. */
function chosen(country: CountryTables): ReadonlyMap<string, readonly [number, number]> {
  const cells = country.get("cells")!;
  const [unit, cohort, third] = ["unit", "cohort", "third_year"].map((name) => number(cells, name));
  const [tracks, options] = [text(cells, "track"), text(cells, "option")];
  const technical = new Set(
    simulation.options["vocational"]!.options.filter(({ sector }) => sector === "techniek").map(({ id }) => id),
  );
  const sums = new Map<string, [number, number]>();
  for (let row = 0; row < cells.rowCount; row++) {
    if (!["B", "K", "G"].includes(tracks[row]!)) continue;
    const key = `${unit![row]} ${cohort![row]}`;
    const sum = sums.get(key) ?? [0, 0];
    sums.set(key, [sum[0] + (technical.has(options[row]!) ? third![row]! : 0), sum[1] + third![row]!]);
  }
  return sums;
}

const none = make("none");

test("the same seed gives the same tables to the byte, another seed others", () => {
  const again = make("none");
  expect([...again.keys()]).toEqual([...none.keys()]);
  for (const [name, table] of none) expect(sameTable(table, again.get(name)!), name).toBe(true);
  expect(sameTable(none.get("cells")!, make("none", 2).get("cells")!)).toBe(false);
});

test("as many units and regions as declared, rounds 7, 4 and 1, and every code once a year", () => {
  expect(none.get("units")!.rowCount).toBe(60);
  const rounds = Array.from(number(none.get("regions")!, "round"));
  expect([1, 2, 3].map((round) => rounds.filter((one) => one === round).length)).toEqual([7, 4, 1]);
  const codes = none.get("codes")!;
  const keys = text(codes, "code").map((code, row) => `${code} ${number(codes, "year")[row]}`);
  expect(new Set(keys).size).toBe(keys.length);
  // BRIN codes that begin with 9 and are made up here: no key of the shipped files is among them.
  for (const code of text(codes, "code")) expect(code).toMatch(/^9\d[A-Z]{2}\d{2}$/);
});

describe("an effect on choices", () => {
  const size = 0.3;
  const planted = make(new Map([...effectSizes(simulation, "none"), ["choice", size]]));

  test("moves nobody before its start, nobody's unit, and every pupil it wins is lost by another profile", () => {
    const [before, after] = [chosen(none), chosen(planted)];
    let moved = 0;
    for (const [key, [technical, all]] of before) {
      const [withEffect, sameAll] = after.get(key)!;
      expect(sameAll).toBe(all);
      if (Number(key.split(" ")[1]) < 2020) expect(withEffect).toBe(technical);
      // The same draws: an effect only adds.
      expect(withEffect).toBeGreaterThanOrEqual(technical);
      moved += withEffect - technical;
    }
    expect(moved).toBeGreaterThan(0);
  });

  test("is size × measured share of the base years", () => {
    const share = number(none.get("units")!, "share");
    const [before, after] = [chosen(none), chosen(planted)];
    let [expected, found, variance] = [0, 0, 0];
    for (const [key, [technical, all]] of before) {
      const [unit, cohort] = key.split(" ").map(Number);
      if (cohort! < 2020 || technical === 0) continue; // an offer that has closed cannot react
      const chance = size * share[unit!]!;
      expected += chance * all;
      variance += all * chance * (1 - chance);
      found += after.get(key)![0] - technical;
    }
    // Persons moved are a sum of independent draws with these chances; 3.3 standard errors.
    expect(Math.abs(found - expected)).toBeLessThan(3.3 * Math.sqrt(variance));
  });
});

test("steps, exposures and anticipation of effects", () => {
  const sizes = effectSizes(
    simulation,
    new Map([
      ["qualified", 2],
      ["closing", -0.5],
    ]),
  );
  const exposure = { share: 0.4, area: 0.3, dose: 0.1 };
  const at = (id: string, year: number, early: { year: number; times: number } | null = null) =>
    effectAt(simulation, sizes, [id], exposure, year, early);
  // qualified: per dose, −0.7 times from 2020, 1 times from 2023.
  expect([2019, 2020, 2022, 2023].map((year) => at("qualified", year))).toEqual([
    0,
    2 * 0.1 * -0.7,
    2 * 0.1 * -0.7,
    2 * 0.1,
  ]);
  expect([2019, 2020].map((year) => at("closing", year))).toEqual([0, -0.5]);
  expect(at("closing", 2019, { year: 2019, times: 0.5 })).toBe(-0.25);
  expect(() => effectSizes(simulation, new Map([["wonders", 1]]))).toThrow(/there is no effect "wonders"/);
});

test("convergence draws shares to the middle: high ones fall, low ones rise against the country without it", () => {
  const trap = make("none", 1, ["convergence"]);
  const share = number(none.get("units")!, "share");
  const [plain, drawn] = [chosen(none), chosen(trap)];
  let covariance = 0;
  for (const [key, [technical, all]] of plain) {
    const [unit, cohort] = key.split(" ").map(Number);
    if (cohort !== 2024 || technical === 0) continue;
    covariance += (share[unit!]! - 0.3) * ((drawn.get(key)![0] - technical) / all);
  }
  expect(covariance).toBeLessThan(0);
});

test("mergers change codes once and for all, and only where planted", () => {
  const changed = (country: CountryTables) =>
    number(country.get("codes")!, "changed").filter((year) => year > 0).length;
  expect(changed(none)).toBe(0);
  expect(changed(make("none", 1, ["mergers"]))).toBeGreaterThan(0);
});

test("suppression hides 1 to 4 from the first year on, and never a zero", () => {
  const values = (numbers: readonly number[]) => Float64Array.from(numbers);
  const table: Table = {
    rowCount: 6,
    columns: new Map([
      ["year", { kind: "number", name: "year", values: values([2019, 2020, 2020, 2020, 2020, 2021]) }],
      ["n", { kind: "number", name: "n", values: values([3, 0, 1, 4, 5, 2]) }],
    ]),
  };
  const n = suppressCounts(table, { below: 5, columns: ["n"], when: "year", from: 2020 }).columns.get("n")!;
  if (n.kind !== "number") throw new Error("n is a number column");
  expect([n.min, n.values, n.max].map((column) => Array.from(column!))).toEqual([
    [3, 0, 1, 1, 5, 1],
    [3, 0, 2.5, 2.5, 5, 2.5],
    [3, 0, 4, 4, 5, 4],
  ]);
});

test("every link that an effect names is one of the study's", () => {
  const { study } = locateStudy("hypotheses/sto", []);
  const known = new Set(study.hypotheses.flatMap(({ links }) => links.map(({ id }) => id)));
  const named = simulation.effects.flatMap(({ links, exact }) => [...links, ...exact]);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});
