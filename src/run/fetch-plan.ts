import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { closest } from "../spec/edit-distance.ts";
import { type DownloadTarget, expandDownload } from "../spec/expand-download.ts";
import type { SourceSpec, Study } from "../spec/schema.ts";

/** One file, or one table, that a source declares. */
export interface PlannedFetch extends DownloadTarget {
  /** Id of the source. */
  readonly source: string;
  readonly spec: SourceSpec;
  /** Absolute. */
  readonly path: string;
}

/**
 * Everything that a study's sources declare to be downloadable, in the order of the files.
 *
 * @param only ids of sources; empty means all that have a `download`
 * @throws InputError when a source is not there or declares none
 */
export function planFetch(study: Study, only: readonly string[]): readonly PlannedFetch[] {
  const { sources } = study.study;
  const known = Object.keys(sources);
  const able = known.filter((id) => sources[id]!.download !== undefined);
  const problems = only.flatMap((id) => {
    if (able.includes(id)) return [];
    if (known.includes(id)) return [`--only ${id}: it has no download in study.yaml${whereElse(sources[id]!)}`];
    const meant = closest(id, able);
    return [
      `--only ${id}: the study has no such source${meant === null ? "" : `; did you mean ${meant}?`} (with a download are ${able.join(", ") || "none"})`,
    ];
  });
  if (problems.length > 0) throw new InputError(problems);
  if (able.length === 0)
    throw new InputError(
      `no source of ${study.study.id} declares a download: add one to a source in study.yaml, e.g. download: { url: "https://…/{year}.csv", over: { year: [2019, 2024] }, to: "data/{year}.csv" }`,
    );
  return able
    .filter((id) => only.length === 0 || only.includes(id))
    .flatMap((source) => {
      const spec = sources[source]!;
      const declared = Array.isArray(spec.download) ? spec.download : [spec.download!];
      return declared
        .flatMap((download) => expandDownload(download))
        .map((target) => ({ ...target, source, spec, path: join(study.root, target.to) }));
    });
}

function whereElse({ from, template }: SourceSpec): string {
  return [
    from === undefined ? "" : `; it can be had from: ${from.en}`,
    template === undefined ? "" : `; effectmeter template ${template} prints an empty one`,
  ].join("");
}
