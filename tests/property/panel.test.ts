import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Design } from "../../src/core/design.ts";
import type { Table } from "../../src/core/table.ts";
import { subsetDesign } from "../../src/design/subset.ts";
import { takeRows } from "../../src/indicators/rows.ts";
import type { Panel } from "../../src/panel/panel.ts";
import { drawSample, type Sample, takeOut, wholePanel } from "../../src/panel/sample.ts";
import { factorOf, makeDesign } from "../support/frame.ts";
import { bytesOf, columnFrom, fakeConditions, smallPanel, tableFrom } from "../support/tables.ts";

const cell = fc.option(fc.integer({ min: -3, max: 3 }), { nil: null });

interface Row {
  readonly school: string;
  readonly year: number;
  readonly n: number | null;
  readonly extra: number | null;
}

/** Unit-periods that occur once each, in any number and with any holes. */
const rowsOf = fc.uniqueArray(
  fc.record<Row>({
    school: fc.constantFrom("a", "B", "é", "10", "9"),
    year: fc.integer({ min: 2015, max: 2019 }),
    n: cell,
    extra: cell,
  }),
  { selector: (row) => `${row.school}/${row.year}`, minLength: 1, maxLength: 25 },
);

function panelOf(rows: readonly Row[], extra: readonly Row[], regions: readonly string[]): Panel {
  const column = <Key extends keyof Row>(from: readonly Row[], key: Key) => from.map((row) => row[key]);
  return smallPanel({
    indicators: [
      {
        id: "n",
        table: tableFrom({ school: column(rows, "school"), year: column(rows, "year"), value: column(rows, "n") }),
      },
      {
        id: "extra",
        table: tableFrom({
          school: column(extra, "school"),
          year: column(extra, "year"),
          value: column(extra, "extra"),
        }),
      },
      { id: "region", table: tableFrom({ school: [...regions], value: regions.map((school) => `of ${school}`) }) },
    ],
    derived: new Map([["d0", { mean: "n", over: [2015, 2016] as const }]]),
  });
}

/** A permutation of the rows: by keys drawn with them. */
const shuffled = <Item>(items: fc.Arbitrary<readonly Item[]>) =>
  items.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length })));

test("the order of the rows of any input table never changes the panel", () => {
  const regions = fc.constantFrom<readonly string[]>(["a", "B"], ["é", "10", "9", "a"]);
  fc.assert(
    fc.property(
      shuffled(rowsOf),
      shuffled(rowsOf),
      shuffled(regions),
      ([rows, rowsAgain], [extra, extraAgain], [region, regionAgain]) => {
        expect(bytesOf(panelOf(rowsAgain, extraAgain, regionAgain))).toBe(bytesOf(panelOf(rows, extra, region)));
      },
    ),
  );
});

test("a panel holds the cells it was given: nothing is lost, doubled or moved", () => {
  fc.assert(
    fc.property(rowsOf, rowsOf, (rows, extra) => {
      const panel = panelOf(rows, extra, ["a"]);
      expect(panel.rowCount).toBe(rows.length);
      const [n, other] = [panel.columns.get("n")!, panel.columns.get("extra")!];
      if (n.kind !== "number" || other.kind !== "number") throw new Error("both are numbers");
      for (let row = 0; row < panel.rowCount; row++) {
        const key = { school: panel.unit.labels![panel.unit.codes[row]!], year: panel.period[row] };
        const at = (list: readonly Row[]) =>
          list.find(({ school, year }) => school === key.school && year === key.year);
        expect(n.values[row]).toBe(at(rows)!.n ?? Number.NaN);
        expect(other.values[row]).toBe(at(extra)?.extra ?? Number.NaN);
      }
    }),
  );
});

describe("the ledger adds up", () => {
  /** Every step says what was there before it: rows and units that left and stay, and the last line is what `keep` holds. */
  function expectBalanced(panel: Panel, { ledger, keep }: Sample): void {
    expect(ledger[0]).toMatchObject({ step: "population", rowsLeft: panel.rowCount, unitsLeft: panel.unit.count });
    for (let i = 1; i < ledger.length; i++) {
      const [before, entry] = [ledger[i - 1]!, ledger[i]!];
      expect(entry.rows).toBeGreaterThan(0);
      expect(entry.rowsLeft + entry.rows).toBe(before.rowsLeft);
      expect(entry.unitsLeft + entry.units).toBe(before.unitsLeft);
      expect(entry.examples).toHaveLength(Math.min(entry.rows, 5));
    }
    const kept = [...panel.unit.codes].filter((_, row) => keep[row] === 1);
    expect(ledger.at(-1)).toMatchObject({ rowsLeft: kept.length, unitsLeft: new Set(kept).size });
  }

  test("whatever is declared", async () => {
    const range = fc.tuple(fc.integer({ min: 2014, max: 2020 }), fc.integer({ min: 0, max: 3 }));
    await fc.assert(
      fc.asyncProperty(
        rowsOf,
        rowsOf,
        fc.infiniteStream(fc.nat(3)),
        fc.option(range),
        async (rows, extra, stream, span) => {
          const panel = panelOf(rows, extra, ["a", "B", "é"]);
          const draw = () => Array.from({ length: panel.rowCount }, () => (stream.next().value === 0 ? 0 : 1));
          const conditions = fakeConditions({ here: draw(), now: draw() });
          const declaration = {
            where: "here",
            require: ["n", "region"],
            each_period: "now",
            ...(span && { balanced: [span[0], span[0] + span[1]] as const }),
          };
          const sample = await drawSample(panel, declaration, conditions, "sample");
          expectBalanced(panel, sample);
          if (!span) return;
          // Balanced: every unit that stays has the same years of the range.
          const years = new Map<number, string>();
          panel.period.forEach((year, row) => {
            const unit = panel.unit.codes[row]!;
            if (sample.keep[row] === 0) return;
            const inRange = year >= span[0] && year <= span[0] + span[1] ? ` ${year}` : "";
            years.set(unit, (years.get(unit) ?? "") + inRange);
          });
          expect(new Set(years.values()).size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test("after any further steps", () => {
    fc.assert(
      fc.property(rowsOf, fc.array(fc.nat(24), { maxLength: 6 }), (rows, gone) => {
        const panel = panelOf(rows, rows, ["a"]);
        const sample = gone.reduce(
          (so, leaving) => takeOut(panel, so, "window", { nl: "", en: "" }, (row) => row !== leaving),
          wholePanel(panel),
        );
        expectBalanced(panel, sample);
      }),
    );
  });
});

describe("a subset of a subset is a subset", () => {
  const sizes = fc.integer({ min: 1, max: 12 });
  const ascending = (n: number) => fc.subarray(Array.from({ length: n }, (_, row) => row));
  const nested = sizes.chain((n) =>
    ascending(n).chain((outer) =>
      fc.tuple(
        fc.constant(n),
        fc.constant(outer),
        ascending(outer.length),
        fc.array(fc.nat(3), { minLength: n, maxLength: n }),
      ),
    ),
  );

  function designOf(codes: readonly number[]): Design {
    const labels = codes.map((code) => `u${code}`);
    return makeDesign({
      outcome: codes.map((code, row) => code + row / 7),
      unit: factorOf("unit", labels),
      period: codes.map((_, row) => row % 3),
      timing: {
        kind: "staggered",
        cohort: Float64Array.from(codes, (code) => (code === 0 ? Number.POSITIVE_INFINITY : code)),
      },
      weights: { kind: "sampling", values: codes.map((code) => code + 1) },
      clusters: [
        factorOf(
          "even",
          codes.map((code) => (code % 2 === 0 ? "even" : "odd")),
        ),
      ],
      columns: [
        columnFrom("label", labels),
        columnFrom(
          "x",
          codes.map((code) => (code === 3 ? null : code)),
        ),
      ],
    });
  }

  test("of a design", () => {
    fc.assert(
      fc.property(nested, ([, outer, inner, codes]) => {
        const design = designOf(codes);
        const before = bytesOf(design);
        const twice = subsetDesign(subsetDesign(design, Int32Array.from(outer)), Int32Array.from(inner));
        const once = subsetDesign(
          design,
          Int32Array.from(inner, (at) => outer[at]!),
        );
        expect(bytesOf(twice)).toBe(bytesOf(once));
        expect(bytesOf(design)).toBe(before);
      }),
    );
  });

  test("of a table, and all rows in their order are the table itself", () => {
    fc.assert(
      fc.property(nested, ([n, outer, inner, codes]) => {
        const table: Table = tableFrom({
          label: codes.map((code) => (code === 1 ? null : `u${code}`)),
          x: codes.map((code) => (code === 3 ? null : code)),
        });
        for (const column of table.columns.values()) {
          const whole = takeRows(
            column,
            Array.from({ length: n }, (_, row) => row),
          );
          const once = takeRows(
            column,
            inner.map((at) => outer[at]!),
          );
          expect(bytesOf(takeRows(takeRows(column, outer), inner))).toBe(bytesOf(once));
          expect(bytesOf(takeRows(whole, outer))).toBe(bytesOf(takeRows(column, outer)));
        }
      }),
    );
  });
});
