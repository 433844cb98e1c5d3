import { flipTexts } from "../../src/messages/headline.ts";
import { policyTerm } from "../../src/messages/summary.ts";
import { at, effectAt, type HypothesisView, intervalAt, type LinkView, levelText, say } from "../page.ts";
import { type Block, EMPTY, heading, join, list, wrap } from "../render/block.ts";
import { derivedText, escapeHtml, toHtml, toMarkdown } from "../render/text.ts";
import { strengthMark } from "./finding.ts";
import { notPassed } from "./summary-parts.ts";
import { findingWord } from "./wording.ts";

/** What would change the verdict, computed and declared, beside the published figure where there is one. */
export function changeAndPublished(view: HypothesisView): Block {
  const { hypothesis } = view;
  const change = wouldChange(view);
  const published = publishedBeside(view);
  if (change === EMPTY && published === EMPTY) return EMPTY;
  const beside = change !== EMPTY && hypothesis.published.length === 1;
  if (beside) return wrap("div", { class: "pair2" }, change, published);
  return join(
    ...[change, published].filter((part) => part !== EMPTY).map((part) => wrap("div", { class: "alone" }, part)),
  );
}

function wouldChange(view: HypothesisView): Block {
  const { page, hypothesis } = view;
  const items = [
    ...(view.deciding === null ? [] : computed(view.deciding)),
    ...hypothesis.wouldChange.map((text) => say(page, text)),
  ];
  if (items.length === 0) return EMPTY;
  return wrap("div", { class: "chg" }, heading(3, page.words.wouldChange, { class: "sec" }), list(items));
}

/**
 * The check that must pass, and the δ and the contrast at which “no relevant effect” would turn into “undecided”.
 * τ and its interval are linear in the contrast, so the word flips where the wider end of the 1 − 2α interval meets δ.
 */
function computed(view: LinkView): readonly string[] {
  const { page, link, primary, format } = view;
  const ends = primary?.tau?.ciEquivalence ?? null;
  const statistical = primary?.statisticalFinding ?? "undecided";
  const { failed: broken, uninformative, notDone } = notPassed(view);
  const failed = [...broken, ...uninformative, ...notDone];
  const blocked = failed.length > 0 && statistical !== link.finding && statistical !== "undecided";
  const negligible = statistical === "negligible" && (blocked || link.finding === "negligible");
  const widest = ends === null ? null : Math.abs(ends[0]) > Math.abs(ends[1]) ? 0 : 1;
  let deltaFlip: string | null = null;
  let contrastFlip: string | null = null;
  if (negligible && ends !== null && widest !== null && link.smallestEffect !== null) {
    const reach = Math.abs(ends[widest]);
    deltaFlip = at(`${view.path}/estimates/0/tau/ciEquivalence/${widest}`, format.size(reach), reach * format.scale);
    const contrast = link.contrast?.value ?? null;
    if (contrast !== null && link.design?.kind === "dose") {
      const ends = `${view.path}/estimates/0/tau/ciEquivalence/${widest}`;
      contrastFlip = derivedText(
        format.plain((contrast * link.smallestEffect) / reach),
        `${view.path}/contrast/value × ${view.path}/smallestEffect / ${ends}`,
      );
    }
  }
  return flipTexts(page.language, {
    failedChecks: blocked ? failed : [],
    ifPassed: findingWord(page, statistical),
    deltaFlip,
    contrastFlip,
    undecided: findingWord(page, "undecided"),
    conditional: blocked,
  });
}

function publishedBeside(view: HypothesisView): Block {
  const { page, hypothesis } = view;
  if (hypothesis.published.length === 0) return EMPTY;
  const { words } = page;
  const cards = hypothesis.published.map((item, i) => {
    const isDifference = /point/.test(item.unit.en) && item.value > 0;
    const signed = at(
      `${view.path}/published/${i}/value`,
      `${isDifference ? "+" : ""}${page.format.plain(item.value)}`,
      item.value,
    );
    const evidence = at(`${view.path}/published/${i}/evidence`, page.format.count(item.evidence), item.evidence);
    return card({
      who: item.source,
      value: signed,
      unit: say(page, item.unit),
      sentence: `${say(page, item.kind)}. ${say(page, item.what)}, ${item.period}.`,
      strength: `${evidence} ${words.meterOf} 5`,
      blocks: meter(view, item.evidence),
      note: say(page, item.reconcile),
    });
  });
  const ours = view.deciding === null ? EMPTY : ourCard(view, view.deciding);
  return wrap(
    "div",
    { class: "pub" },
    heading(3, words.published, { class: "sec" }),
    wrap("div", { class: cards.length > 1 ? "pubs many" : "pubs" }, ours, ...cards),
  );
}

function meter(view: HypothesisView, level: number): string {
  const mark = strengthMark(
    view.page,
    { level, base: level, attainable: level, reasons: [], wwcBaseline: null, cpb: null },
    view.path,
  );
  return typeof mark === "string" ? "" : (/<span class="meter".*?<\/span>/.exec(mark.html)?.[0] ?? "");
}

function ourCard(view: HypothesisView, link: LinkView): Block {
  const { page, hypothesis } = view;
  const tau = link.primary?.tau ?? null;
  const { words } = page;
  const strength = strengthMark(page, hypothesis.evidence, view.path);
  const text = typeof strength === "string" ? strength : strength.text;
  const term = policyTerm(hypothesis.finding, hypothesis.evidence.level, page.language);
  const interval = `${intervalAt(link, "/estimates/0/tau/ci", tau?.ci ?? null)} (${levelText(page, link.link.level)})`;
  const sentence = `${term.charAt(0).toUpperCase()}${term.slice(1)}; ${findingWord(page, hypothesis.finding)}. ${say(page, link.link.outcome?.name)}, ${interval}.`;
  const blocks = meter(view, hypothesis.evidence.level ?? 0);
  return card({
    who: words.thisReport,
    value: effectAt(link, "/estimates/0/tau/estimate", tau?.estimate ?? null),
    unit: link.format.unitWord,
    sentence,
    strength: text,
    blocks,
    note: "",
  });
}

interface Card {
  readonly who: string;
  readonly value: string;
  readonly unit: string;
  readonly sentence: string;
  readonly strength: string;
  readonly blocks: string;
  /** Why both numbers can be true. */
  readonly note: string;
}

function card({ who, value, unit, sentence, strength, blocks, note }: Card): Block {
  const small = note === "" ? "" : `<p class="cap">${escapeHtml(note)}</p>`;
  return {
    html:
      `<div><p class="ax">${escapeHtml(who)}</p><p class="bn num">${toHtml(value)}<small> ${escapeHtml(unit)}</small></p>` +
      `<p>${toHtml(sentence)}</p><p class="mt">${blocks}<span class="mlab">${toHtml(strength)}</span></p>${small}</div>`,
    markdown:
      `- **${toMarkdown(who)}**: ${toMarkdown(`${value} ${unit}`)}. ${toMarkdown(sentence)} ${toMarkdown(strength)}. ${toMarkdown(note)}`.trim(),
  };
}
