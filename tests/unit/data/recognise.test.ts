import { fileURLToPath } from "node:url";
import { writeXlsx } from "hucre/xlsx";
import { describe, expect, test } from "vitest";
import { findReader, recogniseFile, unrecognised } from "../../../data/index.ts";
import {
  CKAN_EXAMS_HEADER,
  CKAN_PUPILS_HEADER,
  delimited,
  examHeader,
  MBO_INFLOW_HEADER,
  PUPILS_2023_HEADER,
  PUPILS_LWOO_HEADER,
  SUBJECT_HEADER,
} from "../../support/synthetic-duo.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

const write = temporaryFiles();
const raw = (name: string) => fileURLToPath(new URL(`../../../data/duo/raw/${name}.csv.gz`, import.meta.url));
/** A file with this header and one row of x. */
const headed = (header: readonly string[], name = "file.csv", delimiter = ";") =>
  write(name, delimited([header, header.map(() => "x")], delimiter));

describe("which reader a file is for follows from its columns", () => {
  test.each([
    ["duo/exams", "2013-2019", "examenkandidaten-en-geslaagden-2014-2019"],
    ["duo/exams", "2019 and later", "examenkandidaten-en-geslaagden-2019-2024"],
    ["duo/marks", "2018-2019 and later", "geslaagden-gezakten-en-cijfers-2018-2019"],
    ["duo/pupils", "2019-2022", "leerlingen-vo-per-vestiging-naar-onderwijstype-2019"],
    ["duo/locations", "all years", "alle-vestigingen-vo"],
    ["duo/coordinates", "all years", "vestigingen_vo_coordinaten"],
  ])("%s, %s: the published file", async (reader, edition, name) => {
    expect(await recogniseFile(raw(name))).toMatchObject({ reader, edition, nearest: null });
  });

  test.each<[string, string, readonly string[]]>([
    [
      "duo/exams",
      "2019 and later",
      examHeader("INSTELLINGSCODE", "VESTIGINGSCODE", ["2020-2021"], ["MAN", "VROUW", "TOTAAL"]),
    ],
    ["duo/exam-results", "CKAN 03_voex, 2013-2017", CKAN_EXAMS_HEADER],
    ["duo/subjects", "2018-2019 and later", SUBJECT_HEADER],
    ["duo/pupils", "2014-2018, with LWOO", PUPILS_LWOO_HEADER],
    ["duo/pupils", "2023 and later", PUPILS_2023_HEADER],
    ["duo/pupils", "CKAN 01voins, 2014-2018", CKAN_PUPILS_HEADER],
    ["duo/forecast", "CKAN brin4_prognosesvo", ["INSTELLINGSCODE", "ONDERWIJSNIVEAU", "JAAR", "PROGNOSEAANTALLEN"]],
    [
      "duo/forecast",
      "one column per type and year",
      ["BRIN NUMMER", ...["BRJ", "VMBO", "HAVO", "VWO", "PRO"].map((type) => `${type}.2018`)],
    ],
    [
      "duo/functiemix",
      "CKAN functiemix-instellingen",
      ["JAAR", "BRIN_NUMMER", "LEERLING_LERAAR_RATIO", "AANDEEL_BAMA_HBOBA"],
    ],
    ["duo/mbo-inflow", "one count per kind of inflow", MBO_INFLOW_HEADER],
    [
      "duo/mbo-diplomas",
      "2021 and later",
      ["INSTELLINGSCODE", "LEERWEG", "NIVEAU", "HOOFDGROEP NAAM", "DIPMAN2021", "DIPVROUW2021"],
    ],
    [
      "duo/mbo-students",
      "2021 and later",
      ["SECTORKAMER NAAM", "HOOFDGROEP NAAM", "LEERWEG", "NIVEAU", "WOONPROVINCIE", "JAAR_2021"],
    ],
  ])("%s, %s: a synthetic header, under any name", async (reader, edition, header) => {
    expect(await recogniseFile(headed(header, "alle-vestigingen-vo.csv", ","))).toMatchObject({ reader, edition });
  });

  test("a sheet of a workbook, pages of OData", async () => {
    const path = write(
      "x.bin",
      await writeXlsx({
        sheets: [
          { name: "uitleg", rows: [["Toelichting"]] },
          {
            name: "data",
            rows: [["titel"], ["BRIN NUMMER", "FTE'S 2017", "GEMIDDELDE LEEFTIJD 2017"], ["00AH", 1, 40]],
          },
        ],
      }),
    );
    expect(await recogniseFile(path)).toMatchObject({ reader: "duo/staff", edition: "in fte", sheet: "data" });
    const json = write("page", JSON.stringify({ value: [{ Id: 1, Measure: "M1", Value: 2, Perioden: "2019JJ00" }] }));
    expect(await recogniseFile(json)).toMatchObject({ reader: "cbs/odata", edition: "OData 4" });
  });

  test("what fits nothing: the layout it resembles most, what it lacks and what it has besides", async () => {
    const header = SUBJECT_HEADER.map((name) => (name === "VAKCODE" ? "VAKNUMMER" : name));
    const found = await recogniseFile(headed(header));
    expect(found).toMatchObject({
      reader: null,
      nearest: { reader: "duo/subjects", missing: ["VAKCODE"], extra: ["VAKNUMMER"] },
    });
    expect(unrecognised(found)).toMatch(
      /file\.csv, line 1: the columns resemble those of duo\/subjects \(2018-2019 and later\) most: missing VAKCODE; it has besides VAKNUMMER\. Correct the header/,
    );
    const nothing = await recogniseFile(headed(["a", "b"]));
    expect(nothing).toMatchObject({ reader: null, nearest: null });
    expect(unrecognised(nothing)).toMatch(/the columns are those of no known table; name a reader for it/);
  });
});

describe("a source that names no reader", () => {
  const auto = findReader("auto");
  test("is read by the reader its columns ask for, with that reader's codebook", async () => {
    const source = await auto.read([raw("vestigingen_vo_coordinaten")]);
    expect(source.table.rowCount).toBe(1_577);
    expect(source.codebook?.id).toBe("duo/coordinates");
  });

  test("files of two families, a file of none, no file", async () => {
    await expect(auto.read([raw("alle-vestigingen-vo"), raw("vestigingen_vo_coordinaten")])).rejects.toThrow(
      /is for duo\/locations and .* for duo\/coordinates; files of one source are of one family/,
    );
    await expect(auto.read([headed(["a", "b"])])).rejects.toThrow(
      /file\.csv, line 1: the columns are those of no known table/,
    );
    await expect(auto.read([])).rejects.toThrow(/no files to recognise/);
  });

  test("an own table is recognised by its template", async () => {
    const text = { nl: "x", en: "x" };
    const column = {
      meaning: text,
      unit: null,
      required: true,
      codes: null,
      pattern: null,
      minimum: null,
      maximum: null,
      at_most: null,
      suppressed: false,
    };
    const template = {
      id: "own",
      title: text,
      description: text,
      key: ["a"],
      columns: [
        { ...column, name: "a", type: "text" as const },
        { ...column, name: "b", type: "whole" as const },
      ],
      examples: [],
    };
    const source = await auto.read([write("own.csv", "b;a\n3;x\n")], template);
    expect([...source.table.columns.keys()]).toEqual(["a", "b"]);
    expect(source.codebook?.id).toBe("csv");
  });
});
