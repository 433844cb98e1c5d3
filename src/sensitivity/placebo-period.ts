import { z } from "zod";
import { type CheckInput, defineCheck, type Variant } from "../core/check.ts";
import type { Finding } from "../core/finding.ts";
import { from, periodsIn } from "./conditions.ts";
import { falsificationJudgement } from "./falsification.ts";
import { judgement } from "./judgement.ts";
import { columnOption, doseOption, variantOf } from "./options.ts";

const start = z.number().describe("First period that counts as after the placebo start, e.g. 2018");
const placebo = z.strictObject({
  start,
  window: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe(
      "First and last period used; default all periods before the real start that did not measure the exposure",
    ),
  dose: doseOption.optional(),
  weights: z.union([columnOption, z.literal("none")]).optional(),
});
type PlaceboStart = z.infer<typeof placebo>;

const one = z.union([z.number(), placebo]);
const schema = z
  .union([one, z.array(one).min(1)])
  .transform((options): PlaceboStart[] =>
    (Array.isArray(options) ? options : [options]).map((option) =>
      typeof option === "number" ? { start: option } : option,
    ),
  )
  .describe("A start that never happened, inside the period before the real one: a period, or several");

/** Periods before the real start; all of them when there is no start. */
function periodsBefore(input: CheckInput): readonly number[] {
  const { postStart } = input;
  return postStart === null ? input.allPeriods : input.allPeriods.filter((period) => period < postStart);
}

/**
 * The refit of one placebo start, or null when no periods are left on one side of it.
 *
 * Without a window: the periods before the real start after the exposure was measured. When that leaves nothing before the placebo start, and the
 * exposure is the mean of a column, it is measured again over its periods that end before the last period before the placebo start. A given window
 * that overlaps the exposure has it measured again over the periods before the window.
 */
function variantFor(input: CheckInput, option: PlaceboStart): Variant | null {
  const before = periodsBefore(input);
  const exposure = input.exposurePeriods;
  const lastExposure = Math.max(...exposure, Number.NEGATIVE_INFINITY);
  let periods = before.filter((period) => !exposure.includes(period) && period > lastExposure);
  let dose = option.dose;
  if (option.window !== undefined) {
    const [first, last] = option.window;
    periods = before.filter((period) => period >= first && period <= last);
    dose ??= measuredBefore(input, first, periods);
  } else if (dose !== undefined) {
    const over = typeof dose === "string" ? null : dose.over;
    periods = before.filter((period) => (over === null ? !exposure.includes(period) : period > over[1]));
  } else if (!periods.some((period) => period < option.start)) {
    const base = Math.max(...before.filter((period) => period < option.start), Number.NEGATIVE_INFINITY);
    dose = measuredBefore(input, base, [...exposure]);
    if (dose !== undefined) periods = before.filter((period) => period >= base);
  }
  const bothSides = periods.some((period) => period < option.start) && periods.some((period) => period >= option.start);
  if (!bothSides) return null;
  const label = { nl: `Nepstart in ${option.start}`, en: `Placebo start in ${option.start}` };
  return variantOf(label, {
    post: from(input.periodName, option.start),
    window: periodsIn(input.periodName, periods, input.allPeriods),
    dose,
    weights: option.weights,
  });
}

/** The exposure over those of its periods that end before `first`, when its own periods overlap `used`. */
function measuredBefore(
  input: CheckInput,
  first: number,
  used: readonly number[],
): { mean: string; over: [number, number] } | undefined {
  const { exposureColumn, exposurePeriods } = input;
  if (exposureColumn === null || !exposurePeriods.some((period) => used.includes(period))) return undefined;
  const earlier = exposurePeriods.filter((period) => period < first);
  return earlier.length > 0 ? { mean: exposureColumn, over: [Math.min(...earlier), Math.max(...earlier)] } : undefined;
}

/** The exposure lies inside a window that was asked for, and cannot be moved out of it. */
function overlapOf(input: CheckInput, option: PlaceboStart, variant: Variant | null): Finding[] {
  if (variant === null || variant.dose !== undefined || option.window === undefined) return [];
  const [first, last] = option.window;
  const inside = input.exposurePeriods.filter((period) => period >= first && period <= last);
  if (inside.length === 0) return [];
  return [{ code: "placebo-exposure-inside-window", severity: "warning", values: { periods: inside.map(String) } }];
}

/** F2. The link's own estimate with a start before the real one, judged by the falsification rule. */
export const placeboPeriod = defineCheck<readonly PlaceboStart[]>({
  id: "placebo-period",
  code: "F2",
  label: { nl: "Nepstart", en: "Placebo start" },
  options: schema,
  plan: (input, options) =>
    options.map((option) => variantFor(input, option)).filter((variant): variant is Variant => variant !== null),
  judge(evidence, options) {
    const variants = options.map((option) => variantFor(evidence, option));
    const findings = options.flatMap((option, i) => overlapOf(evidence, option, variants[i]!));
    let next = 0;
    const placebos = variants.map((variant) => ({
      refit: variant === null ? null : (evidence.refits[next++] ?? null),
      smallestEffect: evidence.smallestEffect,
    }));
    if (next === 0) {
      const starts = options.map((option) => String(option.start));
      return judgement("uninformative", "placebo-period-no-periods", { starts }, { findings });
    }
    const result = falsificationJudgement("placebo-period", placebos, evidence.level);
    return { ...result, findings: [...findings, ...result.findings] };
  },
});
