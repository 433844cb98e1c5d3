import { at, type Cursor, keysAt, problem, textOf, textsOf, top } from "./cursor.ts";
import { closest } from "./edit-distance.ts";
import { isMap, keysOf } from "./shape.ts";
import { studySchema } from "./study-schema.ts";
import type { Problem, YamlFile } from "./yaml-file.ts";

/** Names that links may use, as far as study.yaml and the indicator files could be read; null where they could not. */
export interface StudyNames {
  readonly sources: readonly string[] | null;
  readonly goals: readonly string[] | null;
  readonly families: readonly string[] | null;
  readonly indicators: readonly string[] | null;
  /** Levels of `places`; empty when the study declares none. */
  readonly levels: readonly string[] | null;
  /** Columns that the treatment table gives to every panel: `$cohort` and `$dose`, where it has a start and a dose. */
  readonly treatment: readonly string[];
  /** Panel → its columns, derived values and keys. */
  readonly panels: ReadonlyMap<string, readonly string[]> | null;
}

/** Collects the names that study.yaml and the indicators declare. What is left out is empty, what is malformed is null: nothing follows from it. */
export function studyNames(study: YamlFile, indicators: readonly YamlFile[]): StudyNames {
  const from = top(study);
  // A section may be absent, and then declares nothing; with an unknown key in the file it may as well be misspelt.
  const isComplete = keysAt(from).every((key) => keysOf(studySchema).includes(key));
  const declared = (key: string, isRequired = false): readonly string[] | null => {
    const { value } = at(from, key);
    if (isMap(value)) return Object.keys(value);
    return isMap(from.value) && value === undefined && isComplete && !isRequired ? [] : null;
  };
  const ids = indicators.map((file) => textOf(at(top(file), "id")));
  const panels = declared("panels");
  return {
    sources: declared("sources", true),
    goals: declared("goals"),
    families: declared("families", true),
    indicators: ids.includes(null) ? null : ids.flatMap((id) => id ?? []),
    levels: declared("places") === null ? null : keysAt(at(from, "places", "levels")),
    treatment: [
      ...(textOf(at(from, "treatment", "started")) === null ? [] : ["$cohort"]),
      ...(textOf(at(from, "treatment", "dose")) === null ? [] : ["$dose"]),
    ],
    panels: panels === null ? null : new Map(panels.map((name) => [name, panelNames(at(from, "panels", name))])),
  };
}

function panelNames(panel: Cursor): readonly string[] {
  const texts = ["unit", "period", "columns"].flatMap((key) => textsOf(at(panel, key)));
  return [...new Set([...texts.flatMap((one) => textOf(one) ?? []), ...keysAt(at(panel, "derived"))])];
}

/** The problem of a name that is not among the declared ones; none when the value is no text. */
export function oneOfNames(cursor: Cursor, declared: readonly string[], what: string): readonly Problem[] {
  const name = textOf(cursor);
  return name === null || declared.includes(name) ? [] : [unexpectedName(cursor, name, declared, what)];
}

/** `expected one of the study's sources, got "exam"; did you mean "exams"?`, or all of them when none is near. */
export function unexpectedName(cursor: Cursor, name: string, declared: readonly string[], what: string): Problem {
  const meant = closest(name, declared);
  const advice =
    meant !== null
      ? `did you mean ${JSON.stringify(meant)}?`
      : declared.length === 0
        ? "there are none"
        : `there are ${declared.join(", ")}`;
  return problem(cursor, `expected one of ${what}, got ${JSON.stringify(name)}; ${advice}`);
}
