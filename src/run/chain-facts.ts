import type { ChainFacts } from "../core/check.ts";
import { undecidedCodes } from "../panel/predecessors/link.ts";
import type { Study } from "../spec/schema.ts";
import type { StudyPanel } from "./panels.ts";
import type { PlannedEstimate } from "./plan-estimate.ts";
import type { StudyChain } from "./predecessors.ts";

/** What a check of a link knows of chained units; null where there are none to follow. */
export function chainFacts(
  study: Study,
  chained: StudyChain | null,
  { panel }: StudyPanel,
  primary: PlannedEstimate,
): ChainFacts | null {
  const spec = study.study.predecessors;
  if (chained === null || spec === undefined) return null;
  const { links, chain } = chained;
  const column = panel.unitParts.includes(spec.unit) ? panel.columns.get(spec.unit) : undefined;
  let affected = Number.NaN;
  if (column?.kind === "category" && primary.built !== null) {
    const linked = new Set(chain.units.flatMap(({ members }) => members));
    const codes = new Set(Array.from(primary.built.panelRows, (row) => column.labels[column.codes[row]!]!));
    affected = [...codes].filter((code) => linked.has(code)).length;
  }
  return {
    applied: links.filter(({ status }) => status === "applied").length,
    open: undecidedCodes(links).length,
    affected,
  };
}
