import type { Writer } from "../../../src/core/source.ts";
import { delimitedText, requireEdition, SEMICOLON, texts } from "../write.ts";

/** Header and the reader's column it is filled from; null for columns the reader leaves out. */
const COLUMNS: readonly (readonly [header: string, column: string | null])[] = [
  ["PROVINCIE", "province"],
  ["BEVOEGD GEZAG NUMMER", "board"],
  ["BRIN NUMMER", "brin"],
  ["VESTIGINGSNUMMER", "vestiging"],
  ["VESTIGINGSNAAM", "name"],
  ["STRAATNAAM", "street"],
  ["HUISNUMMER-TOEVOEGING", "house_number"],
  ["POSTCODE", "postcode"],
  ["PLAATSNAAM", "place"],
  ["GEMEENTENUMMER", "municipality_code"],
  ["GEMEENTENAAM", "municipality"],
  ["DENOMINATIE", "denomination"],
  ["TELEFOONNUMMER", null],
  ["INTERNETADRES", null],
  ["ONDERWIJSSTRUCTUUR", "structure"],
  ["STRAATNAAM CORRESPONDENTIEADRES", null],
  ["HUISNUMMER-TOEVOEGING CORRESPONDENTIEADRES", null],
  ["POSTCODE CORRESPONDENTIEADRES", null],
  ["PLAATSNAAM CORRESPONDENTIEADRES", null],
  ["NODAAL GEBIED CODE", "nodal_area"],
  ["NODAAL GEBIED NAAM", "nodal_area_name"],
  ["RPA-GEBIED CODE", "rpa"],
  ["RPA-GEBIED NAAM", "rpa_name"],
  ["WGR-GEBIED CODE", "wgr"],
  ["WGR-GEBIED NAAM", "wgr_name"],
  ["COROPGEBIED CODE", "corop"],
  ["COROPGEBIED NAAM", "corop_name"],
  ["ONDERWIJSGEBIED CODE", "education_area"],
  ["ONDERWIJSGEBIED NAAM", "education_area_name"],
  ["RMC-REGIO CODE", "rmc"],
  ["RMC-REGIO NAAM", "rmc_name"],
];

const published = (column: string | null, text: string): string => {
  if (column === "corop") return text.replace(/^CR/, "");
  return column === "postcode" ? text.replace(/^(\d{4})([A-Z]{2})$/, "$1 $2") : text;
};

/** Addresses of locations, one row each. */
export const locationsWriter: Writer = {
  id: "duo/locations",
  editions: ["all years"],
  write(table, edition) {
    requireEdition(this, edition);
    const cells = COLUMNS.map(([, column]) => (column === null ? () => "" : texts(table, column)));
    const rows = Array.from({ length: table.rowCount }, (_, row) =>
      COLUMNS.map(([, column], at) => published(column, cells[at]!(row))),
    );
    return delimitedText(
      COLUMNS.map(([header]) => header),
      rows,
      SEMICOLON,
    );
  },
};
