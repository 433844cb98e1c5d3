import { describe, expect, test } from "vitest";
import type { DownloadSpec } from "../../../src/spec/download-schema.ts";
import { expandDownload, findsPath, placeholdersOf } from "../../../src/spec/expand-download.ts";
import { change, inStudy, read, small, study } from "./small-study.ts";

const FILES = "files: [data/regions.csv]";
/** Problems of the small study with this `download`, without "s/study.yaml:5:n sources.regions.". */
const problemsOf = (download: string): readonly string[] =>
  inStudy(FILES, `files: [data/*.csv, "cbs/**/*.json"], download: ${download}`).map((text) =>
    text.replace(/^s\/study\.yaml:5:\d+ sources\.regions\./, ""),
  );

describe("a download in study.yaml", () => {
  const fine: readonly (readonly [string, string])[] = [
    ["one file", '{ url: "https://x.test/a.csv", to: data/a.csv }'],
    [
      "a file a year",
      '{ url: "http://x.test:8080/{year}-{year+1}.csv", over: { year: [2014, 2024] }, to: "data/{year}.csv" }',
    ],
    [
      "several",
      '[{ url: "https://x.test/a.csv", to: data/a.csv }, { url: ["https://x.test/b", "https://y.test/b"], to: data/b.csv }]',
    ],
    ["a catalogue", '{ kind: ckan, url: "https://x.test/api?id=p", resource: "^a-\\\\d{4}", to: data/a.csv }'],
    [
      "a CBS table",
      '{ kind: odata-v3, url: "https://x.test/odata/T", filter: "RegioS eq \'NL\'", select: [RegioS], to: cbs/T }',
    ],
  ];
  test.each(fine)("%s", (_, download) => {
    expect(problemsOf(download)).toEqual([]);
  });

  const wrong: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "a key or a kind that is none",
      '{ url: "https://x.test/a.csv", to: data/a.csv, kind: fil, form: csv }',
      [
        'download.kind: expected one of file, odata-v3, odata-v4, ckan, got "fil"; did you mean "file"?',
        "download.form: unknown key; expected one of url, kind, over, to, resource, filter, select",
      ],
    ],
    [
      "an address that is none, or holds a password",
      '[{ url: "ftp://x.test/a.csv", to: data/a.csv }, { url: "https://me:secret@x.test/a.csv", to: data/b.csv }]',
      [
        'download[0].url: expected an address that starts with https:// or http:// and holds no password, got "ftp://x.test/a.csv"',
        'download[1].url: expected an address that starts with https:// or http:// and holds no password, got "https://me:secret@x.test/a.csv"',
      ],
    ],
    [
      "a name that is not declared, and one that does not tell files apart",
      '{ url: "https://x.test/{year}.csv", over: { jaar: [2014, 2016] }, to: data/a.csv }',
      [
        "download.url: expected {year} to be declared under over, which has jaar",
        "download.to: expected a path with {jaar}, since over has several of it",
      ],
    ],
    [
      "years the other way round",
      '{ url: "https://x.test/{year}.csv", over: { year: [2016, 2014] }, to: "data/{year}.csv" }',
      ["download.over.year: expected the first number before the last one"],
    ],
    [
      "a path outside the study",
      '{ url: "https://x.test/a.csv", to: ../a.csv }',
      ['download.to: expected a path below the study\'s root, with forward slashes, got "../a.csv"'],
    ],
    [
      "a path outside the study that a value makes",
      '{ url: "https://x.test/a.csv", over: { name: [a, ../../b] }, to: "data/{name}.csv" }',
      ['download.to: expected a path below the study\'s root, with forward slashes, got "data/../../b.csv"'],
    ],
    [
      "a path of this machine",
      '{ url: "https://x.test/a.csv", to: /tmp/a.csv }',
      ['download.to: expected a path below the study\'s root, with forward slashes, got "/tmp/a.csv"'],
    ],
    [
      "a path that the source does not read",
      '{ url: "https://x.test/a.csv", to: elsewhere/a.csv }',
      ["download.to: expected a path that the source's files find (data/*.csv, cbs/**/*.json), got elsewhere/a.csv"],
    ],
    [
      "the same path twice",
      '[{ url: "https://x.test/a.csv", to: data/a.csv }, { url: "https://x.test/b.csv", to: data/a.csv }]',
      ["download[1].to: expected a path of its own, got data/a.csv, which a download of regions has too"],
    ],
    [
      "keys that do not go with the kind",
      '[{ kind: ckan, url: "https://x.test/a", to: data/a.csv }, { url: "https://x.test/b", to: data/b.csv, resource: "(", filter: x }]',
      [
        "download[0]: expected resource, the one of the package to get, got none",
        "download[1].resource: expected resource only with kind ckan, got kind file",
        'download[1].resource: expected a regular expression, got "("',
        "download[1].filter: expected filter only with kind odata-v3 or odata-v4, got kind file",
      ],
    ],
    [
      "two addresses of one table",
      '{ kind: odata-v4, url: ["https://x.test/a", "https://x.test/b"], to: cbs/T }',
      ["download.url[1]: expected one address with kind odata-v4, got 2"],
    ],
  ];
  test.each(wrong)("%s is a problem", (_, download, expected) => {
    expect(problemsOf(download)).toEqual(expected);
  });

  test("has its defaults filled in", () => {
    const text = change(study, FILES, `${FILES}, download: { url: "https://x.test/a.csv", to: data/regions.csv }`);
    expect(read({ ...small, "study.yaml": text }).study.sources["regions"]!.download).toEqual({
      url: "https://x.test/a.csv",
      kind: "file",
      over: {},
      to: "data/regions.csv",
    });
  });
});

describe("the files that a download stands for", () => {
  const spec = (changes: Partial<DownloadSpec>): DownloadSpec => ({
    url: "https://x.test/{year}-{year+1}/{kind}.csv",
    kind: "file",
    over: { year: [2019, 2020], kind: ["a b", "c"] },
    to: "data/{kind}-{year-1}.csv",
    ...changes,
  });

  test("every combination, in order, with values as an address needs them", () => {
    expect(expandDownload(spec({})).map(({ addresses, to }) => [...addresses, to])).toEqual([
      ["https://x.test/2019-2020/a%20b.csv", "data/a b-2018.csv"],
      ["https://x.test/2019-2020/c.csv", "data/c-2018.csv"],
      ["https://x.test/2020-2021/a%20b.csv", "data/a b-2019.csv"],
      ["https://x.test/2020-2021/c.csv", "data/c-2019.csv"],
    ]);
  });

  test("a value in a pattern stands for itself", () => {
    const [target] = expandDownload(spec({ over: { kind: ["a.b"] }, resource: "^{kind}\\d{4}$" }));
    expect(target!.resource).toBe("^a\\.b\\d{4}$");
  });

  test("names between braces", () => {
    expect(placeholdersOf("{year}-{year+1}/{kind} \\d{4} {Year} {}")).toEqual(["year", "kind"]);
  });
});

test("which paths a pattern of files finds", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["data/*.csv", "data/a.csv", true],
    ["data/*.csv", "data/own/a.csv", false],
    ["data/*.csv", "data/axcsv", false],
    ["data/**/*.csv", "data/a.csv", true],
    ["data/**/*.csv", "data/own/x/a.csv", true],
    ["./data/a?.csv", "data/a1.csv", true],
    ["data/a?.csv", "data/a.csv", false],
    ["data/a+b.csv", "data/aab.csv", false],
    ["data/{a,b}.csv", "data/c.csv", true], // not judged
  ];
  for (const [pattern, path, finds] of cases)
    expect([pattern, path, findsPath(pattern, path)]).toEqual([pattern, path, finds]);
});
