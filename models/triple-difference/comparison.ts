import type { Design, TripleTiming } from "../../src/core/design.ts";
import type { Finding } from "../../src/core/finding.ts";
import { addingUp } from "../../src/estimate/adding-up.ts";
import { competingGroups } from "../../src/estimate/competing-groups.ts";
import { combineFactors, factorFromNumbers } from "../../src/numerics/factor.ts";

/**
 * Whether the three comparisons are there and mean what they should: "nobody-treated", "no-untreated-area" (all units have the same exposure),
 * "no-comparison-group" and "exposure-varies-in-unit" are refusals, and so is what `competingGroups` refuses. "groups-compared" is a note that names
 * both sides.
 *
 * @param rows   design rows that are used
 * @param reason why competing groups are compared all the same
 */
export function comparisonFindings(
  design: Design,
  timing: TripleTiming,
  rows: Int32Array,
  reason: string | undefined,
): readonly Finding[] {
  const { exposure, affected, sides } = timing;
  const refusal = (code: string): Finding => ({ code, severity: "refusal", values: {} });
  const findings: Finding[] = [...competingGroups(timing.addingUp ?? addingUpOf(design, timing), reason)];
  if (sides !== null)
    findings.push({
      code: "groups-compared",
      severity: "note",
      values: { affected: sides.affected, against: sides.against },
    });
  const first = exposure[rows[0] ?? 0];
  if (rows.every((row) => exposure[row] === 0)) findings.push(refusal("nobody-treated"));
  else if (rows.every((row) => exposure[row] === first)) findings.push(refusal("no-untreated-area"));
  if (rows.every((row) => affected[row] === 1) || rows.every((row) => affected[row] === 0))
    findings.push(refusal("no-comparison-group"));
  if (exposureVaries(design, timing, rows)) findings.push(refusal("exposure-varies-in-unit"));
  return findings;
}

/** What the groups of the design itself add up to; null without units. */
function addingUpOf({ outcome, unit, period }: Design, { group, post }: TripleTiming): TripleTiming["addingUp"] {
  if (unit === null) return null;
  return addingUp({
    values: outcome.values,
    bounds: null,
    unit,
    group,
    period: period?.values ?? post,
    isShare: false,
  });
}

function exposureVaries({ unit }: Design, { exposure }: TripleTiming, rows: Int32Array): boolean {
  if (unit === null) return false;
  const own = new Float64Array(unit.count).fill(Number.NaN);
  return rows.some((row) => {
    const at = unit.codes[row]!;
    if (Number.isNaN(own[at]!)) own[at] = exposure[row]!;
    return own[at] !== exposure[row];
  });
}

/** Whether exposed units start in different periods. */
export function isStaggered({ period }: Design, { exposure, post }: TripleTiming): boolean {
  if (period === null) return false;
  const state = new Map<number, number>();
  return exposure.some((value, row) => {
    if (value === 0) return false;
    const at = period.values[row]!;
    if (!state.has(at)) state.set(at, post[row]!);
    return state.get(at) !== post[row];
  });
}

/**
 * Units that are never seen with an affected and another group in the same period have no contrast within themselves and say nothing of the effect:
 * "units-without-group" counts them, by what they lack, and their rows. So do single periods of other units: "periods-without-group".
 *
 * @param rows design rows that are used, those left out as singletons included
 */
export function withoutContrast(
  design: Design,
  { affected, post }: TripleTiming,
  rows: Int32Array,
): readonly Finding[] {
  const { unit, period } = design;
  if (unit === null) return [];
  const time = factorFromNumbers("", period?.values ?? post);
  const cell = combineFactors("", [unit, time]);
  // Bit 1: another group is there, bit 2: the affected one is.
  const sides = new Uint8Array(cell.count);
  const rowsOf = new Int32Array(cell.count);
  const unitOf = new Int32Array(cell.count);
  for (const row of rows) {
    const at = cell.codes[row]!;
    sides[at]! |= affected[row] === 1 ? 2 : 1;
    rowsOf[at]!++;
    unitOf[at] = unit.codes[row]!;
  }
  const seen = new Uint8Array(unit.count);
  sides.forEach((side, at) => {
    if (side !== 0) seen[unitOf[at]!]! |= side === 3 ? 4 : side;
  });
  const counted = { units: 0, lackAffected: 0, lackOthers: 0, rows: 0 };
  const periods = { count: 0, rows: 0 };
  seen.forEach((side) => {
    if (side === 0 || side >= 4) return;
    counted.units++;
    if (side === 1) counted.lackAffected++;
    if (side === 2) counted.lackOthers++;
  });
  sides.forEach((side, at) => {
    if (side === 0 || side === 3) return;
    const isLost = seen[unitOf[at]!]! < 4;
    if (!isLost) periods.count++;
    (isLost ? counted : periods).rows += rowsOf[at]!;
  });
  return [
    ...(counted.units > 0 ? [{ code: "units-without-group", severity: "note", values: counted } as const] : []),
    ...(periods.count > 0 ? [{ code: "periods-without-group", severity: "note", values: periods } as const] : []),
  ];
}
