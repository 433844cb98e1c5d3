import { crossCheckDownloads } from "./cross-check-download.ts";
import { crossCheckLink } from "./cross-check-link.ts";
import { at, type Cursor, itemsOf, keysAt, problem, textOf, textsOf, top } from "./cursor.ts";
import { closest } from "./edit-distance.ts";
import { oneOfNames, type StudyNames, studyNames, unexpectedName } from "./names.ts";
import type { Catalogue } from "./schema.ts";
import type { Problem, YamlFile } from "./yaml-file.ts";

export interface StudyDocuments {
  readonly study: YamlFile;
  readonly indicators: readonly YamlFile[];
  readonly hypotheses: readonly YamlFile[];
  readonly templates: readonly YamlFile[];
}

/**
 * What the files say of each other: every name refers to something that is declared, ids are used once, and a link says enough to be tested.
 * Works on the files as written, so that one wrong key hides nothing else; what is absent or of the wrong kind is left to the schema.
 */
export function crossCheck(documents: StudyDocuments, catalogue: Catalogue): readonly Problem[] {
  const names = studyNames(documents.study, documents.indicators);
  const hypotheses = documents.hypotheses.map(top);
  const links = hypotheses.flatMap((hypothesis) => itemsOf(at(hypothesis, "links")));
  return [
    ...usedOnce(hypotheses.map((hypothesis) => at(hypothesis, "id"))),
    ...usedOnce(links.map((link) => at(link, "id"))),
    ...usedOnce(documents.indicators.map((file) => at(top(file), "id"))),
    ...usedOnce(documents.templates.map((file) => at(top(file), "id"))),
    ...crossCheckStudy(top(documents.study), names, catalogue),
    ...crossCheckDownloads(at(top(documents.study), "sources")),
    ...crossCheckTemplates(top(documents.study), documents.templates),
    ...documents.indicators.flatMap((file) => crossCheckIndicator(top(file), names)),
    ...hypotheses.flatMap((hypothesis) => crossCheckHypothesis(hypothesis, names, catalogue)),
  ];
}

function usedOnce(ids: readonly Cursor[]): readonly Problem[] {
  const first = new Map<string, Problem>();
  return ids.flatMap((cursor) => {
    const id = textOf(cursor);
    if (id === null) return [];
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, problem(cursor, ""));
      return [];
    }
    return [
      problem(
        cursor,
        `expected an id of its own, got ${JSON.stringify(id)}, which ${before.file}:${before.line} has too`,
      ),
    ];
  });
}

function crossCheckStudy(study: Cursor, names: StudyNames, catalogue: Catalogue): readonly Problem[] {
  const sources = at(study, "sources");
  const readers = keysAt(sources).flatMap((name) =>
    oneOfNames(at(sources, name, "reader"), catalogue.readers, "the readers"),
  );
  const panels = at(study, "panels");
  const places = at(study, "places");
  const placeSources = ["sources", "optional"].flatMap((key) =>
    itemsOf(at(places, key)).flatMap((source) =>
      names.sources === null ? [] : oneOfNames(source, names.sources, "the study's sources"),
    ),
  );
  return [
    ...readers,
    ...placeSources,
    ...(names.sources === null
      ? []
      : oneOfNames(at(study, "treatment", "source"), names.sources, "the study's sources")),
    ...crossCheckPredecessors(at(study, "predecessors"), names),
    ...keysAt(panels).flatMap((name) => crossCheckPanel(at(panels, name), names)),
  ];
}

/** Tables that the links between codes come from, and those in which codes are replaced. */
function crossCheckPredecessors(predecessors: Cursor, { sources }: StudyNames): readonly Problem[] {
  if (sources === null) return [];
  const what = "the study's sources";
  const keyed = ["optional", "replace"].flatMap((key) =>
    keysAt(at(predecessors, key))
      .filter((name) => !sources.includes(name))
      .map((name) => unexpectedName(at(predecessors, key, name), name, sources, what)),
  );
  return [...itemsOf(at(predecessors, "sources")).flatMap((source) => oneOfNames(source, sources, what)), ...keyed];
}

/** A study that describes own tables describes every one that its sources name. */
function crossCheckTemplates(study: Cursor, templates: readonly YamlFile[]): readonly Problem[] {
  const ids = templates.map((file) => textOf(at(top(file), "id")));
  const known = ids.filter((id) => id !== null);
  if (templates.length === 0 || known.length < ids.length) return [];
  const sources = at(study, "sources");
  return keysAt(sources).flatMap((name) => oneOfNames(at(sources, name, "template"), known, "the study's templates"));
}

function crossCheckPanel(panel: Cursor, names: StudyNames): readonly Problem[] {
  const { indicators } = names;
  const keys = [...textsOf(at(panel, "unit")), at(panel, "period")].filter((key) => textOf(key) !== null);
  const columns = textsOf(at(panel, "columns"));
  const columnNames = columns.map((column) => textOf(column) ?? "");
  const keyNames = keys.map((key) => textOf(key) ?? "");
  const derived = at(panel, "derived");
  return [
    ...repeated([...keys, ...columns]),
    ...(indicators === null
      ? []
      : columns.flatMap((column) => oneOfNames(column, indicators, "the study's indicators"))),
    ...keysAt(derived).flatMap((name) => [
      ...([...columnNames, ...keyNames].includes(name)
        ? [
            problem(
              at(derived, name),
              `expected a new name, got ${JSON.stringify(name)}, which the panel has already`,
              "key",
            ),
          ]
        : []),
      ...(columns.length === 0 ? [] : oneOfNames(at(derived, name, "mean"), columnNames, "the panel's columns")),
    ]),
  ];
}

function repeated(cursors: readonly Cursor[]): readonly Problem[] {
  const seen = new Set<string>();
  return cursors.flatMap((cursor) => {
    const name = textOf(cursor) ?? "";
    if (seen.has(name)) return [problem(cursor, `expected each name once, got ${JSON.stringify(name)} again`)];
    seen.add(name);
    return [];
  });
}

function crossCheckIndicator(indicator: Cursor, names: StudyNames): readonly Problem[] {
  const { sources, levels } = names;
  return [
    ...(sources === null
      ? []
      : itemsOf(at(indicator, "sources")).flatMap((source) => oneOfNames(source, sources, "the study's sources"))),
    ...(levels === null
      ? []
      : itemsOf(at(indicator, "levels")).flatMap((level) => oneOfNames(level, levels, "the levels of places"))),
    ...preparedTables(indicator, sources ?? []),
  ];
}

/** A prepared table has a name of its own: not that of a source, of `places` or of another one. */
function preparedTables(indicator: Cursor, sources: readonly string[]): readonly Problem[] {
  const taken = new Set([...sources, "places"]);
  return itemsOf(at(indicator, "prepare")).flatMap((preparation) => {
    const cursor = at(preparation, "table");
    const name = textOf(cursor);
    if (name === null) return [];
    if (taken.has(name))
      return [problem(cursor, `expected a new name, got ${JSON.stringify(name)}, which is a table already`)];
    taken.add(name);
    return [];
  });
}

function crossCheckHypothesis(hypothesis: Cursor, names: StudyNames, catalogue: Catalogue): readonly Problem[] {
  const nodes = itemsOf(at(hypothesis, "chain")).map((node) => at(node, "id"));
  const nodeNames = nodes.flatMap((node) => textOf(node) ?? []);
  const links = itemsOf(at(hypothesis, "links"));
  const checks = [...catalogue.checks.keys(), ...catalogue.plannedChecks];
  // A misspelt check is reported where it is declared, not again where it is required.
  const declared = links
    .flatMap((link) => itemsOf(at(link, "checks")).flatMap(checkNames))
    .map((name) => closest(name, checks) ?? name);
  const context = { nodes: nodeNames, names, catalogue };
  return [
    ...repeated(nodes.filter((node) => textOf(node) !== null)),
    ...(names.goals === null ? [] : oneOfNames(at(hypothesis, "goal"), names.goals, "the study's goals")),
    ...(names.families === null
      ? []
      : oneOfNames(at(hypothesis, "decide", "family"), names.families, "the study's families")),
    ...itemsOf(at(hypothesis, "decide", "require")).flatMap((required) => {
      const name = textOf(required);
      if (name === null || declared.includes(name)) return [];
      return [
        checks.includes(name)
          ? problem(
              required,
              `expected a check that a link of this hypothesis declares, got "${name}"; add it to the checks of a link`,
            )
          : unexpectedName(required, name, checks, "the checks"),
      ];
    }),
    ...links.flatMap((link) => crossCheckLink(link, context)),
  ];
}

/** Names in one entry of `checks`, a word or a map. */
function checkNames(entry: Cursor): readonly string[] {
  const name = textOf(entry);
  return name === null ? keysAt(entry) : [name];
}
