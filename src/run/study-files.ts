import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { globSync } from "tinyglobby";
import { InputError } from "../core/errors.ts";
import type { StudyFiles } from "../spec/read-study.ts";

/** How to make up data for a study; no part of what it claims. */
export const SIMULATION_FILE = "simulation.yaml";

/** What the monitor adds to indicators, and figures that others published; no part of what the study claims either. */
export const MONITOR_FILES = { monitor: "monitor.yaml", published: "published.yaml" } as const;

const BESIDE: ReadonlySet<string> = new Set([SIMULATION_FILE, ...Object.values(MONITOR_FILES)]);
const isYaml = (name: string): boolean => /\.ya?ml$/.test(name) && !BESIDE.has(name);

/** Paths in messages are relative to where the command runs, with forward slashes. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path).replaceAll("\\", "/");
  return shown.startsWith("..") || shown === "" ? path : shown;
}

/**
 * Reads study.yaml and every other YAML file of a study folder and of its folders indicators/ and templates/.
 *
 * @param path the folder, or its study.yaml
 * @throws InputError when there is no study there
 */
export function collectStudyFiles(path: string): StudyFiles {
  const given = resolve(path);
  if (!existsSync(given))
    throw new InputError(
      `${path}: no such folder; name the folder that holds study.yaml, e.g. effectmeter run hypotheses/sto`,
    );
  const folder = statSync(given).isDirectory() ? given : dirname(given);
  const studyPath = join(folder, "study.yaml");
  if (!existsSync(studyPath))
    throw new InputError(`${path}: it holds no study.yaml; write one, or start from a copy of an existing study`);
  const inFolder = (name: string): string[] =>
    existsSync(join(folder, name))
      ? readdirSync(join(folder, name))
          .filter(isYaml)
          .map((file) => join(folder, name, file))
      : [];
  const paths = [...inFolder("."), ...inFolder("indicators"), ...inFolder("templates")].sort();
  return {
    studyPath: shownPath(studyPath),
    files: paths.map((file) => {
      const bytes = readFileSync(file);
      return {
        path: shownPath(file),
        text: bytes.toString("utf8"),
        sha256: createHash("sha256").update(bytes).digest("hex"),
      };
    }),
  };
}

/** What `fetch` keeps beside a file, and what has not come whole: no part of a table, whatever a pattern says. */
const FETCHED_BESIDE = /\.(source\.json(\.new)?|part(\.json(\.new)?|\.decoded)?)$|\.(part|old)[/\\]/;

/** Files that a source's paths and patterns stand for, absolute, in code-unit order. */
export function expandFiles(root: string, patterns: readonly string[]): string[] {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const literal = resolve(root, pattern);
    // A name that exists is that file, whatever brackets it has.
    if (existsSync(literal)) {
      if (statSync(literal).isFile()) found.add(literal);
      continue;
    }
    for (const file of globSync(pattern, { cwd: root, absolute: true, onlyFiles: true, expandDirectories: false }))
      if (!FETCHED_BESIDE.test(relative(root, file))) found.add(file);
  }
  return [...found].sort();
}
