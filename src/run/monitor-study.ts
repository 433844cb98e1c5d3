import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../core/errors.ts";
import { closest } from "../spec/edit-distance.ts";
import {
  type MonitorSpec,
  monitorSpecSchema,
  type PublishedFigureSpec,
  publishedFiguresSchema,
  readMonitorFile,
} from "../spec/monitor-files.ts";
import type { IndicatorSpec, Study } from "../spec/schema.ts";
import { collectStudyFiles, MONITOR_FILES, shownPath } from "./study-files.ts";

/** What lies beside a study for its monitor. Both files may be absent. */
export interface MonitorFiles {
  readonly spec: MonitorSpec;
  readonly figures: readonly PublishedFigureSpec[];
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/**
 * Reads monitor.yaml and published.yaml of a study and checks the names in them.
 *
 * @param path as the user named the study
 * @throws InputError with every problem of a file, or every name that the study does not have
 */
export function readMonitorFiles(path: string, study: Study): MonitorFiles {
  const folder = dirname(collectStudyFiles(path).studyPath);
  const files: { path: string; sha256: string }[] = [];
  const textOf = (name: string): { readonly path: string; readonly text: string } => {
    const file = join(folder, name);
    if (!existsSync(file)) return { path: file, text: "{}" };
    const bytes = readFileSync(file);
    files.push({ path: shownPath(file), sha256: createHash("sha256").update(bytes).digest("hex") });
    return { path: shownPath(file), text: bytes.toString("utf8") };
  };
  const monitor = textOf(MONITOR_FILES.monitor);
  const published = textOf(MONITOR_FILES.published);
  const spec = readMonitorFile(monitorSpecSchema, monitor.path, monitor.text);
  const { figures } = readMonitorFile(publishedFiguresSchema, published.path, published.text);
  const problems = [...namesOf(spec, study, monitor.path), ...sourcesOf(figures, study, published.path)];
  if (problems.length > 0) throw new InputError(problems);
  return { spec, figures, files };
}

function unknown(at: string, what: string, names: readonly string[], known: readonly string[]): readonly string[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = closest(name, known);
      const advice = meant === null ? "" : `; did you mean ${JSON.stringify(meant)}?`;
      return `${at}: expected one of the study's ${what}, got ${JSON.stringify(name)}${advice}`;
    });
}

function namesOf(spec: MonitorSpec, study: Study, path: string): readonly string[] {
  const ids = study.indicators.map(({ id }) => id);
  const tables = Object.keys(study.study.sources);
  const withPlaces = study.study.places === undefined ? tables : [...tables, "places"];
  return [
    ...unknown(`${path} leave_out`, "indicators", spec.leave_out, ids),
    ...unknown(`${path} aggregate`, "indicators", Object.keys(spec.aggregate), ids),
    ...Object.entries(spec.aggregate).flatMap(([id, how]) =>
      typeof how === "string" ? [] : unknown(`${path} aggregate.${id}.weighted`, "indicators", [how.weighted], ids),
    ),
    ...spec.breakdowns.flatMap((breakdown) => {
      const at = `${path} breakdown ${breakdown.id}`;
      return [
        ...unknown(`${at}, of`, "indicators", breakdown.of, ids),
        ...unknown(`${at}, needs`, "tables", breakdown.needs, withPlaces),
        ...breakdown.members.flatMap((member) => [
          ...unknown(`${at}, where`, "tables", Object.keys({ ...member.where, ...member.instead }), withPlaces),
          ...unknown(`${at}, indicator`, "indicators", member.indicator === undefined ? [] : [member.indicator], ids),
        ]),
      ];
    }),
  ];
}

function sourcesOf(figures: readonly PublishedFigureSpec[], study: Study, path: string): readonly string[] {
  const tables = [...Object.keys(study.study.sources), "places"];
  return figures.flatMap(({ id, ours }) =>
    unknown(`${path} ${id}.ours.sources`, "tables", ours?.sources ?? [], tables),
  );
}

/**
 * Indicators to look at, in the study's order: those named by id or code, else all that are results.
 *
 * @throws InputError for a name that is neither
 */
export function chosenIndicators(study: Study, spec: MonitorSpec, only: readonly string[]): readonly IndicatorSpec[] {
  if (only.length === 0) return study.indicators.filter(({ id }) => !spec.leave_out.includes(id));
  const known = [...new Set(study.indicators.flatMap(({ id, code }) => (code === undefined ? [id] : [id, code])))];
  const problems = unknown("--only", "indicators", only, known);
  if (problems.length > 0) throw new InputError(problems);
  return study.indicators.filter(({ id, code }) => only.includes(id) || (code !== undefined && only.includes(code)));
}
