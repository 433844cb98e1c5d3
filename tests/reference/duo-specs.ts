import { readFileSync } from "node:fs";
import { twoSidedP } from "../../src/inference/intervals.ts";
import { fitScores, type ScoreSpec } from "../support/coverage-report/regression.ts";

/** A model of tests/reference/duo, spelled our way. */
export type DuoSpec = Omit<ScoreSpec, "order">;

export interface DuoTerm {
  readonly term: string;
  readonly estimate: number;
  readonly se?: number;
  readonly t?: number;
  readonly p?: number;
  readonly se_ols?: number;
  readonly se_nw?: number;
}

export interface DuoModel {
  readonly formula: string;
  readonly nobs: number;
  readonly terms: readonly DuoTerm[];
}

export const DUO_FILES = ["referentieschattingen", "referentieschattingen_h1"] as const;

/** Parts of the files that are counts and versions, not models. */
export const NOT_A_MODEL: readonly string[] = ["_meta", "hazard_table"];

/** fixest stops demeaning at 1e-6, which leaves 4e-8 in these errors; duo-h1-exact.json has the same model solved by QR in R. */
export const ITERATED: ReadonlyMap<string, number> = new Map([["h1_exit_event", 5e-8]]);

/** The models of a file by name, among them what NOT_A_MODEL lists. */
export function duoReference(file: (typeof DUO_FILES)[number]): Readonly<Record<string, DuoModel>> {
  const parsed = JSON.parse(readFileSync(new URL(`duo/${file}.json`, import.meta.url), "utf8")) as Record<
    string,
    unknown
  >;
  return (parsed["models"] ?? parsed) as Record<string, DuoModel>;
}

/** Fit, covariance and two-sided p per term. */
export function fitDuo(spec: DuoSpec) {
  const { fit, v } = fitScores(spec);
  return { fit, v, p: fit.estimate.map((b, j) => twoSidedP(b, v.se[j]!, v.df)) };
}
