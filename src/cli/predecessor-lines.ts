import { InputError } from "../core/errors.ts";
import type { FoundPredecessors, Link } from "../run/predecessors.ts";
import { colour } from "./colour.ts";
import { textTable } from "./text-table.ts";

/** How many links are applied, by what they rest on, and how many codes are left open. */
export function summaryOf({ links, chain, undecided }: FoundPredecessors): readonly string[] {
  const applied = links.filter(({ status }) => status === "applied");
  const rules = [...new Set(applied.map(({ rule }) => rule))].map(
    (rule) => `${applied.filter((link) => link.rule === rule).length} by ${RULES[rule]}`,
  );
  const open = undecided.length;
  const rejected = links.filter(({ status }) => status === "rejected").length;
  return [
    applied.length === 0
      ? "No link is certain enough to be applied."
      : `${applied.length} links applied (${rules.join(", ")}); they make ${chain.units.length} units of several codes.`,
    ...(open > 0
      ? [`${open} ${open === 1 ? "code has" : "codes have"} more than one possible successor: listed, not applied.`]
      : []),
    ...(rejected > 0 ? [`${rejected} ${rejected === 1 ? "pair" : "pairs"} rejected by decision.`] : []),
  ];
}

const RULES: Readonly<Record<Link["rule"], string>> = {
  decision: "decision",
  stated: "a table that states them",
  address: "address",
  near: "distance",
  block: "a block of people",
};

const people = (size: number): string => (Number.isFinite(size) ? String(Number(size.toFixed(1))) : "unknown");
const yes = (value: boolean | null): string => (value === null ? "unknown" : value ? "yes" : "no");

/**
 * The chain of one unit: which code counts, how many people each of its codes had in every period, and each link with the values it rests on.
 *
 * @param links those with one of the chain's codes
 * @throws InputError when no table knows the code
 */
export function explainUnit(found: FoundPredecessors, code: string, links: readonly Link[]): readonly string[] {
  const { chain, evidence } = found;
  const { units: blocks, periods } = evidence.blocks;
  if (!blocks.has(code) && !evidence.places.has(code) && links.length === 0)
    throw new InputError(`--explain ${code}: no table of the predecessors knows this code`);
  const units = chain.units.filter(({ members }) => members.includes(code));
  const head =
    units.length === 0
      ? [`${colour.bold(code)} stands alone: no link of it is applied.`]
      : units.map(
          (unit) => `${colour.bold(unit.code)} is counted from ${unit.members.join(" + ")}: codes that are one unit.`,
        );
  const members = [...new Set([code, ...units.flatMap((unit) => unit.members)])].sort();
  const seen = members.filter((member) => blocks.has(member));
  const sizes = textTable(
    [
      { head: "period", align: "right" },
      ...seen.map((head) => ({ head, align: "right" as const })),
      ...(seen.length > 1 ? [{ head: "together", align: "right" as const }] : []),
    ],
    periods.map((period) => {
      const each = seen.map((member) => totalOf(blocks.get(member)!.get(period)));
      const sum = each.reduce((total, size) => total + (Number.isNaN(size) ? 0 : size), 0);
      const cells = each.map((size) => (Number.isNaN(size) ? "" : people(size)));
      return [String(period), ...cells, ...(seen.length > 1 ? [people(sum)] : [])];
    }),
  );
  return [...head, ...(seen.length > 0 ? ["", sizes] : []), ...links.flatMap((link) => ["", ...explainLink(link)])];
}

function totalOf(block: ReadonlyMap<string, { readonly middle: number }> | undefined): number {
  return block === undefined ? Number.NaN : [...block.values()].reduce((sum, { middle }) => sum + middle, 0);
}

function explainLink(link: Link): readonly string[] {
  const { relation } = link;
  const from = Number.isNaN(link.from) ? "at an unknown time" : `from ${link.from}`;
  const what = link.status === "applied" ? `applied${link.kind === null ? "" : ` (${link.kind})`}` : link.status;
  const km = Number.isFinite(relation.km) ? `${relation.km.toFixed(2)} km apart` : "distance unknown";
  const fit = Number.isFinite(link.deviation)
    ? `; ${(100 * link.deviation).toFixed(0)}% of the block differs from what is expected`
    : "";
  return [
    `${link.old} → ${link.new} ${from}: ${what}, ${link.confidence}`,
    `  rests on ${RULES[link.rule]}${link.reason === null ? "" : ` (${link.reason})`}${link.together.length > 0 ? `, together with ${link.together.join(", ")}` : ""}`,
    `  same address: ${yes(relation.sameAddress)}; same institution: ${yes(relation.sameInstitution)}; same board: ${yes(relation.sameBoard)}; same area: ${yes(relation.sameArea)}; ${km}`,
    `  ${link.old} had ${people(link.oldSize)} people at the end, ${link.new} has ${people(link.newSize)}, ${people(link.growth)} more than before${fit}`,
    ...(REASONS[link.status] === undefined ? [] : [`  ${REASONS[link.status]}`]),
  ];
}

const REASONS: Readonly<Partial<Record<Link["status"], string>>> = {
  ambiguous: "not applied: another pair with one of these codes is as good; a decision can settle it",
  outdone: "not applied: another pair with one of these codes is clearly better",
  rejected: "not applied: somebody decided against it",
};
