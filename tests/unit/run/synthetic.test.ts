import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import type { Table } from "../../../src/core/table.ts";
import { markTable, refuseSynthetic, syntheticMarkOf } from "../../../src/run/synthetic.ts";
import { rowsOf } from "../../support/table-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "effectmeter-mark-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ["made/data/own", "real/data", "broken"]) mkdirSync(join(folder, name), { recursive: true });
writeFileSync(join(folder, "made/SYNTHETIC.yaml"), "study: sto\nseed: 7\nsize: small\neffects: none\ntraps: mergers\n");
writeFileSync(join(folder, "broken/SYNTHETIC.yaml"), "study: [sto\n");
for (const name of ["made/data/own/a.csv", "real/data/a.csv"]) writeFileSync(join(folder, name), "x\n1\n");

test("a file is made up when its folder or one above holds the mark", () => {
  const mark = syntheticMarkOf([join(folder, "real/data/a.csv"), join(folder, "made/data/own/a.csv")]);
  expect(mark).toMatchObject({ study: "sto", seed: "7", size: "small", effects: "none", traps: "mergers" });
  expect(syntheticMarkOf([join(folder, "real"), join(folder, "real/data/a.csv")])).toBeNull();
  expect(syntheticMarkOf([])).toBeNull();
});

test("a mark that cannot be read is an error, not real data", () => {
  expect(() => syntheticMarkOf([join(folder, "broken/x.csv")])).toThrow(InputError);
});

test("tables say what they come from in their last column; those of real data stay as they are", () => {
  const table: Table = {
    rowCount: 2,
    columns: new Map([["n", { kind: "number", name: "n", values: Float64Array.of(1, 2) }]]),
  };
  const mark = syntheticMarkOf([join(folder, "made")])!;
  expect(rowsOf(markTable(table, mark))).toEqual([
    [1, "synthetic data"],
    [2, "synthetic data"],
  ]);
  expect(markTable(table, null)).toBe(table);
});

test("what counts as evidence refuses made-up data", () => {
  const mark = syntheticMarkOf([join(folder, "made")]);
  expect(() => refuseSynthetic(mark, "accept")).toThrow(/accept: these are synthetic data/);
  expect(() => refuseSynthetic(null, "accept")).not.toThrow();
  expect(() => refuseSynthetic(undefined, "accept")).not.toThrow();
});
