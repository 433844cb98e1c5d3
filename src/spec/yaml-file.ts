import { type Document, LineCounter, parseDocument, visit } from "yaml";
import { convertNode, type Place } from "./yaml-node.ts";
import { syntaxSentence } from "./yaml-syntax.ts";

/** Keys and list positions from the top of a file to a value. */
export type Path = readonly (string | number)[];

/** One thing that is wrong in a file; line and column count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: Path;
  readonly text: string;
  /** Path that is absent because of this, the key that was misspelt for instance; its absence is not reported again. */
  readonly explains?: Path;
}

/** A file as read: its value as plain data, and where in the text each part of it stands. */
export interface YamlFile {
  readonly path: string;
  /** Maps are objects without a prototype, so no key can mean more than itself; `undefined` when the text is not valid YAML. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** A problem at a path: at the value, or at the key that names it. What is absent stands where its nearest present parent does. */
  readonly problemAt: (path: Path, on: "key" | "value", text: string) => Problem;
}

/**
 * Reads one YAML 1.2 document. Everything that YAML allows and a study has no use for is a problem, not a surprise: repeated keys, tags,
 * merge keys, further documents, other versions of YAML, more than a hundred aliases (which also ends "alias bombs").
 */
export function readYaml(path: string, text: string): YamlFile {
  const lines = new LineCounter();
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const problem = (offset: number, where: Path, sentence: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file: path, line: Math.max(line, 1), column: Math.max(col, 1), path: where, text: sentence };
  };
  const document = parse(body, lines);
  const error = document?.errors[0];
  if (document === null || error?.message.includes("call stack") === true) {
    return unreadable(path, problem(0, [], "the text is nested too deeply to be read"));
  }
  if (error !== undefined) {
    const offset = error.message.includes("closing") ? (openQuote(document) ?? error.pos[0]) : error.pos[0];
    return unreadable(path, problem(offset, [], syntaxSentence(error.code, error.message, body, error.pos[0])));
  }
  const problems = document.warnings
    .filter((warning) => warning.code !== "TAG_RESOLVE_FAILED")
    .map((warning) => problem(warning.pos[0], [], syntaxSentence(warning.code, warning.message, body, warning.pos[0])));
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== "1.2") {
    problems.push(problem(0, [], `expected YAML 1.2, got %YAML ${document.directives.yaml.version}; remove that line`));
  }
  const converted = convertNode(
    document.contents,
    document,
    (offset, where, sentence) => {
      problems.push({ ...problem(offset, where, sentence), explains: where });
    },
    (offset) => lines.linePos(offset).line,
  );
  return {
    path,
    value: converted.value,
    problems,
    problemAt: (where, on, sentence) => problem(offsetOf(converted.place, where, on), where, sentence),
  };
}

function parse(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    // Repeated keys are reported by convertNode, which knows the path and the first line.
    return parseDocument(text, { version: "1.2", strict: true, uniqueKeys: false, prettyErrors: false, lineCounter });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Where the last quoted text starts: a quote that is never closed is an error at the end of the file, which helps nobody. */
function openQuote(document: Document.Parsed): number | null {
  let start: number | null = null;
  visit(document, {
    Scalar: (_key, node) => {
      if ((node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE") && node.range) start = node.range[0];
    },
  });
  return start;
}

function unreadable(path: string, problem: Problem): YamlFile {
  return {
    path,
    value: undefined,
    problems: [problem],
    problemAt: (where, _on, text) => ({ ...problem, path: where, text }),
  };
}

function offsetOf(root: Place, path: Path, on: "key" | "value"): number {
  let place = root;
  for (const [depth, step] of path.entries()) {
    const child = place.children.get(step);
    if (child === undefined) break;
    if (depth === path.length - 1 && on === "key") return child.keyOffset;
    place = child.place;
  }
  return place.offset;
}
