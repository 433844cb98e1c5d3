import { type Draws, quickUniform } from "./draws.ts";
import { type Offer, optionAt, sidesOf } from "./offers.ts";

/** What a cohort of one unit and track chooses by. Chances in 0 … 1. */
export interface CohortRates {
  readonly size: number;
  readonly male: number;
  /** Chance of the focus, before the difference between the sexes; 0 when it is not offered. */
  readonly focus: number;
  readonly maleTilt: number;
  readonly stayFocus: number;
  readonly stayRest: number;
  readonly examined: number;
  readonly passed: number;
}

/** Persons by option and sex: `4 * (2 * option + sex) + stage`, stages third year, fourth year, candidate, passed; sex 0 male, 1 female. */
export type CohortCounts = Int32Array;
export const STAGES = ["third_year", "fourth_year", "candidates", "passed"] as const;

/** Never certain, so that a draw decides. */
const MOST = 0.97;
const chance = (value: number): number => Math.min(MOST, Math.max(0, value));

/**
 * Lets each person of a cohort choose an option, stay or change, sit the exam and pass. Every person takes six draws whatever becomes of them, so that two
 * countries with other effects and the same seed differ only in the persons an effect moves.
 *
 * @param name of the stream; the year is its number
 * @returns counts by option, sex and stage
 */
export function cohortCounts(offer: Offer, rates: CohortRates, name: string, year: number, draws: Draws): CohortCounts {
  const counts = new Int32Array(8 * offer.list.options.length);
  const { focus, rest } = sidesOf(offer);
  const hasFocus = focus.positions.length > 0;
  const hasRest = rest.positions.length > 0;
  const all = [...focus.positions, ...rest.positions];
  const stream = draws.stream(name, year);
  const chances = [1 + rates.maleTilt, 1 - rates.maleTilt].map((tilt) => chance(rates.focus * tilt));
  for (let person = 0; person < rates.size; person++) {
    const sex = quickUniform(stream) < rates.male ? 0 : 1;
    const wants = quickUniform(stream) < chances[sex]!;
    const inFocus = hasFocus && (wants || !hasRest);
    const chosen = optionAt(inFocus ? focus : rest, quickUniform(stream));
    const staying = quickUniform(stream);
    const isExamined = quickUniform(stream) < rates.examined;
    const isPassed = quickUniform(stream) < rates.passed;
    const stay = inFocus ? rates.stayFocus : rates.stayRest;
    const kept =
      staying < stay
        ? chosen
        : all[Math.min(all.length - 1, Math.floor(((staying - stay) / (1 - stay)) * all.length))]!;
    counts[4 * (2 * chosen + sex)]!++;
    const after = 4 * (2 * kept + sex);
    counts[after + 1]!++;
    if (isExamined) counts[after + 2]!++;
    if (isExamined && isPassed) counts[after + 3]!++;
  }
  return counts;
}
