import type { Design } from "../core/design.ts";

/**
 * The treatment of each row: treated × post, dose × post, exposure × affected × post, or 1 from the first treated period on. Outcome units per unit of this are the
 * units of the effect.
 *
 * @throws RangeError for a design without timing or, when staggered, without periods
 */
export function treatmentColumn(design: Design): Float64Array {
  const { timing, period } = design;
  switch (timing.kind) {
    case "two-by-two":
      return timing.treated.map((treated, row) => treated * timing.post[row]!);
    case "dose":
      return timing.dose.map((dose, row) => dose * timing.post[row]!);
    case "staggered": {
      if (period === null) throw new RangeError("treatmentColumn: a staggered design needs periods");
      return timing.cohort.map((cohort, row) => (period.values[row]! >= cohort ? 1 : 0));
    }
    case "triple-difference":
      return timing.exposure.map((exposure, row) => exposure * timing.affected[row]! * timing.post[row]!);
    case "none":
      throw new RangeError("treatmentColumn: the design has no treatment");
    default:
      return timing satisfies never;
  }
}

/** Unit and period, by the names an `absorb` option uses. @throws RangeError when the design lacks either */
export function panelEffects(design: Design): readonly string[] {
  if (design.unit === null || design.period === null) throw new RangeError("panelEffects: the design is not a panel");
  return [design.unit.name, design.period.name];
}
