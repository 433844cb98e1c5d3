import type { Design } from "../../src/core/design.ts";
import type { Factor } from "../../src/core/table.ts";
import type { CovarianceOptions } from "../../src/inference/covariance.ts";
import { categoryColumn, cells, factorOf, filterFrame, makeDesign, numbers, readFrame } from "../support/frame.ts";
import type { DuoSpec } from "./duo-specs.ts";

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

function design(choice: Choice): Design {
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

const between = (from: number, to: number) => (year: number) => year >= from && year <= to;
const main: Choice = { years: between(2019, 2024), start: 2022 };

const DOSE: Readonly<Record<string, Choice>> = {
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

function covarianceOf({ cluster }: Choice, { clusters }: Design): CovarianceOptions {
  return cluster === null ? { kind: "HC1" } : { kind: "CR1", clusters };
}

/** Dose models through twfe, and the event study, on the vestigingen of panel P1. */
export const PANEL_MODELS: ReadonlyMap<string, () => DuoSpec> = new Map([
  ...Object.entries(DOSE).map(([name, choice]): [string, () => DuoSpec] => [
    name,
    () => {
      const data = design(choice);
      const options = choice.absorb === undefined ? {} : { absorb: choice.absorb };
      return { estimator: "twfe", design: data, options, covariance: covarianceOf(choice, data) };
    },
  ]),
  [
    "event_study_blootstelling_2015_2017",
    () => {
      const data = design({ years: () => true, start: 2022 });
      const errors = { kind: "CR1", clusters: data.clusters } as const;
      return { estimator: "event-study", design: data, options: { reference: 2019 }, covariance: errors };
    },
  ],
]);
