import { InputError } from "../../../src/core/errors.ts";
import type { Codebook, Reader } from "../../../src/core/source.ts";
import { compareCodeUnits, encodeCategories, tableOf } from "../../../src/tables/shared.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import { coropCode, paddedCode, requireUnique, textOf, vestigingKeys } from "../keys.ts";
import { LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import codebook from "./codebook.json" with { type: "json" };

/** Output column, its published spellings, and what is done to a code. */
const COLUMNS: readonly (readonly [
  name: string,
  spellings: readonly string[],
  change?: (text: string | null) => string | null,
])[] = [
  ["board", ["BEVOEGD GEZAG NUMMER"], (code) => paddedCode(code, 5)],
  ["name", ["VESTIGINGSNAAM"]],
  ["street", ["STRAATNAAM"]],
  ["house_number", ["HUISNUMMER-TOEVOEGING"]],
  ["postcode", ["POSTCODE"], (text) => text?.replace(/\s+/g, "").toUpperCase() ?? null],
  ["place", ["PLAATSNAAM"]],
  ["municipality_code", ["GEMEENTENUMMER"], (code) => paddedCode(code, 4)],
  ["municipality", ["GEMEENTENAAM"]],
  ["province", ["PROVINCIE"]],
  ["denomination", ["DENOMINATIE"]],
  ["structure", ["ONDERWIJSSTRUCTUUR"]],
  ["corop_name", ["COROPGEBIED NAAM"]],
  ["rmc", ["RMC-REGIO CODE"], (code) => paddedCode(code, 2)],
  ["rmc_name", ["RMC-REGIO NAAM"]],
  ["nodal_area", ["NODAAL GEBIED CODE"], (code) => paddedCode(code, 2)],
  ["nodal_area_name", ["NODAAL GEBIED NAAM"]],
  ["rpa", ["RPA-GEBIED CODE"], (code) => paddedCode(code, 2)],
  ["rpa_name", ["RPA-GEBIED NAAM"]],
  ["wgr", ["WGR-GEBIED CODE"], (code) => paddedCode(code, 2)],
  ["wgr_name", ["WGR-GEBIED NAAM"]],
  ["education_area", ["ONDERWIJSGEBIED CODE"], (code) => paddedCode(code, 2)],
  ["education_area_name", ["ONDERWIJSGEBIED NAAM"]],
];

type LocationRow = ReadonlyMap<string, string | null>;

/**
 * Locations with their addresses and areas: one row per location, sorted by key. A file is a snapshot without a date: with several, a location is
 * taken from the last file given that has it, so name them oldest first; how many were replaced is a finding.
 */
export const locations: Reader = {
  id: "duo/locations",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const rows = new Map<string, LocationRow>();
    const sources = await readFiles(paths, LAYOUTS.locations);
    let replaced = 0;
    for (const source of sources) {
      for (const [key, row] of readLocations(source)) {
        if (rows.has(key)) replaced++;
        rows.set(key, row);
      }
    }
    const keys = [...rows.keys()].sort(compareCodeUnits);
    const names = ["vestiging", "brin", "corop", ...COLUMNS.map(([name]) => name)];
    return {
      table: tableOf(
        names.map((name) =>
          encodeCategories(
            name,
            keys.map((key) => rows.get(key)!.get(name) ?? null),
          ),
        ),
      ),
      files: sourceFilesOf(sources),
      findings: [
        ...sources.flatMap((source) => source.findings),
        ...(replaced === 0
          ? []
          : [
              {
                code: "overlapping-locations",
                severity: "note" as const,
                values: { source: locations.id, locations: replaced },
              },
            ]),
      ],
    };
  },
};

function readLocations(source: RecognisedFile): [string, LocationRow][] {
  const keys = vestigingKeys(source);
  requireUnique(source, keys, "location");
  const corop = textOf(source.column("COROPGEBIED CODE")).map((code, row) => {
    const area = code === null ? null : coropCode(code);
    if (code !== null && area === null)
      throw new InputError(
        `${source.where(row)}, column "COROPGEBIED CODE": "${code}" is no COROP code; expected 01 to 40.`,
      );
    return area;
  });
  const columns = COLUMNS.map(([name, spellings, change]) => {
    const column = source.optional(...spellings);
    const texts = column === undefined ? keys.map(() => null) : textOf(column);
    return [name, change === undefined ? texts : texts.map(change)] as const;
  });
  return keys.map((key, row) => [
    key,
    new Map<string, string | null>([
      ["vestiging", key],
      ["brin", key.slice(0, 4)],
      ["corop", corop[row]!],
      ...columns.map(([name, texts]) => [name, texts[row]!] as const),
    ]),
  ]);
}
