import { describe, expect, test } from "vitest";
import { iv } from "../../models/iv/iv.ts";
import { ols } from "../../models/ols/ols.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { fillNormal, openStream } from "../../src/numerics/random.ts";
import { studentTQuantile } from "../../src/numerics/student-t.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../support/frame.ts";

// 99.9% acceptance for `draws` replications; the median estimate likewise, because an exactly identified estimate has no mean.
const ACCEPTANCE = 3.3;
const draws = process.env["EFFECTMETER_SLOW"] === "1" ? 6000 : 600;
const EFFECT = 0.5;
const UNITS = 120;
const PERIODS = 3;

/** y = 0.5 x + unit + e, x = z + unit + v, corr(e, v) = 0.8, and e twice as wide where z > 0: least squares is biased, HC1 is needed. */
function draw(replicate: number) {
  const n = UNITS * PERIODS;
  const noise = new Float64Array(3 * n + UNITS);
  fillNormal(openStream({ seed: 77, task: "iv", replicate }), noise);
  const unit = Array.from({ length: n }, (_, i) => Math.floor(i / PERIODS));
  const z = unit.map((_, i) => noise[i]!);
  const v = unit.map((_, i) => noise[n + i]!);
  const e = unit.map((_, i) => (0.8 * v[i]! + 0.6 * noise[2 * n + i]!) * (z[i]! > 0 ? 2 : 1));
  const level = unit.map((u) => 2 * noise[3 * n + u]!);
  const x = unit.map((_, i) => z[i]! + level[i]! + v[i]!);
  return makeDesign({
    outcome: unit.map((_, i) => EFFECT * x[i]! + level[i]! + e[i]!),
    columns: [numberColumn("x", x), numberColumn("z", z)],
    unit: factorOf("unit", unit),
  });
}

describe(`an endogenous column with unit effects, ${draws} draws`, () => {
  const options = iv.options.parse({ endogenous: ["x"], instruments: ["z"], absorb: ["unit"] });
  const errors: number[] = [];
  let covered = 0;
  let coveredByOls = 0;
  for (let replicate = 0; replicate < draws; replicate++) {
    const design = draw(replicate);
    const fit = iv.fit(design, options, CONTEXT);
    const { se, df } = covariance(fit, { kind: "CR1", clusters: [design.unit!] });
    const critical = studentTQuantile(0.975, df);
    errors.push(fit.estimate[0]! - EFFECT);
    if (Math.abs(errors.at(-1)!) <= critical * se[0]!) covered++;
    const plain = ols.fit(design, ols.options.parse({ covariates: ["x"], absorb: ["unit"] }), CONTEXT);
    const biased = covariance(plain, { kind: "CR1", clusters: [design.unit!] });
    if (Math.abs(plain.estimate[0]! - EFFECT) <= critical * biased.se[0]!) coveredByOls++;
  }

  test("half of the estimates lie above the truth", () => {
    const above = errors.filter((error) => error > 0).length / draws;
    expect(Math.abs(above - 0.5)).toBeLessThan(ACCEPTANCE * Math.sqrt(0.25 / draws));
  });

  test("95% intervals cover it", () => {
    expect(Math.abs(covered / draws - 0.95)).toBeLessThan(ACCEPTANCE * Math.sqrt((0.95 * 0.05) / draws));
  });

  test("least squares misses it", () => {
    expect(coveredByOls / draws).toBeLessThan(0.05);
  });
});
