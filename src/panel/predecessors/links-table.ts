import type { Column, NumberColumn, Table } from "../../core/table.ts";
import { encodeCategories, tableOf } from "../../tables/shared.ts";
import type { Link } from "./link.ts";

const flag = (value: boolean | null): number => (value === null ? Number.NaN : value ? 1 : 0);

/** Links as a table, one row each, with the values of everything that speaks for them; 1 is yes, 0 no, missing unknown. */
export function linksTable(links: readonly Link[]): Table {
  const text = (name: string, of: (link: Link) => string | null): Column => encodeCategories(name, links.map(of));
  const number = (name: string, of: (link: Link) => number): NumberColumn => ({
    kind: "number",
    name,
    values: Float64Array.from(links, of),
  });
  return tableOf(
    [
      text("old", (link) => link.old),
      text("new", (link) => link.new),
      number("from", (link) => link.from),
      text("rule", (link) => link.rule),
      text("status", (link) => link.status),
      number("applied", (link) => flag(link.status === "applied")),
      text("kind", (link) => link.kind),
      text("confidence", (link) => link.confidence),
      number("old_size", (link) => link.oldSize),
      number("new_size", (link) => link.newSize),
      number("growth", (link) => link.growth),
      number("deviation", (link) => link.deviation),
      number("km", (link) => link.relation.km),
      number("same_address", (link) => flag(link.relation.sameAddress)),
      number("same_institution", (link) => flag(link.relation.sameInstitution)),
      number("same_board", (link) => flag(link.relation.sameBoard)),
      number("same_area", (link) => flag(link.relation.sameArea)),
      text("together", (link) => (link.together.length === 0 ? null : link.together.join(" "))),
      text("reason", (link) => link.reason),
    ],
    links.length,
  );
}
