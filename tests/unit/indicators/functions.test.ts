import { describe, expect, test } from "vitest";
import type { Column, Table } from "../../../src/core/table.ts";
import { haversineKm } from "../../../src/indicators/distance.ts";
import { closures } from "../../../src/indicators/functions/closures.ts";
import { concentration, highestHerfindahl, lowestHerfindahl } from "../../../src/indicators/functions/concentration.ts";
import { nearestPlaces } from "../../../src/indicators/functions/nearest.ts";
import { neighbours } from "../../../src/indicators/functions/neighbours.ts";
import { survival } from "../../../src/indicators/functions/survival.ts";
import { atLevel } from "../../../src/indicators/level.ts";
import { openStream, uniform } from "../../../src/numerics/random.ts";

// Sums of a handful of numbers.
const EXACT = 1e-12;

function texts(name: string, values: readonly (string | null)[]): Column {
  const labels = [...new Set(values.filter((value) => value !== null))].sort();
  return {
    kind: "category",
    name,
    labels,
    codes: Int32Array.from(values, (value) => (value === null ? -1 : labels.indexOf(value))),
  };
}
const numbers = (
  name: string,
  values: readonly number[],
  ends: { min?: readonly number[]; max?: readonly number[] } = {},
): Column => ({
  kind: "number",
  name,
  values: Float64Array.from(values),
  ...(ends.min && ends.max && { min: Float64Array.from(ends.min), max: Float64Array.from(ends.max) }),
});
const tableOf = (...columns: Column[]): Table => ({
  rowCount: columns[0]!.kind === "number" ? columns[0]!.values.length : columns[0]!.codes.length,
  columns: new Map(columns.map((column) => [column.name, column])),
});
function rowsOf(table: Table): readonly (readonly (string | number | null)[])[] {
  return Array.from({ length: table.rowCount }, (_, row) =>
    [...table.columns.values()].map((column) =>
      column.kind === "number"
        ? Number.isNaN(column.values[row]!)
          ? null
          : column.values[row]!
        : column.codes[row]! < 0
          ? null
          : column.labels[column.codes[row]!]!,
    ),
  );
}

describe("neighbours", () => {
  const table = tableOf(
    texts("school", ["a", "b", "c", "a", "b", "d"]),
    texts("profile", ["x", "x", "x", "y", null, "x"]),
    numbers("lat", [52, 52.05, 52.5, 52, 52.05, Number.NaN]),
    numbers("lon", [5, 5, 5, 5, 5, 5]),
  );
  test("every ordered pair of one group within reach, by haversine; rows without a group or place have none", () => {
    const km = haversineKm(52, 5, 52.05, 5);
    expect(rowsOf(neighbours("t", table, 10))).toEqual([
      ["a", "x", "b", km],
      ["b", "x", "a", km],
    ]);
  });
  test("a wider circle takes in the third", () => {
    expect(neighbours("t", table, 60).rowCount).toBe(6);
  });
  test.each([
    ["no lat", tableOf(texts("school", ["a"]), numbers("lon", [5])), 'number column "lat"'],
    ["off the globe", tableOf(texts("school", ["a"]), numbers("lat", [152]), numbers("lon", [5])), "lat of a is 152"],
    ["nothing to name", tableOf(numbers("lat", [52]), numbers("lon", [5])), "must name the place"],
  ])("%s is an error that says so", (_, bad, message) => {
    expect(() => neighbours("t", bad, 10)).toThrow(message);
  });
});

describe("nearest", () => {
  const from = tableOf(
    texts("school", ["a", "b", "c", "d"]),
    texts("track", ["B", "B", "K", "G"]),
    numbers("lat", [52, 52.2, 52, 52]),
    numbers("lon", [5, 5, 5, 5]),
  );
  const to = tableOf(
    texts("school", ["e", "b", "f"]),
    texts("track", ["B", "B", "K"]),
    numbers("lat", [52.05, 52.2, 53]),
    numbers("lon", [5, 5, 5]),
  );
  test("the nearest place of the same group, itself included; none where the group has none", () => {
    expect(rowsOf(nearestPlaces("t", from, to))).toEqual([
      ["a", "B", "e", haversineKm(52, 5, 52.05, 5)],
      ["b", "B", "b", 0],
      ["c", "K", "f", haversineKm(52, 5, 53, 5)],
      ["d", "G", null, null],
    ]);
  });
  test("queries with different groups are an error", () => {
    const other = tableOf(texts("school", ["e"]), numbers("lat", [52]), numbers("lon", [5]));
    expect(() => nearestPlaces("t", from, other)).toThrow("same group columns");
  });
});

describe("concentration", () => {
  test("by hand: 60, 30 and 10 give 0.46; a provider without pupils does not count", () => {
    const table = tableOf(texts("area", ["p", "p", "p", "p", "q"]), numbers("size", [60, 30, 10, 0, 7]));
    expect(rowsOf(concentration("t", table))).toEqual([
      ["p", 0.46, 3],
      ["q", 1, 1],
    ]);
  });
  test("by hand: 10 beside 1 to 4 lies between (100 + 16) / 14² and (100 + 1) / 11²", () => {
    const table = tableOf(numbers("size", [10, 2.5], { min: [10, 1], max: [10, 4] }));
    const hhi = concentration("t", table).columns.get("hhi")!;
    expect(hhi).toMatchObject({ min: Float64Array.of(116 / 196), max: Float64Array.of(101 / 121) });
  });

  /** Random boxes; the oracle tries a grid of the box for the least value, and all corners for the greatest. */
  test.each([1, 2, 3, 4, 5, 6])(
    "bounds enclose a grid of everything the counts can be, and are nearly reached: box %i",
    (box) => {
      const stream = openStream({ seed: 7, task: `box ${box}`, replicate: 0 });
      const low = Array.from({ length: 4 }, () => Math.floor(12 * uniform(stream)));
      const high = low.map((value) => value + Math.floor(6 * uniform(stream)));
      let [least, greatest] = [Number.POSITIVE_INFINITY, 0];
      const steps = 12;
      for (let cell = 0; cell < (steps + 1) ** 4; cell++) {
        const x = low.map(
          (value, i) => value + ((high[i]! - value) * (Math.floor(cell / (steps + 1) ** i) % (steps + 1))) / steps,
        );
        const total = x.reduce((sum, value) => sum + value, 0);
        if (total === 0) continue;
        const value = x.reduce((sum, one) => sum + one * one, 0) / total ** 2;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
      expect(lowestHerfindahl(low, high)).toBeLessThanOrEqual(least + EXACT);
      expect(lowestHerfindahl(low, high)).toBeGreaterThan(0.98 * least);
      expect(highestHerfindahl(low, high)).toBeCloseTo(greatest, 12);
    },
  );
  test("with many uncertain counts the upper bound holds, and is the best corner for equal widths", () => {
    const low = Array.from({ length: 14 }, (_, i) => 1 + i);
    const high = low.map((value) => value + 3);
    let greatest = 0;
    for (let corner = 0; corner < 2 ** 14; corner++) {
      const x = low.map((value, i) => ((corner >> i) & 1 ? high[i]! : value));
      const total = x.reduce((sum, value) => sum + value, 0);
      greatest = Math.max(greatest, x.reduce((sum, one) => sum + one * one, 0) / total ** 2);
    }
    const bound = highestHerfindahl(low, high);
    expect(bound).toBeGreaterThanOrEqual(greatest - EXACT);
    expect(bound).toBeLessThan(1.01 * greatest);
  });
  test("a negative size is an error", () => {
    expect(() => concentration("t", tableOf(numbers("size", [-1])))).toThrow("at least 0");
  });
});

describe("survival", () => {
  // Kaplan and Meier by hand: ends at 1 (of 5), 3 (of 3, one censored at 2), 4 (of 2, one of them censored at 4).
  const table = tableOf(numbers("time", [1, 2, 3, 4, 4]), numbers("ended", [1, 0, 1, 1, 0]));
  test("life table by hand", () => {
    const rows = rowsOf(survival("t", table));
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      [1, 5, 1],
      [3, 3, 1],
      [4, 2, 1],
    ]);
    const shares = [4 / 5, (4 / 5) * (2 / 3), (4 / 5) * (2 / 3) * (1 / 2)];
    const variances = [1 / 20, 1 / 20 + 1 / 6, 1 / 20 + 1 / 6 + 1 / 2];
    rows.forEach((row, i) => {
      expect(row[4]).toBeCloseTo(shares[i]!, 12);
      expect(row[5]).toBeCloseTo(shares[i]! * Math.sqrt(variances[i]!), 12);
    });
  });
  test("late entry: who enters at 2 is not at risk at 1", () => {
    const late = tableOf(numbers("time", [1, 3]), numbers("ended", [1, 1]), numbers("entered", [0, 2]));
    expect(rowsOf(survival("t", late)).map((row) => row[1])).toEqual([1, 1]);
  });
  test("ended must be 0 or 1", () => {
    expect(() => survival("t", tableOf(numbers("time", [1]), numbers("ended", [2])))).toThrow("ended is 2");
  });
});

describe("closures", () => {
  // Places on a meridian, 0.05° = 5.56 km apart: p at 0, q at 0.05, r at 0.5. Ten people at each of 0, 0.05 and 0.5, reach 6 km.
  const people = tableOf(
    texts("home", ["a", "b", "c"]),
    numbers("lat", [0, 0.05, 0.5]),
    numbers("lon", [5, 5, 5]),
    numbers("people", [10, 10, 20]),
  );
  const providers = (sizes: readonly number[]) =>
    tableOf(
      texts("school", ["p", "q", "r"]),
      numbers("lat", [0, 0.05, 0.5]),
      numbers("lon", [5, 5, 5]),
      numbers("size", sizes),
    );
  test("by hand: of two that serve the same people the smaller closes free of charge, then the ones that cost reach", () => {
    const rows = rowsOf(closures("t", people, providers([12, 8, 15]), 6, 20));
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      ["q", 1, 8, 0, 1],
      ["p", 2, 12, 20, 0.5],
      ["r", 3, 15, 20, 0],
    ]);
    const km = haversineKm(0, 5, 0.05, 5);
    expect(rows[0]![5]).toBeCloseTo((10 * km) / 40, 10);
    expect(rows[2]![5]).toBeNull();
  });
  test("only small providers close", () => {
    expect(closures("t", people, providers([12, 30, 30]), 6, 20).rowCount).toBe(1);
  });
});

describe("levels", () => {
  const formula = {
    id: "K",
    unit: "share",
    sources: ["exams"],
    levels: ["vestiging", "corop"],
    keys: ["$level", "year"],
    sql: "select $level, year, 1 as value, '$levels' as other from t group by $level",
  };
  test("$level becomes the column, in whole words only", () => {
    expect(atLevel(formula, "corop")).toMatchObject({
      keys: ["corop", "year"],
      sql: "select corop, year, 1 as value, '$levels' as other from t group by corop",
    });
    expect(atLevel(formula)).toMatchObject({ keys: ["vestiging", "year"] });
  });
  test("a level it does not have is an error that lists them", () => {
    expect(() => atLevel(formula, "rmc")).toThrow('indicator K: it has no level "rmc"; it has vestiging, corop');
    const { levels: _, ...plain } = formula;
    expect(() => atLevel({ ...plain, keys: ["vestiging"] }, "rmc")).toThrow("declares no levels");
  });
});
