import type { CheckJudgement } from "../core/check.ts";
import type { Finding } from "../core/finding.ts";
import type { CheckStatus } from "../core/verdict.ts";

export type Values = CheckJudgement["values"];

/** Values for a sentence without the numbers that could not be computed: a result holds no NaN. */
export function valuesOf(values: Readonly<Record<string, string | number | readonly string[]>>): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value !== "number" || Number.isFinite(value)),
  );
}

/** A judgement whose sentence is `<check>-<what>`. */
export function judgement(
  status: CheckStatus,
  sentence: string,
  values: Values = {},
  more: { readonly pAdjusted?: readonly number[]; readonly findings?: readonly Finding[] } = {},
): CheckJudgement {
  const { pAdjusted, findings = [] } = more;
  return { status, sentence, values: valuesOf(values), findings, ...(pAdjusted === undefined ? {} : { pAdjusted }) };
}

/** The status of several tests of one kind: failed if any failed, passed if all passed, uninformative otherwise. */
export function worst(statuses: readonly CheckStatus[]): CheckStatus {
  if (statuses.includes("failed")) return "failed";
  return statuses.length > 0 && statuses.every((status) => status === "passed") ? "passed" : "uninformative";
}
