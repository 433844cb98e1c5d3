import type { PanelCheck } from "./check.ts";
import { listing } from "./listing.ts";

/** Words that the database reads as its own: such a column is written in double quotes in conditions. */
export const SQL_WORDS: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe
  distinct do else end except false fetch for foreign from group having in initially intersect into lambda lateral leading limit not null offset on
  only or order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize symmetric table then to
  trailing true union unique unpivot using variadic when where window with`.split(/\s+/),
);

/** Names that a listing or a design makes itself. */
const OWN_PREFIX = "effectmeter_";

/**
 * Columns whose names mean something else where conditions, formulas and listings use them: words of SQL, names that the engine makes, and `x_min`
 * or `x_max` beside an interval column x.
 */
export const reservedNames: PanelCheck = {
  id: "reserved-names",
  looksAt: "column names that conditions, formulas or listings read as something else",
  about: "panel",
  look({ panel }) {
    const names = [...panel.columns.keys()];
    const intervals = new Set(
      [...panel.columns.values()].flatMap((column) => (column.kind === "number" && column.min ? [column.name] : [])),
    );
    const found = names.flatMap((name) => {
      const why = SQL_WORDS.has(name.toLowerCase())
        ? "a word of SQL: write it in double quotes in conditions"
        : name.startsWith(OWN_PREFIX)
          ? "names that start with effectmeter_ are the engine's own"
          : [...intervals].some((of) => name === `${of}_min` || name === `${of}_max`)
            ? "an end of the interval column of that name"
            : null;
      return why === null ? [] : [{ name, why }];
    });
    if (found.length === 0) return [];
    return [
      {
        finding: {
          code: "reserved-names",
          severity: "note",
          values: { columns: found.map(({ name }) => name), panel: panel.id },
        },
        rows: () =>
          listing([
            ["column", found.map(({ name }) => name)],
            ["why", found.map(({ why }) => why)],
          ]),
      },
    ];
  },
};
