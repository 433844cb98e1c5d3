import type { Design, TripleTiming } from "../../src/core/design.ts";
import { type Case, optionsOf, panelFor } from "../support/estimator-cases.ts";
import { factorOf, makeDesign, numberColumn } from "../support/frame.ts";
import { drawPanel, FIRST_PERIOD, type PanelColumns, panelDesign, type TimingKind } from "../support/panels.ts";

/** A data set and values of one option that each give another result there, the other options being `beside`. */
export interface Effect {
  readonly design: () => Design;
  readonly values: readonly unknown[];
  readonly beside?: Readonly<Record<string, unknown>>;
  /** One of the values makes the estimator refuse. */
  readonly refuses?: boolean;
}

/** Where an option changes the result; text: why it cannot. */
export type OptionEffects = Readonly<Record<string, Effect | string>>;

const size = { units: 24, periods: 6, seed: 20260202 };

const drawn = (kind: TimingKind): Design => panelDesign(kind, drawPanel(kind, size));

/** The panel of the conformance laws, whose outcome suits the estimator. */
function lawPanel(chosen: Pick<Case, "estimator">, kind: TimingKind): Design {
  return panelDesign(kind, panelFor({ name: "", kind, ...chosen }));
}

/** Some rows are missing, by no pattern that a cohort or a period shares. */
function withGaps(): Design {
  const panel = drawPanel("staggered", size);
  const keep = [...panel.unit.keys()].filter((row) => (5 * panel.unit[row]! + 3 * panel.period[row]!) % 7 !== 0);
  const take = (values: readonly number[]) => keep.map((row) => values[row]!);
  const { weight: _, ...columns } = panel;
  const kept = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, take(values)]));
  return panelDesign("staggered", { ...(kept as unknown as PanelColumns), weight: null });
}

/** Three groups within 12 units and 6 periods: the first is affected in every second unit from the fifth period on. */
function tripleDesign(addingUp: TripleTiming["addingUp"]): Design {
  const rows = [...Array(12 * 6 * 3).keys()].map((i) => ({
    unit: Math.floor(i / 18),
    period: Math.floor(i / 3) % 6,
    group: i % 3,
  }));
  const of = (value: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, value);
  const unit = factorOf(
    "unit",
    of((row) => row.unit),
  );
  const timing: TripleTiming = {
    kind: "triple-difference",
    name: "treated",
    exposure: of((row) => row.unit % 2),
    affected: of((row) => (row.group === 0 ? 1 : 0)),
    group: factorOf(
      "group",
      of((row) => row.group),
    ),
    post: of((row) => (row.period >= 4 ? 1 : 0)),
    addingUp,
    sides: null,
  };
  return makeDesign({
    outcome: rows.map((_, i) => Math.sin(7 * i) + Math.cos(i * i)),
    unit,
    period: of((row) => 2011 + row.period),
    timing,
    clusters: [unit],
    columns: [
      numberColumn(
        "x",
        rows.map((_, i) => Math.sin(i * i + 3 * i)),
      ),
      numberColumn(
        "group",
        of((row) => row.group),
      ),
    ],
  });
}

const regression = (chosen: Pick<Case, "estimator">): OptionEffects => {
  const design = () => lawPanel(chosen, "none");
  return {
    covariates: { design, values: [["d"], ["d", "x"]] },
    absorb: { design, values: [[], ["unit"], ["unit", "period"]] },
    intercept: { design, values: [true, false], beside: { absorb: [] } },
    offset: { design, values: [undefined, "z"], beside: { covariates: ["x"] } },
  };
};

/** Per estimator, where each of its options changes the result. */
export const OPTION_EFFECTS: Readonly<Record<string, (chosen: Pick<Case, "estimator">) => OptionEffects>> = {
  ols: (chosen) => ({
    ...regression(chosen),
    averages: {
      design: () => lawPanel(chosen, "none"),
      values: [undefined, [{ name: "both", of: ["d", "x"] }], [{ name: "d alone", of: ["d"], hides: ["x"] }]],
    },
  }),
  poisson: regression,
  logit: regression,
  probit: regression,
  iv: (chosen) => ({
    ...regression(chosen),
    covariates: { design: () => drawn("none"), values: [[], ["x"]] },
    endogenous: { design: () => drawn("none"), values: [["d"], ["x"]], beside: { covariates: [] } },
    instruments: { design: () => drawn("none"), values: [["z"], ["z", "x"]], beside: { covariates: [] } },
    offset: { design: () => drawn("none"), values: [undefined, "x"], beside: { covariates: [] } },
  }),
  "two-by-two": () => {
    const design = () => drawn("two-by-two");
    return {
      absorb: { design, values: [undefined, ["unit"]] },
      covariates: { design, values: [[], ["x"]] },
      method: {
        design,
        values: ["regression", "reg", "ipw", "std-ipw", "dr", "dr-improved"],
        beside: { covariates: ["x"] },
      },
      panel: { design, values: [true, false], beside: { method: "reg", covariates: ["x"] } },
    };
  },
  twfe: () => {
    const design = () => drawn("dose");
    return {
      absorb: { design, values: [undefined, ["unit"]] },
      covariates: { design, values: [[], ["x"]] },
    };
  },
  "event-study": () => {
    const design = () => drawn("staggered");
    return {
      reference: { design, values: [undefined, -2] },
      window: { design, values: ["all", [-2, 1]] },
      outside: { design, values: ["exclude", "bin"], beside: { window: [-2, 1] } },
      absorb: { design, values: [undefined, ["unit"]] },
      covariates: { design, values: [[], ["x"]] },
    };
  },
  "callaway-santanna": () => {
    const design = () => drawn("staggered");
    const covariates = { covariates: ["x"] };
    return {
      method: { design, values: ["reg", "ipw", "dr"], beside: covariates },
      comparison: { design, values: ["never-treated", "not-yet-treated"] },
      basePeriod: { design, values: ["varying", "universal"] },
      anticipation: { design, values: [0, 1] },
      covariates: { design, values: [[], ["x"]] },
      unbalanced: { design: withGaps, values: [false, true] },
      panel: { design, values: [true, false], beside: covariates },
      influence: { design: withGaps, values: ["did", "exact"], beside: { ...covariates, unbalanced: true } },
      aggregation: { design, values: ["all", "att-gt", "overall", "dynamic", "cohort", "calendar"] },
      balance: { design, values: [undefined, 2] },
      window: { design, values: [undefined, [-1, 1]] },
      shares: { design: withGaps, values: ["sample", "by-period"], beside: { unbalanced: true } },
      draws: { design, values: [0, 199] },
    };
  },
  "sun-abraham": () => {
    const design = () => drawn("staggered");
    return {
      comparison: { design, values: ["never-treated", "last-treated"] },
      reference: { design, values: [undefined, -2] },
      anticipation: { design, values: [0, 1] },
      covariates: { design, values: [[], ["x"]] },
      absorb: { design, values: [undefined, ["unit"]] },
      aggregation: { design, values: ["all", "att-gt", "overall", "dynamic", "cohort", "calendar"] },
      balance: { design, values: [undefined, 2] },
      window: { design, values: [undefined, [-1, 1]] },
      shares: { design, values: ["fixed", "estimated"] },
    };
  },
  "triple-difference": () => {
    const design = () => tripleDesign(null);
    return {
      effects: { design, values: ["unit", "area"] },
      absorb: { design, values: [undefined, ["unit", "group^period"]] },
      covariates: { design, values: [[], ["x"]] },
      reference: { design, values: [undefined, 2013, "before-start"] },
      window: { design, values: ["all", [2012, 2016]] },
      allowCompetingGroups: {
        design: () => tripleDesign({ kind: "constant", total: 1, cells: 72 }),
        values: [undefined, "the third group is not counted in the total"],
        refuses: true,
      },
    };
  },
  "trade-off": () => {
    const design = () => drawn("none");
    const window = (first: number, last: number) => [FIRST_PERIOD + first, FIRST_PERIOD + last];
    return {
      against: { design, values: ["d", "x"] },
      before: { design, values: [window(0, 1), window(0, 2)] },
      after: { design, values: [window(4, 5), window(3, 5)] },
      covariates: { design, values: [[], ["x"]] },
      tension: { design, values: ["opposite", "same"] },
      draws: { design, values: [0, 99] },
    };
  },
};

/** The options of one value, defaults filled in; undefined leaves the option out. */
export function optionsWith(
  { estimator }: Pick<Case, "estimator">,
  key: string,
  value: unknown,
  beside: object,
): unknown {
  return optionsOf(estimator, { ...beside, ...(value === undefined ? {} : { [key]: value }) });
}
