import type { Finding } from "../core/finding.ts";
import type { Language } from "../core/text.ts";
import { comparisonSentences } from "./findings/comparison.ts";
import { dataSentences } from "./findings/data.ts";
import { driftSentences } from "./findings/drift.ts";
import { errorSentences } from "./findings/errors.ts";
import { fitSentences } from "./findings/fit.ts";
import { groupSentences } from "./findings/groups.ts";
import { panelSentences } from "./findings/panel.ts";
import { runSentences } from "./findings/run.ts";
import type { Say, Sentence } from "./findings/sentence.ts";
import { tradeOffSentences } from "./findings/trade-off.ts";
import { formatDecimal, joinWords } from "./format.ts";

/** Per code. Codes come from estimators, designs, readers and runs. */
const SENTENCES: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  ...dataSentences,
  ...comparisonSentences,
  ...groupSentences,
  ...panelSentences,
  ...driftSentences,
  ...fitSentences,
  ...tradeOffSentences,
  ...errorSentences,
  ...runSentences,
]);

/** Codes that have a sentence of their own. */
export const FINDING_CODES: readonly string[] = [...SENTENCES.keys()];

const PERIODS: ReadonlySet<string> = new Set(["reference", "period", "start"]);

/** Values called …Share are shares of one, shown as percentages. */
const isShare = (key: string): boolean => key.endsWith("Share");

/** The sentence of a finding. A code without one gives its own words and values, so that nothing is ever lost. */
export function findingSentence(finding: Finding, language: Language): string {
  const sentence = SENTENCES.get(finding.code);
  const say: Say = (key) => {
    if (!Object.hasOwn(finding.values, key)) return "";
    const value = finding.values[key];
    // A period is a name, not a count: 2019, never 2,019.
    if (PERIODS.has(key) && typeof value === "number") return String(value);
    if (isShare(key) && typeof value === "number") return `${formatDecimal(100 * value, 1, language)}%`;
    return valueText(value, language);
  };
  const text = sentence === undefined ? generic(finding, language) : sentence(say)[language];
  const where = finding.where ?? "";
  return where === "" || text.includes(where) ? text : `${text} (${where})`;
}

function generic(finding: Finding, language: Language): string {
  const words = finding.code.replaceAll("-", " ");
  const values = Object.entries(finding.values).map(
    ([key, value]) => `${key.replaceAll("_", " ")} ${valueText(value, language)}`,
  );
  const head = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return values.length === 0 ? `${head}.` : `${head}: ${values.join(", ")}.`;
}

function valueText(value: string | number | readonly string[] | undefined, language: Language): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "number")
    return value.length > 8 ? `${value.slice(0, 8).join(", ")} …` : joinWords(value, language);
  if (Number.isInteger(value)) return formatDecimal(value, 0, language);
  if (value !== 0 && Math.abs(value) < 0.001) {
    const [mantissa = "", exponent = "0"] = value.toExponential(1).split("e");
    return `${formatDecimal(Number(mantissa), 1, language)} · 10^${exponent.replace("-", "−").replace("+", "")}`;
  }
  return formatDecimal(value, 3, language);
}
