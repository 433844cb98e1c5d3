import { printBound, printNumber } from "./comparison.ts";
import type { DuoRow } from "./duo.ts";
import { code, GENERATED, methodLink, table, thousands } from "./markdown.ts";
import { expectedFiles, type State } from "./states.ts";

/** An entry with its state, or what is wrong with it. */
export interface CoveredEntry {
  readonly file: string;
  readonly id: string;
  readonly dataset: string;
  readonly reference: string;
  readonly state: State | null;
  /** States that were found; 1 if nobody made a mistake. */
  readonly found: number;
}

type Of<Kind extends State["kind"]> = CoveredEntry & { readonly state: Extract<State, { kind: Kind }> };

export function inState<Kind extends State["kind"]>(entries: readonly CoveredEntry[], kind: Kind): Of<Kind>[] {
  return entries.filter((entry): entry is Of<Kind> => entry.state?.kind === kind);
}

const AGREED = ["entry", "data", "estimator", "numbers", "worst difference", "tolerance"];
const NUMERIC = [
  "entries",
  "agreed",
  "deviations",
  "waiting",
  "numbers",
  "numbers compared",
  "worst difference",
  "tolerance",
];

function agreedTable(entries: readonly CoveredEntry[]): string {
  const rows = inState(entries, "agreed").map(({ id, dataset, state }) => [
    code(id),
    dataset,
    methodLink(state.by),
    String(state.numbers),
    `${printBound(state.worst, state.tolerance)}${state.worst > state.tolerance ? " **too large**" : ""}`,
    printNumber(state.tolerance),
  ]);
  return rows.length === 0 ? "" : `**Agreed**\n\n${table(AGREED, rows, NUMERIC)}`;
}

function deviationTable(entries: readonly CoveredEntry[]): string {
  const rows = inState(entries, "deviation").map(({ id, state }) => [
    code(id),
    methodLink(state.by),
    state.reason,
    state.agreement,
    printBound(state.worst, state.tolerance),
    printNumber(state.tolerance),
  ]);
  const header = ["entry", "estimator", "differs because", "agrees", "worst difference", "tolerance"];
  return rows.length === 0 ? "" : `**Deliberate deviations**\n\n${table(header, rows, NUMERIC)}`;
}

function waitingTable(entries: readonly CoveredEntry[]): string {
  const rows = inState(entries, "waits").map(({ id, dataset, state: { topic, soFar } }) => [
    code(id),
    dataset,
    topic,
    soFar === null ? "" : `${soFar.keys.map(code).join(", ")} ${printBound(soFar.worst, soFar.tolerance)}`,
  ]);
  const header = ["entry", "data", "waits for", "agrees already"];
  return rows.length === 0 ? "" : `**Waiting**\n\n${table(header, rows)}`;
}

function mistakes(entries: readonly CoveredEntry[]): string {
  const wrong = entries.filter(({ found }) => found !== 1);
  return wrong.map(({ id, found }) => `- ${code(id)} **is in ${found} states**`).join("\n");
}

function summary(entries: readonly CoveredEntry[]): string {
  const line = (name: string, of: readonly CoveredEntry[]) => {
    const [agreed, deviating] = [inState(of, "agreed"), inState(of, "deviation")];
    const numbers = [...agreed, ...deviating].reduce((total, { state }) => total + state.numbers, 0);
    const counts = [of, agreed, deviating, inState(of, "waits")].map(({ length }) => String(length));
    return [name, ...counts, thousands(numbers)];
  };
  const header = ["file", "entries", "agreed", "deviations", "waiting", "numbers compared"];
  const rows = expectedFiles().map((file) =>
    line(
      code(`${file}.json`),
      entries.filter((entry) => entry.file === file),
    ),
  );
  return table(header, [...rows, line("all", entries)], NUMERIC);
}

export function duoTable(rows: readonly DuoRow[]): string {
  const header = ["file", "model", "estimator", "numbers", "worst difference", "tolerance", "note"];
  return table(
    header,
    rows.map(({ file, model, by, numbers, worst, tolerance, note }) => [
      code(`${file}.json`),
      code(model),
      methodLink(by),
      String(numbers),
      printBound(worst, tolerance),
      printNumber(tolerance),
      note,
    ]),
    NUMERIC,
  );
}

/** tests/reference/COVERAGE.md. */
export function coveragePage(entries: readonly CoveredEntry[], duo: readonly DuoRow[]): string {
  const sections = expectedFiles().map((file) => {
    const own = entries.filter((entry) => entry.file === file);
    const parts = [mistakes(own), agreedTable(own), deviationTable(own), waitingTable(own)];
    return [`## ${file}.json`, ...parts.filter((part) => part !== "")].join("\n\n");
  });
  return `${[
    "# Coverage of the reference numbers",
    GENERATED,
    INTRODUCTION,
    summary(entries),
    ...sections,
    "## duo/referentieschattingen*.json",
    DUO_INTRODUCTION,
    duoTable(duo),
  ].join("\n\n")}\n`;
}

const INTRODUCTION = `Every entry of every file in \`expected/\` is in exactly one state; \`coverage.test.ts\` fails when one is in none or in two, and holds each to what stands here.
[VALIDATION.md](VALIDATION.md) is the same by family of methods, with the NIST sets and what the numbers mean; [README.md](README.md) says how the files were made.

- **Agreed**: every number of the entry that effectmeter reports. The *worst difference* is the largest relative one, the *tolerance* what it is held to (the entry's \`suggested_rel_tol\`, or 3.3 Monte-Carlo errors where numbers were drawn).
- **Deliberate deviation**: asserted as different, with the reason, and as agreeing in all that the reason leaves alone.
- **Waiting**: the estimator or check does not exist yet.

Differences are relative to the reference value: of a p-value to 1 + t² times it, of the end of an interval to the larger end, of a covariance to the standard errors it belongs to, of a 0 to the largest of its list. They are printed as the next power of ten from 1e-12.`;

const DUO_INTRODUCTION = `Models of the study of Sterk Techniekonderwijs, fitted in R on the same open data (scripts beside the files).`;
