import { anchor, type HypothesisView, type LinkView, type Page, say, shownId } from "../page.ts";
import { type Block, EMPTY, heading, join, type TableRow, table } from "../render/block.ts";
import { code, linkText, strong } from "../render/text.ts";
import { untestedReason } from "./summary-parts.ts";

/** The untested links of a hypothesis: each with the table it needs, its columns and where to get it. */
export function missingTables(view: HypothesisView): Block {
  const { page } = view;
  const untested = view.links.filter(({ link }) => !link.tested);
  if (untested.length === 0) return EMPTY;
  return join(
    heading(3, page.words.missing, { class: "sec" }),
    missingTable(page.words.missing, untested, view.page.words.link),
  );
}

function missingTable(caption: string, untested: readonly LinkView[], head: string): Block {
  const page = untested[0]?.page;
  if (page === undefined) return EMPTY;
  const { words } = page;
  return table({
    caption,
    className: "tab cards miss",
    columns: [
      { head },
      { head: words.missingTable, className: "full" },
      { head: words.missingColumns, className: "full" },
      { head: words.missingFrom, className: "full" },
    ],
    rows: untested.flatMap((view) => rowsOf(view)),
  });
}

/** All untested links of the study by name, with the tables each one needs; columns and owners stand with the hypothesis. */
export function untestedLinks(page: Page, untested: readonly LinkView[]): Block {
  const { words } = page;
  return table({
    caption: words.untestedTitle,
    className: "tab cards miss",
    columns: [{ head: words.link }, { head: words.missingTable, className: "full" }],
    rows: untested.map((view) => {
      const id = linkText(shownId(view.link.id), `#${anchor(page, view.hypothesis.id)}`);
      return { cells: [`${strong(id)} ${say(page, view.link.claim)}`, untestedReason(view)] };
    }),
  });
}

function rowsOf(view: LinkView): readonly TableRow[] {
  const { page, link } = view;
  const { words } = page;
  const name = `${strong(shownId(link.id))} ${say(page, link.claim)}`;
  const reason = say(page, link.untested);
  if (link.missing.length === 0) return [{ cells: [name, reason === "" ? words.untested : reason, "–", "–"] }];
  return link.missing.map((missing, i) => {
    const template =
      missing.template === null ? "" : ` (${words.missingTemplate.toLowerCase()} ${code(missing.template)})`;
    const from = say(page, missing.from);
    const why = i === 0 && reason !== "" ? ` ${reason}` : "";
    return {
      cells: [
        i === 0 ? name : strong(shownId(link.id)),
        `${say(page, missing.title)}${template}${why === "" ? "" : `.${why}`}`,
        missing.columns.length === 0 ? "–" : missing.columns.map(code).join(", "),
        from === "" ? words.missingFromUnknown : from,
      ],
    };
  });
}
