import type { HypothesisView, LinkView } from "../page.ts";
import { shownId } from "../page.ts";
import { type Block, EMPTY, heading, list, wrap } from "../render/block.ts";
import { becauseSentence } from "./wording.ts";

/** Why this verdict: each rule that was read, in order, with its value and threshold. */
export function becauseBox(view: LinkView): Block {
  const items = view.link.because.map((item, i) => becauseSentence(view, item, `${view.path}/because/${i}`));
  if (items.length === 0) return EMPTY;
  return wrap(
    "div",
    { class: "because" },
    heading(3, `${view.page.words.because} (${shownId(view.link.id)})`),
    list(items, true),
  );
}

/** How the hypothesis follows from its links, where that says more than the deciding link does. */
export function hypothesisBecause(view: HypothesisView): Block {
  const own = view.hypothesis.because.filter(
    (item) => !(view.deciding?.link.because ?? []).some((other) => other.rule === item.rule),
  );
  const reader = view.deciding ?? view.links[0];
  if (own.length === 0 || reader === undefined) return EMPTY;
  const items = own.map((item) =>
    becauseSentence(reader, item, `${view.path}/because/${view.hypothesis.because.indexOf(item)}`),
  );
  return wrap(
    "div",
    { class: "because" },
    heading(3, `${view.page.words.because} (${shownId(view.hypothesis.id)})`),
    list(items, true),
  );
}
