/** Normal forms of sectors, leerwegen, profiles and departments, in all spellings DUO has used. */

export type Leerweg = "B" | "K" | "G" | "T" | "LWT";

const LEERWEGEN: ReadonlyMap<string, Leerweg> = new Map([
  ["BL", "B"],
  ["KL", "K"],
  ["GL", "G"],
  ["TL", "T"],
  ["B", "B"],
  ["K", "K"],
  ["G", "G"],
  ["T", "T"],
  ["LWT", "LWT"],
]);

const SECTORS: ReadonlyMap<string, string> = new Map([
  ["techniek", "techniek"],
  ["economie", "economie"],
  ["zorg en welzijn", "zorg en welzijn"],
  ["zorg & welzijn", "zorg en welzijn"],
  ["landbouw", "landbouw"],
  ["intersectoraal", "intersectoraal"],
  ["intersect programma", "intersectoraal"],
  ["intersectoraal programma", "intersectoraal"],
]);

export const UNKNOWN_SECTOR = "onbekend";

/** `BL` or `B` to `B` and so on; undefined when the text is no leerweg. */
export function leerwegOf(text: string): Leerweg | undefined {
  return LEERWEGEN.get(text.trim().toUpperCase());
}

/** The sector in its normal form; undefined when the text is none. */
export function sectorOf(text: string): string | undefined {
  return SECTORS.get(plain(text));
}

/**
 * What a profile or department counts as. `hard` and `soft` are the technical profiles as the programme names them; `technical-route` the
 * vakmanschapsroute and beroepsroute techniek; `technical-old` and `intersectoral-old` departments of before the profile renewal (exam year 2018);
 * `general` the profiles of havo and vwo.
 */
export type ProfileGroup =
  | "hard"
  | "soft"
  | "technical-route"
  | "technical-old"
  | "intersectoral-old"
  | "other"
  | "general";

interface Department {
  readonly name: string;
  /** Whether `name` is a profile; an old department is not. */
  readonly isProfile: boolean;
  readonly group: ProfileGroup;
}

type Row = readonly [name: string, group: ProfileGroup, ...spellings: readonly string[]];

export const PROFILES: readonly Row[] = [
  ["BWI", "hard", "Bouwen, wonen en interieur"],
  ["PIE", "hard", "Produceren, installeren en energie"],
  ["M&T", "hard", "Mobiliteit en transport", "MTR"],
  ["MVI", "soft", "Media, vormgeving en ICT"],
  ["MaT", "soft", "Maritiem en Techniek", "MTE"],
  ["VRT", "technical-route", "Vakmanschapsroute Techniek"],
  ["Beroepsroute Techniek", "technical-route"],
  ["D&P", "other", "Dienstverlening en producten", "DP"],
  ["Z&W", "other", "Zorg en welzijn", "ZWE"],
  ["E&O", "other", "Economie en ondernemen", "EO"],
  ["HBR", "other", "Horeca, bakkerij en recreatie"],
  ["Groen", "other", "G"],
  ["Vakmanschapsroute Economie", "other"],
  ["Vakmanschapsroute Landbouw", "other"],
  ["Vakmanschapsroute Zorg en Welzijn", "other"],
  ["Beroepsroute Economie", "other"],
  ["Beroepsroute Landbouw", "other"],
  ["Beroepsroute Zorg en Welzijn", "other"],
  ["N&T", "general", "Natuur en Techniek"],
  ["N&G", "general", "Natuur en Gezondheid"],
  ["E&M", "general", "Economie en Maatschappij"],
  ["C&M", "general", "Cultuur en Maatschappij"],
];

/** Names as published; the codebooks print this table. */
const OLD_DEPARTMENTS: readonly Row[] = [
  ["Bouwtechniek", "technical-old"],
  ["Metaaltechniek", "technical-old"],
  ["Elektrotechniek", "technical-old"],
  ["Installatietechniek", "technical-old"],
  ["Voertuigentechniek", "technical-old"],
  ["Transport en Logistiek", "technical-old"],
  ["Grafische Techniek", "technical-old"],
  ["Instalektro -ISP", "technical-old"],
  ["Metalectro -ISP", "technical-old"],
  ["Techniek Breed -ISP", "technical-old"],
  ["Bouwbreed -ISP", "technical-old"],
  ["Techniek & Commercie", "intersectoral-old"],
  ["ICT -route", "intersectoral-old"],
  ["Dienstverlening & Commercie", "intersectoral-old"],
  ["Techniek & Dienstverlening", "intersectoral-old"],
  ["Technologie Orientatie", "intersectoral-old"],
  ["Sport, Dienstverlening en Veiligheid", "intersectoral-old"],
  ["Landbouw Breed -ISP", "other"],
  ["Landbouw en Natuurlijke Omgeving", "other"],
  ["Handel en Administratie -ISP", "other"],
  ["Handel en Administratie", "other"],
  ["Handel en Verkoop", "other"],
  ["Mode en Commercie", "other"],
  ["Administratie", "other"],
  ["Zorg en Welzijn -ISP", "other"],
  ["Verzorging", "other"],
  ["Uiterlijke Verzorging", "other"],
  ["Consumptief", "other"],
  ["Consumptief Breed -ISP", "other"],
];

const DEPARTMENTS: ReadonlyMap<string, Department> = new Map(
  [...PROFILES.map((row) => [row, true] as const), ...OLD_DEPARTMENTS.map((row) => [row, false] as const)].flatMap(
    ([[name, group, ...spellings], isProfile]) =>
      [name, ...spellings].map((spelling) => [plain(spelling), { name, isProfile, group }] as const),
  ),
);

/**
 * The normal form of a text in AFDELING. Two profiles joined by ` / ` (havo, vwo) keep both, `N&T / N&G`. A text in no table is kept as
 * published, in group `other`; readers list such texts in a finding.
 *
 * @returns null for an empty cell and `N.v.t.`
 */
export function departmentOf(text: string | null): Department | null {
  if (text === null || plain(text) === "n v t") return null;
  const parts = text.split(" / ").map((part) => DEPARTMENTS.get(plain(part)));
  if (parts.length > 1 && parts.every((part) => part?.group === "general"))
    return { name: parts.map((part) => part!.name).join(" / "), isProfile: true, group: "general" };
  return DEPARTMENTS.get(plain(text)) ?? { name: text.replace(/\s+/g, " ").trim(), isProfile: false, group: "other" };
}

/** Whether a text in AFDELING is in the table of spellings, or stands for none. */
export function isKnownDepartment(text: string): boolean {
  return plain(text) === "n v t" || text.split(" / ").every((part) => DEPARTMENTS.has(plain(part)));
}

/** Lower case, points to spaces, one space between words. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(".", " ").replace(/\s+/g, " ").trim();
}

/** Leerweg and sector of the vmbo inspection codes; sector 46 (T) was not registered up to exam year 2018. */
const INSPECTION_CODES: ReadonlyMap<string, string> = new Map(
  (
    [
      ["LWT", { 30: "techniek", 31: "zorg en welzijn", 32: "economie", 33: "landbouw", 26: "intersectoraal" }],
      ["B", { 34: "techniek", 35: "zorg en welzijn", 36: "economie", 37: "landbouw", 27: "intersectoraal" }],
      ["K", { 38: "techniek", 39: "zorg en welzijn", 40: "economie", 41: "landbouw", 28: "intersectoraal" }],
      ["G", { 42: "techniek", 43: "zorg en welzijn", 44: "economie", 45: "landbouw", 29: "intersectoraal" }],
      ["T", { 90: "techniek", 91: "zorg en welzijn", 92: "economie", 93: "landbouw", 46: UNKNOWN_SECTOR }],
    ] as const
  ).flatMap(([leerweg, sectors]) =>
    Object.entries(sectors).map(([code, sector]) => [code, `${leerweg} ${sector}`] as const),
  ),
);

/** What an exam row is about. */
export interface ExamProgramme {
  readonly leerweg: Leerweg | null;
  readonly sector: string | null;
  /** Of havo and vwo, e.g. `N&T / N&G`. */
  readonly profile: string | null;
}

/**
 * Reads OPLEIDINGSNAAM (`VMBO B - techniek`, `VMBO T`, `HAVO - N&T / N&G`) and holds it against INSPECTIECODE.
 *
 * @returns a text that says what is wrong when the name is no programme or contradicts the code
 */
export function examProgramme(name: string, code: string): ExamProgramme | string {
  const [head = "", ...tail] = name.split(" - ");
  const vmbo = /^VMBO\s+(LWT|B|K|G|T)L?$/i.exec(head.trim());
  if (vmbo === null) {
    if (!/^(HAVO|VWO)$/i.test(head.trim()))
      return `"${name}" is no programme; expected like VMBO B - techniek or HAVO - N&T`;
    return { leerweg: null, sector: null, profile: tail.join(" - ").trim() || null };
  }
  const leerweg = leerwegOf(vmbo[1]!)!;
  const sector = tail.length === 0 ? UNKNOWN_SECTOR : sectorOf(tail.join(" - "));
  if (sector === undefined) return `"${name}" has no known sector`;
  const expected = INSPECTION_CODES.get(code);
  if (expected !== undefined && expected !== `${leerweg} ${sector}`)
    return `"${name}" contradicts inspection code ${code} (${expected})`;
  return { leerweg, sector, profile: null };
}
