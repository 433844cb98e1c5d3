import { sunAbraham } from "../../../models/sun-abraham/sun-abraham.ts";
import type { Term } from "../../../src/core/fit.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { confidenceInterval, twoSidedP } from "../../../src/inference/intervals.ts";
import type { SunabSpec } from "../../reference/sunab-specs.ts";
import { CONTEXT } from "../frame.ts";
import { type Comparison, intervalSizes, numbersOf, tailScale } from "./comparison.ts";
import type { ReferenceEntry } from "./measure.ts";
import { compareCounts, compareQuality } from "./regression.ts";

type Values = Readonly<Record<string, unknown>>;

/** What fixest calls a term; averages by period it does not have. */
function nameOf(term: Term): string {
  switch (term.kind) {
    case "att-gt":
      return `year::${term.period - term.cohort}:cohort::${term.cohort}`;
    case "event-time":
      return `year::${term.eventTime}`;
    case "cohort":
      return `cohort::${term.cohort}`;
    case "overall":
      return "ATT";
    case "coefficient":
      return term.name;
    case "calendar":
      return "";
    default:
      return term satisfies never;
  }
}

/** Effects by event time, by cohort, over all and per cell, as sunab() aggregates them; counts and fit. */
export function compareSunab({ result }: ReferenceEntry, { design, unit, options }: SunabSpec): Comparison[] {
  const fit = sunAbraham.fit(design, sunAbraham.options.parse(options), CONTEXT);
  const v = covariance(fit, { kind: "CR1", clusters: [unit] });
  const places = new Map(fit.terms.map((term, j) => [nameOf(term), j]));

  const block = (prefix: string, values: Values): Comparison[] => {
    const list = (key: string) => numbersOf(values[key]);
    const at = ([values["names"]].flat() as string[]).map((name) => places.get(name) ?? -1);
    const take = (ours: Float64Array) => at.map((j) => ours[j] ?? Number.NaN);
    const [estimate, se] = [take(fit.estimate), take(v.se)];
    const columns: Comparison[] = [
      { key: `${prefix}coef`, actual: estimate, expected: list("coef") },
      { key: `${prefix}se`, actual: se, expected: list("se") },
      { key: `${prefix}stat`, actual: take(v.statistic), expected: list("stat") },
      {
        key: `${prefix}p`,
        actual: estimate.map((b, j) => twoSidedP(b, se[j]!, v.df)),
        expected: list("p"),
        relativeTo: tailScale(list("p"), list("stat")),
      },
    ];
    if (values["ci95_low"] === undefined) return columns;
    const ends = estimate.map((b, j) => confidenceInterval(b, se[j]!, v.df, 0.95));
    const relativeTo = intervalSizes(list("ci95_low"), list("ci95_high"));
    return [
      ...columns,
      { key: `${prefix}ci95_low`, actual: ends.map(([low]) => low), expected: list("ci95_low"), relativeTo },
      { key: `${prefix}ci95_high`, actual: ends.map(([, high]) => high), expected: list("ci95_high"), relativeTo },
    ];
  };

  return [
    ...block("", result),
    ...["agg_att", "agg_cohort", "disaggregated"].flatMap((name) => block(`${name}.`, result[name] as Values)),
    ...compareCounts(result, fit, v),
    ...compareQuality(result, fit, v),
  ];
}
