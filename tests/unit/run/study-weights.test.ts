import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findingSentence } from "../../../src/messages/findings.ts";
import { changed, indicator, runHere, writeStudy } from "../../support/csv-study.ts";

const folder = mkdtempSync(join(tmpdir(), "effectmeter-weights-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a negative weight makes a link not testable and names the column, instead of an estimate that failed", async () => {
  writeStudy(folder, {
    ...changed({
      "study.yaml": ["    columns: [y, dose, region]", "    columns: [y, dose, region, size]"],
      "h1.yaml": ["      cluster: region", "      cluster: region\n      weights: size"],
    }),
    // One unit below zero in every year.
    "indicators/size.yaml": indicator(
      "size",
      "index",
      "unit, year",
      "select unit, year, case when unit = (select min(unit) from rows) then -3 else 2 end as value from rows",
    ),
  });
  const result = await runHere(folder);
  const [link] = result.hypotheses[0]!.links;
  expect(link!.finding).toBe("not-testable");
  const refusal = link!.findings.find(({ severity }) => severity === "refusal");
  expect(refusal).toMatchObject({ code: "negative-weights", values: { column: "size", lowest: -3 } });
  expect(findingSentence({ ...refusal!, where: "" }, "en")).toContain("negative weight size (the lowest is −3)");
  expect(JSON.stringify(result)).not.toContain("fit-failed");
});
