import type { Bilingual } from "../core/text.ts";
import type { Conditions } from "./conditions.ts";
import type { Panel } from "./panel.ts";

/** One line of the sample ledger: what left, why, and what is left. */
export interface LedgerEntry {
  readonly step:
    | "population"
    | "where"
    | "missing"
    | "each-period"
    | "unbalanced"
    | "window"
    | "left-out"
    | "not-finite"
    | "zero-weight"
    | "singleton"
    | "used";
  readonly reason: Bilingual;
  readonly rows: number;
  readonly units: number;
  readonly rowsLeft: number;
  readonly unitsLeft: number;
  readonly examples: readonly string[];
}

export interface SampleDeclaration {
  readonly where?: string | undefined;
  readonly require: readonly string[];
  readonly each_period?: string | undefined;
  readonly balanced?: readonly [number, number] | undefined;
}

/** Rows of a panel that are in (1) or out (0), with the account of every row that left. */
export interface Sample {
  readonly keep: Uint8Array;
  readonly ledger: readonly LedgerEntry[];
}

const EXAMPLES = 5;

function unitsIn(panel: Panel, keep: Uint8Array): Uint8Array {
  const present = new Uint8Array(panel.unit.count);
  for (let row = 0; row < keep.length; row++) if (keep[row] === 1) present[panel.unit.codes[row]!] = 1;
  return present;
}

const total = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);

/** Starts a ledger with everything the panel holds. */
export function wholePanel(panel: Panel): Sample {
  const keep = new Uint8Array(panel.rowCount).fill(1);
  const units = total(unitsIn(panel, keep));
  return {
    keep,
    ledger: [
      {
        step: "population",
        reason: { nl: "alle rijen van het paneel", en: "every row of the panel" },
        rows: 0,
        units: 0,
        rowsLeft: panel.rowCount,
        unitsLeft: units,
        examples: [],
      },
    ],
  };
}

/** Takes rows out for which `stays` is 0, and says so in the ledger: rows, units that lose their last row, first examples. Nothing is added when nothing leaves. */
export function takeOut(
  panel: Panel,
  sample: Sample,
  step: LedgerEntry["step"],
  reason: Bilingual,
  stays: (row: number) => boolean,
): Sample {
  const keep = new Uint8Array(sample.keep);
  const before = unitsIn(panel, keep);
  const examples: string[] = [];
  let rows = 0;
  for (let row = 0; row < keep.length; row++) {
    if (keep[row] === 0 || stays(row)) continue;
    keep[row] = 0;
    rows++;
    if (examples.length < EXAMPLES)
      examples.push(`${panel.unit.labels![panel.unit.codes[row]!]!} ${panel.period[row]!}`);
  }
  if (rows === 0) return sample;
  const after = unitsIn(panel, keep);
  const unitsLeft = total(after);
  return {
    keep,
    ledger: [
      ...sample.ledger,
      { step, reason, rows, units: total(before) - unitsLeft, rowsLeft: total(keep), unitsLeft, examples },
    ],
  };
}

/** Applies a declared sample in a fixed order: where, require, each_period, balanced. */
export async function drawSample(
  panel: Panel,
  declaration: SampleDeclaration,
  conditions: Conditions,
  where: string,
): Promise<Sample> {
  let sample = wholePanel(panel);
  if (declaration.where !== undefined) {
    const holds = await conditions.evaluate(declaration.where, `${where}.where`);
    sample = takeOut(
      panel,
      sample,
      "where",
      { nl: `voldoet niet aan: ${declaration.where}`, en: `does not meet: ${declaration.where}` },
      (row) => holds[row] === 1,
    );
  }
  for (const name of declaration.require) {
    const column = panel.columns.get(name)!;
    const present = (row: number): boolean =>
      column.kind === "category" ? column.codes[row]! >= 0 : Number.isFinite(column.values[row]!);
    sample = takeOut(panel, sample, "missing", { nl: `${name} onbekend`, en: `${name} unknown` }, present);
  }
  if (declaration.each_period !== undefined) {
    const holds = await conditions.evaluate(declaration.each_period, `${where}.each_period`);
    sample = takeOut(
      panel,
      sample,
      "each-period",
      {
        nl: `jaar voldoet niet aan: ${declaration.each_period}`,
        en: `period does not meet: ${declaration.each_period}`,
      },
      (row) => holds[row] === 1,
    );
  }
  if (declaration.balanced !== undefined) sample = keepBalanced(panel, sample, declaration.balanced);
  return sample;
}

/** Keeps the units that have a row in every period of the range in which any row is left; none when no row is left in the range. */
export function keepBalanced(panel: Panel, sample: Sample, [first, last]: readonly [number, number]): Sample {
  const periods = new Set<number>();
  const present = new Int32Array(panel.unit.count);
  for (let row = 0; row < panel.rowCount; row++) {
    const period = panel.period[row]!;
    if (sample.keep[row] === 0 || period < first || period > last) continue;
    periods.add(period);
    const unit = panel.unit.codes[row]!;
    present[unit] = present[unit]! + 1;
  }
  return takeOut(
    panel,
    sample,
    "unbalanced",
    { nl: `niet in elke periode van ${first} tot en met ${last}`, en: `not in every period from ${first} to ${last}` },
    (row) => periods.size > 0 && present[panel.unit.codes[row]!] === periods.size,
  );
}
