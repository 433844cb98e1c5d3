import { describe, expect, test } from "vitest";
import { disagreement } from "../support/expected.ts";
import { PANEL_MODELS } from "./duo-panel-specs.ts";
import { duoReference, fitDuo, NOT_A_MODEL } from "./duo-specs.ts";

// The reference is fixest 0.14.2 on the same rows, written with 12 decimals (R script beside it). Estimates and errors agree to 1e-8; t is their
// quotient; p moves t² times as much as t does in the tails.
const TOLERANCE = 1e-8;
const DECIMALS = 1e-12;

const reference = duoReference("referentieschattingen");
const OTHER_MODELS = [...NOT_A_MODEL, "its_aanbod_techniek_landelijk", "ppml_drievoudig_2019_2024"];
const EVENT_STUDY = "event_study_blootstelling_2015_2017";

test("every model of the reference is computed here or belongs to another estimator", () => {
  const known = [...PANEL_MODELS.keys(), ...OTHER_MODELS].filter((name) => name !== "hazard_table");
  expect(known.sort()).toEqual(Object.keys(reference).sort());
});

describe("dose models through twfe, and the event study", () => {
  test.each([...PANEL_MODELS])("%s", (name, spec) => {
    const expected = reference[name]!;
    const { fit, v, p } = fitDuo(spec());
    const column = (key: "estimate" | "se" | "t" | "p") => expected.terms.map((term) => term[key]!);
    const t = column("t");
    expect(fit.counts.observations).toBe(expected.nobs);
    expect(disagreement(fit.estimate, column("estimate"), TOLERANCE, DECIMALS)).toBeLessThanOrEqual(1);
    expect(disagreement(v.se, column("se"), TOLERANCE, DECIMALS)).toBeLessThanOrEqual(1);
    expect(disagreement(v.statistic, t, TOLERANCE, DECIMALS)).toBeLessThanOrEqual(1);
    const tail = Math.max(...t.map((value) => 1 + value * value));
    expect(disagreement(p, column("p"), TOLERANCE * tail, DECIMALS)).toBeLessThanOrEqual(1);
  });
});

test("the event study is relative to 2019, a term per other year", () => {
  const { fit } = fitDuo(PANEL_MODELS.get(EVENT_STUDY)!());
  expect(fit.reference).toBe(2019);
  expect(fit.terms.map((term) => (term.kind === "calendar" ? `examenjaar::${term.period}:d0` : ""))).toEqual(
    reference[EVENT_STUDY]!.terms.map(({ term }) => term),
  );
});
