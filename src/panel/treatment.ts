import { InputError } from "../core/errors.ts";
import type { Column, Table } from "../core/table.ts";
import { cellText } from "../indicators/rows.ts";
import type { EventDates } from "./clock.ts";

/** Which columns of a table say who was treated when and how much. */
export interface TreatmentColumns {
  readonly source: string;
  readonly unit: string;
  readonly announced?: string | undefined;
  readonly paid?: string | undefined;
  readonly started?: string | undefined;
  readonly dose?: string | undefined;
  readonly round?: string | undefined;
  readonly type?: string | undefined;
  readonly rounds?: readonly (string | number)[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Days that hold where the table has no column. */
  readonly dates?:
    | {
        readonly announced?: string | undefined;
        readonly paid?: string | undefined;
        readonly started?: string | undefined;
      }
    | undefined;
}

/** What happened to one unit; null where the table does not say. Days are ISO dates. */
export interface UnitTreatment {
  readonly announced: string | null;
  readonly paid: string | null;
  readonly started: string | null;
  readonly dose: number | null;
  readonly round: string | null;
  readonly type: string | null;
}

const EVENTS = ["announced", "paid", "started"] as const;
/** Problems printed at once. */
const LISTED = 40;

/** A day that exists, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * Reads a dated table of treatments: one row per unit, days that exist and come in the order announced, paid, started, a dose from 0, and rounds and
 * kinds that were declared.
 *
 * @returns unit → what happened to it, in the order of the rows
 * @throws InputError with a line per problem that names table, unit, column and remedy
 */
export function readTreatment(table: Table, columns: TreatmentColumns): ReadonlyMap<string, UnitTreatment> {
  const { source } = columns;
  const at = (name: string | undefined): Column | null => (name === undefined ? null : columnOf(table, name, source));
  const unit = at(columns.unit)!;
  const parts = { round: at(columns.round), type: at(columns.type), dose: at(columns.dose) };
  const days = EVENTS.map((event) => ({ event, column: at(columns[event]), always: columns.dates?.[event] ?? null }));
  const problems: string[] = [];
  const units = new Map<string, UnitTreatment>();
  for (let row = 0; row < table.rowCount; row++) {
    const name = cellText(unit, row);
    const say = (text: string): number => problems.push(`treatment, table ${source}, ${columns.unit} ${name}: ${text}`);
    if (name === null) {
      problems.push(
        `treatment, table ${source}, row ${row + 1}: ${columns.unit} is empty; name the unit or remove the row`,
      );
      continue;
    }
    if (units.has(name)) {
      say("occurs more than once; a unit has one row: remove one, or add them up");
      continue;
    }
    const [announced, paid, started] = days.map(({ event, column, always }) =>
      dayOf(column, row, always, (text) => say(`${columns[event]} ${text}`)),
    ) as [string | null, string | null, string | null];
    inOrder([announced, paid, started], say);
    units.set(name, {
      announced,
      paid,
      started,
      dose: doseOf(parts.dose, row, say),
      round: codeOf(parts.round, row, columns.rounds, say),
      type: codeOf(parts.type, row, columns.types, say),
    });
  }
  if (problems.length > 0) {
    const more = problems.length - LISTED;
    throw new InputError([
      ...problems.slice(0, LISTED),
      ...(more > 0 ? [`treatment, table ${source}: ${more} more problems; correct these first`] : []),
    ]);
  }
  return units;
}

function columnOf(table: Table, name: string, source: string): Column {
  const column = table.columns.get(name);
  if (column !== undefined) return column;
  throw new InputError(
    `treatment: table ${source} has no column "${name}"; it has ${[...table.columns.keys()].join(", ")}`,
  );
}

type Say = (text: string) => void;

function dayOf(column: Column | null, row: number, always: string | null, say: Say): string | null {
  const text = column === null ? null : cellText(column, row);
  if (text === null) return always;
  if (isDay(text)) return text;
  say(`is "${text}"; write a day that exists as YYYY-MM-DD, e.g. 2020-01-01`);
  return null;
}

/** Days that are known come in the order of the events. */
function inOrder(days: readonly (string | null)[], say: Say): void {
  const known = days.flatMap((day, index) => (day === null ? [] : [{ day, event: EVENTS[index]! }]));
  known.slice(1).forEach(({ day, event }, index) => {
    const before = known[index]!;
    if (before.day > day)
      say(`${before.event} on ${before.day} comes after ${event} on ${day}; correct one of them, or leave it empty`);
  });
}

function doseOf(column: Column | null, row: number, say: Say): number | null {
  if (column === null) return null;
  if (column.kind === "category") {
    const text = cellText(column, row);
    if (text !== null) say(`the dose ${column.name} is "${text}"; write a number from 0`);
    return null;
  }
  const value = column.values[row]!;
  if (Number.isNaN(value)) return null;
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  say(`the dose ${column.name} is ${value}; a dose is a number from 0`);
  return null;
}

function codeOf(
  column: Column | null,
  row: number,
  codes: readonly (string | number)[] | undefined,
  say: Say,
): string | null {
  const text = column === null ? null : cellText(column, row);
  if (text === null || codes === undefined || codes.map(String).includes(text)) return text;
  say(`${column!.name} is "${text}"; there is ${codes.join(", ")}`);
  return text;
}

/** The distinct days of each event over all units; those that hold for everyone where there is no table. */
export function eventDates(units: ReadonlyMap<string, UnitTreatment> | null, columns: TreatmentColumns): EventDates {
  const of = (event: (typeof EVENTS)[number]): readonly string[] => {
    const always = columns.dates?.[event];
    if (units === null) return always === undefined ? [] : [always];
    return [...new Set([...units.values()].flatMap((unit) => unit[event] ?? []))].sort();
  };
  return { announced: of("announced"), paid: of("paid"), started: of("started") };
}
