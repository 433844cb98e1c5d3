// Runs against the real danfojs-node and the built adapter: npm run test:danfojs from the project's root.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as danfojs from "danfojs-node";

// Installed beside danfojs-node as a user would have it, so that the subpath of package.json and the loading of the optional peer are tested too.
const from = (path) => fileURLToPath(new URL(path, import.meta.url));
cpSync(from("../../dist"), from("node_modules/effectmeter/dist"), { recursive: true });
cpSync(from("../../package.json"), from("node_modules/effectmeter/package.json"));
const { effectsToDataFrame, panelFromDataFrame } = await import("effectmeter/danfojs");

const { DataFrame } = danfojs.default ?? danfojs;

const frame = () =>
  new DataFrame({
    school: ["b", "a", "a", "b"],
    year: [2020, 2021, 2020, 2021],
    share: [0.25, 0.5, null, 1],
    kind: ["x", "y", "y", "x"],
  });

test("a frame becomes a panel sorted by unit and period, with missing cells", () => {
  const panel = panelFromDataFrame(frame(), { unit: "school", period: "year" });
  assert.equal(panel.rowCount, 4);
  assert.deepEqual(panel.unit.labels, ["a", "b"]);
  assert.deepEqual([...panel.period], [2020, 2021, 2020, 2021]);
  assert.deepEqual([...panel.columns.get("share").values], [Number.NaN, 0.5, 0.25, 1]);
  const kind = panel.columns.get("kind");
  assert.deepEqual(
    [...kind.codes].map((code) => kind.labels[code]),
    ["y", "y", "x", "x"],
  );
});

test("a frame is not changed and shares nothing with the panel", () => {
  const source = frame();
  const before = JSON.stringify(source.values);
  const panel = panelFromDataFrame(source, { unit: "school", period: "year" });
  panel.columns.get("share").values[1] = 99;
  assert.equal(JSON.stringify(source.values), before);
});

test("bad frames are refused with a remedy", () => {
  const twice = new DataFrame({ school: ["a", "a"], year: [2020, 2020], share: [1, 2] });
  assert.throws(
    () => panelFromDataFrame(twice, { unit: "school", period: "year" }),
    /school a occurs more than once in year 2020/,
  );
  assert.throws(
    () => panelFromDataFrame(frame(), { unit: "skool", period: "year" }),
    /no column "skool"; it has school, year, share, kind/,
  );
  const text = new DataFrame({ school: ["a", "b"], year: ["one", "two"], share: [1, 2] });
  assert.throws(() => panelFromDataFrame(text, { unit: "school", period: "year" }), /"year" of a is not a number/);
});

test("effects come back as a frame with full precision", async () => {
  const counts = { observations: 4, units: 2, treatedUnits: 1, clusters: 2, periods: 2, cohorts: null };
  const effect = {
    term: { kind: "overall" },
    estimate: 1 / 3,
    se: 0.1,
    statistic: 10 / 3,
    df: 1,
    p: 0.2,
    pAdjusted: null,
    ci: [-1, 2],
    band: null,
    reference: false,
    counts,
  };
  const result = { kind: "estimate", estimator: "twfe", effects: [effect], counts };
  const effects = await effectsToDataFrame(result);
  assert.ok(effects instanceof DataFrame);
  assert.deepEqual(effects.shape, [1, 22]);
  const row = Object.fromEntries(effects.columns.map((name, index) => [name, effects.values[0][index]]));
  assert.equal(row.estimate, 1 / 3);
  assert.equal(row.term, "overall");
  assert.equal(row.band_lo, null);
});
