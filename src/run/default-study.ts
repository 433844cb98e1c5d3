import { existsSync } from "node:fs";
import { globSync } from "tinyglobby";
import { InputError } from "../core/errors.ts";

/**
 * The study a command is about when none is named: the one in this folder, else the only one in hypotheses/.
 *
 * @param given what the user named, if anything
 * @throws InputError when there is none, or more than one to choose from
 */
export function studyFolder(given: string | undefined): string {
  if (given !== undefined) return given;
  if (existsSync("study.yaml")) return ".";
  const found = globSync("hypotheses/*/study.yaml", { onlyFiles: true })
    .map((path) => path.slice(0, -"/study.yaml".length))
    .sort();
  if (found.length === 1) return found[0]!;
  throw new InputError(
    found.length === 0
      ? "there is no study here (no study.yaml, and none in hypotheses/*/); name its folder with --study"
      : `there are several studies here (${found.join(", ")}); name one with --study`,
  );
}
