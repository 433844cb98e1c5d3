import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { eventStudy } from "../../models/event-study/event-study.ts";
import { twfe } from "../../models/twfe/twfe.ts";
import type { Fit } from "../../src/core/fit.ts";
import type { Factor } from "../../src/core/table.ts";
import { type CovarianceOptions, covariance } from "../../src/inference/covariance.ts";
import { studentTTwoSided } from "../../src/numerics/student-t.ts";
import { disagreement } from "../support/expected.ts";
import {
  CONTEXT,
  categoryColumn,
  cells,
  factorOf,
  filterFrame,
  makeDesign,
  numbers,
  readFrame,
} from "../support/frame.ts";

// The reference is fixest 0.14.2 on the same rows, written with 12 decimals (R script beside it). Estimates and errors agree to 1e-8; t is their
// quotient; p moves t² times as much as t does in the tails.
const TOLERANCE = 1e-8;
const DECIMALS = 1e-12;

interface ReferenceModel {
  readonly nobs: number;
  readonly terms: readonly { term: string; estimate: number; se: number; t: number; p: number }[];
}

const reference: Record<string, ReferenceModel> = JSON.parse(
  readFileSync(new URL("duo/referentieschattingen.json", import.meta.url), "utf8"),
);
const panel = readFrame(new URL("duo/p1_vestiging_panel.csv", import.meta.url), ";");
const allYears = numbers(panel, "examenjaar");
/** The file holds 15 digits of the share; the quotient has all of them. */
const allShares = numbers(panel, "tech").map((tech, row) => tech / numbers(panel, "N")[row]!);

/** Mean share of each vestiging over the exposure years, per row. */
function exposure(years: readonly number[]): Float64Array {
  const codes = cells(panel, "vestigingscode");
  const sums = new Map<string, { sum: number; count: number }>();
  codes.forEach((code, row) => {
    if (!years.includes(allYears[row]!)) return;
    const { sum, count } = sums.get(code) ?? { sum: 0, count: 0 };
    sums.set(code, { sum: sum + allShares[row]!, count: count + 1 });
  });
  return Float64Array.from(codes, (code) => sums.get(code)!.sum / sums.get(code)!.count);
}

interface Choice {
  readonly years: (year: number) => boolean;
  readonly exposure?: readonly number[];
  readonly start: number;
  readonly weighted?: boolean;
  readonly cluster?: "corop" | "vestigingscode" | null;
  readonly absorb?: readonly string[];
}

function design(choice: Choice) {
  const keep = (row: number) => choice.years(allYears[row]!);
  const doses = exposure(choice.exposure ?? [2015, 2016, 2017]).filter((_, row) => keep(row));
  const frame = filterFrame(panel, keep);
  const year = numbers(frame, "examenjaar");
  return makeDesign({
    outcome: allShares.filter((_, row) => keep(row)),
    columns: [categoryColumn("corop", cells(frame, "corop"))],
    unit: factorOf("vestigingscode", cells(frame, "vestigingscode")),
    period: year,
    timing: { kind: "dose", name: "d0", dose: doses, post: year.map((t) => (t >= choice.start ? 1 : 0)) },
    ...(choice.weighted === false ? {} : { weights: { kind: "sampling", values: numbers(frame, "N") } as const }),
    clusters: [clusterOf(frame, choice.cluster ?? "corop")],
  });
}

function clusterOf(frame: ReadonlyMap<string, readonly string[]>, name: string): Factor {
  return factorOf(name, cells(frame, name));
}

function compare(name: string, fit: Fit, choice: CovarianceOptions): void {
  const expected = reference[name]!;
  const v = covariance(fit, choice);
  const column = (key: "estimate" | "se" | "t" | "p") => expected.terms.map((term) => term[key]);
  const t = column("t");
  expect(fit.counts.observations).toBe(expected.nobs);
  expect(disagreement(fit.estimate, column("estimate"), TOLERANCE, DECIMALS)).toBeLessThanOrEqual(1);
  expect(disagreement(v.se, column("se"), TOLERANCE, DECIMALS)).toBeLessThanOrEqual(1);
  expect(disagreement(v.statistic, t, TOLERANCE, DECIMALS)).toBeLessThanOrEqual(1);
  const p = Array.from(v.statistic, (value) => studentTTwoSided(value, v.df));
  const tail = Math.max(...t.map((value) => 1 + value * value));
  expect(disagreement(p, column("p"), TOLERANCE * tail, DECIMALS)).toBeLessThanOrEqual(1);
}

const between = (from: number, to: number) => (year: number) => year >= from && year <= to;
const main: Choice = { years: between(2019, 2024), start: 2022 };

const doseModels: Readonly<Record<string, Choice>> = {
  did_dosis_2019_2024_gewogen_corop: main,
  did_dosis_2019_2024_gewogen_vestiging: { ...main, cluster: "vestigingscode" },
  did_dosis_2019_2024_ongewogen_corop: { ...main, weighted: false },
  did_dosis_2019_2024_ongewogen_hc1: { ...main, weighted: false, cluster: null },
  did_dosis_corop_jaar_fe: { ...main, absorb: ["vestigingscode", "corop^period"] },
  placebo_start_2018_dosis_2015: { years: between(2015, 2019), exposure: [2015], start: 2018 },
  placebo_2016_2019_dosis_2015: { years: between(2016, 2019), exposure: [2015], start: 2018 },
  placebo_2017_2019_dosis_2015_2016: { years: between(2017, 2019), exposure: [2015, 2016], start: 2018 },
  placebo_2018_2019_dosis_2015_2017: { years: between(2018, 2019), start: 2019 },
  did_dosis_2018_2024: { years: between(2018, 2024), start: 2022 },
  did_dosis_2019_en_2022_2024: { years: (year) => year === 2019 || year >= 2022, start: 2022 },
  did_dosis_2019_2024_zonder_2021: { years: (year) => year >= 2019 && year !== 2021, start: 2022 },
};

const OTHER_MODELS = ["_meta", "its_aanbod_techniek_landelijk", "ppml_drievoudig_2019_2024"];
const EVENT_STUDY = "event_study_blootstelling_2015_2017";

test("every model of the reference is computed here or belongs to another estimator", () => {
  expect([...Object.keys(doseModels), EVENT_STUDY, ...OTHER_MODELS].sort()).toEqual(Object.keys(reference).sort());
});

describe("dose models through twfe", () => {
  test.each(Object.entries(doseModels))("%s", (name, choice) => {
    const data = design(choice);
    const fit = twfe.fit(
      data,
      twfe.options.parse(choice.absorb === undefined ? {} : { absorb: choice.absorb }),
      CONTEXT,
    );
    compare(name, fit, choice.cluster === null ? { kind: "HC1" } : { kind: "CR1", clusters: data.clusters });
  });
});

test(EVENT_STUDY, () => {
  const data = design({ years: () => true, start: 2022 });
  const fit = eventStudy.fit(data, eventStudy.options.parse({ reference: 2019 }), CONTEXT);
  expect(fit.reference).toBe(2019);
  expect(fit.terms.map((term) => (term.kind === "calendar" ? `examenjaar::${term.period}:d0` : ""))).toEqual(
    reference[EVENT_STUDY]!.terms.map(({ term }) => term),
  );
  compare(EVENT_STUDY, fit, { kind: "CR1", clusters: data.clusters });
});
