import { expect, test } from "vitest";
import { type EventPoint, leadDrift } from "../../../reports/blocks/event-study-data.ts";
import { sampleResult } from "../../support/sample-result.ts";

const row = sampleResult()
  .hypotheses.flatMap(({ links }) => links)
  .find(({ estimates }) => estimates.length > 0)!.estimates[0]!.effects[0]!;

const point = (at: number, zone: EventPoint["zone"], estimate: number, half: number): EventPoint => {
  const reference = zone === "base";
  const ci = reference ? null : ([estimate - half, estimate + half] as const);
  return { at, zone, reference, estimate, ci, band: null, row, index: 0 };
};

const above = [point(-3, "lead", 2, 1), point(-2, "lead", 0.5, 1)];
const base = point(-1, "base", 0, 0);

test("leads above one reference: the difference fell towards it; below: it rose; on both sides: it moved", () => {
  expect(leadDrift([...above, base])).toBe("fell");
  expect(leadDrift([point(-3, "lead", -2, 1), base])).toBe("rose");
  expect(leadDrift([point(-3, "lead", -2, 1), point(-2, "lead", 2, 1), base])).toBe("moved");
});

test("leads that each have the period before them as reference say no more than that it moved", () => {
  expect(leadDrift(above)).toBe("moved");
});

test("leads whose intervals hold zero, and effects after the start, say nothing", () => {
  expect(leadDrift([point(-3, "lead", 0.5, 1), base, point(0, "after", 5, 1)])).toBeNull();
});
