import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { InputError } from "../core/errors.ts";
import type { SyntheticMark } from "../result/schema.ts";
import { closest } from "../spec/edit-distance.ts";
import { readStudy } from "../spec/read-study.ts";
import type { HypothesisSpec, LinkSpec, Study } from "../spec/schema.ts";
import { catalogue } from "./catalogue.ts";
import { locateSources, type StudySource } from "./load-sources.ts";
import { isTestable } from "./plan-link.ts";
import { collectStudyFiles } from "./study-files.ts";
import { syntheticMarkOf } from "./synthetic.ts";

/** A study as its files declare it, and which of its tables are there. Nothing of the data has been read. */
export interface LocatedStudy {
  readonly study: Study;
  readonly sources: ReadonlyMap<string, StudySource>;
  /** Where the tables, or some of them, are made up. */
  readonly synthetic: SyntheticMark | null;
  /** Links to run, in order. */
  /** Testable primary links left out of the selection, by family: they still count in its size. */
  readonly unselectedPrimaries: ReadonlyMap<string, number>;
  readonly selected: readonly {
    readonly hypothesis: HypothesisSpec;
    readonly link: LinkSpec;
    readonly testable: boolean;
  }[];
}

/**
 * Reads and checks the files of a study.
 *
 * @param only ids of hypotheses to keep; empty means all
 * @param root where the tables' files are looked up instead of the study's own root
 * @throws InputError with every problem at once
 */
export function locateStudy(path: string, only: readonly string[], root?: string): LocatedStudy {
  const read = readStudy(collectStudyFiles(path), catalogue);
  const study = { ...read, root: resolve(root ?? read.root) };
  if (root !== undefined && !existsSync(study.root))
    throw new InputError(
      `--root ${root}: no such folder; effectmeter simulate makes one, or name where the tables lie`,
    );
  const known = study.hypotheses.map((hypothesis) => hypothesis.id);
  const unknown = only.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new InputError(
      unknown.map((id) => {
        const meant = closest(id, known);
        return `--only ${id}: the study has no such hypothesis${meant === null ? "" : `; did you mean ${meant}?`} (it has ${known.join(", ")})`;
      }),
    );
  const sources = locateSources(study);
  const hypotheses = study.hypotheses.filter((hypothesis) => only.length === 0 || only.includes(hypothesis.id));
  const selected = hypotheses.flatMap((hypothesis) =>
    hypothesis.links.map((link) => ({ hypothesis, link, testable: isTestable(study, link, sources) })),
  );
  const unselectedPrimaries = new Map<string, number>();
  for (const hypothesis of study.hypotheses) {
    if (hypotheses.includes(hypothesis)) continue;
    const { family } = hypothesis.decide;
    const count = hypothesis.links.filter((link) => link.role === "primary" && isTestable(study, link, sources)).length;
    unselectedPrimaries.set(family, (unselectedPrimaries.get(family) ?? 0) + count);
  }
  const synthetic = syntheticMarkOf([study.root, ...[...sources.values()].flatMap(({ files }) => files)]);
  return { study: { ...study, hypotheses }, sources, synthetic, unselectedPrimaries, selected };
}

/** The seed of a run: the one given, else derived from the study's id so that a run repeats itself. */
export function seedOf(study: Study, given: number | undefined): number {
  return given ?? createHash("sha256").update(study.study.id).digest().readUInt32BE(0);
}
