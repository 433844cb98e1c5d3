import type { CheckStatus } from "../../src/core/verdict.ts";
import { missingText } from "../../src/messages/headline.ts";
import type { NotPassed, SummaryParts } from "../../src/messages/summary.ts";
import {
  at,
  contrastText,
  deltaAt,
  effectAt,
  equivalenceLevel,
  type HypothesisView,
  intervalAt,
  type LinkView,
  levelText,
  say,
  withUnit,
} from "../page.ts";

/** The required checks of a link that did not pass, by code or name; one that was not done does not hold either. */
export function notPassed(view: LinkView): NotPassed {
  const names = (status: CheckStatus): readonly string[] => {
    const found = view.link.checks.filter((check) => check.required && check.status === status);
    return [...new Set(found.map((check) => check.code ?? say(view.page, check.label)))];
  };
  return { failed: names("failed"), uninformative: names("uninformative"), notDone: names("not-available") };
}

/** What the summary sentences of a tested link are filled with; null when it has no estimate at the contrast. */
export function summaryParts(view: LinkView): SummaryParts | null {
  const { link, page, primary } = view;
  const tau = primary?.tau ?? null;
  if (primary === null || tau === null || tau.estimate === null) return null;
  const delta = link.smallestEffect;
  const mde = link.minimumDetectableEffect;
  const base = "/estimates/0/tau";
  const end = (i: 0 | 1) => {
    const value = tau.ci?.[i];
    if (value === undefined) return "–";
    return withUnit(view, at(`${view.path}${base}/ci/${i}`, view.format.bound(value), value * view.format.scale));
  };
  return {
    language: page.language,
    finding: link.finding,
    statisticalFinding: primary.statisticalFinding,
    expect: link.expect,
    strength: link.evidence.level,
    outcome: outcomeName(view),
    designKind: link.design?.kind ?? "",
    rises: tau.estimate >= 0,
    effect: withUnit(view, effectAt(view, `${base}/estimate`, tau.estimate)),
    interval: intervalAt(view, `${base}/ci`, tau.ci),
    intervalLevel: levelText(page, link.level),
    deciding: intervalAt(view, `${base}/ciEquivalence`, tau.ciEquivalence),
    decidingLevel: levelText(page, equivalenceLevel(view)),
    lo: end(0),
    hi: end(1),
    contrast: contrastText(view),
    delta: deltaAt(view),
    mde:
      mde === null ? null : at(`${view.path}/minimumDetectableEffect`, view.format.size(mde), mde * view.format.scale),
    mdeBelowDelta: mde === null || delta === null ? null : mde < delta,
    belowDelta: delta !== null && Math.abs(tau.estimate) < delta,
    notPassed: notPassed(view),
    assumption: say(page, link.assumption),
  };
}

/** The outcome's name as it stands in a sentence: lower case, unless it starts with a code. */
export function outcomeName(view: LinkView): string {
  const name = say(view.page, view.link.outcome?.name) || view.link.id;
  return /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

/** One sentence on why a link was not tested: the missing tables, or the reason the study gives. */
export function untestedReason(view: LinkView): string {
  const { page, link } = view;
  const titles = [...new Set(link.missing.map((missing) => say(page, missing.title)))];
  if (titles.length > 0) return missingText(page.language, titles);
  return say(page, link.untested) || page.words.untested;
}

/** The first reason that a hypothesis without tested links gives; its primary link speaks first. */
export function untestedHypothesisReason(view: HypothesisView): string {
  const links = [...view.links].sort((a, b) => Number(b.link.role === "primary") - Number(a.link.role === "primary"));
  const first = links[0];
  return first === undefined ? "" : untestedReason(first);
}
