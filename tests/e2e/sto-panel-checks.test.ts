import { beforeAll, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";

// What checks of panels see on the shipped STO data. The years are those of the documents of the programme and of DUO's files: counts under 5 are
// suppressed from exam year 2020 on, exam year 2018 is the first full cohort of the new profiles, a choice in spring 2019 could know of the run-up money
// (exam 2021) and one in spring 2020 of the plans (exam 2022).

interface SeenJson {
  readonly code: string;
  readonly severity: string;
  readonly places: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

let seen: readonly SeenJson[];
beforeAll(async () => {
  const end = await runCli(["check", "hypotheses/sto", "--data", "--json"]);
  expect(end.code).toBe(0);
  seen = JSON.parse(end.stdout);
});

const of = (code: string, place: string): SeenJson => {
  const found = seen.find((one) => one.code === code && one.places.includes(place));
  if (found === undefined) throw new Error(`${place} has no ${code}`);
  return found;
};

test("suppression starts in 2020, for every outcome on exam candidates", () => {
  expect(of("suppression-starts", "h5b")).toMatchObject({ severity: "warning", values: { start: 2020 } });
  const starts = seen.filter(({ code }) => code === "suppression-starts").map(({ values }) => values["start"]);
  expect(new Set(starts)).toEqual(new Set([2020]));
});

test("the exit hazard jumps in 2018, the first exam year of the new profiles", () => {
  expect(of("outcome-jump", "h1c").values["periods"]).toEqual(["2018"]);
});

test("locations come and go, and the share of the weight that stays is said by exposure", () => {
  const { values, severity } = of("composition-change", "h5b");
  expect(severity).toBe("warning");
  for (const key of ["presentShare", "treatedShare", "untreatedShare"]) {
    expect(values[key]).toBeGreaterThan(0.5);
    expect(values[key]).toBeLessThan(1);
  }
});

test("no design starts before its outcome could respond; exam year 2021 could know of the run-up money", () => {
  expect(seen.filter(({ code }) => code === "post-before-response")).toEqual([]);
  expect(of("announced-before-start", "h5b").values).toMatchObject({ periods: ["2021"], start: 2022 });
});

test("nothing is refused that was tested before", () => {
  expect(seen.filter(({ severity }) => severity === "refusal")).toEqual([]);
});
