import { CLUSTERED, compareClustered } from "../../reference/inference/cluster-specs.ts";
import type { Comparison } from "./comparison.ts";
import type { ReferenceEntry } from "./measure.ts";

/** Entries whose estimator or check does not exist yet: by the estimator they name, all of them or those with these ids. */
export interface Waiting {
  readonly file: string;
  readonly estimator: string;
  readonly ids?: readonly string[];
  readonly topic: string;
}

const STAGGERED = "a later issue: imputation and other staggered estimators";
const HONEST = "a later issue: honest bounds";
const SYNTHETIC = "a later issue: synthetic methods";
const WILD = "a later issue: wild bootstrap and randomisation";
const BIAS_REDUCED = "a later issue: CR2, CR3 and Satterthwaite's degrees of freedom";
const SENSITIVITY = "a later issue: sensitivity to omitted variables";
const PANEL = "a later issue: random effects and panel specification tests";

const each = (file: string, topic: string, ...estimators: readonly string[]): Waiting[] =>
  estimators.map((estimator) => ({ file, estimator, topic }));

/** Who builds one of these removes its line here and adds its list to measures.ts; an entry may not be in both, nor a line without entries. */
export const WAITING: readonly Waiting[] = [
  ...each(
    "did_other",
    STAGGERED,
    "Goodman-Bacon decomposition",
    "did2s (Gardner)",
    "did_imputation (Borusyak-Jaravel-Spiess)",
    "ETWFE (Wooldridge)",
    "staggered (Roth-Sant'Anna)",
  ),
  ...each("honest", HONEST, "pretrends power", "HonestDiD smoothness"),
  ...each("honest_rm", HONEST, "HonestDiD relative magnitudes"),
  ...each("synth", SYNTHETIC, "synthdid", "sc", "did"),
  ...each("wild_exact", WILD, "wild cluster bootstrap, exact (brute force)"),
  ...each("inference", WILD, "wild cluster bootstrap", "Romano-Wolf"),
  ...each("inference", BIAS_REDUCED, "bias-reduced cluster variance", "Wald test CR2"),
  ...each("inference", SENSITIVITY, "omitted-variable sensitivity (Cinelli-Hazlett)", "Oster bounds"),
  ...each("inference", PANEL, "plm random individual", "plm random twoways", "panel specification test"),
  {
    file: "inference",
    estimator: "plm within individual",
    ids: ["plm_grunfeld_within_vcovBKm"],
    topic: "a later issue: panel-corrected errors (Beck and Katz)",
  },
];

export function topicsOf(file: string, entry: ReferenceEntry): string[] {
  return WAITING.filter((one) => isAbout(one, file, entry)).map(({ topic }) => topic);
}

export function isAbout(waiting: Waiting, file: string, { id, estimator }: ReferenceEntry): boolean {
  return waiting.file === file && waiting.estimator === estimator && (waiting.ids?.includes(id) ?? true);
}

/** Numbers of waiting entries that agree already, by id. */
export const SO_FAR: ReadonlyMap<string, (entry: ReferenceEntry) => readonly Comparison[]> = new Map(
  [...CLUSTERED].map(([id, spec]) => [id, (entry) => compareClustered(entry, spec())]),
);
