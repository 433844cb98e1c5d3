import { expect, test } from "vitest";
import { inStudy, read, small, study } from "./small-study.ts";

const SECTION = `predecessors:
  unit: school
  sources: [exams]
  optional: { regions: [old, new] }
  blocks: select school as unit, year as period, 1 as size from exams
  replace:
    exams: { unit: school, period: year }
`;
const withSection = (from = "", to = "") => inStudy("families:\n", `${SECTION.replace(from, to)}families:\n`);

test("the section reads, with its defaults", () => {
  expect(withSection()).toEqual([]);
  const { predecessors } = read({ ...small, "study.yaml": `${study}${SECTION}` }).study;
  expect(predecessors).toMatchObject({ within_km: 1, block_within_km: 10, tolerance: 0.1, at_least: 10, growth: 0.5 });
  expect(predecessors!.replace["exams"]).toEqual({ unit: "school", period: "year", shift: 0, single: false });
  expect(read(small).study.predecessors).toBeUndefined();
});

test.each([
  ["a table to read", "[exams]", "[exam]", "predecessors.sources[0]", '"exam"; did you mean "exams"?'],
  ["an optional table", "{ regions:", "{ region:", "predecessors.optional.region", '"region"; did you mean "regions"?'],
  ["a table to change", "    exams: {", "    exam: {", "predecessors.replace.exam", '"exam"; did you mean "exams"?'],
])("%s that the study does not declare", (_, from, to, where, said) => {
  const problems = withSection(from, to);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(where);
  expect(problems[0]).toContain(`expected one of the study's sources, got ${said}`);
});

test("without a query for the blocks there is nothing to find links in", () => {
  expect(withSection("  blocks: select school as unit, year as period, 1 as size from exams\n", "")).toEqual([
    expect.stringMatching(/predecessors.*blocks/),
  ]);
});
