import type { VariantSpec } from "./design-schema.ts";
import type { EstimateSpec, HypothesisSpec, PrintedSpec } from "./schema.ts";

/** One entry of `checks`: a name, or a map of one name to its options. */
export type CheckEntry = HypothesisSpec["links"][number]["checks"][number];

/**
 * Splits an entry of `estimate` into the estimator it names, that estimator's options and what the entry changes in the design.
 *
 * @param estimators ids of all estimators: a set, or the map of a catalogue
 * @returns `model` null when the entry names none, which means the primary's estimator with the primary's options; `options` is then undefined
 * @throws RangeError when it names two, which `readStudy` reports before anyone gets here
 */
export function splitEstimate(
  entry: EstimateSpec,
  estimators: { readonly has: (id: string) => boolean },
): { readonly model: string | null; readonly options: unknown; readonly variant: VariantSpec } {
  // What others published of an estimate changes nothing in it.
  const given = Object.entries(entry).filter(([key, value]) => value !== undefined && key !== "published");
  const models = given.filter(([key]) => estimators.has(key));
  if (models.length > 1)
    throw new RangeError(`an estimate names ${models.map(([id]) => id).join(" and ")}; readStudy allows one`);
  const variant: VariantSpec = Object.fromEntries(given.filter(([key]) => !estimators.has(key)));
  const [model, options] = models[0] ?? [null, undefined];
  return { model, options, variant };
}

/** Numbers that an entry of `estimate` is laid beside. */
export function publishedOf(entry: EstimateSpec): readonly PrintedSpec[] {
  return (entry["published"] ?? []) as readonly PrintedSpec[];
}

/**
 * Splits an entry of `checks` into the check and its options.
 *
 * @returns `options` undefined when the check is named alone: its own schema says what that means
 */
export function splitCheck(entry: CheckEntry): { readonly id: string; readonly options: unknown } {
  if (typeof entry === "string") return { id: entry, options: undefined };
  const [id, options] = Object.entries(entry).find(([, value]) => value !== undefined) ?? [undefined, undefined];
  if (id === undefined) throw new RangeError("a check entry names no check; readStudy asks for one");
  return { id, options };
}
