import fc from "fast-check";
import { expect, test } from "vitest";
import { chainTable } from "../../../src/panel/predecessors/apply-chain.ts";
import { chainOf } from "../../../src/panel/predecessors/chain.ts";
import { readEvidence } from "../../../src/panel/predecessors/evidence.ts";
import { findLinks } from "../../../src/panel/predecessors/find-links.ts";
import { type EvidenceRows, evidenceTables, type PlaceRow, RULES } from "../../support/predecessor-tables.ts";
import { cellsOf, tableFrom } from "../../support/tables.ts";

const PERIODS = [2015, 2016, 2017, 2018, 2019];
const CODES = ["A1", "A2", "A3", "B1", "B2", "C1", "C2"];

interface DrawnUnit {
  readonly first: number;
  readonly length: number;
  readonly sizes: readonly number[];
  readonly address: string | undefined;
  readonly at: readonly [number, number] | undefined;
  readonly area: string;
}

/** Units that come and go in two towns of few addresses, with blocks of few sizes, so that links of every rule occur. */
const drawnUnit = fc.record<DrawnUnit>({
  first: fc.integer({ min: 0, max: 4 }),
  length: fc.integer({ min: 1, max: 5 }),
  sizes: fc.array(fc.constantFrom(0, 9, 10, 20, 30, 31, 50), { minLength: 10, maxLength: 10 }),
  address: fc.constantFrom("here", "there", undefined),
  at: fc.constantFrom<readonly [number, number] | undefined>([52, 5], [52.004, 5], [52.2, 5], undefined),
  area: fc.constantFrom("town", "village"),
});

const evidenceRows = fc
  .tuple(
    fc.array(drawnUnit, { minLength: CODES.length, maxLength: CODES.length }),
    fc.subarray(CODES, { minLength: 0, maxLength: 3 }),
  )
  .map(
    ([units, stated]): EvidenceRows => ({
      blocks: units.flatMap(({ first, length, sizes }, u) =>
        PERIODS.slice(first, first + length).flatMap((period, t) =>
          (["kb", "bb"] as const).map((group, g) => [CODES[u]!, period, group, sizes[2 * t + g]!] as const),
        ),
      ),
      places: units.map(
        ({ address, at, area }, u): PlaceRow => ({
          unit: CODES[u]!,
          institution: CODES[u]!.slice(0, 1),
          area,
          ...(address === undefined ? {} : { address }),
          ...(at === undefined ? {} : { at }),
        }),
      ),
      stated: stated.slice(1).map((code, i) => [stated[i]!, code, PERIODS[i + 1]!] as const),
    }),
  );

const linksOf = (rows: EvidenceRows) => findLinks(readEvidence(evidenceTables(rows)), RULES);

/** The blocks as a source table, before anything is chained. */
const counts = ({ blocks }: EvidenceRows) =>
  tableFrom({
    unit: blocks.map(([unit]) => unit),
    period: blocks.map(([, period]) => period),
    grp: blocks.map(([, , group]) => group),
    n: blocks.map(([, , , size]) => size as number),
  });

function totals(table: ReturnType<typeof counts>, keys: readonly string[]): ReadonlyMap<string, number> {
  const columns = keys.map((key) => cellsOf(table.columns.get(key)));
  const sums = new Map<string, number>();
  cellsOf(table.columns.get("n")).forEach((n, row) => {
    const key = columns.map((cells) => cells[row]).join(" ");
    sums.set(key, (sums.get(key) ?? 0) + Number(n));
  });
  return sums;
}

const REPLACE = { unit: "unit", period: "period", shift: 0, single: false };

test("chaining changes no total of a period and group, and no unit is invented", () => {
  fc.assert(
    fc.property(evidenceRows, (rows) => {
      const chain = chainOf(linksOf(rows));
      const before = counts(rows);
      const after = chainTable("counts", before, REPLACE, chain);
      expect(totals(after, ["period", "grp"])).toEqual(totals(before, ["period", "grp"]));
      for (const code of cellsOf(after.columns.get("unit"))) expect(CODES).toContain(code);
    }),
  );
});

test("chained counts are the sums over the codes that go under one", () => {
  fc.assert(
    fc.property(evidenceRows, (rows) => {
      const chain = chainOf(linksOf(rows));
      const expected = new Map<string, number>();
      for (const [unit, period, group, size] of rows.blocks) {
        const key = `${chain.resolve(unit, period)} ${period} ${group}`;
        expected.set(key, (expected.get(key) ?? 0) + (size as number));
      }
      expect(totals(chainTable("counts", counts(rows), REPLACE, chain), ["unit", "period", "grp"])).toEqual(expected);
    }),
  );
});

test("applied twice is applied once, where no code was given out twice", () => {
  fc.assert(
    fc.property(evidenceRows, (rows) => {
      const chain = chainOf(linksOf(rows));
      const lasts = CODES.map((code) => new Set(PERIODS.map((period) => chain.resolve(code, period))));
      fc.pre(lasts.every(({ size }) => size === 1));
      const once = chainTable("counts", counts(rows), REPLACE, chain);
      const twice = chainTable("counts", once, REPLACE, chain);
      expect(cellsOf(twice.columns.get("unit"))).toEqual(cellsOf(once.columns.get("unit")));
    }),
  );
});

test("the order of the evidence and of the links changes nothing", () => {
  fc.assert(
    fc.property(evidenceRows, fc.infiniteStream(fc.nat()), (rows, stream) => {
      const shuffled = <Item>(items: readonly Item[]): readonly Item[] =>
        items
          .map((item) => ({ item, at: stream.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item);
      const links = linksOf(rows);
      const again = linksOf({
        blocks: shuffled(rows.blocks),
        places: shuffled(rows.places ?? []),
        stated: shuffled(rows.stated ?? []),
      });
      expect(again).toEqual(links);
      const [one, other] = [chainOf(links), chainOf(shuffled(links))];
      for (const code of CODES)
        for (const period of PERIODS) expect(other.resolve(code, period)).toBe(one.resolve(code, period));
    }),
  );
});

test("an ended code has at most one applied merger or move, and every part of a split is new", () => {
  fc.assert(
    fc.property(evidenceRows, (rows) => {
      const { stated: _, ...inferred } = rows;
      const applied = linksOf(inferred).filter(({ status }) => status === "applied");
      const first = (code: string) =>
        Math.min(...rows.blocks.filter(([unit, , , n]) => unit === code && n !== 0).map(([, period]) => period));
      for (const link of applied) {
        const own = applied.filter(({ old }) => old === link.old);
        if (own.length > 1) for (const { new: next, from } of own) expect(first(next)).toBe(from);
        expect(own.every(({ from }) => from === link.from)).toBe(true);
      }
    }),
  );
});
