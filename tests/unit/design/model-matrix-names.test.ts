import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Column } from "../../../src/core/table.ts";
import { buildModelMatrix } from "../../../src/design/model-matrix.ts";
import { parseFormula } from "../../../src/formula/parse-formula.ts";

interface Entry {
  readonly id: string;
  readonly dataset: string;
  readonly subset?: string;
  readonly call: string;
  readonly result: { readonly names: readonly string[]; readonly nobs: number };
}

const reference = new URL("../../reference/", import.meta.url);
const { entries } = JSON.parse(readFileSync(new URL("expected/regression.json", reference), "utf8")) as {
  readonly entries: readonly Entry[];
};

/** Data sets whose files are in the repository; the formulas of all entries are parsed in any case. */
const DATASETS = new Set(
  "public_schools base_did base_stagg castle_did2s ehec cigarettes_sw darfur mpdta fatalities plm_produc".split(" "),
);

/** The rows that the call of an entry is estimated on, as its `subset` says. */
const SUBSETS: ReadonlyMap<string, (cell: (column: string) => string) => boolean> = new Map([
  ["!is.na(Expenditure)", (cell) => cell("Expenditure") !== ""],
  ["year < 2016 & (is.na(yexp2) | yexp2 != 2015)", (cell) => Number(cell("year")) < 2016 && cell("yexp2") !== "2015"],
]);

/** The formula in `lm(y ~ x, d)`. */
function formulaOf(call: string): string {
  return /(?:lm|feols|fepois|feglm)\((.*?), (?:d\b|transform\(d)/.exec(call)![1]!;
}

function readTable({ dataset, subset }: Entry): { readonly table: Map<string, Column>; readonly rowCount: number } {
  const text = readFileSync(new URL(`data/${dataset}.csv`, reference), "utf8");
  const [header = [], ...all] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(",").map((cell) => cell.replace(/^"|"$/g, "")));
  const keep = subset === undefined ? () => true : SUBSETS.get(subset)!;
  const rows = all.filter((row) => keep((column) => row[header.indexOf(column)]!));
  const table = new Map<string, Column>();
  header.forEach((column, place) => {
    const cells = rows.map((row) => row[place]!);
    const missing = (cell: string) => cell === "" || cell === "NA";
    if (cells.every((cell) => missing(cell) || /^-?Inf$/.test(cell) || Number.isFinite(Number(cell)))) {
      const values = Float64Array.from(cells, (cell) =>
        missing(cell) ? Number.NaN : Number(cell.replace("Inf", "Infinity")),
      );
      table.set(column, { kind: "number", name: column, values });
      return;
    }
    const labels = [...new Set(cells.filter((cell) => !missing(cell)))].sort();
    const places = new Map(labels.map((label, code) => [label, code]));
    const codes = Int32Array.from(cells, (cell) => places.get(cell) ?? -1);
    table.set(column, { kind: "category", name: column, codes, labels });
  });
  return { table, rowCount: rows.length };
}

/** Column made by `transform(d, is_2014 = …)` in the call of es_ehec_2014. */
function addIs2014(table: Map<string, Column>): void {
  const year = table.get("yexp2");
  if (year?.kind !== "number") return;
  const values = year.values.map((value) => (value === 2014 ? 1 : 0));
  table.set("is_2014", { kind: "number", name: "is_2014", values });
}

describe("coefficients are called what lm() and fixest call them", () => {
  const usable = entries.filter(({ id, dataset }) => DATASETS.has(dataset) && !id.startsWith("sunab"));
  const distinct = [...new Map(usable.map((entry) => [formulaOf(entry.call), entry])).values()];

  test("enough of the reference is used", () => expect(distinct.length).toBeGreaterThanOrEqual(16));

  test.each(distinct.map((entry) => [formulaOf(entry.call), entry] as const))("%s", (text, entry) => {
    const { table, rowCount } = readTable(entry);
    addIs2014(table);
    const matrix = buildModelMatrix(parseFormula(text), table, rowCount);
    const names = matrix.columns.map(({ name }) => name);
    const endogenous = (matrix.instruments?.endogenous ?? []).map(({ name }) => `fit_${name}`);
    const place = names[0] === "(Intercept)" ? 1 : 0;
    names.splice(place, 0, ...endogenous);
    // The reference shows the first eight coefficients of the model with village indicators.
    const shown = entry.id.startsWith("ols_darfur") ? names.slice(0, 8) : names;
    expect(shown).toEqual(entry.result.names);
  });
});

test.each(entries.map(({ id, call }) => [id, formulaOf(call)] as const))("%s is read: %s", (_, text) => {
  expect(parseFormula(text).outcome).not.toBeNull();
});
