import fc from "fast-check";
import { expect, test } from "vitest";
import { findReader, findWriter, writers } from "../../../data/index.ts";
import { MISSING, type Table } from "../../../src/core/table.ts";
import { rowsTable } from "../../../src/simulate/country-tables.ts";
import { suppressCounts } from "../../../src/simulate/suppress.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

// A writer is the inverse of a reader: reader(writer(x)) = x in every column that the layout holds. x is made up here.
const write = temporaryFiles();
const RUNS = 25;

type Row = Readonly<Record<string, string | number | null>>;

/** Rows of the named columns as plain values, sorted; a count is [min, max], a missing cell null. */
function rowsOf(table: Table, columns: readonly string[]): string[] {
  return Array.from({ length: table.rowCount }, (_, row) =>
    JSON.stringify(
      columns.map((name) => {
        const column = table.columns.get(name)!;
        if (column.kind === "category") return column.codes[row]! < 0 ? null : column.labels[column.codes[row]!];
        const value = column.values[row]!;
        if (Number.isNaN(value)) return column.missing?.[row] === MISSING.suppressed ? "suppressed" : null;
        return column.min ? [column.min[row], column.max![row]] : [value, value];
      }),
    ),
  ).sort();
}

async function roundTrip(id: string, edition: string, table: Table, name: string): Promise<Table> {
  const path = write(name, findWriter(id).write(table, edition));
  return (await findReader(id).read([path])).table;
}

const tableOfRows = (rows: readonly Row[]): Table =>
  rowsTable(
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter((entry): entry is [string, string | number] => entry[1] !== null)),
    ),
  );

const vestiging = fc
  .tuple(fc.integer({ min: 10, max: 99 }), fc.constantFrom("AB", "ZX", "MN"), fc.integer({ min: 0, max: 99 }))
  .map(([digits, letters, number]) => `${digits}${letters}${String(number).padStart(2, "0")}`);
const count = fc.integer({ min: 0, max: 400 });
const place = fc.constantFrom("ASSEN", "'S-GRAVENHAGE", "Súdwest-Fryslân", 'A "quoted" B', "semi;colon");
const mark = fc.integer({ min: 10, max: 100 }).map((tenths) => tenths / 10);
const rows = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }, key: (row: T) => string) =>
  fc.uniqueArray(fc.record(shape) as unknown as fc.Arbitrary<T>, { selector: key, minLength: 1, maxLength: 30 });

/** Whether rows of 1 to 4 are published as such or hidden. */
const hide = (table: Table, columns: readonly string[], when: string, isHidden: boolean): Table =>
  suppressCounts(table, { below: 5, columns: [...columns], when, from: isHidden ? 0 : Number.POSITIVE_INFINITY });

const PROGRAMMES = [
  { inspection_code: "34", programme: "VMBO B - techniek", school_type: "VMBO" },
  { inspection_code: "41", programme: "VMBO K - landbouw", school_type: "VMBO" },
  { inspection_code: "46", programme: "VMBO T", school_type: "VMBO" },
  { inspection_code: "50", programme: "HAVO - N&T", school_type: "HAVO" },
] as const;

test.each([
  { edition: "2013-2019", isHidden: false },
  { edition: "2019 and later", isHidden: true },
])("exams, layout $edition", async ({ edition, isHidden }) => {
  const columns = ["candidates", "candidates_male", "candidates_female", "passed"];
  const keys = ["vestiging", "exam_year", "municipality", "school_type", "inspection_code", "programme"];
  await fc.assert(
    fc.asyncProperty(
      rows(
        { vestiging, programme: fc.constantFrom(...PROGRAMMES), men: count, women: count, less: count },
        (row) => `${row.vestiging}${row.programme.inspection_code}`,
      ),
      place,
      async (made, municipality) => {
        const table = tableOfRows(
          made.flatMap(({ vestiging: key, programme, men, women, less }) =>
            [2018, 2019].map((exam_year) => ({
              vestiging: key,
              name: "Synthetische school",
              municipality,
              ...programme,
              exam_year,
              candidates: men + women,
              candidates_male: men,
              candidates_female: women,
              passed: Math.max(0, men + women - less),
            })),
          ),
        );
        const published = hide(table, columns, "exam_year", isHidden);
        const once = await roundTrip("duo/exams", edition, published, "exams.csv");
        expect(rowsOf(once, keys)).toEqual(rowsOf(published, keys));
        // Totals and passed come back as published; sexes narrowed by the total, which a second trip changes no more.
        for (const name of ["candidates", "passed"])
          expect(rowsOf(once, [...keys, name])).toEqual(rowsOf(published, [...keys, name]));
        if (!isHidden) expect(rowsOf(once, [...keys, ...columns])).toEqual(rowsOf(published, [...keys, ...columns]));
        const twice = await roundTrip("duo/exams", edition, once, "exams.csv");
        expect(rowsOf(twice, [...keys, ...columns])).toEqual(rowsOf(once, [...keys, ...columns]));
      },
    ),
    { numRuns: RUNS },
  );
});

test.each(["2014-2018, with LWOO", "2019-2022", "2023 and later"])("pupils, layout %s", async (edition) => {
  const hasLwoo = edition.includes("LWOO");
  const keys = [
    "vestiging",
    "school_year",
    "place",
    "province",
    "year_type",
    "leerweg",
    "sector",
    "profile",
    "element_code",
    "programme",
    "grade",
  ];
  const counts = ["pupils_male", "pupils_female", "pupils"];
  const kinds = fc.constantFrom(
    { year_type: "VMBO BL lj 3-4", leerweg: "B", sector: "techniek", profile: "PIE", element_code: "6111" },
    { year_type: "VMBO KL lj 3-4", leerweg: "K", sector: "intersectoraal", profile: "D&P", element_code: "6921" },
    { year_type: "VMBO GL lj 3-4", leerweg: "G", sector: "landbouw", profile: "Groen", element_code: "6731" },
    { year_type: "Brugjaar 1-2", leerweg: null, sector: null, profile: null, element_code: "0024" },
  );
  await fc.assert(
    fc.asyncProperty(
      rows(
        { vestiging, kind: kinds, men: fc.integer({ min: 1, max: 60 }), women: count, grade: fc.constantFrom(3, 4) },
        (row) => `${row.vestiging}${row.kind.element_code}${row.grade}`,
      ),
      fc.boolean(),
      async (made, isHidden) => {
        const table = tableOfRows(
          made.map(({ vestiging: key, kind, men, women, grade }) => ({
            vestiging: key,
            school_year: 2021,
            place: "ASSEN",
            province: "Drenthe",
            ...kind,
            programme: "Opleiding",
            ...(hasLwoo ? { lwoo: "N" } : {}),
            grade,
            pupils_male: men,
            pupils_female: women,
            pupils: men + women,
          })),
        );
        const published = hide(table, ["pupils_male", "pupils_female"], "school_year", isHidden);
        const read = await roundTrip("duo/pupils", edition, published, "leerlingen-2021.csv");
        const shown = kinds === undefined ? keys : keys.filter((name) => published.columns.has(name));
        expect(rowsOf(read, [...shown, "pupils_male", "pupils_female"])).toEqual(
          rowsOf(published, [...shown, "pupils_male", "pupils_female"]),
        );
        if (!isHidden) expect(rowsOf(read, [...shown, ...counts])).toEqual(rowsOf(published, [...shown, ...counts]));
      },
    ),
    { numRuns: RUNS },
  );
});

test("marks", async () => {
  const names = [
    "vestiging",
    "exam_year",
    "municipality",
    "province",
    "school_type",
    "leerweg",
    "sector",
    "profile",
    "candidates",
    "passed",
    "failed",
    "mark_school",
    "mark_central",
    "mark_final",
  ];
  await fc.assert(
    fc.asyncProperty(
      rows(
        { vestiging, leerweg: fc.constantFrom("B", "K", "G"), all: count, less: count, mark },
        (row) => `${row.vestiging}${row.leerweg}`,
      ),
      fc.boolean(),
      async (made, isHidden) => {
        const table = tableOfRows(
          made.map(({ vestiging: key, leerweg, all, less, mark: central }) => ({
            vestiging: key,
            exam_year: 2021,
            municipality: "ASSEN",
            province: "Drenthe",
            school_type: "VMBO",
            leerweg,
            sector: "zorg en welzijn",
            profile: "Z&W",
            candidates: all,
            passed: Math.max(0, all - less),
            failed: Math.min(all, less),
            mark_school: central,
            mark_central: central,
            mark_final: central,
          })),
        );
        const published = hide(table, ["candidates", "passed", "failed"], "exam_year", isHidden);
        const read = await roundTrip("duo/marks", "2018-2019 and later", published, "cijfers-2020-2021.csv");
        expect(rowsOf(read, names)).toEqual(rowsOf(published, names));
      },
    ),
    { numRuns: RUNS },
  );
});

test("subjects", async () => {
  const counted = ["rated_all", "rated", "school_all", "school", "central_all", "central"];
  const marks = ["mark_school_all", "mark_school", "mark_central_all", "mark_central", "mark_final"];
  const names = ["vestiging", "exam_year", "leerweg", "subject_code", "subject", "rating", ...counted, ...marks];
  await fc.assert(
    fc.asyncProperty(
      rows(
        { vestiging, leerweg: fc.constantFrom("B", "T"), n: count, mark },
        (row) => `${row.vestiging}${row.leerweg}`,
      ),
      fc.boolean(),
      async (made, isHidden) => {
        const table = tableOfRows(
          made.map(({ vestiging: key, leerweg, n, mark: one }) => ({
            vestiging: key,
            exam_year: 2022,
            school_type: "VMBO",
            leerweg,
            subject_code: "0153",
            subject: "wiskunde",
            rating: "cijfer",
            ...Object.fromEntries(counted.map((name) => [name, n])),
            ...Object.fromEntries(marks.map((name) => [name, one])),
          })),
        );
        const published = hide(table, counted, "exam_year", isHidden);
        const read = await roundTrip("duo/subjects", "2018-2019 and later", published, "vakken.csv");
        expect(rowsOf(read, names)).toEqual(rowsOf(published, names));
      },
    ),
    { numRuns: RUNS },
  );
});

test("locations and coordinates", async () => {
  const names = [
    "vestiging",
    "brin",
    "board",
    "name",
    "postcode",
    "municipality_code",
    "municipality",
    "structure",
    "corop",
    "rmc",
    "rmc_name",
  ];
  await fc.assert(
    fc.asyncProperty(
      rows({ vestiging, municipality: place, lat: fc.integer({ min: 5000000, max: 5400000 }) }, (row) => row.vestiging),
      async (made) => {
        const table = tableOfRows(
          made.map(({ vestiging: key, municipality, lat }) => ({
            vestiging: key,
            brin: key.slice(0, 4),
            board: "12345",
            name: "School; A",
            postcode: "9406NN",
            municipality_code: "0106",
            municipality,
            structure: "VBO/MAVO",
            corop: "CR07",
            rmc: "07",
            rmc_name: "Noord",
            lat: lat / 100000,
            lon: 6.5,
            in_corop: 1,
          })),
        );
        const read = await roundTrip("duo/locations", "all years", table, "adressen.csv");
        expect(rowsOf(read, names)).toEqual(rowsOf(table, names));
        const points = ["vestiging", "postcode", "lat", "lon", "corop", "in_corop"];
        const found = await roundTrip("duo/coordinates", "all years", table, "coordinaten.csv");
        expect(rowsOf(found, points)).toEqual(rowsOf(table, points));
      },
    ),
    { numRuns: RUNS },
  );
});

test("staff, forecast and mbo inflow", async () => {
  const people = tableOfRows(
    [2018, 2019].flatMap((year) =>
      ["directie", "onderwijsgevend personeel"].map((staff_group) => ({
        brin: "00AH",
        board: "12345",
        school_type: "VO",
        staff_group,
        year,
        total: year === 2018 ? 12.25 : 13.5,
        permanent: 10.75,
        mean_age: 44.5,
      })),
    ),
  );
  const staffNames = ["brin", "board", "school_type", "staff_group", "year", "total", "permanent", "mean_age"];
  expect(rowsOf(await roundTrip("duo/staff", "in fte", people, "fte.csv"), staffNames)).toEqual(
    rowsOf(people, staffNames),
  );

  const expected = tableOfRows(
    [2025, 2026].map((school_year) => ({ brin: "00AH", school_type: "VMBO", school_year, pupils: 812 })),
  );
  const forecastNames = ["brin", "school_type", "school_year", "pupils"];
  expect(rowsOf(await roundTrip("duo/forecast", "CKAN brin4_prognosesvo", expected, "p.csv"), forecastNames)).toEqual(
    rowsOf(expected, forecastNames),
  );

  const inflow = hide(
    tableOfRows([
      {
        year: 2021,
        previous_vo: "vmbo B",
        institution: "25LH",
        main_group_code: "010",
        main_group: "Techniek",
        level: "2",
        leerweg: "BOL",
        programme_code: "1",
        students: 40,
        new_in_mbo: 3,
        new_in_programme: 0,
      },
    ]),
    ["students", "new_in_mbo", "new_in_programme"],
    "year",
    true,
  );
  const inflowNames = [
    "year",
    "previous_vo",
    "institution",
    "main_group_code",
    "main_group",
    "level",
    "leerweg",
    "students",
    "new_in_mbo",
    "new_in_programme",
  ];
  expect(
    rowsOf(await roundTrip("duo/mbo-inflow", "one count per kind of inflow", inflow, "2021-instroom.csv"), inflowNames),
  ).toEqual(rowsOf(inflow, inflowNames));
});

test("an unknown edition, a missing column and an interval nobody publishes are refused", () => {
  const table = tableOfRows([{ vestiging: "00AH17", school_year: 2021, grade: 3, pupils_male: 3, pupils_female: 9 }]);
  expect(() => findWriter("duo/pupils").write(table, "1999")).toThrow(/writes no edition "1999"/);
  expect(() => suppressCounts(table, { below: 5, columns: ["pupils"], when: "school_year", from: 0 })).toThrow(
    /no column of numbers "pupils"/,
  );
  const tenths = hide(table, ["pupils_male"], "school_year", true);
  const wide = suppressCounts(tenths, { below: 10, columns: ["pupils_female"], when: "school_year", from: 0 });
  expect(() => findWriter("duo/pupils").write(wide, "2019-2022")).toThrow(/1 to 9 cannot be published/);
  expect(() => findWriter("duo/nothing")).toThrow(writers[0]!.id);
});
