import type { z } from "zod";
import { readers } from "../../data/index.ts";
import { estimators } from "../../models/index.ts";
import { checks, plannedChecks } from "../sensitivity/index.ts";
import type { Catalogue } from "../spec/schema.ts";

/** Everything a specification may name: estimators, checks and readers, from their lists. */
export const catalogue: Catalogue = {
  estimators: new Map<string, z.ZodType>(estimators.map((estimator) => [estimator.id, estimator.options])),
  checks: new Map<string, z.ZodType>(checks.map((check) => [check.id, check.options])),
  plannedChecks: plannedChecks.map((check) => check.id),
  readers: readers.map((reader) => reader.id),
};

export const estimatorIds: ReadonlySet<string> = new Set(catalogue.estimators.keys());

/** Estimators that a formula can be written for. */
export const formulaEstimatorIds: readonly string[] = estimators
  .filter((estimator) => estimator.needs.formula !== undefined)
  .map((estimator) => estimator.id);
