import { existsSync } from "node:fs";
import { globSync } from "tinyglobby";
import { InputError } from "../core/errors.ts";
import type { TableTemplate } from "../core/template.ts";
import type { Language } from "../core/text.ts";
import { type TemplateUse, templateText } from "../messages/template.ts";
import { closest } from "../spec/edit-distance.ts";
import type { Study } from "../spec/schema.ts";
import { locateSources } from "./load-sources.ts";
import { locateStudy } from "./read-study.ts";

/** A template of a study, and what the study does with it. */
export interface StudyTemplate {
  /** Id of the study. */
  readonly study: string;
  readonly template: TableTemplate;
  readonly uses: readonly TemplateUse[];
  /** Whether every table it is for is there. */
  readonly present: boolean;
}

/**
 * Templates of a study, by id.
 *
 * @param path folder of the study, or its study.yaml; without one the study in the current folder, else those in hypotheses/
 * @throws InputError when there is no study, or one of its files is wrong
 */
export function listTemplates(path: string | undefined): StudyTemplate[] {
  return studyPaths(path).flatMap((folder) => templatesOf(locateStudy(folder, []).study));
}

/** @throws InputError naming the templates there are when none, or several, have this name */
export function findTemplate(templates: readonly StudyTemplate[], name: string): StudyTemplate {
  const found = templates.filter(({ template }) => template.id === name);
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new InputError(
      `${name} is a template of ${found.map(({ study }) => study).join(" and ")}; say which with --study`,
    );
  const known = templates.map(({ template }) => template.id);
  const meant = closest(name, known);
  const there = known.length === 0 ? "the study describes none" : `there is ${known.join(", ")}`;
  throw new InputError(
    `there is no template ${name}${meant === null ? "" : `; did you mean ${meant}?`} (${there}); effectmeter template lists them`,
  );
}

/** The empty table with its notes, as CSV. */
export function emptyTable({ template, uses }: StudyTemplate, language: Language): string {
  return templateText(template, uses, language);
}

function studyPaths(path: string | undefined): readonly string[] {
  if (path !== undefined) return [path];
  if (existsSync("study.yaml")) return ["."];
  const found = globSync("hypotheses/*/study.yaml", { onlyFiles: true, expandDirectories: false }).sort();
  if (found.length === 0)
    throw new InputError(
      "there is no study in this folder or in hypotheses/; name one, e.g. effectmeter template --study hypotheses/sto",
    );
  return found;
}

function templatesOf(study: Study): StudyTemplate[] {
  const sources = [...locateSources(study).values()];
  return study.templates.map((template) => {
    const users = sources.filter((source) => source.spec.template === template.id);
    return {
      study: study.study.id,
      template,
      uses: users.map(({ id, spec }) => ({ source: id, files: spec.files })),
      present: users.length > 0 && users.every(({ files }) => files.length > 0),
    };
  });
}
