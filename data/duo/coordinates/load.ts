import { InputError } from "../../../src/core/errors.ts";
import type { Codebook, Reader } from "../../../src/core/source.ts";
import type { NumberColumn, Table } from "../../../src/core/table.ts";
import { parseNumbers } from "../../../src/tables/numbers.ts";
import { encodeCategories, stackTables, tableOf } from "../../../src/tables/shared.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import { coropCode, requireUnique, textOf, vestigingKey } from "../keys.ts";
import { LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import codebook from "./codebook.json" with { type: "json" };

/** WGS84 coordinates of locations, one row each, in file order. A location may be in one file only. */
export const coordinates: Reader = {
  id: "duo/coordinates",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const sources = await readFiles(paths, LAYOUTS.coordinates);
    const keys = sources.map(keysOf);
    const places = sources.map((source) => source.file.place);
    requireDisjoint(keys, places);
    const tables = sources.map((source, index) => readCoordinates(source, keys[index]!));
    return {
      table: stackTables(tables, places),
      files: sourceFilesOf(sources),
      findings: sources.flatMap((source) => source.findings),
    };
  },
};

function requireDisjoint(keys: readonly (readonly string[])[], paths: readonly string[]): void {
  const owner = new Map<string, string>();
  keys.forEach((list, index) => {
    for (const key of list) {
      const earlier = owner.get(key);
      if (earlier !== undefined)
        throw new InputError(`${earlier} and ${paths[index]} both hold location ${key}; remove it from one of them.`);
      owner.set(key, paths[index]!);
    }
  });
}

function keysOf(source: RecognisedFile): string[] {
  const keys = textOf(source.column("VESTIGINGSCODE")).map((code, row) => {
    const key = vestigingKey((code ?? "").slice(0, 4), code ?? "");
    if (key === null)
      throw new InputError(
        `${source.where(row)}, column "VESTIGINGSCODE": "${code ?? ""}" is no location key; expected like 00AH17.`,
      );
    return key;
  });
  requireUnique(source, keys, "location");
  return keys;
}

function readCoordinates(source: RecognisedFile, keys: readonly string[]): Table {
  const corop = textOf(source.column("COROP")).map((code, row) => {
    const area = code === null ? null : coropCode(code);
    if (code !== null && area === null)
      throw new InputError(`${source.where(row)}, column "COROP": "${code}" is no COROP code; expected like CR07.`);
    return area;
  });
  return tableOf([
    encodeCategories("vestiging", keys),
    encodeCategories(
      "postcode",
      textOf(source.column("POSTCODE")).map((text) => text?.replace(/\s+/g, "").toUpperCase() ?? null),
    ),
    bounded(source, "lat", "LAT", -90, 90),
    bounded(source, "lon", "LON", -180, 180),
    encodeCategories("corop", corop),
    bounded(source, "in_corop", "IN_COROP", 0, 1),
  ]);
}

function bounded(source: RecognisedFile, name: string, header: string, low: number, high: number): NumberColumn {
  const column = parseNumbers(source.column(header), source.cells, { delimiter: source.file.delimiter || ";" });
  const row = column.values.findIndex((value) => value < low || value > high);
  if (row >= 0)
    throw new InputError(
      `${source.where(row)}, column "${header}": ${column.values[row]} lies outside ${low} to ${high}.`,
    );
  return { ...column, name };
}
