/**
 * The library's public face: everything the command does, as functions over plain data.
 *
 * ```ts
 * import { runStudy, renderHtml } from "effectmeter";
 * const result = await runStudy({ path: "hypotheses/sto" });
 * ```
 */
import { renderHtml, renderMarkdown } from "../reports/index.ts";
import type { StudyResult } from "./result/schema.ts";
import { type RunOptions, runStudy as run } from "./run/run-study.ts";

export { estimators, findEstimator } from "../models/index.ts";
export { effectsCsv } from "../reports/index.ts";
export type { Design, Timing } from "./core/design.ts";
export { InputError, NothingToEstimateError } from "./core/errors.ts";
export type { AnyEstimator, Estimator } from "./core/estimator.ts";
export type { Finding } from "./core/finding.ts";
export type { Fit, Term } from "./core/fit.ts";
export type { Column, Factor, Table } from "./core/table.ts";
export { covariance } from "./inference/covariance.ts";
export { adjustPValues } from "./inference/multiplicity.ts";
export { buildPanel, type Panel } from "./panel/panel.ts";
export { parseResult, resultText } from "./result/result-file.ts";
export type {
  EffectRow,
  EstimateResult,
  EstimationResult,
  HypothesisResult,
  LinkResult,
  StudyResult,
} from "./result/schema.ts";
export { estimationResultSchema, studyResultSchema } from "./result/schema.ts";
export { type TidyEffect, tidyEffects } from "./result/tidy-effects.ts";
export { type EstimateRequest, estimateFile } from "./run/estimate-file.ts";
export { planStudy } from "./run/run-study.ts";
export { renderHtml, renderMarkdown };

/**
 * Runs a study and returns its result; nothing is written unless `keepIn` is given. Defaults: all hypotheses, this thread, the study's own seed.
 *
 * @throws InputError with every problem of the study's files and data at once
 */
export function runStudy(options: { readonly path: string } & Partial<RunOptions>): Promise<StudyResult> {
  return run({
    only: [],
    workers: 0,
    seed: undefined,
    memory: undefined,
    keepIn: undefined,
    signal: undefined,
    command: "library",
    onPhase: () => {},
    onStep: () => {},
    ...options,
  });
}
