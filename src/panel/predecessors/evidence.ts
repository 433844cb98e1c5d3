import { InputError } from "../../core/errors.ts";
import type { Column, Table } from "../../core/table.ts";
import { cellText } from "../../indicators/rows.ts";

/** A link that a table states. `period` is the first one of the new code; NaN where the table does not say. */
export interface StatedLink {
  readonly old: string;
  readonly new: string;
  readonly period: number;
  readonly reason: string | null;
}

/** What somebody decided about a pair of codes, against or beside the evidence. */
export interface Decision {
  readonly old: string;
  readonly new: string;
  readonly accept: boolean;
}

/** Where a unit is and whose it is, in one period or (period NaN) without a date. Null and NaN are unknown. */
export interface UnitPlace {
  readonly period: number;
  readonly address: string | null;
  readonly latitude: number;
  readonly longitude: number;
  readonly institution: string | null;
  readonly board: string | null;
  readonly area: string | null;
}

/** A count that may be known as an interval only. */
export interface Count {
  readonly min: number;
  readonly middle: number;
  readonly max: number;
}

/** The people of one unit in one period, by group. */
export type Block = ReadonlyMap<string, Count>;

/** Who is where when: presence is a block with anybody in it. */
export interface Blocks {
  /** Ascending. */
  readonly periods: readonly number[];
  readonly units: ReadonlyMap<string, ReadonlyMap<number, Block>>;
  /** Group in which the same people are one period later, null when they leave; a group that is not in it stays itself. */
  readonly becomes: ReadonlyMap<string, string | null>;
}

export interface Evidence {
  readonly stated: readonly StatedLink[];
  readonly decisions: readonly Decision[];
  readonly places: ReadonlyMap<string, readonly UnitPlace[]>;
  readonly blocks: Blocks;
}

/** The answers to the queries of a study. */
export interface EvidenceTables {
  /** `unit`, `period`, `size` (or an interval), and where there are groups `grp` and `becomes`. */
  readonly blocks: Table;
  /** `unit`, and any of `period`, `address`, `lat`, `lon`, `institution`, `board`, `area`. */
  readonly places: Table | null;
  /** `old`, `new`, and any of `period`, `reason`. */
  readonly stated: Table | null;
  /** `old`, `new`, `decision`: accept or reject. */
  readonly decisions: Table | null;
}

const text = (column: Column | undefined, row: number): string | null =>
  column === undefined ? null : cellText(column, row);

/** A number, or a number written as text; NaN where there is none. */
function number(column: Column | undefined, row: number): number {
  const cell = text(column, row);
  return cell === null || cell.trim() === "" ? Number.NaN : Number(cell);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function needed(at: string, table: Table, names: readonly string[]): void {
  const absent = names.filter((name) => !table.columns.has(name));
  if (absent.length > 0)
    throw new InputError(
      `predecessors.${at}: its SQL returns no column ${absent.map((name) => `"${name}"`).join(", ")} but ${[...table.columns.keys()].join(", ")}; name it with AS`,
    );
}

function code(at: string, table: Table, name: string, row: number): string {
  const cell = text(table.columns.get(name), row);
  if (cell === null) throw new InputError(`predecessors.${at}: a row has no ${name}; leave such rows out with WHERE`);
  return cell;
}

/**
 * Reads what the queries of a study returned. The order of rows does not matter.
 *
 * @throws InputError when a column is missing, a row has no code, a period of a block is no number, one group becomes two, or a decision is neither
 *         accept nor reject, or both for one pair
 */
export function readEvidence(tables: EvidenceTables): Evidence {
  return {
    blocks: readBlocks(tables.blocks),
    places: tables.places === null ? new Map() : readPlaces(tables.places),
    stated: tables.stated === null ? [] : readStated(tables.stated),
    decisions: tables.decisions === null ? [] : readDecisions(tables.decisions),
  };
}

function readBlocks(table: Table): Blocks {
  needed("blocks", table, ["unit", "period", "size"]);
  const size = table.columns.get("size")!;
  if (size.kind !== "number")
    throw new InputError("predecessors.blocks: size must be a number, or an interval of size, size_min and size_max");
  const [group, becomes] = [table.columns.get("grp"), table.columns.get("becomes")];
  const units = new Map<string, Map<number, Map<string, Count>>>();
  const next = new Map<string, string | null>();
  const periods = new Set<number>();
  for (let row = 0; row < table.rowCount; row++) {
    const unit = code("blocks", table, "unit", row);
    const period = number(table.columns.get("period"), row);
    if (!Number.isFinite(period)) throw new InputError(`predecessors.blocks: a row of ${unit} has no period`);
    const label = text(group, row) ?? "";
    if (becomes !== undefined) {
      const to = text(becomes, row);
      if (next.has(label) && next.get(label) !== to)
        throw new InputError(
          `predecessors.blocks: group "${label}" becomes ${JSON.stringify(next.get(label))} in one row and ${JSON.stringify(to)} in another; a group has one group that it becomes`,
        );
      next.set(label, to);
    }
    periods.add(period);
    const middle = size.values[row]!;
    if (!Number.isFinite(middle)) continue;
    const count = { min: size.min?.[row] ?? middle, middle, max: size.max?.[row] ?? middle };
    if (count.max <= 0) continue;
    const byPeriod = units.get(unit) ?? new Map<number, Map<string, Count>>();
    const block = byPeriod.get(period) ?? new Map<string, Count>();
    if (block.has(label))
      throw new InputError(
        `predecessors.blocks: more than one row for unit ${unit}, period ${period}${group === undefined ? "" : `, grp ${label}`}; aggregate with GROUP BY`,
      );
    block.set(label, count);
    byPeriod.set(period, block);
    units.set(unit, byPeriod);
  }
  return { periods: [...periods].sort((a, b) => a - b), units, becomes: next };
}

function readPlaces(table: Table): ReadonlyMap<string, readonly UnitPlace[]> {
  needed("places", table, ["unit"]);
  const column = (name: string): Column | undefined => table.columns.get(name);
  const places = new Map<string, UnitPlace[]>();
  for (let row = 0; row < table.rowCount; row++) {
    const unit = code("places", table, "unit", row);
    const place = {
      period: number(column("period"), row),
      address: text(column("address"), row),
      latitude: number(column("lat"), row),
      longitude: number(column("lon"), row),
      institution: text(column("institution"), row),
      board: text(column("board"), row),
      area: text(column("area"), row),
    };
    places.set(unit, [...(places.get(unit) ?? []), place]);
  }
  // By period, undated ones first; what is written decides between two of one period, so that the order of rows does not.
  for (const list of places.values())
    list.sort((a, b) => {
      const [from, to] = [a, b].map(({ period }) => (Number.isNaN(period) ? Number.NEGATIVE_INFINITY : period));
      return from! < to! ? -1 : from! > to! ? 1 : compare(JSON.stringify(a), JSON.stringify(b));
    });
  return places;
}

const byPair = (a: { old: string; new: string }, b: { old: string; new: string }): number =>
  compare(a.old, b.old) || compare(a.new, b.new);

function readStated(table: Table): StatedLink[] {
  needed("stated", table, ["old", "new"]);
  const rows = Array.from({ length: table.rowCount }, (_, row) => ({
    old: code("stated", table, "old", row),
    new: code("stated", table, "new", row),
    period: number(table.columns.get("period"), row),
    reason: text(table.columns.get("reason"), row),
  })).sort((a, b) => byPair(a, b) || a.period - b.period);
  const itself = rows.find((row) => row.old === row.new);
  if (itself) throw new InputError(`predecessors.stated: ${itself.old} is its own successor; remove that row`);
  return rows;
}

function readDecisions(table: Table): Decision[] {
  needed("decisions", table, ["old", "new", "decision"]);
  const rows = Array.from({ length: table.rowCount }, (_, row) => {
    const [old, next, word] = ["old", "new", "decision"].map((name) => code("decisions", table, name, row));
    if (word !== "accept" && word !== "reject")
      throw new InputError(
        `predecessors.decisions: ${old} → ${next} has decision "${word}"; expected accept or reject`,
      );
    return { old: old!, new: next!, accept: word === "accept" };
  }).sort(byPair);
  for (let i = 1; i < rows.length; i++)
    if (byPair(rows[i - 1]!, rows[i]!) === 0 && rows[i - 1]!.accept !== rows[i]!.accept)
      throw new InputError(
        `predecessors.decisions: ${rows[i]!.old} → ${rows[i]!.new} is accepted and rejected; keep one`,
      );
  return rows;
}
