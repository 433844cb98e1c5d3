import { open, stat } from "node:fs/promises";
import { isZip } from "../src/tables/spreadsheet.ts";
import { openTextFile } from "../src/tables/text-file.ts";
import { readPages } from "./cbs/odata/pages.ts";
import { DUO_LAYOUTS } from "./duo/layouts.ts";
import { type Layout, recognise } from "./layout.ts";
import { headersOf } from "./raw-table.ts";

/** What a file is, by its content alone. */
export interface FileRecognition {
  readonly path: string;
  /** Id of the reader that takes it; null when none does. */
  readonly reader: string | null;
  /** Which layout of the reader, or of `nearest` when there is no reader; of a template its id. Null for a file that resembles nothing. */
  readonly edition: string | null;
  /** The publisher's title of the table. */
  readonly title: string | null;
  /** Where it is in the file, "" or the name of a sheet. */
  readonly sheet: string;
  /** Layout that a file without a reader resembles most, with what it lacks and what it has besides. */
  readonly nearest: {
    readonly reader: string;
    readonly edition: string;
    readonly missing: readonly string[];
    readonly extra: readonly string[];
  } | null;
}

/**
 * Says of a file (or a folder of OData pages) which reader takes it. A file with nothing but unknown columns has none: an own table, for the reader `csv`, is never guessed.
 *
 * @param own layouts of own tables, which take part after the published ones
 * @throws InputError when the file cannot be opened or is damaged
 */
export async function recogniseFile(path: string, own: readonly Layout[] = []): Promise<FileRecognition> {
  const start = await firstBytes(path);
  const layouts = [...DUO_LAYOUTS, ...own];
  if (await isJson(path, start)) {
    const [page] = await readPages([path]);
    const edition = page!.page.version === 3 ? "OData 3" : "OData 4";
    return { path, reader: "cbs/odata", edition, title: page!.page.table || null, sheet: "", nearest: null };
  }
  if (start.toString("latin1") === "PAR1")
    return { path, reader: "csv", edition: "Parquet", title: null, sheet: "", nearest: null };
  const found = (await headers(path, start, layouts)).map(({ header, place }) => ({
    sheet: /, sheet "(.*)"$/.exec(place)?.[1] ?? "",
    recognition: recognise(header, layouts),
  }));
  const best =
    found.find(({ recognition }) => recognition.fits) ??
    found.toSorted((a, b) => (b.recognition.nearest?.share ?? 0) - (a.recognition.nearest?.share ?? 0))[0];
  const nearest = best?.recognition.nearest ?? null;
  if (best === undefined || nearest === null)
    return { path, reader: null, edition: null, title: null, sheet: best?.sheet ?? "", nearest: null };
  const { reader, edition, title } = nearest.layout;
  const fits = best.recognition.fits;
  return {
    path,
    reader: fits ? reader : null,
    edition,
    title,
    sheet: best.sheet,
    nearest: fits ? null : { reader, edition, missing: nearest.missing, extra: nearest.extra },
  };
}

async function headers(path: string, start: Uint8Array, layouts: readonly Layout[]) {
  if (isZip(start)) return headersOf(path, layouts);
  const text = await openTextFile(path); // without loading the rows
  await text.dispose();
  return [{ place: path, header: text.header }];
}

async function isJson(path: string, start: Buffer): Promise<boolean> {
  if (start.length === 0) return (await stat(path).catch(() => null))?.isDirectory() ?? false;
  return /^(\ufeff|\u00ef\u00bb\u00bf)?\s*\{/.test(start.toString("latin1")) || /\.json\.gz$/.test(path);
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, "r").catch(() => null); // what is wrong with the path is told by the text reader
  if (handle === null) return Buffer.alloc(0);
  try {
    const bytes = Buffer.alloc(4);
    const { bytesRead } = await handle.read(bytes, 0, 4, 0);
    return bytes.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0);
  } finally {
    await handle.close();
  }
}
