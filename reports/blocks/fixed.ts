import { at, contrastText, countAt, deltaAt, type LinkView, levelText, say } from "../page.ts";
import { type Block, heading, join, terms } from "../render/block.ts";
import { strong } from "../render/text.ts";
import { notPassed, outcomeName } from "./summary-parts.ts";
import { designWord } from "./wording.ts";

/** What was fixed before an outcome was read, and what the data turned out to hold. */
export function fixedBeforehand(view: LinkView): Block {
  const { words } = view.page;
  const items: (readonly [string, string])[] = [
    [words.outcome, outcomeText(view)],
    [words.threshold, thresholdText(view)],
    [words.designAndEstimate, designText(view)],
    [words.assumption, assumptionText(view)],
    [words.data, dataText(view)],
    [words.mde, detectableText(view)],
  ];
  return join(
    heading(3, words.fixed, { class: "sec" }),
    terms(
      items.filter(([, text]) => text !== ""),
      "spec",
    ),
  );
}

function outcomeText(view: LinkView): string {
  const { link, page } = view;
  const code = link.outcome?.code ?? null;
  const definition = say(page, link.outcome?.definition);
  const name = code === null ? outcomeName(view) : `${code}, ${outcomeName(view)}`;
  const expected = `${page.words.expected}: ${page.words.direction[link.expect]}`;
  return `${name}; ${expected}.${definition === "" ? "" : ` ${definition}`}`;
}

function thresholdText(view: LinkView): string {
  const { page, link, format } = view;
  const delta = deltaAt(view);
  if (delta === null) return contrastText(view);
  const long = format.isPercentage ? delta.replace(format.unitWord, page.words.percentagePoints) : delta;
  const basis = page.words.contrastBasis[link.contrast?.basis.split("→").at(-1)?.trim() ?? ""] ?? "";
  return `${long} ${contrastText(view)}${basis === "" ? "" : ` (${basis})`}`;
}

function designText(view: LinkView): string {
  const { page, link } = view;
  const { words } = page;
  const design = link.design;
  if (design === null) return "";
  const exposed = design.exposurePeriods;
  const first = exposed[0];
  const last = exposed.at(-1);
  return [
    designWord(page, design.kind),
    first === undefined || last === undefined ? "" : words.exposureFrom(first, last),
    design.postStart === null ? "" : words.afterStart(design.postStart),
    design.weights === null ? words.unweighted : words.weightedBy(design.weights),
    link.estimand === "overall"
      ? ""
      : `${words.estimandLabel.toLowerCase()}: ${words.estimandWord[link.estimand] ?? link.estimand}`,
    words.confidence(levelText(page, link.level)),
  ]
    .filter((text) => text !== "")
    .join("; ");
}

function assumptionText(view: LinkView): string {
  const { page, link } = view;
  const text = say(page, link.assumption);
  const { failed, uninformative, notDone } = notPassed(view);
  const open = [...uninformative, ...notDone];
  if (text === "" || failed.length + open.length === 0) return text;
  const { assumptionBroken, assumptionOpen } = page.words;
  return `${text} ${strong(failed.length > 0 ? assumptionBroken(failed.join(", ")) : assumptionOpen(open.join(", ")))}`;
}

function dataText(view: LinkView): string {
  const { page, link, primary } = view;
  const { words } = page;
  if (primary === null) return "";
  const counts = `${view.path}/estimates/0/counts`;
  const design = link.design;
  const clusterNames = design?.clusters ?? [];
  const periods = design?.periods ?? null;
  const parts = [
    primary.counts.units === null ? "" : `${countAt(page, `${counts}/units`, primary.counts.units)} ${words.units}`,
    `${countAt(page, `${counts}/observations`, primary.counts.observations)} ${words.rows}`,
    primary.counts.clusters === null
      ? ""
      : `${countAt(page, `${counts}/clusters`, primary.counts.clusters)} ${words.clusters}${clusterNames.length === 0 ? "" : ` (${clusterNames.join(", ")})`}`,
    periods === null ? "" : periods[0] === periods[1] ? String(periods[0]) : `${periods[0]}–${periods[1]}`,
  ].filter((text) => text !== "");
  const share = link.suppressedShare;
  const hidden =
    share === null || share === 0
      ? ""
      : `; ${words.suppressed(at(`${view.path}/suppressedShare`, page.format.percent(share), share * 100))}`;
  return `${parts.join(", ")}${hidden}`;
}

function detectableText(view: LinkView): string {
  const { page, link } = view;
  const mde = link.minimumDetectableEffect;
  if (mde === null) return "";
  const shown = at(`${view.path}/minimumDetectableEffect`, view.format.size(mde), mde * view.format.scale);
  const against =
    link.smallestEffect === null ? "" : `, ${mde < link.smallestEffect ? page.words.mdeBelow : page.words.mdeAbove}`;
  return `${shown} (${page.words.mdePower})${against}`;
}
