import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { fetchStudy } from "../../../src/run/fetch-study.ts";
import { expandFiles } from "../../../src/run/study-files.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

// Names above the study's root say nothing.
const folder = join(dirname(temporaryFiles()("x", "")), "study.old");

test("what lies beside a fetched file, and what has not come whole, is no part of a table", () => {
  const names = [
    "a-in-2.xlsx",
    "a-in-2.xlsx.source.json",
    "a-in-2.xlsx.source.json.new",
    "a-in-3.csv.part",
    "a-in-3.csv.part.json",
    "a-in-3.csv.part.decoded",
    "T4.json",
    "T4.source.json",
    "T4/1.json",
    "T4.part/1.json",
    "T4.old/1.json",
  ];
  for (const name of names) {
    mkdirSync(dirname(join(folder, "own", name)), { recursive: true });
    writeFileSync(join(folder, "own", name), "x");
  }
  const found = (...patterns: string[]) =>
    expandFiles(folder, patterns).map((path) => path.slice(join(folder, "own").length + 1).replaceAll("\\", "/"));
  expect(found("own/*a-in-*")).toEqual(["a-in-2.xlsx"]);
  expect(found("own/T4*.json", "own/**/*.json")).toEqual(["T4.json", "T4/1.json"]);
});

test("what is declared for STO: published files, each where its source looks, none of those that come with the study", async () => {
  const { files } = await fetchStudy({
    path: "hypotheses/sto",
    only: [],
    force: false,
    dryRun: true,
    limits: {},
    signal: new AbortController().signal,
    onBytes: () => {},
    onEnd: () => {},
  });
  const images = "https://duo.nl/open_onderwijsdata/images";
  const ckan = "https://onderwijsdata.duo.nl/api/3/action/package_show?id=";
  const byPath = new Map(files.map((file) => [file.to, file.address]));
  // Names as published (DUO's pages and catalogue, CBS StatLine).
  for (const [to, address] of [
    [
      "leerlingen-vo-per-vestiging-naar-onderwijstype-2025.csv",
      `${images}/01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2025.csv`,
    ],
    ["geslaagden-gezakten-en-cijfers-2023-2024.csv", `${images}/geslaagden-gezakten-en-cijfers-2023-2024.csv`],
    [
      "01-onderwijspersoneel-vo-in-personen-2011-2025.xlsx",
      `${images}/01.-onderwijspersoneel-vo-in-personen-2011-2025.xlsx`,
    ],
    ["02-onderwijspersoneel-vo-in-fte-2011-2018.xlsx", `${images}/02-onderwijspersoneel-vo-in-fte-2011-2018.xlsx`],
    ["alle-vestigingen-vo-actueel.csv", `${ckan}adressen_vo`],
    ["brin4_prognosesvo.csv", `${ckan}voprognoses`],
    ["70072ned", "https://opendata.cbs.nl/ODataApi/odata/70072ned"],
    ["86223NED", "https://opendata.cbs.nl/ODataApi/odata/86223NED"],
  ] as const)
    expect(byPath.get(`data/own/${to}`)).toBe(address);
  // A year that comes with the study would be there twice.
  expect([...byPath.keys()].filter((to) => /onderwijstype-2019|cijfers-2018-2019/.test(to))).toEqual([]);
  expect(new Set(files.map(({ source }) => source))).toEqual(
    new Set(["pupils_years", "locations_years", "marks_years", "staff", "forecast", "key_figures", "youth_labour"]),
  );
});
