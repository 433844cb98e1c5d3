import { readdirSync } from "node:fs";
import { loadExpected } from "../expected.ts";
import { type Comparison, countNumbers, worstDifference } from "./comparison.ts";
import { DEVIATIONS } from "./deviations.ts";
import type { Group, ReferenceEntry } from "./measure.ts";
import { MEASURES } from "./measures.ts";
import { SO_FAR, topicsOf } from "./waiting.ts";

/** Numbers that were held to an entry: how many, by what, how closely. */
export interface Held {
  readonly group: Group;
  readonly by: string;
  readonly numbers: number;
  readonly worst: number;
  readonly tolerance: number;
  /** Keys of the result that were compared. */
  readonly keys: readonly string[];
}

export type State =
  | ({ readonly kind: "agreed" } & Held)
  | ({
      readonly kind: "deviation";
      readonly reason: string;
      readonly agreement: string;
      readonly apart: number;
    } & Held)
  | { readonly kind: "waits"; readonly topic: string; readonly soFar: Omit<Held, "group" | "by"> | null };

export interface EntryState {
  readonly file: string;
  readonly entry: ReferenceEntry;
  /** Exactly one, if nobody made a mistake. */
  readonly states: readonly (() => State)[];
}

/** Every file of tests/reference/expected, by name without .json, in order of name. */
export function expectedFiles(): string[] {
  return readdirSync(new URL("../../reference/expected/", import.meta.url))
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

/** Every entry of every file with the states it is in; a state is computed when it is first asked for. */
export const ENTRIES: readonly EntryState[] = expectedFiles().flatMap((file) =>
  (loadExpected(file) as readonly ReferenceEntry[]).map((entry) => ({
    file,
    entry,
    states: statesOf(file, entry).map(once),
  })),
);

function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | null = null;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}

/** What an entry is in: its measures, deviations and topics. */
export function statesOf(file: string, entry: ReferenceEntry): (() => State)[] {
  const isAbout = (one: { readonly file: string; readonly id: string }) => one.file === file && one.id === entry.id;
  return [
    ...MEASURES.filter(isAbout).map(({ measure }) => (): State => {
      const { group, by, comparisons, tolerance } = measure(entry);
      return { kind: "agreed", group, by, ...held(entry, comparisons, tolerance) };
    }),
    ...DEVIATIONS.filter(isAbout).map((one) => (): State => {
      const { group, by, reason, agreement } = one;
      const apart = worstDifference(one.differs(entry));
      const agreed = held(entry, one.agrees(entry), one.tolerance);
      return { kind: "deviation", group, by, reason, agreement, apart, ...agreed };
    }),
    ...topicsOf(file, entry).map((topic) => (): State => {
      const compare = SO_FAR.get(entry.id);
      return { kind: "waits", topic, soFar: compare === undefined ? null : held(entry, compare(entry)) };
    }),
  ];
}

function held(
  entry: ReferenceEntry,
  comparisons: readonly Comparison[],
  tolerance = entry.suggested_rel_tol,
): Omit<Held, "group" | "by"> {
  const keys = [...new Set(comparisons.map(({ key }) => key.split(".")[0]!))];
  return { numbers: countNumbers(comparisons), worst: worstDifference(comparisons), tolerance, keys };
}

/** Keys of results that are in no comparison, and why. */
export const NOT_COMPARED: ReadonlyMap<string, string> = new Map([
  ["names", "names of coefficients: the order is in the spec lists, the names in the tests"],
  ["terms", "names of coefficients"],
  ["dropped_collinear", "names: compared in the test of the family"],
  ["ar2", "adjusted R²: effectmeter reports none"],
  ["ess", "explained sum of squares: effectmeter reports none (R² is compared)"],
  ["F", "F of the whole regression: effectmeter reports none"],
  ["df_model", "the number of terms less the intercept"],
  ["pretest_p", "rounded to five digits by did; its statistic is compared"],
  ["pretest_W", "NA in did where the variance is singular; elsewhere compared"],
  ["df_t", "of likelihoods, whose statistics are normal; elsewhere compared"],
  ["method", "a name"],
  ["note", "a text"],
  ["alternative", "an argument of the call"],
]);

/** Arguments that calls of power functions repeat, and the p-values that p.adjust is given. */
const ARGUMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "power",
    [
      "n",
      "delta",
      "sd",
      "sig.level",
      "power",
      "p1",
      "p2",
      "groups",
      "between.var",
      "within.var",
      "n1",
      "n2",
      "d",
      "u",
      "v",
      "f2",
      "r",
    ],
  ],
  ["p value adjustment", ["p"]],
]);

/** Keys of an entry's result that nothing accounts for. */
export function unaccountedKeys({ estimator, result }: ReferenceEntry, { keys }: Pick<Held, "keys">): string[] {
  const given = ARGUMENTS.get(estimator) ?? [];
  return Object.keys(result).filter((key) => !keys.includes(key) && !NOT_COMPARED.has(key) && !given.includes(key));
}
