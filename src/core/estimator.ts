import type { z } from "zod";
import type { Design } from "./design.ts";
import type { Fit } from "./fit.ts";
import type { Bilingual } from "./text.ts";

/** What a reader of the report may ask about a method. Rendered on the method pages. */
export interface MethodCard {
  readonly title: Bilingual;
  /** One sentence: which average of which effects. */
  readonly estimand: Bilingual;
  readonly assumptions: readonly Bilingual[];
  /** Papers, with DOI. */
  readonly sources: readonly { readonly citation: string; readonly doi?: string }[];
  /** The package the numbers are held to, e.g. "fixest 0.14.2 (R)". */
  readonly reference: string;
}

/** What a design must have before `fit` is called; the engine checks it first, so `fit` may assume it. */
export interface DesignNeeds {
  readonly timing: readonly Design["timing"]["kind"][];
  readonly unit: boolean;
  readonly period: boolean;
  /** Parts of a formula beyond covariates and effects that the estimator takes; absent: it takes no formula at all. */
  readonly formula?: readonly FormulaPart[];
  /** Keys of a staggered design that are options of the estimator, unless the estimate says otherwise; absent: none. */
  readonly staggered?: readonly StaggeredPart[];
}

/** What a staggered design declares and an estimator may take as options of the same names. */
export type StaggeredPart = "comparison" | "anticipation" | "covariates";

export type FormulaPart = "offset" | "instruments" | "varying-slope" | "averages";

export interface FitContext {
  readonly seed: number;
  /** Fill `Fit.outcomeWeights`. */
  readonly wantOutcomeWeights: boolean;
  /** Fill `leverage` of a least-squares fit: HC2 and higher need it. */
  readonly wantLeverage?: boolean;
}

export interface Estimator<Options = unknown> {
  /** Stable key in specs and results, e.g. "event-study". */
  readonly id: string;
  /** Raised whenever the same input can give another number. */
  readonly revision: number;
  readonly method: MethodCard;
  /** Turns what the hypothesis file says into options with defaults filled in. Strict: unknown keys are errors. */
  readonly options: z.ZodType<Options>;
  readonly needs: DesignNeeds;
  /** Pure and synchronous: the same design, options and seed give the same bits on any thread. */
  fit(design: Design, options: Options, context: FitContext): Fit;
}

/** Keeps the options type while an estimator is written down; the list in models/index.ts holds `Estimator<never>`-compatible entries. */
export function defineEstimator<Options>(estimator: Estimator<Options>): Estimator<Options> {
  return estimator;
}

/** An estimator whose options type is forgotten, as lists and runners hold it: what `options.parse` returns is what `fit` takes. */
export interface AnyEstimator extends Omit<Estimator, "options" | "fit"> {
  readonly options: z.ZodType;
  // A method, not a property: parameters of methods compare both ways, so every Estimator<Options> is an AnyEstimator.
  fit(design: Design, options: unknown, context: FitContext): Fit;
}
