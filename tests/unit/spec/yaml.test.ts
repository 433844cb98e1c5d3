import { expect, test } from "vitest";
import { readYaml } from "../../../src/spec/yaml-file.ts";
import { change, hypothesis, problems } from "./small-study.ts";

/** Problems of a file that cannot be a hypothesis, without those about keys it lacks. */
const unreadable = (text: string): readonly string[] =>
  problems({ "h1.yaml": text }).filter((one) => !one.includes(": missing; "));

test.each([
  ["a tab as indentation", "a:\n\tb: 1\n", "2:1 a tab is used as indentation; use spaces"],
  ["an open list", "a: [1, 2\nb: 3\n", "2:1 a list opened with [ is not closed, or its lines are indented too little"],
  ["an open map", "a: {x: 1\nb: 3\n", "2:1 a map opened with { is not closed, or its lines are indented too little"],
  [
    "an open quote, at the quote",
    "a: 'x\nb: 1\nc: 2\n",
    "1:4 a quote is opened and never closed; inside single quotes write '' for an apostrophe",
  ],
  [
    "a colon in plain text",
    "a: b: c\n",
    '1:4 a second ": " in one value, or a next line that is indented too far; put the text in quotes or correct the indentation',
  ],
  [
    "keys that do not line up",
    "a:\n  - b\n c: 1\n",
    "3:1 the indentation does not fit: all keys of one map, and all items of one list, start in the same column",
  ],
  ["a key without a colon", "a: 1\nb\n", "2:1 a key without a colon; write key: value"],
  ["text that starts with @", "a: @x\n", "1:4 a text cannot start with @; put it in quotes"],
  [
    "an unknown escape",
    'a: "\\q"\n',
    "1:5 in double quotes a backslash starts an escape; write \\\\ for a backslash or use single quotes",
  ],
  ["two documents", "a: 1\n---\nb: 2\n", "2:1 a second document starts here; a file holds one, so remove the line ---"],
  [
    "text after a quote",
    'a: "x" y\n',
    "1:8 this text does not belong here; correct the indentation, or put the value it belongs to in quotes",
  ],
  [
    "an unindented block",
    "a: |\n\ttext\n",
    "2:1 the text after | or > must be indented with spaces, deeper than its key",
  ],
  [
    "a text where a map belongs",
    "key:value\n",
    '1:1 expected a map with id, title, claim, source, links, decide, got "key:value"',
  ],
  ["an empty file", "", "1:1 expected a map with id, title, claim, source, links, decide, got nothing"],
  ["comments alone", "# nothing\n", "1:1 expected a map with id, title, claim, source, links, decide, got nothing"],
  ["a list", "- a\n", "1:1 expected a map with id, title, claim, source, links, decide, got a list of 1"],
  [
    "a key that is a list",
    "? [a]\n: 1\n",
    "1:3 expected a key of plain text, got a list, a map or an alias; put text that starts with [, { or * in quotes",
  ],
  ["a merge key", "<<: { a: 1 }\n", '1:1 ["<<"]: merge keys are not part of YAML 1.2; write the keys out'],
  ["endless nesting", "[".repeat(20_000), "1:1 the text is nested too deeply to be read"],
  [
    "nesting deeper than any study",
    `a: ${"[".repeat(100)}${"]".repeat(100)}\n`,
    "1:64 a[0][0]: values are nested too deeply to be read; an alias may refer to itself",
  ],
  [
    "an alias of itself",
    "a: &a [*a]\n",
    "1:8 a[0][0]: values are nested too deeply to be read; an alias may refer to itself",
  ],
])("%s", (_name, text, expected) => {
  expect(unreadable(text)).toEqual([`s/h1.yaml:${expected}`]);
});

test("aliases of aliases do not fill memory", () => {
  const levels = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [above, level] of ["ab", "bc", "cd", "de", "ef", "fg", "gh"])
    levels.push(`${level}: &${level} [${Array(9).fill(`*${above}`).join(", ")}]`);
  // b follows 9 aliases, c nine times one and the 9 of b: 99 so far. The first item of d is the hundredth, its first item one too many.
  expect(unreadable(`${levels.join("\n")}\n`)).toEqual([
    "s/h1.yaml:3:8 d[0][0]: more than 100 aliases are followed from here (*b); write the values out",
  ]);
});

test("a repeated key names the first line, and the rest is still checked", () => {
  expect(
    problems({
      "h1.yaml": change(
        change(hypothesis, "    expect: increase", "    expect: up"),
        "decide:",
        "source: again\ndecide:",
      ),
    }),
  ).toEqual([
    's/h1.yaml:12:13 links[0].expect: expected one of increase, decrease, no-increase, no-decrease, no-change, dip-then-rise, got "up"; did you mean "increase"?',
    "s/h1.yaml:22:1 source: this key is already given on line 5; keep one of them",
  ]);
  expect(
    problems({ "h1.yaml": change(hypothesis, "{ nl: Titel, en: Title }", "{ nl: Titel, en: Title, nl: Naam }") }),
  ).toEqual(["s/h1.yaml:3:32 title.nl: this key is already given on line 3; keep one of them"]);
});

test("other versions, tags and anchors that are not there are problems where they stand", () => {
  expect(problems({ "h1.yaml": `%YAML 1.1\n---\n${hypothesis}` })).toEqual([
    "s/h1.yaml:1:1 expected YAML 1.2, got %YAML 1.1; remove that line",
  ]);
  expect(problems({ "h1.yaml": change(hypothesis, "source: Report 4.1", "source: !secret x") })).toEqual([
    "s/h1.yaml:5:17 source: expected plain data, got the tag !secret; remove it",
  ]);
  expect(problems({ "h1.yaml": change(hypothesis, "source: Report 4.1", "source: *report") })).toEqual([
    "s/h1.yaml:5:9 source: expected an anchor &report before this, got none; put text that starts with * in quotes",
  ]);
});

test("maps have no prototype, so no key means more than itself", () => {
  const { value } = readYaml("x.yaml", "constructor: 1\na: { toString: 2 }\n");
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.keys(value as object)).toEqual(["constructor", "a"]);
});

test("positions follow keys and values through lists, maps and aliases", () => {
  const file = readYaml("x.yaml", "a:\n  - b: &x { c: 1 }\n  - b: *x\n");
  const at = (path: (string | number)[], on: "key" | "value"): string => {
    const { line, column } = file.problemAt(path, on, "");
    return `${line}:${column}`;
  };
  expect(at([], "value")).toBe("1:1");
  expect(at(["a", 0], "value")).toBe("2:5");
  expect(at(["a", 0, "b"], "key")).toBe("2:5");
  expect(at(["a", 0, "b", "c"], "value")).toBe("2:16");
  expect(at(["a", 1, "b"], "value")).toBe("3:8");
  expect(at(["a", 1, "b", "c"], "key")).toBe("2:13");
  // what is absent stands where its parent does
  expect(at(["a", 1, "z", "y"], "value")).toBe("3:5");
});
