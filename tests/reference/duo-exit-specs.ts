import type { Design } from "../../src/core/design.ts";
import { exitRiskSet, type RiskRow } from "../support/exit-risk-set.ts";
import { categoryColumn, factorOf, makeDesign, numberColumn } from "../support/frame.ts";
import type { DuoSpec } from "./duo-specs.ts";

export const RISK: readonly RiskRow[] = exitRiskSet();

const tech = (row: RiskRow) => (row.group === "techniek" ? 1 : 0);
const techFrom = (start: number) => (row: RiskRow) => (row.year >= start ? tech(row) : 0);
const EVENT_YEARS = [2016, 2017, 2018, 2019, 2020, 2022, 2023, 2024];

interface Model {
  readonly regressors: ReadonlyMap<string, (row: RiskRow) => number>;
  readonly keep?: (row: RiskRow) => boolean;
  readonly weighted?: boolean;
}

const x = new Map([["x", techFrom(2022)]]);

const MODELS: Readonly<Record<string, Model>> = {
  h1_exit_lpm: { regressors: x },
  h1_exit_lpm_weighted: { regressors: x, weighted: true },
  h1_exit_lpm_no_economie: { regressors: x, keep: (row) => row.group !== "economie+intersectoraal" },
  h1_exit_event: {
    regressors: new Map(
      EVENT_YEARS.map((year) => [`examenjaar::${year}:tech`, (row: RiskRow) => (row.year === year ? tech(row) : 0)]),
    ),
  },
  h1_exit_placebo_2019: { regressors: new Map([["xp", techFrom(2019)]]), keep: (row) => row.year <= 2021 },
};

/** The rows at risk that a model uses. */
export function rowsOf(name: string): readonly RiskRow[] {
  const { keep } = MODELS[name]!;
  return keep === undefined ? RISK : RISK.filter(keep);
}

function designOf({ regressors, weighted }: Model, rows: readonly RiskRow[]): Design {
  const weight = { kind: "sampling", values: rows.map((row) => row.lagCandidates) } as const;
  const columns = [
    ...[...regressors].map(([column, value]) => numberColumn(column, rows.map(value))),
    categoryColumn(
      "vestiging",
      rows.map((row) => row.vestiging),
    ),
    numberColumn(
      "year",
      rows.map((row) => row.year),
    ),
    categoryColumn(
      "group",
      rows.map((row) => row.group),
    ),
  ];
  return makeDesign({
    outcome: rows.map((row) => row.exit),
    columns,
    ...(weighted === true ? { weights: weight } : {}),
  });
}

/** Exit of offer by sector group: linear probability with vestiging-year and group effects. */
export const EXIT_MODELS: ReadonlyMap<string, () => DuoSpec> = new Map(
  Object.entries(MODELS).map(([name, model]) => [
    name,
    () => {
      const rows = rowsOf(name);
      const vestiging = factorOf(
        "vestiging",
        rows.map((row) => row.vestiging),
      );
      return {
        estimator: "ols",
        design: designOf(model, rows),
        options: { covariates: [...model.regressors.keys()], absorb: ["vestiging^year", "group"], intercept: true },
        covariance: { kind: "CR1", clusters: [vestiging] },
      };
    },
  ]),
);

export interface HazardRow {
  readonly groep: string;
  readonly examenjaar: number;
  readonly at_risk: number;
  readonly exits: number;
}

/** Rows at risk and exits per sector group and year, in the order of the given rows. */
export function hazardTable(rows: readonly Pick<HazardRow, "groep" | "examenjaar">[]): HazardRow[] {
  return rows.map(({ groep, examenjaar }) => {
    const cell = RISK.filter((row) => row.group === groep && row.year === examenjaar);
    return { groep, examenjaar, at_risk: cell.length, exits: cell.filter(({ exit }) => exit === 1).length };
  });
}
