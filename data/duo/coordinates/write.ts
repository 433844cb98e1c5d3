import type { Writer } from "../../../src/core/source.ts";
import { delimitedText, measures, requireEdition, SEMICOLON, texts } from "../write.ts";

/** Coordinates to five decimals, about a metre. */
const DECIMALS = 5;

/** WGS84 coordinates of locations. */
export const coordinatesWriter: Writer = {
  id: "duo/coordinates",
  editions: ["all years"],
  write(table, edition) {
    requireEdition(this, edition);
    const columns = [
      texts(table, "vestiging"),
      texts(table, "postcode"),
      measures(table, "lat", DECIMALS, "."),
      measures(table, "lon", DECIMALS, "."),
      texts(table, "corop"),
      texts(table, "in_corop"),
    ];
    const rows = Array.from({ length: table.rowCount }, (_, row) => columns.map((cell) => cell(row)));
    return delimitedText(["VESTIGINGSCODE", "POSTCODE", "LAT", "LON", "COROP", "IN_COROP"], rows, SEMICOLON);
  },
};
