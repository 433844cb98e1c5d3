import { z } from "zod";
import { estimators } from "../../models/index.ts";

/** An estimator as the command explains it. */
export interface EstimatorDescription {
  readonly id: string;
  readonly revision: number;
  readonly title: string;
  readonly estimand: string;
  readonly assumptions: readonly string[];
  readonly sources: readonly string[];
  readonly reference: string;
  /** JSON Schema of its options. */
  readonly options: unknown;
}

export function listEstimators(): readonly EstimatorDescription[] {
  return estimators.map(({ id, revision, method, options }) => ({
    id,
    revision,
    title: method.title.en,
    estimand: method.estimand.en,
    assumptions: method.assumptions.map((text) => text.en),
    sources: method.sources.map(({ citation, doi }) =>
      doi === undefined ? citation : `${citation} https://doi.org/${doi}`,
    ),
    reference: method.reference,
    options: z.toJSONSchema(options, { io: "input", unrepresentable: "any" }),
  }));
}
