import { InputError } from "../../src/core/errors.ts";
import type { CategoryColumn } from "../../src/core/table.ts";
import { type DelimitedFile, readDelimited } from "../../src/tables/delimited.ts";

/** One column a layout needs: the spellings it has had, or a pattern of a family of columns. */
export interface Needed {
  /** What errors call it. */
  readonly label: string;
  matches(header: string): boolean;
}

/** What the header of one family of files must hold. Spellings are compared after `normaliseHeader`. */
export interface Layout {
  readonly reader: string;
  readonly title: string;
  readonly needs: readonly Needed[];
}

function oneOf(...spellings: readonly string[]): Needed {
  return { label: spellings.join(" or "), matches: (header) => spellings.includes(header) };
}

export const EXAM_COLUMN = /^(EXAMENKANDIDATEN|GESLAAGDEN) SCHOOLJAAR (\d{4})-(\d{4}) - (MAN|VROUW|ONBEKEND|TOTAAL)$/;
export const GRADE_COLUMN = /^LEER- OF VERBLIJFSJAAR ([1-6]) - (MAN|VROUW)$/;

export const BRIN = ["BRIN NUMMER", "INSTELLINGSCODE"] as const;
export const VESTIGING = ["VESTIGINGSNUMMER", "VESTIGINGSCODE"] as const;
export const ELEMENT = ["ELEMENTCODE", "ERKENDE OPLEIDINGSCODE"] as const;
const KEYS = [oneOf(...BRIN), oneOf(...VESTIGING)];

/** Every layout known; readers and the error for a wrong file use the same list. */
export const LAYOUTS = {
  exams: {
    reader: "duo/exams",
    title: "Examenkandidaten en geslaagden",
    needs: [
      ...KEYS,
      oneOf("GEMEENTENAAM"),
      oneOf("ONDERWIJSTYPE VO"),
      oneOf("INSPECTIECODE"),
      oneOf("OPLEIDINGSNAAM"),
      {
        label: "EXAMENKANDIDATEN SCHOOLJAAR … - TOTAAL",
        matches: (header) => /^EXAMENKANDIDATEN SCHOOLJAAR .* - TOTAAL$/.test(header),
      },
      {
        label: "GESLAAGDEN SCHOOLJAAR … - TOTAAL",
        matches: (header) => /^GESLAAGDEN SCHOOLJAAR .* - TOTAAL$/.test(header),
      },
    ],
  },
  marks: {
    reader: "duo/marks",
    title: "Geslaagden, gezakten en cijfers",
    needs: [
      ...KEYS,
      oneOf("ONDERWIJSTYPE VO"),
      oneOf("LEERWEG VMBO"),
      oneOf("VMBO SECTOR"),
      oneOf("AFDELING"),
      oneOf("EXAMENKANDIDATEN"),
      oneOf("GESLAAGDEN"),
      oneOf("GEZAKTEN"),
      oneOf("GEMIDDELD CIJFER SCHOOLEXAMEN"),
      oneOf("GEMIDDELD CIJFER CENTRAAL EXAMEN"),
      oneOf("GEMIDDELD CIJFER CIJFERLIJST"),
    ],
  },
  pupils: {
    reader: "duo/pupils",
    title: "Leerlingen vo per vestiging naar onderwijstype",
    needs: [
      ...KEYS,
      oneOf("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"),
      oneOf("VMBO SECTOR"),
      oneOf("AFDELING"),
      oneOf(...ELEMENT),
      oneOf("OPLEIDINGSNAAM"),
      ...[1, 2, 3, 4, 5, 6].flatMap((grade) =>
        ["MAN", "VROUW"].map((sex) => oneOf(`LEER- OF VERBLIJFSJAAR ${grade} - ${sex}`)),
      ),
    ],
  },
  locations: {
    reader: "duo/locations",
    title: "Alle vestigingen vo",
    needs: [
      ...KEYS,
      oneOf("PROVINCIE"),
      oneOf("BEVOEGD GEZAG NUMMER"),
      oneOf("VESTIGINGSNAAM"),
      oneOf("STRAATNAAM"),
      oneOf("HUISNUMMER-TOEVOEGING"),
      oneOf("POSTCODE"),
      oneOf("PLAATSNAAM"),
      oneOf("GEMEENTENUMMER"),
      oneOf("GEMEENTENAAM"),
      oneOf("ONDERWIJSSTRUCTUUR"),
      oneOf("COROPGEBIED CODE"),
      oneOf("COROPGEBIED NAAM"),
      oneOf("RMC-REGIO CODE"),
      oneOf("RMC-REGIO NAAM"),
    ],
  },
  coordinates: {
    reader: "duo/coordinates",
    title: "Coördinaten van vestigingen vo",
    needs: [oneOf("VESTIGINGSCODE"), oneOf("POSTCODE"), oneOf("LAT"), oneOf("LON"), oneOf("COROP"), oneOf("IN_COROP")],
  },
} as const satisfies Record<string, Layout>;

/** Header spelling drifts between years and channels: upper case, points to spaces, one space between words. */
export function normaliseHeader(name: string): string {
  return name.toUpperCase().replaceAll(".", " ").replace(/\s+/g, " ").trim();
}

/** Columns of a recognised file by normalised header. */
export interface RecognisedFile {
  readonly file: DelimitedFile;
  readonly columns: ReadonlyMap<string, CategoryColumn>;
  /** The first of the spellings that is present. @throws RangeError when none is: the layout did not ask for it */
  column(...spellings: readonly string[]): CategoryColumn;
  optional(...spellings: readonly string[]): CategoryColumn | undefined;
  /** "file, line n" of a row. */
  where(row: number): string;
}

/**
 * Checks that a file has a layout, by its header alone.
 *
 * @throws InputError naming the missing columns and the known layout the file resembles most
 */
export function recognise(file: DelimitedFile, layout: Layout): RecognisedFile {
  const columns = new Map<string, CategoryColumn>();
  for (const name of file.header) {
    const key = normaliseHeader(name);
    if (columns.has(key))
      throw new InputError(
        `${file.path}, line 1: column "${key}" occurs twice when case and points are ignored; rename one.`,
      );
    columns.set(key, file.rows.columns.get(name) as CategoryColumn);
  }
  const headers = [...columns.keys()];
  const missing = missingFrom(headers, layout);
  if (missing.length > 0) throw new InputError(wrongFile(file.path, headers, layout, missing));
  const optional = (...spellings: readonly string[]) =>
    spellings.map((name) => columns.get(name)).find((column) => column !== undefined);
  return {
    file,
    columns,
    optional,
    column: (...spellings) => {
      const found = optional(...spellings);
      if (found === undefined) throw new RangeError(`column ${spellings.join(" or ")} is not in the layout`);
      return found;
    },
    where: (row) => `${file.path}, line ${file.sourceLine(row)}`,
  };
}

/**
 * Reads files of one family, one after the other.
 *
 * @throws InputError when there are none, or one is unreadable or has another layout
 */
export async function readFiles(paths: readonly string[], layout: Layout): Promise<RecognisedFile[]> {
  if (paths.length === 0) throw new InputError(`no files for ${layout.reader} (${layout.title}): name at least one.`);
  const sources: RecognisedFile[] = [];
  for (const path of paths) sources.push(recognise(await readDelimited(path), layout));
  return sources;
}

function missingFrom(headers: readonly string[], layout: Layout): string[] {
  return layout.needs
    .filter((needed) => !headers.some((header) => needed.matches(header)))
    .map((needed) => needed.label);
}

function wrongFile(path: string, headers: readonly string[], layout: Layout, missing: readonly string[]): string {
  const share = (candidate: Layout) => 1 - missingFrom(headers, candidate).length / candidate.needs.length;
  const best = Object.values<Layout>(LAYOUTS).reduce((a, b) => (share(b) > share(a) ? b : a), layout);
  const lacks = missingFrom(headers, best);
  const is =
    share(best) < 0.3
      ? "it resembles no known layout"
      : best === layout
        ? "the other columns are there: was the file edited, or is it another edition?"
        : `it resembles ${best.reader} (${best.title}) most${lacks.length === 0 ? ", all columns of which are present: use that reader" : `, of which ${lacks.join(", ")} are missing`}`;
  return `${path} is not a file for ${layout.reader} (${layout.title}): missing ${missing.join("; ")}. ${is[0]!.toUpperCase()}${is.slice(1)}.`;
}
