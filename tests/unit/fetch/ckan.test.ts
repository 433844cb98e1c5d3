import { expect, test } from "vitest";
import { findResource } from "../../../src/fetch/ckan.ts";
import type { FetchFailure } from "../../../src/fetch/failure.ts";

const ASKED = "https://catalogue.test/api/3/action/package_show?id=adressen";
const answer = (...resources: readonly object[]) => ({ success: true, result: { resources } });
const vo = {
  id: "1-a",
  name: "Alle vestigingen vo",
  url: "https://catalogue.test/dataset/x/download/vestigingenvo.csv",
};
const bo = {
  id: "2-b",
  name: "Alle vestigingen bo",
  url: "https://catalogue.test/dataset/x/download/vestigingenbo.csv",
};

test("a resource by its name, or by the file name in its address, capitals or not", () => {
  expect(findResource(answer(bo, vo), "^alle vestigingen vo$", ASKED)).toEqual({ name: vo.name, address: vo.url });
  expect(findResource(answer(bo, vo), "^vestigingenbo\\.csv$", ASKED).address).toBe(bo.url);
});

test("one without an address is had from the data store, when it is in it", () => {
  const stored = { id: "3/c", name: "prognose", datastore_active: true };
  expect(findResource(answer(stored), "prognose", ASKED).address).toBe(
    "https://catalogue.test/datastore/dump/3%2Fc?bom=true",
  );
  expect(() => findResource(answer({ ...stored, datastore_active: false }), "prognose", ASKED)).toThrow(/it has none/);
});

test("an address without a host is below the catalogue's", () => {
  expect(findResource(answer({ id: "4", name: "x", url: "/files/x.csv" }), "x", ASKED).address).toBe(
    "https://catalogue.test/files/x.csv",
  );
});

const refused: readonly (readonly [string, unknown, string, string])[] = [
  [
    "none fits",
    answer(bo, vo),
    "mbo",
    'no resource of the package fits "mbo"; it has Alle vestigingen bo, Alle vestigingen vo',
  ],
  [
    "several fit",
    answer(bo, vo),
    "vestigingen",
    '2 resources of the package fit "vestigingen": Alle vestigingen bo, Alle vestigingen vo; make the pattern fit one',
  ],
  [
    "the catalogue refuses",
    { success: false, error: { message: "Not found" } },
    "x",
    'it is no answer of a CKAN catalogue ({"message":"Not found"})',
  ],
  ["it is something else", [], "x", "it is no answer of a CKAN catalogue"],
  ["it is nothing", null, "x", "it is no answer of a CKAN catalogue"],
];
test.each(refused)("%s", (_, json, pattern, message) => {
  try {
    findResource(json, pattern, ASKED);
    expect.unreachable();
  } catch (error) {
    expect((error as FetchFailure).kind).toBe("content");
    expect((error as FetchFailure).message).toBe(message);
  }
});
