import type { Design } from "../../src/core/design.ts";
import { distinctSorted } from "../../src/numerics/factor.ts";

/** Where each row stands on the axis of an event study: the period itself, or periods since the first treated one. */
export interface EventClock {
  /** Per design row; NaN for units that are never treated in a staggered design. */
  readonly at: Float64Array;
  /** Per design row: treated (0 or 1), the dose, or 1 for units that are ever treated. */
  readonly intensity: Float64Array;
  /** Distinct values of `at`, ascending: those that occur, never t − 1 by assumption. */
  readonly levels: Float64Array;
  /** The last level before the start; null when there is none. */
  readonly defaultReference: number | null;
}

/** @throws RangeError for a design without periods or timing */
export function eventClock(design: Design): EventClock {
  const { timing, period } = design;
  if (period === null) throw new RangeError("eventClock: the design has no periods");
  switch (timing.kind) {
    case "staggered": {
      const at = timing.cohort.map((cohort, row) => (cohort === Infinity ? Number.NaN : period.values[row]! - cohort));
      const intensity = timing.cohort.map((cohort) => (cohort === Infinity ? 0 : 1));
      return withLevels(at, intensity, 0);
    }
    case "two-by-two":
      return withLevels(period.values, timing.treated, firstPost(period.values, timing.post));
    case "dose":
      return withLevels(period.values, timing.dose, firstPost(period.values, timing.post));
    case "triple-difference":
    case "none":
      throw new RangeError("eventClock: the design has no timing that an event study reads");
    default:
      return timing satisfies never;
  }
}

function firstPost(periods: Float64Array, post: Float64Array): number {
  return periods.reduce((first, value, row) => (post[row] === 0 ? first : Math.min(first, value)), Infinity);
}

function withLevels(at: Float64Array, intensity: Float64Array, start: number): EventClock {
  const levels = distinctSorted(at.filter((value) => !Number.isNaN(value)));
  const before = levels.filter((level) => level < start);
  return { at, intensity, levels, defaultReference: before[before.length - 1] ?? null };
}

/**
 * Restricts the clock to a window. Rows outside are left out or, with "bin", stand at the window's nearest end. Units that are never
 * treated in a staggered design have no event time and stay.
 *
 * @returns the design rows left, and the clock (still over all design rows) with the levels that are left
 */
export function placeInWindow(
  clock: EventClock,
  window: "all" | readonly [number, number],
  outside: "exclude" | "bin",
): { readonly rows: Int32Array; readonly clock: EventClock } {
  const all = Int32Array.from(clock.at, (_, row) => row);
  if (window === "all") return { rows: all, clock };
  const [low, high] = window;
  if (outside === "bin") {
    const at = clock.at.map((value) => Math.min(Math.max(value, low), high));
    return { rows: all, clock: { ...relevel(clock, at), at } };
  }
  const rows = all.filter((row) => Number.isNaN(clock.at[row]!) || (clock.at[row]! >= low && clock.at[row]! <= high));
  const inside = Float64Array.from(rows, (row) => clock.at[row]!);
  return { rows, clock: relevel(clock, inside) };
}

function relevel(clock: EventClock, at: Float64Array): EventClock {
  const levels = distinctSorted(at.filter((value) => !Number.isNaN(value)));
  const before = levels.filter((level) => clock.defaultReference !== null && level <= clock.defaultReference);
  return { ...clock, levels, defaultReference: before[before.length - 1] ?? null };
}
