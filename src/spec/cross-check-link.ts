import { at, type Cursor, isPresent, itemsOf, keysAt, problem, textOf, textsOf } from "./cursor.ts";
import { DESIGN_KINDS, variantShape } from "./design-schema.ts";
import { oneOfNames, type StudyNames } from "./names.ts";
import type { Catalogue } from "./schema.ts";
import { isMap } from "./shape.ts";
import type { Problem } from "./yaml-file.ts";

/** What a link may refer to. */
export interface LinkContext {
  /** Nodes of the hypothesis's chain. */
  readonly nodes: readonly string[];
  readonly names: StudyNames;
  readonly catalogue: Catalogue;
}

/** Roles that may be tested without a smallest effect: nothing is decided by their size. */
const WITHOUT_SMALLEST_EFFECT = ["falsification", "secondary"];

/** Problems of one link beyond its schema: names it uses, and whether it says enough to be tested or why it is not. */
export function crossCheckLink(link: Cursor, context: LinkContext): readonly Problem[] {
  const { names, catalogue, nodes } = context;
  const { sources, panels } = names;
  return [
    ...["from", "to"].flatMap((end) => oneOfNames(at(link, end), nodes, "the nodes of this hypothesis's chain")),
    ...(sources === null
      ? []
      : itemsOf(at(link, "needs")).flatMap((need) => oneOfNames(need, sources, "the study's sources"))),
    ...(panels === null ? [] : oneOfNames(at(link, "panel"), [...panels.keys()], "the study's panels")),
    ...completeness(link),
    ...columnProblems(link, panels?.get(textOf(at(link, "panel")) ?? "") ?? null, names.treatment),
    ...estimateProblems(at(link, "estimate"), catalogue),
    ...errorsProblems(link),
    ...contrastProblems(link),
    ...tripleProblems(at(link, "design")),
    ...formulaProblems(link),
    ...itemsOf(at(link, "checks")).flatMap((check) => checkProblems(check, catalogue)),
  ];
}

/** A link either can be tested or says why not. */
function completeness(link: Cursor): readonly Problem[] {
  if (!isMap(link.value)) return [];
  if (!isPresent(at(link, "design"))) {
    const needs = at(link, "needs").value;
    const hasReason =
      isPresent(at(link, "untested")) || (Array.isArray(needs) ? needs.length > 0 : needs !== undefined);
    return hasReason
      ? []
      : [
          problem(
            link,
            "expected a design, or the tables it waits for under needs, or the reason under untested, got none of them",
          ),
        ];
  }
  const role = textOf(at(link, "role")) ?? "";
  const required = [
    "panel",
    "outcome",
    "estimate",
    ...(WITHOUT_SMALLEST_EFFECT.includes(role) ? [] : ["smallest_effect"]),
  ];
  const missing = required.filter((key) => !isPresent(at(link, key)));
  const isDip = textOf(at(link, "expect")) === "dip-then-rise";
  const windows = at(link, "windows");
  return [
    ...missing.map((key) => problem(at(link, key), `missing; a link with a design needs ${missingHint(key)}`)),
    ...(isDip && !isPresent(windows)
      ? [problem(windows, "missing; expect: dip-then-rise needs windows: { dip: [first, last], rise: [first, last] }")]
      : []),
    ...(!isDip && isPresent(windows) && isPresent(at(link, "expect"))
      ? [
          problem(
            windows,
            `expected no windows with expect: ${textOf(at(link, "expect"))}; only dip-then-rise reads them`,
            "key",
          ),
        ]
      : []),
  ];
}

function missingHint(key: string): string {
  switch (key) {
    case "panel":
      return "the panel that its columns come from";
    case "outcome":
      return "an outcome, a column of its panel";
    case "estimate":
      return "estimate: { primary: { <estimator>: {} } }";
    default:
      return "a smallest_effect: a number in units of the outcome, { relative: … } or { sd: … }";
  }
}

/** Every column that a tested link or one of its variants names is in the panel, or is defined by the design's `define`. */
function columnProblems(
  link: Cursor,
  columns: readonly string[] | null,
  treatment: readonly string[],
): readonly Problem[] {
  if (columns === null) return [];
  const design = at(link, "design");
  const defined = keysAt(at(design, "define"));
  const own = [...columns, ...defined];
  const check = (cursor: Cursor, valid: readonly string[]): readonly Problem[] =>
    textsOf(cursor).flatMap((one) => oneOfNames(one, valid, "the panel's columns"));
  const variant = (entry: Cursor): readonly Problem[] => {
    const valid = [...own, ...keysAt(at(entry, "define"))];
    return [
      ...definedAnew(at(entry, "define"), columns),
      ...["outcome", "cluster"].flatMap((key) => check(at(entry, key), valid)),
      ...check(at(entry, "dose"), [...valid, ...treatment]),
      ...check(at(entry, "dose", "mean"), columns),
      ...(textOf(at(entry, "weights")) === "none" ? [] : check(at(entry, "weights"), valid)),
      ...check(at(entry, "sample", "require"), columns),
    ];
  };
  const estimate = at(link, "estimate");
  return [
    ...check(at(link, "outcome"), own),
    ...["latitude", "longitude"].flatMap((key) => check(at(link, "inference", key), columns)),
    ...check(at(link, "sample", "require"), columns),
    ...definedAnew(at(design, "define"), columns),
    ...["group", "within", "weights", "cluster"].flatMap((key) => check(at(design, key), own)),
    ...["dose", "cohort"].flatMap((key) => check(at(design, key), [...own, ...treatment])),
    ...variant(at(estimate, "primary")),
    ...itemsOf(at(estimate, "also")).flatMap(variant),
  ];
}

function definedAnew(define: Cursor, columns: readonly string[]): readonly Problem[] {
  return keysAt(define)
    .filter((name) => columns.includes(name))
    .map((name) =>
      problem(at(define, name), `expected a new name, got ${JSON.stringify(name)}, which the panel has already`, "key"),
    );
}

/** Conley errors need to know where rows are. */
function errorsProblems(link: Cursor): readonly Problem[] {
  const estimate = at(link, "estimate");
  const entries = [at(estimate, "primary"), ...itemsOf(at(estimate, "also"))];
  const written = [at(link, "inference"), ...entries].map((entry) => textOf(at(entry, "se")) ?? "");
  if (!written.some((text) => text.startsWith("conley"))) return [];
  return ["latitude", "longitude"]
    .map((key) => at(link, "inference", key))
    .filter((cursor) => !isPresent(cursor))
    .map((cursor) => problem(cursor, "missing; conley errors need latitude and longitude, columns in degrees"));
}

/** Two doses mean nothing where there is no dose: an effect would be read at a contrast that nothing uses. */
function contrastProblems(link: Cursor): readonly Problem[] {
  const kind = textOf(at(link, "design", "kind"));
  const hasDose = kind === "dose" || (kind === "triple-difference" && isPresent(at(link, "design", "dose")));
  // A kind that does not exist is a problem of its own.
  if (kind === null || hasDose || !DESIGN_KINDS.includes(kind)) return [];
  const estimate = at(link, "estimate");
  return [link, at(estimate, "primary"), ...itemsOf(at(estimate, "also"))]
    .map((place) => at(place, "contrast"))
    .filter(isPresent)
    .map((contrast) =>
      problem(contrast, `expected no contrast with a design of kind ${kind}; only a dose has two ends`, "key"),
    );
}

/** A formula may stand beside a design of another kind, not take its place: exposure, contrast and checks would be about something else. */
function formulaProblems(link: Cursor): readonly Problem[] {
  const kind = textOf(at(link, "design", "kind"));
  const formula = at(link, "estimate", "primary", "formula");
  return kind === null || kind === "regression" || !isPresent(formula)
    ? []
    : [
        problem(
          formula,
          `expected no formula in the primary estimate of a ${kind} design; use design.kind: regression, or put it under also`,
          "key",
        ),
      ];
}

/** Units of a triple difference are treated or have a dose, and a group stands on one side. */
function tripleProblems(design: Cursor): readonly Problem[] {
  if (textOf(at(design, "kind")) !== "triple-difference") return [];
  const valuesAt = (key: string): readonly Cursor[] => itemsOf(at(design, key));
  const against = valuesAt("against").map(({ value }) => String(value));
  const both = isPresent(at(design, "treated")) && isPresent(at(design, "dose"));
  return [
    ...(both ? [problem(at(design, "dose"), "expected treated or dose, got both; leave one out", "key")] : []),
    ...valuesAt("affected")
      .filter(({ value }) => against.includes(String(value)))
      .map((one) => problem(one, `expected a group that is not under against, got ${JSON.stringify(one.value)}`)),
  ];
}

/** The primary estimate names exactly one estimator; an alternative names at most one, and otherwise changes something. */
function estimateProblems(estimate: Cursor, catalogue: Catalogue): readonly Problem[] {
  const known = [...catalogue.estimators.keys()];
  const primary = at(estimate, "primary");
  return [primary, ...itemsOf(at(estimate, "also"))].flatMap((entry, index) => {
    if (!isMap(entry.value)) return [];
    const keys = keysAt(entry).filter((key) => key !== "published");
    const named = keys.filter((key) => known.includes(key));
    if (named.length > 1) {
      return [
        problem(
          at(entry, named[1]!),
          `expected one estimator, got ${named.join(" and ")}; write one entry for each`,
          "key",
        ),
      ];
    }
    if (named.length === 0 && index === 0) {
      // A misspelt estimator is an unknown key, and the schema says so better.
      const hasUnknownKey = keys.some((key) => !Object.hasOwn(variantShape, key));
      return hasUnknownKey
        ? []
        : [problem(entry, `expected an estimator, e.g. { ${known[0] ?? "twfe"}: {} }, got none`)];
    }
    return keys.length === 0
      ? [
          problem(
            entry,
            `expected an estimator or a change in the design, got ${isPresent(at(entry, "published")) ? "published alone" : "an empty map"}`,
          ),
        ]
      : [];
  });
}

/** A check is one name; one that cannot do without options is not named alone. */
function checkProblems(entry: Cursor, catalogue: Catalogue): readonly Problem[] {
  const name = textOf(entry);
  if (name !== null) {
    const options = catalogue.checks.get(name);
    return options === undefined || options.safeParse(undefined).success
      ? []
      : [problem(entry, `expected ${name} with its options, got the name alone; write { ${name}: … }`)];
  }
  if (!isMap(entry.value)) return [];
  const keys = keysAt(entry);
  if (keys.length === 1) return [];
  return keys.length === 0
    ? [problem(entry, "expected a check with its options, got an empty map")]
    : [problem(at(entry, keys[1]!), `expected one check, got ${keys.join(" and ")}; write one entry for each`, "key")];
}
