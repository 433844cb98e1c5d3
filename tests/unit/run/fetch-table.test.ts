import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readers } from "../../../data/index.ts";
import { dataOf, fetch, fetchStudies } from "../../support/fetch-studies.ts";
import { content, type MisbehavingServer, startMisbehavingServer, status } from "../../support/misbehaving-server.ts";
import { columnsOf } from "../../support/table-rows.ts";

const { study } = fetchStudies();

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(() => server.close());

describe("a CBS table", () => {
  const json = (value: unknown) => content(JSON.stringify(value), { type: "application/json" });
  const source = (files: string) => `reader: cbs/odata, files: ["${files}"]`;
  const v4 = (path: string, entity: string, value: readonly object[], next?: string) =>
    server.on(
      path,
      json({
        "@odata.context": `${server.origin}/CBS/T4/$metadata#${entity}`,
        value,
        ...(next === undefined ? {} : { "@odata.nextLink": `${server.origin}${next}` }),
      }),
    );
  const observation = (id: number) => ({
    Id: id,
    Measure: "M1",
    ValueAttribute: "None",
    Value: id / 2,
    RegioS: "GM0363",
    Perioden: `${2010 + id}JJ00`,
  });

  function tableV4(modified = "2024-05-01"): void {
    server.on(
      "/CBS/T4/Properties",
      json({
        "@odata.context": `${server.origin}/CBS/T4/$metadata#Properties/$entity`,
        Identifier: "T4",
        Title: "Jobs",
        Modified: modified,
        ObservationCount: 5,
      }),
    );
    v4("/CBS/T4/Dimensions", "Dimensions", [
      { Identifier: "RegioS", Title: "Regions", Kind: "GeoDimension" },
      { Identifier: "Perioden", Title: "Periods", Kind: "TimeDimension" },
    ]);
    v4("/CBS/T4/MeasureCodes", "MeasureCodes", [{ Identifier: "M1", Title: "Jobs", Unit: "x 1000", Decimals: 1 }]);
    v4("/CBS/T4/RegioSCodes", "RegioSCodes", [{ Identifier: "GM0363", Title: "Amsterdam" }]);
    v4(
      "/CBS/T4/PeriodenCodes",
      "PeriodenCodes",
      [1, 2, 3, 4, 5].map((id) => ({ Identifier: `${2010 + id}JJ00`, Title: `${2010 + id}` })),
    );
    v4("/CBS/T4/Observations", "Observations", [1, 2].map(observation), "/CBS/T4/Observations?$skip=2");
    v4("/CBS/T4/Observations?$skip=2", "Observations", [3, 4].map(observation), "/CBS/T4/Observations?$skip=4");
    v4("/CBS/T4/Observations?$skip=4", "Observations", [observation(5)]);
  }
  const downloadV4 = () => `{ kind: odata-v4, url: "${server.origin}/CBS/T4", to: data/T4 }`;
  const odata = readers.find(({ id }) => id === "cbs/odata")!;
  const pages = (folder: string) => readdirSync(join(folder, "data/T4")).map((name) => join(folder, "data/T4", name));

  test("of version 4 is followed from page to page, with its topics and codes, into a folder that the reader takes", async () => {
    tableV4();
    const folder = study(downloadV4(), source("data/T4/*.json"));
    expect((await fetch(folder))[0]).toMatchObject({
      status: "fetched",
      attempts: 8,
      address: `${server.origin}/CBS/T4`,
    });
    expect(readdirSync(join(folder, "data/T4")).sort()).toEqual([
      "Dimensions-00001.json",
      "MeasureCodes-00001.json",
      "Observations-00001.json",
      "Observations-00002.json",
      "Observations-00003.json",
      "PeriodenCodes-00001.json",
      "Properties.json",
      "RegioSCodes-00001.json",
    ]);
    const { table, findings } = await odata.read(pages(folder));
    expect(columnsOf(table, "year", "value", "measure_title")).toEqual(
      [1, 2, 3, 4, 5].map((id) => [2010 + id, id / 2, "Jobs"]),
    );
    expect(findings).toEqual([]);
    expect(dataOf(folder).filter((name) => !name.startsWith("T4/"))).toEqual(["T4", "T4.source.json"]);
  });

  test("that has not changed is not fetched again; one that has replaces the folder", async () => {
    tableV4();
    const folder = study(downloadV4(), source("data/T4/*.json"));
    await fetch(folder);
    const before = server.seen.length;
    expect((await fetch(folder))[0]!.status).toBe("unchanged");
    expect(server.seen.slice(before).map(({ path }) => path)).toEqual(["/CBS/T4/Properties"]);
    tableV4("2024-06-01");
    v4("/CBS/T4/Observations?$skip=4", "Observations", []);
    expect((await fetch(folder))[0]!.status).toBe("fetched");
    expect((await odata.read(pages(folder))).table.rowCount).toBe(4);
    writeFileSync(join(folder, "data/T4/Properties.json"), "{}");
    expect((await fetch(folder))[0]!.status).toBe("kept");
  });

  test("that was cut off goes on with the pages that are there, unless the table changed", async () => {
    tableV4();
    server.on("/CBS/T4/Observations?$skip=4", status(500));
    const folder = study(downloadV4(), source("data/T4/*.json"));
    expect((await fetch(folder))[0]).toMatchObject({
      status: "failed",
      failure: "busy",
      message: expect.stringMatching(/Observations\?\$skip=4: it answers with HTTP 500, 2 times in a row/),
    });
    expect(existsSync(join(folder, "data/T4"))).toBe(false);
    tableV4();
    const before = server.seen.length;
    expect((await fetch(folder))[0]!.status).toBe("fetched");
    expect(server.seen.slice(before).map(({ path }) => path)).toEqual([
      "/CBS/T4/Properties",
      "/CBS/T4/Observations?$skip=4",
    ]);

    const changed_ = study(downloadV4(), source("data/T4/*.json"));
    server.on("/CBS/T4/Observations?$skip=4", status(500));
    await fetch(changed_);
    tableV4("2024-07-01");
    const start = server.seen.length;
    expect((await fetch(changed_))[0]!.status).toBe("fetched");
    expect(server.seen.length - start).toBe(8);
  });

  test("of version 3 is asked for 10,000 records at a time, with a filter and the columns wanted", async () => {
    const v3 = (path: string, entity: string, value: readonly object[]) =>
      server.on(
        path,
        json({ "odata.metadata": `${server.origin}/odata/T3/$metadata#Cbs.OData.WebAPI.${entity}`, value }),
      );
    v3("/odata/T3/TableInfos", "TableInfos", [{ ID: 0, Title: "Pupils", Identifier: "T3", Modified: "2024-05-01" }]);
    v3("/odata/T3/DataProperties", "DataProperties", [
      { ID: 0, Key: "RegioS", Type: "GeoDimension", Title: "Regions" },
      { ID: 1, Key: "Perioden", Type: "TimeDimension", Title: "Periods" },
      { ID: 2, Key: "Leerlingen_1", Type: "Topic", Title: "Pupils", Unit: "aantal", Decimals: 0 },
    ]);
    v3("/odata/T3/RegioS", "RegioS", [{ Key: "GM0363", Title: "Amsterdam" }]);
    v3("/odata/T3/Perioden", "Perioden", [{ Key: "2019JJ00", Title: "2019" }]);
    const all = Array.from({ length: 10_003 }, (_, id) => ({
      ID: id,
      RegioS: `GM${id}`,
      Perioden: "2019JJ00",
      Leerlingen_1: id,
    }));
    server.on("/odata/T3/TypedDataSet", (request, response) => {
      const { searchParams } = new URL(request.url!, server.origin);
      const skip = Number(searchParams.get("$skip") ?? 0);
      const top = Number(searchParams.get("$top"));
      if (top > 10_000) return status(500)(request, response);
      json({
        "odata.metadata": `${server.origin}/odata/T3/$metadata#Cbs.OData.WebAPI.TypedDataSet`,
        value: all.slice(skip, skip + top),
      })(request, response);
    });
    const folder = study(
      `{ kind: odata-v3, url: "${server.origin}/odata/T3/", to: data/T3, filter: "substringof('GM',RegioS)", select: [RegioS, Perioden, Leerlingen_1] }`,
      source("data/T3/*.json"),
    );
    expect((await fetch(folder))[0]!.status).toBe("fetched");
    const asked = server.asked("/odata/T3/TypedDataSet").map(({ path }) => new URL(path, server.origin).searchParams);
    expect(
      asked.map((query) => [
        query.get("$top"),
        query.get("$skip"),
        query.get("$filter"),
        query.get("$select"),
        query.get("$format"),
      ]),
    ).toEqual([
      ["10000", null, "substringof('GM',RegioS)", "RegioS,Perioden,Leerlingen_1", "json"],
      ["10000", "10000", "substringof('GM',RegioS)", "RegioS,Perioden,Leerlingen_1", "json"],
    ]);
    const { table } = await odata.read(
      readdirSync(join(folder, "data/T3")).map((name) => join(folder, "data/T3", name)),
    );
    expect(table.rowCount).toBe(10_003);
  });

  const refused: readonly (readonly [string, () => void, RegExp])[] = [
    [
      "pages in a circle",
      () => v4("/CBS/T4/Observations?$skip=2", "Observations", [observation(3)], "/CBS/T4/Observations"),
      /lead in a circle/,
    ],
    ["a web page among the pages", () => server.on("/CBS/T4/MeasureCodes", content("<html>")), /not JSON/],
    [
      "an error with status 200",
      () => server.on("/CBS/T4/Observations", json({ error: { message: "too many" } })),
      /answered with an error/,
    ],
    [
      "a dimension whose name leads out of the folder",
      () => v4("/CBS/T4/Dimensions", "Dimensions", [{ Identifier: "../../x", Title: "x", Kind: "Dimension" }]),
      /it names a dimension "..\/..\/xCodes", which is no name/,
    ],
    [
      "a link that is none",
      () =>
        server.on(
          "/CBS/T4/Observations",
          json({ "@odata.context": "x#Observations", value: [observation(1)], "@odata.nextLink": "http://" }),
        ),
      /an address that is none of http or https/,
    ],
    [
      "a page on another host",
      () =>
        server.on(
          "/CBS/T4/Observations",
          json({
            "@odata.context": "x#Observations",
            value: [observation(1)],
            "@odata.nextLink": "http://other.test/x",
          }),
        ),
      /another host/,
    ],
  ];
  test.each(refused)("with %s is refused", async (_, spoil, message) => {
    tableV4();
    spoil();
    const folder = study(downloadV4(), source("data/T4/*.json"));
    expect((await fetch(folder))[0]).toMatchObject({
      status: "failed",
      failure: "content",
      message: expect.stringMatching(message),
    });
    expect(existsSync(join(folder, "data/T4"))).toBe(false);
  });
});
