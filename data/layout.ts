/** One column a layout needs or may have: the spellings it has had, or a pattern of a family of columns. */
export interface Needed {
  /** What errors call it. */
  readonly label: string;
  matches(header: string): boolean;
}

/** What the header of one family of files holds. Spellings are compared after `normaliseHeader`. */
export interface Layout {
  readonly reader: string;
  /** Which of the family's layouts it is, e.g. "2014-2019". */
  readonly edition: string;
  readonly title: string;
  readonly needs: readonly Needed[];
  /** Further columns that such files have and a reader may do without. */
  readonly knows?: readonly Needed[];
  /** Columns in which `Totaal` marks a row that adds up others. */
  readonly dimensions?: readonly string[];
}

export function oneOf(...spellings: readonly string[]): Needed {
  const known = spellings.map(normaliseHeader);
  return { label: spellings.join(" or "), matches: (header) => known.includes(header) };
}

export function pattern(label: string, expression: RegExp): Needed {
  return { label, matches: (header) => expression.test(header) };
}

/** Header spelling drifts between years and channels: upper case, points and underscores to spaces, straight quotes, one space between words. */
export function normaliseHeader(name: string): string {
  return name
    .toUpperCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/[._\s]+/g, " ")
    .trim();
}

/** How far a header is from a layout. */
export interface Resemblance {
  readonly layout: Layout;
  /** Labels of needed columns that are not there. */
  readonly missing: readonly string[];
  /** Columns the layout knows nothing of, as published. */
  readonly extra: readonly string[];
  /** Of the needed columns, the share that is there. */
  readonly share: number;
}

/** Below this share of the needed columns a file resembles a layout by chance. */
const BY_CHANCE = 0.3;

/** Compares a header, names as published, with a layout. */
export function resemblance(header: readonly string[], layout: Layout): Resemblance {
  const names = header.map(normaliseHeader);
  const missing = layout.needs.filter((needed) => !names.some(needed.matches)).map((needed) => needed.label);
  const known = [...layout.needs, ...(layout.knows ?? [])];
  const extra = header.filter((_, index) => !known.some((one) => one.matches(names[index]!)));
  return { layout, missing, extra, share: 1 - missing.length / layout.needs.length };
}

/** The layout a header fits, or the nearest: fewest missing columns, then most columns that are there. */
export type Recognition =
  | { readonly fits: true; readonly layout: Layout; readonly nearest: Resemblance }
  | { readonly fits: false; readonly layout: null; readonly nearest: Resemblance | null };

/**
 * Which of the layouts a header has. Of several that fit, the one that needs most columns; the first listed at a tie.
 *
 * @returns `nearest` is null when the header resembles none of them
 */
export function recognise(header: readonly string[], layouts: readonly Layout[]): Recognition {
  const all = layouts.map((layout) => resemblance(header, layout));
  const present = (one: Resemblance) => one.layout.needs.length - one.missing.length;
  const best = (list: readonly Resemblance[], better: (a: Resemblance, b: Resemblance) => boolean) =>
    list.reduce<Resemblance | null>((kept, one) => (kept === null || better(one, kept) ? one : kept), null);
  const fitting = best(
    all.filter((one) => one.missing.length === 0),
    (a, b) => present(a) > present(b) || (present(a) === present(b) && a.extra.length < b.extra.length),
  );
  if (fitting !== null) return { fits: true, layout: fitting.layout, nearest: fitting };
  const nearest = best(all, (a, b) => a.share > b.share || (a.share === b.share && present(a) > present(b)));
  return { fits: false, layout: null, nearest: nearest !== null && nearest.share >= BY_CHANCE ? nearest : null };
}

const LISTED = 8;

/** Names in a sentence, shortened after eight. */
export function listed(names: readonly string[], separator = ", "): string {
  const more = names.length - LISTED;
  return more > 0 ? `${names.slice(0, LISTED).join(separator)} and ${more} more` : names.join(separator);
}

/** "duo/marks (Geslaagden, gezakten en cijfers, 2018-2019 and later)". */
export function titleOf(layout: Layout): string {
  return `${layout.reader} (${layout.title}, ${layout.edition})`;
}
