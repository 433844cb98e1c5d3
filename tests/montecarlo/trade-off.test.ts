import { expect, test } from "vitest";
import { tradeOff } from "../../models/trade-off/trade-off.ts";
import type { Design } from "../../src/core/design.ts";
import { influenceCovariance } from "../../src/inference/influence.ts";
import { normalQuantile } from "../../src/numerics/normal.ts";
import { fillNormal, openStream } from "../../src/numerics/random.ts";
import { factorOf, makeDesign, numberColumn } from "../support/frame.ts";

// 99.9% acceptance for `draws` replications; the mean estimate likewise within 3.3 of its own standard errors.
const ACCEPTANCE = 3.3;
const draws = process.env["EFFECTMETER_SLOW"] === "1" ? 4000 : 500;
const UNITS = 300;
const CRITICAL = normalQuantile(0.975);
// Delta-method errors of a ratio: about a point short of nominal with this many units, and the ratio's own bias of order 1 / units.
const SHORT = 0.012;
const BIAS = 0.01;

/** True change of a is standard normal, of b `slope` times that plus one of its own; noise of each period stands on both sides, with opposite signs. */
function drawDesign(replicate: number, slope: number): Design {
  const stream = openStream({ seed: 41, task: "trade-off coverage", replicate });
  const z = new Float64Array(10);
  const rows: { unit: number; period: number; a: number; b: number }[] = [];
  for (let unit = 0; unit < UNITS; unit++) {
    fillNormal(stream, z);
    for (let period = 0; period < 4; period++) {
      const after = period >= 2 ? 1 : 0;
      const noise = 0.8 * z[2 + period]!;
      rows.push({
        unit,
        period,
        a: after * z[0]! + noise,
        b: after * (slope * z[0]! + z[1]!) - noise + 0.5 * z[6 + period]!,
      });
    }
  }
  return makeDesign({
    outcome: rows.map(({ b }) => b),
    unit: factorOf(
      "unit",
      rows.map(({ unit }) => unit),
    ),
    period: rows.map(({ period }) => period),
    columns: [
      numberColumn(
        "a",
        rows.map(({ a }) => a),
      ),
    ],
  });
}

test.each([0, -0.5])(`slope and correlation at the true slope %s, ${draws} draws of ${UNITS} units`, (slope) => {
  const options = tradeOff.options.parse({ against: "a", before: [0, 1], after: [2, 3], draws: 0 });
  const truth = [slope, slope / Math.hypot(slope, 1)];
  const covered = [0, 0];
  const sum = [0, 0];
  const squares = [0, 0];
  for (let replicate = 0; replicate < draws; replicate++) {
    const fit = tradeOff.fit(drawDesign(replicate, slope), options, { seed: 1, wantOutcomeWeights: false });
    const { se } = influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 });
    truth.forEach((value, j) => {
      const error = fit.estimate[j]! - value;
      if (Math.abs(error) <= CRITICAL * se[j]!) covered[j]!++;
      sum[j]! += error;
      squares[j]! += error * error;
    });
  }
  truth.forEach((_, j) => {
    const bias = sum[j]! / draws;
    const spread = Math.sqrt((squares[j]! / draws - bias * bias) / draws);
    expect(Math.abs(bias)).toBeLessThan(BIAS + ACCEPTANCE * spread);
    expect(Math.abs(covered[j]! / draws - 0.95)).toBeLessThan(SHORT + ACCEPTANCE * Math.sqrt((0.95 * 0.05) / draws));
  });
});
