import { describe, expect, test } from "vitest";
import type { Design } from "../../../src/core/design.ts";
import { type IndicatorModel, indicatorFit } from "../../../src/estimate/indicator-fit.ts";
import { type LinearFit, linearFit } from "../../../src/estimate/linear-fit.ts";
import { fillNormal, openStream } from "../../../src/numerics/random.ts";
import { scoreMatrix } from "../../../src/numerics/score-rows.ts";
import { CONTEXT, factorOf, makeDesign } from "../../support/frame.ts";

// The same least squares by counting and by columns, on numbers of order 1.
const SAME = 1e-11;

/** Rows of an uneven panel: units of four groups seen in some of seven periods; cell = group × period for two of the groups. */
function draw(seed: number, weighted: "sampling" | "frequency" | null, islands = false) {
  const noise = new Float64Array(4000);
  fillNormal(openStream({ seed, task: "indicators", replicate: 0 }), noise);
  const rows: { unit: number; period: number; cell: number; y: number; x: number; weight: number }[] = [];
  let next = 0;
  for (let unit = 0; unit < 60; unit++) {
    const group = unit % 4;
    for (let period = 0; period < 7; period++) {
      if (noise[next++]! > 0.9) continue;
      // Islands: units of even number are seen early, the others late, so the effects fall apart in two.
      if (islands && period < 3 !== unit % 8 < 4) continue;
      const isCell =
        group < 2 && period !== 3 + group && period !== (islands ? 0 : -1) && period !== (islands ? 6 : -1);
      rows.push({
        unit,
        period,
        cell: isCell ? group * 7 + period : -1,
        y: noise[next++]! + unit / 10,
        x: noise[next++]!,
        weight: weighted === "frequency" ? 1 + (unit % 3) : 0.2 + Math.abs(noise[next++]!),
      });
    }
  }
  const used = [...new Set(rows.flatMap(({ cell }) => (cell < 0 ? [] : [cell])))].sort((a, b) => a - b);
  const unit = factorOf(
    "unit",
    rows.map((row) => row.unit),
  );
  const design = makeDesign({
    outcome: rows.map(({ y }) => y),
    unit,
    period: rows.map(({ period }) => period),
    clusters: [unit],
    ...(weighted === null ? {} : { weights: { kind: weighted, values: rows.map(({ weight }) => weight) } as const }),
  });
  const model: IndicatorModel = {
    cells: {
      codes: Int32Array.from(rows, ({ cell }) => used.indexOf(cell)),
      names: used.map((cell) => `cell ${cell}`),
    },
    regressors: [{ name: "x", values: Float64Array.from(rows, ({ x }) => x) }],
    absorb: [
      unit,
      factorOf(
        "period",
        rows.map(({ period }) => period),
      ),
    ],
  };
  return { design, model };
}

function byColumns(design: Design, { cells, regressors, ...model }: IndicatorModel): LinearFit {
  const dummies = cells.names.map((name, cell) => ({
    name,
    values: Float64Array.from(cells.codes, (code) => (code === cell ? 1 : 0)),
  }));
  return linearFit(design, { ...model, regressors: [...dummies, ...regressors], intercept: false }, CONTEXT);
}

function expectSame(ours: LinearFit, theirs: LinearFit): void {
  expect(ours.names).toEqual(theirs.names);
  for (const [a, b] of [
    [ours.estimate, theirs.estimate],
    [scoreMatrix(ours.uncertainty.scores), scoreMatrix(theirs.uncertainty.scores)],
    [ours.uncertainty.bread, theirs.uncertainty.bread],
  ] as const) {
    expect(a.length).toBe(b.length);
    const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
    expect(worst).toBeLessThan(SAME);
  }
  expect(ours.uncertainty.rowUnit).toEqual(theirs.uncertainty.rowUnit);
  expect(ours.uncertainty.redundantLevels).toBe(theirs.uncertainty.redundantLevels);
  expect(ours.uncertainty.coefficients).toBe(theirs.uncertainty.coefficients);
  expect(ours.uncertainty.effects.map(({ count }) => count)).toEqual(
    theirs.uncertainty.effects.map(({ count }) => count),
  );
  expect(ours.uncertainty.frequency).toEqual(theirs.uncertainty.frequency);
  expect(ours.diagnostics.ssr! / theirs.diagnostics.ssr!).toBeCloseTo(1, 11);
  expect(ours.diagnostics.withinRSquared).toBeCloseTo(theirs.diagnostics.withinRSquared!, 11);
  expect(ours.findings).toEqual(theirs.findings);
}

describe("indicators by counting are the dummy columns of least squares", () => {
  test.each([null, "sampling", "frequency"] as const)("an uneven panel, weights: %s", (weighted) => {
    const { design, model } = draw(1, weighted);
    // By counting indeed: the fallback would give the same bits.
    expect(indicatorFit(design, model, CONTEXT).estimate).not.toEqual(byColumns(design, model).estimate);
    expectSame(indicatorFit(design, model, CONTEXT), byColumns(design, model));
  });

  test("some of the rows, and more periods than units", () => {
    const { design, model } = draw(2, "sampling");
    const rows = Int32Array.from({ length: design.rowCount }, (_, row) => row).filter((row) => row % 11 !== 0);
    expectSame(indicatorFit(design, { ...model, rows }, CONTEXT), byColumns(design, { ...model, rows }));
    const [unit, period] = model.absorb;
    const swapped = { ...model, absorb: [period!, unit!] };
    expectSame(indicatorFit(design, swapped, CONTEXT), byColumns(design, swapped));
  });

  test("effects that fall apart into components", () => {
    const { design, model } = draw(3, null, true);
    const fit = indicatorFit(design, model, CONTEXT);
    expect(fit.uncertainty.redundantLevels).toBe(1);
    expectSame(fit, byColumns(design, model));
  });

  test("a cell that effects explain, a regressor that cells explain and other effects are left to the columns", () => {
    const { design, model } = draw(4, null);
    const [unit] = model.absorb;
    const codes = model.cells.codes.map((code, row) => (unit!.codes[row] === 0 ? model.cells.names.length : code));
    const wholeUnit = { ...model, cells: { codes, names: [...model.cells.names, "unit 0"] } };
    expect(indicatorFit(design, wholeUnit, CONTEXT).diagnostics.dropped).toContain("unit 0");
    const copied = {
      ...model,
      regressors: [{ name: "copy", values: Float64Array.from(model.cells.codes, (code) => (code === 2 ? 1 : 0)) }],
    };
    expect(indicatorFit(design, copied, CONTEXT).diagnostics.dropped).toEqual(["copy"]);
    const one = { ...model, absorb: [unit!] };
    expect(indicatorFit(design, one, CONTEXT)).toEqual(byColumns(design, one));
  });

  test("without cells it is least squares on the regressors", () => {
    const { design, model } = draw(5, "sampling");
    const bare = { ...model, cells: { codes: new Int32Array(design.rowCount).fill(-1), names: [] } };
    expectSame(indicatorFit(design, bare, CONTEXT), byColumns(design, bare));
  });
});
