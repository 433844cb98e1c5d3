import { expect, test } from "vitest";
import { inHypothesis } from "./small-study.ts";

const KINDS = "iid, HC0, HC1, HC2, HC3, HC4, HC4m, HC5, CR0, CR1, CR2, CR3, NW, DK, NW(lag), DK(lag), conley(km)";
/** Line 14 of the hypothesis becomes the inference of the link. */
const withErrors = (inference: string) => inHypothesis("    design:", `    inference: { ${inference} }\n    design:`);

test.each([
  "se: HC4m",
  "se: NW",
  "se: NW(2)",
  "se: DK(0)",
  "se: conley(50), latitude: share, longitude: pupils",
  "se: conley(12.5), latitude: share, longitude: pupils, distance: spherical",
])("%s", (inference) => {
  expect(withErrors(inference)).toEqual([]);
});

test("another word for a kind, and a lag that is no number", () => {
  expect(withErrors("se: robust")).toEqual([
    `s/h1.yaml:14:22 links[0].inference.se: expected one of ${KINDS}, got "robust"; did you mean "HC1"?`,
  ]);
  expect(withErrors("se: NW(two)")).toEqual([
    `s/h1.yaml:14:22 links[0].inference.se: expected one of ${KINDS}, got "NW(two)"`,
  ]);
});

test("Conley errors need columns with coordinates", () => {
  expect(withErrors("se: conley(50), latitude: share")).toEqual([
    "s/h1.yaml:14:16 links[0].inference.longitude: missing; conley errors need latitude and longitude, columns in degrees",
  ]);
  expect(withErrors("se: conley(50), latitude: share, longitude: pupisl")[0]).toMatch(
    /links\[0\]\.inference\.longitude: expected one of the panel's columns, got "pupisl"/,
  );
});
