import { describe, expect, test } from "vitest";
import { addingUp } from "../../../src/estimate/adding-up.ts";
import { competingGroups } from "../../../src/estimate/competing-groups.ts";
import { factorOf } from "../../support/frame.ts";

interface Cells {
  /** outcomes[unit][period][group]; a group that is not there is null. */
  readonly outcomes: readonly (readonly (readonly (number | null)[])[])[];
  readonly isShare?: boolean;
  /** Half the width of every interval. */
  readonly open?: number;
}

function sums({ outcomes, isShare = false, open }: Cells) {
  const rows = outcomes.flatMap((periods, unit) =>
    periods.flatMap((groups, period) =>
      groups.flatMap((value, group) => (value === null ? [] : [{ unit, period, group, value }])),
    ),
  );
  const values = Float64Array.from(rows, ({ value }) => value);
  return addingUp({
    values,
    bounds:
      open === undefined
        ? null
        : { min: values.map((value) => value - open), max: values.map((value) => value + open) },
    unit: factorOf(
      "unit",
      rows.map(({ unit }) => unit),
    ),
    group: factorOf(
      "group",
      rows.map(({ group }) => group),
    ),
    period: Float64Array.from(rows, ({ period }) => 2015 + period),
    isShare,
  });
}

// What is found, by outcomes per unit, period and group.
test.each<readonly [string, Cells, unknown]>([
  [
    "shares of two groups",
    {
      outcomes: [
        [
          [0.25, 0.75],
          [0.5, 0.5],
        ],
        [
          [0.1, 0.9],
          [0.2, 0.8],
        ],
      ],
    },
    { kind: "constant", total: 1, cells: 4 },
  ],
  [
    "percentages of three groups, rounded; a group that a unit does not have is no part of its sum",
    {
      outcomes: [
        [
          [33.3, 33.3, 33.3],
          [66.7, 33.3, null],
        ],
        [
          [12.4, 50.1, 37.4],
          [null, 51, 49],
        ],
      ],
    },
    { kind: "constant", total: 100, cells: 4 },
  ],
  [
    "standardised within each unit and period",
    {
      outcomes: [
        [
          [-0.7, 0.7],
          [0.3, -0.3],
        ],
        [
          [1.25, -1.25],
          [-0.4, 0.4],
        ],
      ],
    },
    { kind: "constant", total: 0, cells: 4 },
  ],
  [
    "counts of a number of pupils that stays",
    {
      outcomes: [
        [
          [20, 10],
          [15, 15],
        ],
        [
          [40, 5],
          [42, 3],
        ],
      ],
    },
    { kind: "fixed", total: Number.NaN, cells: 4 },
  ],
  [
    "counts out of fifty everywhere",
    {
      outcomes: [
        [
          [20, 30],
          [15, 35],
        ],
        [
          [40, 10],
          [42, 8],
        ],
      ],
    },
    { kind: "fixed", total: 50, cells: 4 },
  ],
  [
    "shares of a whole of which a group is not in the table",
    {
      outcomes: [
        [
          [0.25, 0.5],
          [0.5, 0.25],
        ],
        [
          [0.1, 0.2],
          [0.3, 0.65],
        ],
      ],
      isShare: true,
    },
    { kind: "within-one", total: Number.NaN, cells: 4 },
  ],
])("%s", (_, cells, expected) => {
  expect(sums(cells)).toEqual(expected);
});

const FREE = [
  [
    [20, 10],
    [25, 15],
  ],
  [
    [40, 5],
    [42, 30],
  ],
];

test.each<readonly [string, Cells]>([
  ["counts whose total moves", { outcomes: FREE }],
  [
    "shares of denominators of their own",
    {
      outcomes: [
        [
          [0.9, 0.8],
          [0.7, 0.6],
        ],
        [
          [0.5, 0.95],
          [0.2, 0.3],
        ],
      ],
      isShare: true,
    },
  ],
  [
    "small outcomes that are not declared shares",
    {
      outcomes: [
        [
          [0.02, 0.03],
          [0.01, 0.02],
        ],
        [
          [0.04, 0.01],
          [0.02, 0.02],
        ],
      ],
    },
  ],
  [
    "rare events: nothing happens in nearly every unit and period",
    {
      outcomes: [
        ...Array(30).fill([
          [0, 0],
          [0, 0],
        ]),
        [
          [1, 0],
          [0, 0],
        ],
      ],
    },
  ],
  [
    "one group per unit and period",
    {
      outcomes: [
        [[1], [1]],
        [[1], [1]],
      ],
    },
  ],
  [
    "fewer than four sums",
    {
      outcomes: [
        [
          [0.5, 0.5],
          [0.25, 0.75],
        ],
        [[0.1, 0.9]],
      ],
    },
  ],
  [
    "one number everywhere",
    {
      outcomes: [
        [
          [50, 50],
          [50, 50],
        ],
        [
          [50, 50],
          [50, 50],
        ],
      ],
    },
  ],
])("nothing is fixed: %s", (_, cells) => {
  expect(sums(cells)).toBeNull();
});

describe("what is known only so far", () => {
  // The middles add up to 0.99, 1.02, 1 and 0.97.
  const outcomes = [
    [
      [0.24, 0.75],
      [0.5, 0.52],
    ],
    [
      [0.1, 0.9],
      [0.17, 0.8],
    ],
  ];
  test("intervals that allow the whole are taken to be parts of it", () => {
    expect(sums({ outcomes, open: 0.02 })).toEqual({ kind: "constant", total: 1, cells: 4 });
    expect(sums({ outcomes })).toBeNull();
  });

  test("so wide that they allow anything is not enough", () => {
    expect(sums({ outcomes: FREE.map((unit) => unit.map((cell) => cell.map((y) => y / 20))), open: 5 })).toBeNull();
  });
});

test("several rows of a group in one unit and period are persons, not groups", () => {
  const values = Float64Array.from([0.5, 0.5, 0.25, 0.75, 0.1, 0.9, 0.2, 0.8]);
  const grouped = (group: readonly number[]) =>
    addingUp({
      values,
      bounds: null,
      unit: factorOf("unit", [0, 0, 0, 0, 1, 1, 1, 1]),
      group: factorOf("group", group),
      period: Float64Array.from([1, 1, 2, 2, 1, 1, 2, 2]),
      isShare: false,
    });
  expect(grouped([0, 1, 0, 1, 0, 1, 0, 1])?.kind).toBe("constant");
  expect(grouped([0, 0, 0, 1, 0, 1, 0, 1])).toBeNull();
});

test("a fixed whole refuses, a total that may be fixed warns, and a reason is repeated", () => {
  const of = (kind: "constant" | "fixed" | "within-one", reason?: string) =>
    competingGroups({ kind, total: kind === "constant" ? 1 : Number.NaN, cells: 9 }, reason);
  expect(of("constant")).toEqual([{ code: "competing-groups", severity: "refusal", values: { total: 1, cells: 9 } }]);
  expect(of("fixed")).toEqual([{ code: "groups-share-a-total", severity: "warning", values: { cells: 9 } }]);
  expect(of("within-one")).toEqual([{ code: "shares-may-compete", severity: "warning", values: { cells: 9 } }]);
  expect(of("constant", "because")[0]).toMatchObject({
    code: "competing-groups-allowed",
    severity: "warning",
    values: { reason: "because" },
  });
  expect(competingGroups(null, "because")).toEqual([]);
});
