import type { Command } from "commander";
import { findingSentence } from "../../messages/findings.ts";
import type { Seen, ShownClock } from "../../run/check-data.ts";
import type { PlannedStudy } from "../../run/run-study.ts";
import { colour } from "../colour.ts";
import { commaList, memorySize } from "../options.ts";
import { openProgress } from "../progress.ts";
import { syntheticLines } from "../synthetic-lines.ts";
import { textTable } from "../text-table.ts";
import { wrap } from "../wrap.ts";

export function addPlan(program: Command): void {
  program
    .command("plan")
    .summary("what will be estimated, on whom, how precisely; fits nothing after the start")
    .description(
      "Builds every design and says how many rows, units and clusters it has, its contrast and threshold, and the effect it could detect, from data before the start alone: a design can be judged before its result is seen.",
    )
    .argument("<study>", "folder that holds study.yaml")
    .option(
      "--root <folder>",
      "where the tables are looked up instead of the study's own root, e.g. a folder of effectmeter simulate",
    )
    .option("--only <ids>", "hypotheses to plan, e.g. h5,h1", commaList, [])
    .option("--memory <size>", "limit of the embedded database, e.g. 4GB", memorySize)
    .addHelpText("after", "\nExample:\n  effectmeter plan hypotheses/sto --only h5")
    .action(
      async (
        path: string,
        flags: { readonly only: readonly string[]; readonly memory?: string; readonly root?: string },
      ) => {
        // Loaded when asked for, so that --help answers at once.
        const { planStudy } = await import("../../run/run-study.ts");
        const { clocksOf, cohortsOf, seenIn } = await import("../../run/check-data.ts");
        const progress = openProgress();
        try {
          const planned = await planStudy({
            path,
            root: flags.root,
            only: flags.only,
            seed: undefined,
            memory: flags.memory,
            withPrecision: true,
            onPhase: (phase) => progress.phase(phase),
          });
          progress.close();
          const further = [cohorts(cohortsOf(planned)), clocks(clocksOf(planned)), heads(seenIn(planned))];
          process.stdout.write(`${[describe(planned), ...further.filter((text) => text !== "")].join("\n\n")}\n`);
        } finally {
          progress.close();
        }
      },
    );
}

const digits = (value: number): string => (Number.isFinite(value) ? Number(value.toPrecision(3)).toString() : "–");

function describe(planned: PlannedStudy): string {
  const rows: string[][] = [];
  const untested: string[] = [];
  for (const link of planned.links) {
    const primary = link.estimates[0];
    const built = primary?.built;
    if (!primary || !built) {
      const tables = link.missing.map((source) => source.id);
      const why =
        tables.length > 0
          ? `needs ${tables.join(", ")}`
          : [...link.findings.map((finding) => findingSentence(finding, "en")), link.link.untested?.en]
              .filter((text) => text !== undefined)
              .join("; ");
      untested.push(`  ${link.hypothesis.id} ${link.link.id}: ${why}`);
      continue;
    }
    const { design } = built;
    const periods = design.period!.levels;
    const precision = planned.precision.get(link.link.id);
    const mde = precision?.minimumDetectableEffect ?? Number.NaN;
    rows.push([
      link.hypothesis.id,
      link.link.id,
      primary.model,
      link.link.expect,
      String(design.rowCount),
      String(design.unit!.count),
      design.clusters.map((cluster) => `${cluster.name} ${cluster.count}`).join(", "),
      `${periods[0]}–${periods[periods.length - 1]}`,
      link.postStart === null ? "–" : String(link.postStart),
      digits(primary.contrast.value),
      digits(link.smallestEffect),
      mde <= link.smallestEffect ? colour.green(digits(mde)) : digits(mde),
      String(link.estimates.length - 1 + link.checks.reduce((sum, check) => sum + check.refits.length, 0)),
    ]);
  }
  const heads = [
    "hypothesis",
    "link",
    "model",
    "expect",
    "rows",
    "units",
    "clusters",
    "periods",
    "start",
    "contrast",
    "threshold",
    "planned MDE",
    "refits",
  ];
  const table = textTable(
    heads.map((head) => ({
      head,
      align: ["rows", "units", "contrast", "threshold", "planned MDE", "refits"].includes(head) ? "right" : "left",
    })),
    rows,
  );
  const notes =
    "Threshold and planned minimum detectable effect (80% power) are in outcome units at the contrast; the latter comes from a start pretended inside the periods before the real one.";
  return [
    ...syntheticLines(planned.synthetic),
    table,
    "",
    colour.dim(notes),
    ...(untested.length > 0 ? ["", "Not testable:", ...untested] : []),
  ].join("\n");
}

/** Units by first treated period, of designs with staggered starts. */
function cohorts(ofLinks: ReadonlyMap<string, ReadonlyMap<number, number>>): string {
  const lines = [...ofLinks].map(([link, sizes]) => {
    const each = [...sizes].map(([start, units]) => `${Number.isFinite(start) ? start : "never"}: ${units}`);
    return `  ${link}  ${each.join(", ")}`;
  });
  return lines.length === 0 ? "" : ["Units by first treated period:", ...lines].join("\n");
}

/** The clock of each outcome: the first period in which it can show what was announced, paid and started. */
function clocks(shown: readonly ShownClock[]): string {
  if (shown.length === 0) return "";
  const events = ["announced", "paid", "started"] as const;
  const rows = shown.map(({ outcome, links, clock, postStart }) => [
    outcome,
    ...events.map((event) => {
      const time = clock[event];
      if (time === null) return "–";
      const [from, to] = [time.dates, time.periods].map(([a, b]) => (a === b ? String(a) : `${a}–${b}`));
      return `${from} → ${to}`;
    }),
    postStart === null ? "–" : String(postStart),
    links.join(", "),
  ]);
  const heads = ["outcome", ...events, "design starts", "links"].map((head) => ({ head }));
  return `First period in which each outcome can respond:\n\n${textTable(heads, rows)}`;
}

/** What checks of tables, panels and designs saw, one line each. */
function heads(seen: readonly Seen[]): string {
  const odd = seen.filter(({ finding }) => finding.severity !== "note");
  if (odd.length === 0) return "";
  const byCode = new Map<string, string[]>();
  for (const { finding, places } of odd) {
    const head = `${finding.severity} ${finding.code}`;
    byCode.set(head, [...(byCode.get(head) ?? []), ...places]);
  }
  const lines = [...byCode].map(([head, places]) => wrap(places.join(", "), 110, "    ", `  ${head}: `));
  const notes = seen.length - odd.length;
  return [
    "Seen in the data before anything is fitted:",
    ...lines,
    colour.dim(`${notes > 0 ? `and ${notes} notes; ` : ""}effectmeter check <study> --data says what to do about each`),
  ].join("\n");
}
