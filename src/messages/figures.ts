import type { Language } from "../core/text.ts";

/** What the numbers of an event study allow a title to say. */
export interface EventStudyFacts {
  readonly language: Language;
  /** How the difference moved before the start, where a clean lead leaves zero. */
  readonly drift: "fell" | "rose" | "moved" | null;
  readonly hasLeads: boolean;
  /** Periods after the start, how many have an interval above or below zero, and whether all estimates lie within ±δ. */
  readonly after: number;
  readonly above: number;
  readonly below: number;
  readonly withinDelta: boolean | null;
}

/** The title of the key figure: a full sentence that says no more than the intervals allow. */
export function eventStudyTitle(facts: EventStudyFacts): string {
  const nl = facts.language === "nl";
  const before = beforeText(facts);
  const after = afterText(facts);
  if (before === "") return nl ? `Na de start ${after}` : `After the start ${after}`;
  return nl ? `${before}; daarna ${after}` : `${before}; afterwards ${after}`;
}

function beforeText({ language, drift, hasLeads }: EventStudyFacts): string {
  const nl = language === "nl";
  if (drift === "fell")
    return nl ? "Het verschil nam vóór de start al af" : "The difference shrank already before the start";
  if (drift === "rose")
    return nl ? "Het verschil nam vóór de start al toe" : "The difference grew already before the start";
  if (drift === "moved")
    return nl ? "Het verschil bewoog vóór de start al" : "The difference moved already before the start";
  if (!hasLeads) return "";
  return nl ? "Vóór de start sluit elk toetsjaar nul in" : "Before the start every test year includes zero";
}

function afterText({ language, after, above, below, withinDelta }: EventStudyFacts): string {
  const nl = language === "nl";
  if (above + below === 0) {
    if (withinDelta === true)
      return nl ? "liggen alle schattingen binnen de grens" : "all estimates lie within the threshold";
    return nl ? "sluit geen enkel jaar nul uit" : "no single year excludes zero";
  }
  if (above > 0 && below > 0) {
    return nl ? "liggen jaren aan beide kanten van nul" : "years lie on both sides of zero";
  }
  const count = above + below;
  const side = above > 0 ? (nl ? "boven" : "above") : nl ? "onder" : "below";
  return nl
    ? `ligt het verschil in ${count} van de ${after} jaren aantoonbaar ${side} nul`
    : `the difference is clearly ${side} zero in ${count} of the ${after} years`;
}
