import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { chainOf } from "../../../src/panel/predecessors/chain.ts";
import { readEvidence } from "../../../src/panel/predecessors/evidence.ts";
import { findLinks } from "../../../src/panel/predecessors/find-links.ts";
import type { Link } from "../../../src/panel/predecessors/link.ts";
import { linksTable } from "../../../src/panel/predecessors/links-table.ts";
import { fitOf } from "../../../src/panel/predecessors/presence.ts";
import { type EvidenceRows, evidenceTables, RULES, steady } from "../../support/predecessor-tables.ts";
import { cellsOf } from "../../support/tables.ts";

/** Everybody here is in one town, so that blocks may move; a unit that stays keeps the periods going. */
const inTown = (...units: readonly string[]) =>
  units.map((unit) => ({ unit, area: "town", institution: unit.slice(0, 1) }));
const STAYS = steady("Z9", 500, [2015, 2016, 2017, 2018]);

const found = (rows: EvidenceRows, rules = RULES): readonly Link[] =>
  findLinks(readEvidence(evidenceTables(rows)), rules);

const brief = (links: readonly Link[]): string[] =>
  links.map(({ old, new: next, from, rule, kind, status }) => `${old}>${next} ${from} ${rule} ${kind ?? status}`);

describe("rules, in order", () => {
  test("a move: one code ends, another begins at the same address", () => {
    const links = found({
      blocks: [...STAYS, ...steady("A1", 40, [2015, 2016]), ...steady("B1", 90, [2017, 2018])],
      // 90 is no block of 40: the address alone says so.
      places: [
        { unit: "A1", address: "1234AB 5" },
        { unit: "B1", address: "1234AB 5" },
        { unit: "Z9", address: "1234AB 7" },
      ],
    });
    expect(brief(links)).toEqual(["A1>B1 2017 address moved"]);
    expect(links[0]).toMatchObject({ confidence: "high", oldSize: 40, newSize: 90, growth: 90 });
    expect(links[0]!.relation).toMatchObject({ sameAddress: true, sameInstitution: null });
  });

  test("near and of one institution; near and of another one is no successor", () => {
    const blocks = [...STAYS, ...steady("A1", 40, [2015, 2016]), ...steady("A2", 90, [2017, 2018])];
    // One thousandth of a degree of latitude is 2π · 6371 km / 360 000 = 0.111 km.
    const at = (institution: string) => [
      { unit: "A1", institution: "A", at: [52, 5] as const },
      { unit: "A2", institution, at: [52.005, 5] as const },
    ];
    const links = found({ blocks, places: at("A") });
    expect(brief(links)).toEqual(["A1>A2 2017 near moved"]);
    expect(links[0]!.relation.km).toBeCloseTo(5 * 0.11119, 3);
    expect(found({ blocks, places: at("B") })).toEqual([]);
    expect(found({ blocks, places: at("A") }, { ...RULES, withinKm: 0.5 })).toEqual([]);
  });

  test("a new institution: the block of people is there again, within the tolerance", () => {
    const places = inTown("A1", "B1", "Z9");
    const rows = (gone: number) => ({
      blocks: [
        ...STAYS,
        ...steady("A1", 30, [2015, 2016], "kb"),
        ...steady("A1", 20, [2015, 2016], "bb"),
        ...steady("B1", 32, [2017, 2018], "kb"),
        ...steady("B1", gone, [2017, 2018], "bb"),
      ],
      places,
    });
    // |32 − 30| + |18 − 20| = 4 of 50 differ.
    const links = found(rows(18));
    expect(brief(links)).toEqual(["A1>B1 2017 block moved"]);
    expect(links[0]).toMatchObject({ confidence: "low" });
    expect(links[0]!.deviation).toBeCloseTo(4 / 50, 12);
    // |32 − 30| + |16 − 20| = 6 of 50: more than a tenth.
    expect(found(rows(16))).toEqual([]);
  });

  test("the same number in another composition is no block", () => {
    const blocks = [...STAYS, ...steady("A1", 50, [2015, 2016], "kb"), ...steady("B1", 50, [2017, 2018], "bb")];
    expect(found({ blocks, places: inTown("A1", "B1", "Z9") })).toEqual([]);
  });

  test("a block does not move to another area", () => {
    const blocks = [...STAYS, ...steady("A1", 50, [2015, 2016]), ...steady("B1", 50, [2017, 2018])];
    const places = [
      { unit: "A1", area: "here", institution: "A" },
      { unit: "B1", area: "there", institution: "B" },
    ];
    expect(found({ blocks, places })).toEqual([]);
  });

  test("a merger of two: neither fits alone, both together do", () => {
    const links = found({
      blocks: [
        ...STAYS,
        ...steady("A1", 30, [2015, 2016]),
        ...steady("A2", 20, [2015, 2016]),
        ...steady("A3", 49, [2017, 2018]),
      ],
      places: inTown("A1", "A2", "A3", "Z9"),
    });
    expect(brief(links)).toEqual(["A1>A3 2017 block merged", "A2>A3 2017 block merged"]);
    expect(links.map(({ together }) => together)).toEqual([["A2"], ["A1"]]);
    expect(links[0]!.deviation).toBeCloseTo(1 / 50, 12);
    expect(links[0]!.confidence).toBe("medium");
  });

  test("a unit that was there takes another one in when it grows by it, and not when it does not", () => {
    const into = (after: number) =>
      found({
        blocks: [
          ...STAYS,
          ...steady("A1", 40, [2015, 2016]),
          ...steady("A2", 100, [2015, 2016]),
          ...steady("A2", after, [2017, 2018]),
        ],
        places: inTown("A1", "A2", "Z9"),
      });
    const links = into(138);
    expect(brief(links)).toEqual(["A1>A2 2017 block absorbed"]);
    expect(links[0]).toMatchObject({ oldSize: 40, newSize: 138, growth: 38 });
    expect(links[0]!.deviation).toBeCloseTo(2 / 40, 12);
    expect(into(100)).toEqual([]);
  });

  test("a split into parts of the same institution, also where one of them is at the old address", () => {
    const rows = (address: string) => ({
      blocks: [
        ...STAYS,
        ...steady("A1", 60, [2015, 2016]),
        ...steady("A2", 38, [2017, 2018]),
        ...steady("A3", 20, [2017, 2018]),
      ],
      places: [...inTown("A1", "A2", "A3", "Z9"), { unit: "A1", address: "here" }, { unit: "A3", address }],
    });
    expect(brief(found(rows("there")))).toEqual(["A1>A2 2017 block split", "A1>A3 2017 block split"]);
    expect(brief(found(rows("here")))).toEqual(["A1>A2 2017 block split", "A1>A3 2017 address split"]);
  });

  test("ambiguous: two that are as good are listed, none is applied; a decision settles it either way", () => {
    const rows: EvidenceRows = {
      blocks: [
        ...STAYS,
        ...steady("A1", 30, [2015, 2016]),
        ...steady("A2", 30, [2017, 2018]),
        ...steady("A3", 30, [2017, 2018]),
      ],
      places: inTown("A1", "A2", "A3", "Z9"),
    };
    const links = found(rows);
    expect(brief(links)).toEqual(["A1>A2 2017 block ambiguous", "A1>A3 2017 block ambiguous"]);
    expect(chainOf(links).units).toEqual([]);
    expect(brief(found({ ...rows, decisions: [["A1", "A3", "accept"]] }))).toEqual(["A1>A3 2017 decision moved"]);
    expect(brief(found({ ...rows, decisions: [["A1", "A3", "reject"]] }))).toEqual([
      "A1>A2 2017 block moved",
      "A1>A3 2017 decision rejected",
    ]);
  });

  test("of two blocks the one of the same institution is the better one", () => {
    const links = found({
      blocks: [
        ...STAYS,
        ...steady("A1", 30, [2015, 2016]),
        ...steady("A2", 30, [2017, 2018]),
        ...steady("B3", 30, [2017, 2018]),
      ],
      places: inTown("A1", "A2", "B3", "Z9"),
    });
    expect(brief(links)).toEqual(["A1>A2 2017 block moved", "A1>B3 2017 block outdone"]);
  });

  test("a unit that closes has no successor; one that skips a period has not ended", () => {
    const blocks = [...STAYS, ...steady("A1", 30, [2015, 2016]), ...steady("A2", 30, [2015, 2017, 2018])];
    expect(found({ blocks, places: inTown("A1", "A2", "Z9") })).toEqual([]);
  });

  test("what a table states is applied, whatever the people do, and its reason is kept", () => {
    const links = found({
      blocks: [...STAYS, ...steady("A1", 30, [2015, 2016]), ...steady("A2", 80, [2015, 2016, 2017, 2018])],
      stated: [["A1", "A2", 2017, "fusie"]],
    });
    expect(brief(links)).toEqual(["A1>A2 2017 stated absorbed"]);
    expect(links[0]).toMatchObject({ confidence: "certain", reason: "fusie" });
  });

  test("a stated link without a period starts with the new code, and a decision can reject it", () => {
    const rows: EvidenceRows = {
      blocks: [...STAYS, ...steady("A1", 30, [2015, 2016]), ...steady("A2", 80, [2017, 2018])],
      stated: [["A1", "A2", null]],
    };
    expect(brief(found(rows))).toEqual(["A1>A2 2017 stated moved"]);
    expect(brief(found({ ...rows, decisions: [["A1", "A2", "reject"]] }))).toEqual(["A1>A2 2017 decision rejected"]);
  });
});

describe("how well a block fits", () => {
  test("people go to the next grade; the intake says nothing", () => {
    // A1 has 10 in grade 1 and 12 in grade 2, and 9 leavers in 3. A2 itself has 20 in grade 1. Expected in A2: grade 2: 10 + 20, grade 3: 12.
    const evidence = readEvidence(
      evidenceTables({
        blocks: [
          ["A1", 2015, "1", 10],
          ["A1", 2015, "2", 12],
          ["A1", 2015, "3", 9],
          ["A2", 2015, "1", 20],
          ["A2", 2016, "1", 44],
          ["A2", 2016, "2", 29],
          ["A2", 2016, "3", 14],
        ],
        becomes: { 1: "2", 2: "3", 3: null },
      }),
    );
    // |29 − 30| + |14 − 12| = 3 of the 22 who move on.
    expect(fitOf(evidence.blocks, ["A1"], ["A2"], 2016)).toEqual({ deviation: 3, moved: 22 });
  });

  test("intervals that overlap agree; the rest counts from the nearest ends", () => {
    const evidence = readEvidence(
      evidenceTables({
        blocks: [
          ["A1", 2015, "kb", [1, 4]],
          ["A1", 2015, "bb", 20],
          ["A2", 2016, "kb", 3],
          ["A2", 2016, "bb", [14, 17]],
        ],
      }),
    );
    // kb: 3 lies in 1–4. bb: 20 is 3 above 17. Moved: (1 + 4)/2 + 20.
    expect(fitOf(evidence.blocks, ["A1"], ["A2"], 2016)).toEqual({ deviation: 3, moved: 22.5 });
  });
});

describe("chains", () => {
  const stated = (...rows: readonly (readonly [string, string, number])[]) =>
    chainOf(found({ blocks: STAYS, stated: rows }));

  test("three years: A to B to C; every period is counted under C", () => {
    const chain = stated(["A", "B", 2016], ["B", "C", 2018]);
    for (const period of [2015, 2016, 2017, 2018])
      expect(["A", "B", "C"].map((code) => chain.resolve(code, period))).toEqual(["C", "C", "C"]);
    expect(chain.units).toMatchObject([{ code: "C", members: ["A", "B", "C"] }]);
    expect(chain.units[0]!.links).toHaveLength(2);
  });

  test("two units that swap codes: before, each stands for the other", () => {
    const chain = stated(["A", "B", 2017], ["B", "A", 2017]);
    expect([2016, 2017].map((period) => chain.resolve("A", period))).toEqual(["B", "A"]);
    expect([2016, 2017].map((period) => chain.resolve("B", period))).toEqual(["A", "B"]);
  });

  test("a code that is left and later given to another unit is two units", () => {
    const chain = stated(["A", "B", 2016], ["C", "A", 2018]);
    expect([2015, 2017, 2018].map((period) => chain.resolve("A", period))).toEqual(["B", "B", "A"]);
    expect(chain.resolve("C", 2015)).toBe("A");
    expect(chain.resolve("A", Number.NaN)).toBe("A");
  });

  test("two that come to a code that was left and taken before are one unit with it", () => {
    const chain = stated(["A", "B", 2016], ["C", "A", 2017], ["D", "A", 2018]);
    expect(["C", "D", "A"].map((code) => chain.resolve(code, 2018))).toEqual(["A", "A", "A"]);
    expect(chain.resolve("A", 2017)).toBe("A");
    expect(chain.resolve("A", 2015)).toBe("B");
  });

  test("a move back ends where it began", () => {
    const chain = stated(["A", "B", 2016], ["B", "A", 2018]);
    for (const code of ["A", "B"])
      expect([2015, 2017, 2018].map((period) => chain.resolve(code, period))).toEqual(["A", "A", "A"]);
  });

  test("a split goes on under the code of its largest part", () => {
    const chain = chainOf(
      found({
        blocks: [
          ...STAYS,
          ...steady("A", 60, [2015]),
          ...steady("B", 20, [2016, 2017]),
          ...steady("C", 40, [2016, 2017]),
        ],
        stated: [
          ["A", "B", 2016],
          ["A", "C", 2016],
        ],
      }),
    );
    expect(["A", "B", "C"].map((code) => chain.resolve(code, 2016))).toEqual(["C", "C", "C"]);
  });

  test("a code without links, known or not, is itself", () => {
    expect(stated(["A", "B", 2016]).resolve("__proto__", 2016)).toBe("__proto__");
  });
});

test("the table of links holds every value that a link rests on", () => {
  const table = linksTable(
    found({
      blocks: [...STAYS, ...steady("A1", 30, [2015, 2016]), ...steady("B1", 30, [2017, 2018])],
      places: inTown("A1", "B1", "Z9"),
    }),
  );
  const row = Object.fromEntries([...table.columns].map(([name, column]) => [name, cellsOf(column)[0]]));
  expect(row).toEqual({
    old: "A1",
    new: "B1",
    from: 2017,
    rule: "block",
    status: "applied",
    applied: 1,
    kind: "moved",
    confidence: "low",
    old_size: 30,
    new_size: 30,
    growth: 30,
    deviation: 0,
    km: null,
    same_address: null,
    same_institution: 0,
    same_board: null,
    same_area: 1,
    together: null,
    reason: null,
  });
});

describe("wrong evidence", () => {
  const said = (rows: EvidenceRows): string => {
    try {
      readEvidence(evidenceTables(rows));
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    throw new Error("nothing was refused");
  };

  test.each([
    [{ blocks: [...steady("A", 1, [2015]), ...steady("A", 2, [2015])] }, /more than one row for unit A, period 2015/],
    [{ blocks: STAYS, stated: [["A", "A", 2016]] }, /A is its own successor/],
    [{ blocks: STAYS, decisions: [["A", "B", "yes"]] }, /decision "yes"; expected accept or reject/],
    [
      {
        blocks: STAYS,
        decisions: [
          ["A", "B", "accept"],
          ["A", "B", "reject"],
        ],
      },
      /A → B is accepted and rejected/,
    ],
  ] as readonly [EvidenceRows, RegExp][])("%j", (rows, message) => {
    expect(said(rows)).toMatch(message);
  });

  test("a query without a column that is needed names what it returns", () => {
    const { blocks, ...rest } = evidenceTables({ blocks: STAYS });
    const columns = new Map([...blocks.columns].filter(([name]) => name !== "unit"));
    expect(() => readEvidence({ ...rest, blocks: { ...blocks, columns } })).toThrow(
      /predecessors\.blocks: its SQL returns no column "unit" but period, grp, size/,
    );
  });
});
