import type { Bilingual } from "../core/text.ts";

export const mainModelLabel: Bilingual = { nl: "Hoofdmodel", en: "Main model" };

/** Words for an alternative estimate that the specification gives no label: its estimator, its options, and what it changes. */
export function defaultEstimateLabel(
  title: Bilingual,
  options: unknown,
  variant: Readonly<Record<string, unknown>>,
): Bilingual {
  const details = [...Object.entries((options ?? {}) as Record<string, unknown>), ...Object.entries(variant)]
    .filter(([key, value]) => key !== "label" && value !== undefined)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  const suffix = details.length === 0 ? "" : `: ${details.join(", ")}`;
  return { nl: `${title.nl}${suffix}`, en: `${title.en}${suffix}` };
}
