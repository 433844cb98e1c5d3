import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { followPages, nextPage, parsePeriod, regionKind } from "../../../data/cbs/odata.ts";
import { findReader } from "../../../data/index.ts";
import { InputError } from "../../../src/core/errors.ts";
import { MISSING, type NumberColumn } from "../../../src/core/table.ts";
import { columnsOf } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

// Synthetic pages in the form in which the two versions of the service answer; the numbers are made up.
const write = temporaryFiles();
const page = (name: string, json: unknown) => write(name, JSON.stringify(json));
const read = (...paths: readonly string[]) => findReader("cbs/odata").read(paths);
const problem = (...paths: readonly string[]) =>
  read(...paths).then(
    () => "",
    (error: unknown) => {
      expect(error).toBeInstanceOf(InputError);
      return (error as InputError).message;
    },
  );

const V3 = "http://localhost/ODataApi/OData/00000NED/$metadata#Cbs.OData.WebAPI.";
const DATA_PROPERTIES = {
  "odata.metadata": `${V3}DataProperties`,
  value: [
    { odataType: "Cbs.OData.TimeDimension", Key: "Perioden", Type: "TimeDimension", Title: "Perioden" },
    { Key: "RegioS", Type: "GeoDimension", Title: "Regio's" },
    { Key: "Geslacht", Type: "Dimension", Title: "Geslacht" },
    { Key: "Leerlingen_1", Type: "Topic", Title: "Leerlingen", Unit: "aantal", Decimals: 0, Datatype: "Long" },
    { Key: "Aandeel_2", Type: "Topic", Title: "Aandeel techniek", Unit: "%", Decimals: 1, Datatype: "Double" },
  ],
};
const GENDER = {
  "odata.metadata": `${V3}Geslacht`,
  value: [
    { Key: "3000   ", Title: "Mannen" },
    { Key: "4000   ", Title: "Vrouwen" },
  ],
};
const record = (ID: number, gender: string, region: string, period: string, pupils: unknown, share: unknown) => ({
  ID,
  Geslacht: gender,
  RegioS: region,
  Perioden: period,
  Leerlingen_1: pupils,
  Aandeel_2: share,
});
const typed = (records: readonly unknown[], next?: string) => ({
  "odata.metadata": `${V3}TypedDataSet`,
  value: records,
  ...(next === undefined ? {} : { "odata.nextLink": next }),
});
const NAMES = [
  "measure",
  "measure_title",
  "unit",
  "decimals",
  "period_kind",
  "year",
  "part",
  "region",
  "region_kind",
  "value",
  "status",
];

describe("version 3", () => {
  test("topics become rows; padded codes are trimmed, titles joined, null and dots have a reason", async () => {
    const source = await read(
      page(
        "data.json",
        typed([
          record(0, "3000   ", "GM0153  ", "2019SJ00", 1234, 23.1),
          record(1, "4000   ", "NL01  ", "2019KW02", null, "."),
        ]),
      ),
      page("properties.json", DATA_PROPERTIES),
      page("gender.json", GENDER),
    );
    expect(columnsOf(source.table, ...NAMES, "Geslacht", "Geslacht_title")).toEqual([
      ["Leerlingen_1", "Leerlingen", "aantal", 0, "SJ", 2019, 0, "GM0153", "GM", 1234, null, "3000", "Mannen"],
      ["Aandeel_2", "Aandeel techniek", "%", 1, "SJ", 2019, 0, "GM0153", "GM", 23.1, null, "3000", "Mannen"],
      ["Leerlingen_1", "Leerlingen", "aantal", 0, "KW", 2019, 2, "NL01", "NL", null, "missing", "4000", "Vrouwen"],
      ["Aandeel_2", "Aandeel techniek", "%", 1, "KW", 2019, 2, "NL01", "NL", null, "unknown", "4000", "Vrouwen"],
    ]);
    expect([...(source.table.columns.get("value") as NumberColumn).missing!]).toEqual([
      MISSING.present,
      MISSING.present,
      MISSING.absent,
      MISSING.suppressed,
    ]);
    expect(findReader("cbs/odata").codebook.columns.map((column) => column.name)).toEqual(
      [...source.table.columns.keys()].slice(0, 12),
    );
  });

  test("without metadata: what is period, region and topic follows from the codes", async () => {
    const path = page("bare.json", { value: [record(0, "3000", "CR12  ", "2019JJ00", "  77", 1)] });
    expect(
      columnsOf((await read(path)).table, "measure", "measure_title", "region", "year", "value", "Geslacht"),
    ).toEqual([
      ["Leerlingen_1", null, "CR12", 2019, 77, "3000"],
      ["Aandeel_2", null, "CR12", 2019, 1, "3000"],
    ]);
  });

  test("a dimension that is called as one of our columns keeps its name behind a prefix", async () => {
    const path = page("status.json", { value: [{ ID: 0, Status: "A1", Perioden: "2019JJ00", Aantal_1: 5 }] });
    expect(columnsOf((await read(path)).table, "dimension_Status", "value", "status")).toEqual([["A1", 5, null]]);
  });

  test("a folder of pages, gzip among them, in the order of the record numbers", async () => {
    const folder = join(dirname(page("x.json", {})), "pages");
    mkdirSync(folder);
    writeFileSync(join(folder, "page-10.json"), JSON.stringify(typed([record(2, "3000", "GM0001", "2020JJ00", 3, 0)])));
    writeFileSync(
      join(folder, "page-2.json.gz"),
      gzipSync(
        JSON.stringify(
          typed(
            [record(0, "3000", "GM0001", "2018JJ00", 1, 0), record(1, "3000", "GM0001", "2019JJ00", 2, 0)],
            "http://localhost/next",
          ),
        ),
      ),
    );
    const { table, files } = await read(folder);
    expect(columnsOf(table, "year", "value").filter(([, value]) => value !== 0)).toEqual([
      [2018, 1],
      [2019, 2],
      [2020, 3],
    ]);
    expect(files.map((file) => file.rows)).toEqual([1, 2]);
  });
});

describe("version 4", () => {
  const V4 = "http://localhost/odata/v1/CBS/00001NED/$metadata#";
  const observation = (Id: number, Measure: string, Value: number | null, ValueAttribute = "None") => ({
    Id,
    Measure,
    ValueAttribute,
    Value,
    StringValue: null,
    WijkenEnBuurten: "GM0363",
    Perioden: "2019JJ00",
  });
  const observations = (records: readonly unknown[], next?: string) => ({
    "@odata.context": `${V4}Observations`,
    value: records,
    ...(next === undefined ? {} : { "@odata.nextLink": next }),
  });

  test("observations with measure codes and reasons", async () => {
    const source = await read(
      page(
        "obs.json",
        observations([
          observation(0, "M000173_2", 12.3),
          observation(1, "T001", null, "Secret"),
          observation(2, "T002", null, "Impossible"),
        ]),
      ),
      page("codes.json", {
        "@odata.context": `${V4}MeasureCodes`,
        value: [{ Identifier: "M000173_2", Title: "Banen", Unit: "x 1 000", Decimals: 1, MeasureGroupId: "G1" }],
      }),
      page("groups.json", { "@odata.context": `${V4}MeasureGroups`, value: [{ Id: "G1", Title: "Groep" }] }),
      page("info.json", {
        "@odata.context": `${V4}Properties`,
        Identifier: "00001NED",
        Title: "Tabel",
        ObservationCount: 5,
      }),
    );
    expect(columnsOf(source.table, ...NAMES)).toEqual([
      ["M000173_2", "Banen", "x 1 000", 1, "JJ", 2019, 0, "GM0363", "GM", 12.3, null],
      ["T001", null, null, null, "JJ", 2019, 0, "GM0363", "GM", null, "secret"],
      ["T002", null, null, null, "JJ", 2019, 0, "GM0363", "GM", null, "impossible"],
    ]);
    expect(source.findings).toMatchObject([{ code: "incomplete-download", values: { records: 3, published: 5 } }]);
  });

  test("a last page that is missing, pages that overlap, tables that are mixed", async () => {
    const first = page("p1.json", observations([observation(0, "A", 1)], "http://localhost/p2"));
    expect(await problem(first)).toMatch(
      /p1\.json: it says that a further page follows \(http:\/\/localhost\/p2\), and that page is not among/,
    );
    expect(await problem(first, page("p2.json", observations([observation(0, "A", 1)])))).toMatch(
      /p2\.json: record 0 is also in .*p1\.json; the pages overlap/,
    );
    expect(
      await problem(
        first,
        page("other.json", {
          ...observations([observation(1, "A", 1)]),
          "@odata.context": `${V4.replace("00001", "00002")}Observations`,
        }),
      ),
    ).toMatch(/other\.json is of table 00002NED and .*p1\.json of table 00001NED/);
    expect(await problem(page("twice.json", observations([observation(0, "A", 1), observation(1, "A", 2)])))).toMatch(
      /A occurs twice for WijkenEnBuurten GM0363, Perioden 2019JJ00/,
    );
  });
});

test("files that are no pages", async () => {
  expect(
    await problem(write("cut.json", JSON.stringify(typed([record(0, "a", "GM1", "2019JJ00", 1, 1)])).slice(0, -20))),
  ).toMatch(/cut\.json, line 1: this is not complete JSON/);
  expect(await problem(write("cut.json.gz", gzipSync("{}").subarray(0, 12)))).toMatch(
    /cut\.json\.gz is a damaged gzip file/,
  );
  expect(await problem(page("list.json", []))).toMatch(/expected a page of OData/);
  expect(await problem(page("error.json", { "odata.error": { code: "", message: "too many" } }))).toMatch(
    /the service answered with an error.*at most 10,000 records/,
  );
  expect(await problem(page("number.json", typed([record(7, "a", "GM0001", "2019JJ00", "1,5", 1)])))).toMatch(
    /record 7, Leerlingen_1: "1,5" is not a number/,
  );
  expect(await problem(page("only.json", DATA_PROPERTIES))).toMatch(/there is no page with data/);
  expect(await problem("/nowhere.json")).toMatch(/does not exist/);
});

test("codes of periods and regions", () => {
  expect(parsePeriod("2019SJ00")).toEqual({ year: 2019, kind: "SJ", part: 0 });
  expect(parsePeriod(" 2019MM11 ")).toEqual({ year: 2019, kind: "MM", part: 11 });
  expect([parsePeriod("2019"), parsePeriod("GM0363"), parsePeriod("2019JJ0")]).toEqual([null, null, null]);
  expect(["NL01  ", "PV20  ", "CR01", "GM0363", "T001038"].map(regionKind)).toEqual(["NL", "PV", "CR", "GM", null]);
});

describe("following pages over HTTP", () => {
  const TOTAL = 7;
  const server = createServer((request, response) => {
    const url = new URL(request.url!, "http://localhost");
    const skip = Number(url.searchParams.get("$skip") ?? url.searchParams.get("from") ?? 0);
    const all = Array.from({ length: TOTAL }, (_, ID) => record(ID, "a", "GM0001", `${2000 + ID}JJ00`, ID, 0));
    const records = all.slice(skip, skip + 3);
    const linked = url.pathname === "/linked" && skip + 3 < TOTAL;
    const body = {
      "/linked": typed(records, linked ? `/linked?from=${skip + 3}` : undefined),
      "/skipped": typed(records),
      "/circle": typed(records, "/circle"),
      "/elsewhere": typed(records, "http://example.org/more"),
    }[url.pathname];
    response.end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  afterAll(() => server.close());
  const pages = async (path: string) => {
    const found = [];
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for await (const one of followPages(base + path, async (url) => (await fetch(url)).json())) found.push(one);
    return found;
  };

  test.each(["/linked", "/skipped?$top=3&$format=json"])(
    "%s: seven records in three pages, read back from disk",
    async (path) => {
      const found = await pages(path);
      expect(found.map(({ page: one }) => one.records.length)).toEqual([3, 3, 1]);
      const files = found.map(({ json }, index) => page(`saved-${path.slice(1, 5)}-${index}.json`, json));
      const { table } = await read(...files);
      expect(
        columnsOf(table, "measure", "year", "value")
          .filter(([measure]) => measure === "Leerlingen_1")
          .map(([, year, value]) => [year, value]),
      ).toEqual(Array.from({ length: TOTAL }, (_, index) => [2000 + index, index]));
    },
  );

  test("a circle and another host end in an error", async () => {
    await expect(pages("/circle")).rejects.toThrow(/lead in a circle/);
    await expect(pages("/elsewhere")).rejects.toThrow(/on another host, example\.org/);
  });

  test("the link of a page", () => {
    expect(nextPage({ "@odata.nextLink": "a" })).toBe("a");
    expect(nextPage({ "odata.nextLink": "b" })).toBe("b");
    expect([nextPage({ value: [] }), nextPage(null), nextPage([])]).toEqual([null, null, null]);
  });
});
