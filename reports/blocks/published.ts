import { capitalise, formatDecimal, inWords } from "../../src/messages/format.ts";
import type { LinkResult } from "../../src/result/schema.ts";
import { at, type LinkView, say } from "../page.ts";
import { type Block, EMPTY, heading, join, paragraph, type TableRow, table } from "../render/block.ts";
import { linkText } from "../render/text.ts";
import { lookUpCell } from "./estimates-table.ts";

type Published = NonNullable<LinkResult["published"]>[number];

const LEAST_DECIMALS = 2;

/** Our estimates beside numbers printed elsewhere for the same estimate: ours, theirs, the difference and where theirs was printed. */
export function publishedTable(view: LinkView): Block {
  const { page, link } = view;
  const { words, language } = page;
  const published = link.published ?? [];
  if (published.length === 0) return EMPTY;
  const agree = published.filter(({ agrees }) => agrees === true).length;
  const title =
    published.length === 1
      ? words.publishedTitleOne(agree === 1)
      : words.publishedTitle(inWords(agree, language), inWords(published.length, language));
  return join(
    heading(3, capitalise(title), { class: "sec" }),
    table({
      caption: words.publishedEstimates,
      className: "tab cards",
      columns: [
        { head: words.publishedWhat },
        { head: words.publishedOurs(view.format.unitWord), align: "right" },
        { head: words.publishedOurSe, align: "right" },
        { head: words.publishedTheirs, align: "right" },
        { head: words.publishedTheirSe, align: "right" },
        { head: words.publishedDifference, align: "right" },
        { head: words.publishedSource, className: "full" },
      ],
      rows: published.map((printed, index) => row(view, printed, index)),
    }),
    paragraph(words.publishedNote, "cap"),
  );
}

function row(view: LinkView, printed: Published, index: number): TableRow {
  const { page, format } = view;
  const places = Math.max(0, printed.decimals - Math.round(Math.log10(format.scale)));
  // A source may print an error with more decimals than its estimate; ours are never rounded to whole numbers because theirs are.
  const placesOfSe = Math.max(places, printed.theirsSe === null ? 0 : decimalsOf(printed.theirsSe * format.scale));
  const atLeast = (digits: number): number => Math.max(digits, LEAST_DECIMALS);
  const number = (key: "ours" | "oursSe" | "theirs" | "theirsSe" | "difference", digits: number): string => {
    const value = printed[key];
    if (value === null) return "–";
    const shown = value * format.scale;
    const text = formatDecimal(shown, digits, page.language, !key.endsWith("Se"));
    return at(`${view.path}/published/${index}/${key}`, text, shown);
  };
  const note = say(page, printed.note);
  const source = linkText(printed.source, printed.url ?? "");
  return {
    className: printed.estimate === view.primary?.id ? "pri" : "alt",
    cells: [
      whatOf(view, printed),
      lookUpCell(page.language, number("ours", atLeast(places))),
      number("oursSe", atLeast(placesOfSe)),
      number("theirs", places),
      number("theirsSe", placesOfSe),
      number("difference", atLeast(places)),
      note === "" ? source : `${source}. ${note}`,
    ],
  };
}

const decimalsOf = (value: number): number => (String(Number(value.toPrecision(12))).split(".")[1] ?? "").length;

/** The estimate and which of its effects: in the words of the specification, else the term's own. */
function whatOf(view: LinkView, printed: Published): string {
  const label = capitalise(say(view.page, printed.label));
  const what = say(view.page, printed.what) || termWords(view, printed.term);
  return what === "" ? label : `${label}: ${what}`;
}

function termWords({ page }: LinkView, term: Published["term"]): string {
  const words = page.words.publishedTerm;
  switch (term?.kind) {
    case undefined:
    case "overall":
      return "";
    case "att-gt":
      return words["att-gt"](String(term.cohort), String(term.period));
    case "event-time":
      return words["event-time"](term.eventTime);
    case "cohort":
      return words.cohort(String(term.cohort));
    case "calendar":
      return words.calendar(String(term.period));
    case "coefficient":
      return term.name;
    default:
      return term satisfies never;
  }
}
