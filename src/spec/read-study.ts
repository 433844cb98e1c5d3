import type { z } from "zod";
import { InputError } from "../core/errors.ts";
import type { TableTemplate } from "../core/template.ts";
import { checkValue } from "./check-schema.ts";
import { crossCheck } from "./cross-check.ts";
import { indicatorSchema } from "./indicator-schema.ts";
import {
  type Catalogue,
  type HypothesisSpec,
  hypothesisSchema,
  type IndicatorSpec,
  type Study,
  type StudySpec,
} from "./schema.ts";
import { part } from "./shape.ts";
import { studySchema } from "./study-schema.ts";
import { checkTemplate } from "./template.ts";
import { type Path, type Problem, readYaml, type YamlFile } from "./yaml-file.ts";

/** Text files of a study. Reading them from disk is the caller's. */
export interface StudyFiles {
  /** Where study.yaml is; parts separated by / or \. */
  readonly studyPath: string;
  /** study.yaml, indicators/*.yaml, templates/*.yaml and hypotheses (every other file), with the path that messages show and the hash of the bytes. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly sha256: string }[];
}

/**
 * The study that its files declare, with every default filled in. Pure: equal files give an equal study, in whatever order they are handed in.
 * Hypotheses are ordered by id (h2 before h10), trade-offs last; indicators and files likewise.
 *
 * @param catalogue what estimators, checks and readers there are, and their options
 * @returns `root` is study.yaml's folder joined with the file's own `root`: absolute when `studyPath` is
 * @throws InputError with every problem of every file, in the order of file, line and column:
 *   `hypotheses/sto/h5.yaml:14:7 links[0].design.kind: expected one of dose, two-by-two, …, got "dif-in-dif"; did you mean "two-by-two"?`
 */
export function readStudy(files: StudyFiles, catalogue: Catalogue): Study {
  const studyPath = withSlashes(files.studyPath);
  const folder = folderOf(studyPath);
  const given = [...files.files].sort((a, b) => compareText(a.path, b.path));
  const documents = given.map((file) => ({
    role: roleOf(withSlashes(file.path), studyPath),
    file: readYaml(file.path, file.text),
  }));
  const withRole = (role: Role): YamlFile[] => documents.filter((one) => one.role === role).map((one) => one.file);
  const [studyFile] = withRole("study");
  if (studyFile === undefined)
    throw new InputError(`${files.studyPath}: expected the study's own file, got none; write it first`);

  const problems: Problem[] = [];
  const check = <Output>(schema: z.ZodType<Output>, file: YamlFile): Output | null => {
    problems.push(...file.problems);
    if (file.value === undefined) return null;
    const checked = checkValue(schema, file);
    problems.push(...checked.problems);
    return checked.value;
  };
  const study = check<StudySpec>(studySchema, studyFile);
  const indicators = withRole("indicator").map((file) => check<IndicatorSpec>(indicatorSchema, file));
  const templates = withRole("template").map((file): TableTemplate | null => {
    problems.push(...file.problems);
    if (file.value === undefined) return null;
    const checked = checkTemplate(file);
    problems.push(...checked.problems);
    return checked.value;
  });
  const ofHypotheses = hypothesisSchema(catalogue);
  const hypotheses = withRole("hypothesis").map((file) => check<HypothesisSpec>(ofHypotheses, file));
  problems.push(
    ...crossCheck(
      {
        study: studyFile,
        indicators: withRole("indicator"),
        hypotheses: withRole("hypothesis"),
        templates: withRole("template"),
      },
      catalogue,
    ),
  );
  if (hypotheses.length === 0) {
    problems.push(
      studyFile.problemAt([], "value", "expected at least one hypothesis file beside study.yaml, got none"),
    );
  }
  if (problems.length > 0 || study === null)
    throw new InputError(
      report(
        problems,
        documents.map((one) => one.file),
      ),
    );
  return {
    study,
    hypotheses: present(hypotheses).sort(
      (a, b) => Number(a.kind === "trade-off") - Number(b.kind === "trade-off") || compareNatural(a.id, b.id),
    ),
    indicators: present(indicators).sort((a, b) => compareNatural(a.id, b.id)),
    templates: present(templates).sort((a, b) => compareNatural(a.id, b.id)),
    root: join(folder, withSlashes(study.root)),
    files: given.map(({ path, sha256 }) => ({ path, sha256 })),
  };
}

type Role = "study" | "indicator" | "template" | "hypothesis";

function roleOf(path: string, studyPath: string): Role {
  if (path === studyPath) return "study";
  const inFolder = (name: string): boolean => path.startsWith(join(folderOf(studyPath), `${name}/`));
  if (inFolder("templates")) return "template";
  return inFolder("indicators") ? "indicator" : "hypothesis";
}

const present = <T>(list: readonly (T | null)[]): T[] => list.filter((one) => one !== null);

/** One sentence per problem, by file, line and column. What is absent only because another problem made it so is left out. */
function report(problems: readonly Problem[], files: readonly YamlFile[]): readonly string[] {
  const place = (file: string, path: Path): string => JSON.stringify([file, ...path]);
  const explained = new Set(
    problems.flatMap(({ file, explains }) => (explains === undefined ? [] : [place(file, explains)])),
  );
  const values = new Map(files.map((file) => [file.path, file.value]));
  const isAbsent = (one: Problem): boolean => one.path.reduce<unknown>(part, values.get(one.file)) === undefined;
  const kept = problems.filter(
    (one) => one.explains !== undefined || !isAbsent(one) || !explained.has(place(one.file, one.path)),
  );
  const sorted = kept.sort((a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column);
  return [...new Set(sorted.map(sentenceOf))];
}

/** `file:line:column path: what is wrong`. */
export function sentenceOf(problem: Problem): string {
  const path = pathText(problem.path);
  return `${problem.file}:${problem.line}:${problem.column} ${path === "" ? "" : `${path}: `}${problem.text}`;
}

/** `links[0].design.kind`; keys that would read as something else are quoted. */
function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\p{L}\p{N}_-]+$/u.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Text by code unit, and runs of digits by their value: h2 before h10. */
function compareNatural(a: string, b: string): number {
  const partsA = a.match(/\d+|\D+/g) ?? [];
  const partsB = b.match(/\d+|\D+/g) ?? [];
  for (const [index, partA] of partsA.entries()) {
    const partB = partsB[index];
    if (partB === undefined) return 1;
    const bothNumbers = /^\d/.test(partA) && /^\d/.test(partB);
    const order = (bothNumbers ? Number(partA) - Number(partB) : 0) || compareText(partA, partB);
    if (order !== 0) return order;
  }
  return partsA.length - partsB.length;
}

const withSlashes = (path: string): string => path.replaceAll("\\", "/");

const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) || "/" : ".");

/** Joins a folder and a path under it without touching a disk; `..` goes up, an absolute path stands alone. */
function join(folder: string, path: string): string {
  if (/^(\/|[A-Za-z]:\/)/.test(path)) return path;
  const parts: string[] = [];
  for (const step of `${folder}/${path}`.split("/")) {
    if (step === "." || (step === "" && parts.length > 0)) continue;
    if (step !== ".." || parts.length === 0 || parts.at(-1) === "..") parts.push(step);
    else if (parts.at(-1) !== "") parts.pop();
  }
  return parts.join("/") || (folder.startsWith("/") ? "/" : ".");
}
