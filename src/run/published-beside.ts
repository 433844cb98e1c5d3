import type { EffectRow, EstimateResult, LinkResult } from "../result/schema.ts";
import { publishedOf } from "../spec/estimate-entry.ts";
import type { LinkSpec, PrintedSpec } from "../spec/schema.ts";

type Published = NonNullable<LinkResult["published"]>[number];
type Term = EffectRow["term"];
type Printed = PrintedSpec["effects"][number];

/** The term of a fit that a printed number is about; null for the effect at the contrast. */
function termOf(term: Printed["term"]): Term | null {
  if (term === undefined) return null;
  if ("event-time" in term) return { kind: "event-time", eventTime: term["event-time"] };
  if ("cohort" in term) return { kind: "cohort", cohort: term.cohort };
  if ("period" in term) return { kind: "calendar", period: term.period };
  if ("att-gt" in term) return { kind: "att-gt", cohort: term["att-gt"][0], period: term["att-gt"][1] };
  return { kind: "coefficient", name: term.coefficient };
}

function sameTerm(a: Term, b: Term): boolean {
  switch (a.kind) {
    case "att-gt":
      return b.kind === a.kind && a.cohort === b.cohort && a.period === b.period;
    case "event-time":
      return b.kind === a.kind && a.eventTime === b.eventTime;
    case "cohort":
      return b.kind === a.kind && a.cohort === b.cohort;
    case "calendar":
      return b.kind === a.kind && a.period === b.period;
    case "overall":
      return b.kind === a.kind;
    case "coefficient":
      return b.kind === a.kind && a.name === b.name;
    default:
      return a satisfies never;
  }
}

/** Half a unit of the last printed decimal, and a little for the binary representation of the printed number. */
const roundingOf = (decimals: number): number => 0.5 * 10 ** -decimals * (1 + 1e-9);

function beside(source: PrintedSpec, printed: Printed, estimate: EstimateResult): Published {
  const term = termOf(printed.term);
  const row = term === null ? estimate.tau : estimate.effects.find((effect) => sameTerm(term, effect.term));
  const ours = row?.estimate ?? null;
  const difference = ours === null ? null : ours - printed.value;
  return {
    estimate: estimate.id,
    label: estimate.label,
    term,
    what: printed.what ?? null,
    ours,
    oursSe: row?.se ?? null,
    theirs: printed.value,
    theirsSe: printed.se ?? null,
    decimals: source.decimals,
    difference,
    agrees: difference === null ? null : Math.abs(difference) <= roundingOf(source.decimals),
    source: source.source,
    url: source.url ?? null,
    note: source.note ?? null,
  };
}

/**
 * The numbers that the specification quotes for a link's estimates, each beside our own, in outcome units: the effect at the contrast, or the term of the
 * fit that was quoted. `agrees` compares the estimates to the decimals printed; it is null, as is our number, where the fit has none.
 *
 * @param estimates of the link, in the order of the specification: the primary, then those under `also`
 */
export function publishedBeside(link: LinkSpec, estimates: readonly EstimateResult[]): readonly Published[] {
  const entries = link.estimate === undefined ? [] : [link.estimate.primary, ...link.estimate.also];
  return estimates.flatMap((estimate, index) =>
    publishedOf(entries[index] ?? {}).flatMap((source) =>
      source.effects.map((printed) => beside(source, printed, estimate)),
    ),
  );
}
