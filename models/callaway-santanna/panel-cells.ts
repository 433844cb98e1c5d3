import type { Rows } from "../../src/estimate/gram.ts";
import {
  type EffectMethod,
  type PanelComparison,
  type PanelNuisance,
  panelEffect,
  panelNuisance,
} from "../../src/estimate/panel-effect.ts";
import { logitPropensity, type Propensity } from "../../src/estimate/propensity.ts";
import { take } from "../../src/estimate/usable-rows.ts";
import { groupRows } from "../../src/numerics/factor.ts";
import type { CellEstimates, CellProblem } from "./cell-estimates.ts";
import type { Cell } from "./cells.ts";
import type { CovariateRows } from "./covariate-rows.ts";
import { closeInfluence, type DenseInfluence, openInfluence } from "./dense-influence.ts";
import type { Sample } from "./sample.ts";

/** The groups of some cells with their covariates and weights: what does not depend on the period of the outcome. */
interface Block {
  readonly units: Int32Array;
  readonly comparison: PanelComparison;
  readonly nuisance: PanelNuisance | null;
  readonly problem: CellProblem | null;
  readonly trimmed: number;
}

/**
 * Cells of a balanced panel with covariates (or with weights that change): each is a two-period comparison of changes on covariates and weights
 * of the base period. Propensities and cross-products are fitted once per pair of groups, and per base period only where covariates or weights change.
 *
 * @param outcome per observation
 */
export function estimatePanelCells(
  sample: Sample,
  cells: readonly Cell[],
  outcome: Float64Array,
  x: CovariateRows,
  method: EffectMethod,
): CellEstimates {
  const { units, levels } = sample;
  const members = groupRows(sample.cohortOf, sample.cohorts.length + 1);
  const dense = openInfluence(sample, cells.length);
  const estimate = new Float64Array(cells.length);
  const trimmed = new Int32Array(cells.length);
  const byPeriod = periodsFirst(outcome, units, levels.length);
  const isFixed = x.isConstant && sample.hasConstantWeights;
  const blocks = new Map<string, Block>();
  const waiting: Waiting = { units: new Int32Array(0), first: 0, influences: [] };
  const problem = cells.map((cell, k): CellProblem | null => {
    const key = `${cell.cohort}:${cell.comparison.join(",")}:${isFixed ? "" : cell.base}`;
    const block = blocks.get(key) ?? makeBlock(sample, cell, members, x, method);
    blocks.set(key, block);
    trimmed[k] = block.trimmed;
    if (block.nuisance === null) {
      estimate[k] = Number.NaN;
      return block.problem;
    }
    if (cell.time === cell.base) return null;
    const count = block.units.length;
    const change = new Float64Array(count);
    const to = cell.time * units;
    const from = cell.base * units;
    for (let i = 0; i < count; i++) {
      const unit = block.units[i]!;
      change[i] = byPeriod[to + unit]! - byPeriod[from + unit]!;
    }
    const influence = new Float64Array(count);
    estimate[k] = panelEffect(block.comparison, block.nuisance, change, influence);
    if (Number.isNaN(estimate[k]!)) return "no-overlap";
    if (waiting.units !== block.units || waiting.first + waiting.influences.length !== k) {
      writeInfluences(waiting, dense, units);
      Object.assign(waiting, { units: block.units, first: k, influences: [] });
    }
    waiting.influences.push(influence);
    return null;
  });
  writeInfluences(waiting, dense, units);
  return { estimate, problem, trimmed, influence: closeInfluence(sample, cells.length, dense) };
}

/** From unit by unit to period by period: the units of a cell then lie close together. */
function periodsFirst(outcome: Float64Array, units: number, periods: number): Float64Array {
  const out = new Float64Array(outcome.length);
  for (let unit = 0; unit < units; unit++) {
    for (let t = 0; t < periods; t++) out[t * units + unit] = outcome[unit * periods + t]!;
  }
  return out;
}

/** Influences of consecutive cells on the same units: a unit's row of the basis is visited once for all of them. */
interface Waiting {
  units: Int32Array;
  first: number;
  influences: Float64Array[];
}

function writeInfluences({ units, first, influences }: Waiting, { basis, columns }: DenseInfluence, n: number): void {
  for (let i = 0; i < units.length; i++) {
    const at = units[i]! * columns + first;
    for (let c = 0; c < influences.length; c++) basis[at + c] = n * influences[c]![i]!;
  }
}

function makeBlock(
  sample: Sample,
  cell: Cell,
  members: { readonly start: Int32Array; readonly order: Int32Array },
  x: CovariateRows,
  method: EffectMethod,
): Block {
  const of = (cohort: number) => members.order.subarray(members.start[cohort]!, members.start[cohort + 1]!);
  const own = of(cell.cohort);
  const others = cell.comparison.map(of);
  const groups = [own, ...others];
  const units = new Int32Array(groups.reduce((sum, group) => sum + group.length, 0));
  let filled = 0;
  for (const group of groups) {
    units.set(group, filled);
    filled += group.length;
  }
  const observations = units.map((unit) => unit * sample.levels.length + cell.base);
  const comparison: PanelComparison = {
    x: takeRows(x, observations),
    weights: take(sample.weight, observations),
    treated: own.length,
  };
  const failed = (problem: CellProblem): Block => ({ units, comparison, nuisance: null, problem, trimmed: 0 });
  if (own.length === 0) return failed("not-observed");
  if (units.length === own.length) return failed("no-comparison");
  let propensity: Propensity | null = null;
  if (method !== "reg") {
    const fitted = logitPropensity(comparison.x, comparison.weights, own.length);
    if (typeof fitted === "string") return failed(fitted === "singular" ? "ill-conditioned" : "no-overlap");
    propensity = fitted;
  }
  const nuisance = panelNuisance(method, comparison, propensity);
  if (nuisance === null) return failed("ill-conditioned");
  return { units, comparison, nuisance, problem: null, trimmed: propensity?.trimmed ?? 0 };
}

/** Some rows of x, in the order given. */
export function takeRows({ values, columns }: Rows, rows: Int32Array): Rows {
  const out = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * columns;
    for (let c = 0; c < columns; c++) out[i * columns + c] = values[from + c]!;
  }
  return { values: out, columns };
}
