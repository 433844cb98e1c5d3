import type { Design, TripleTiming } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Column, Factor, NumberColumn, Table } from "../core/table.ts";
import { combinedFactor, divideGroups } from "../design/group-sides.ts";
import { subsetDesign } from "../design/subset.ts";
import { addingUp } from "../estimate/adding-up.ts";
import type { Columns, Roles } from "./estimate-design.ts";

/** Settings of a triple difference that are columns or values, not options of the model. */
const SETTINGS = ["group", "against", "affected", "post"] as const;

/**
 * Takes `group`, `against`, `affected` and `post` out of the settings of a model that compares groups, and lets errors cluster by the unit unless told
 * otherwise.
 *
 * @throws InputError when there is no group, or post is named twice
 */
export function tripleRoles(
  model: string,
  roles: Roles,
  settings: readonly (readonly [string, unknown])[],
  se: string | undefined,
): { readonly roles: Roles; readonly settings: readonly (readonly [string, unknown])[] } {
  const given = new Map(settings.filter(([key]) => SETTINGS.some((known) => known === key)));
  const text = (key: string): string | undefined => (given.has(key) ? String(given.get(key)) : undefined);
  const group = text("group");
  if (group === undefined) throw new InputError(`${model} needs --set group=<column>: the groups within each unit`);
  const post = text("post");
  if (post !== undefined && roles.post !== undefined && post !== roles.post)
    throw new InputError(`--set post=${post}: --post names ${roles.post} already; leave one out`);
  const clusters = se === undefined || se.startsWith("CR");
  return {
    roles: {
      ...roles,
      group,
      against: valuesOf(given.get("against")),
      affected: given.has("affected") ? valuesOf(given.get("affected")) : undefined,
      post: post ?? roles.post,
      clusters:
        roles.clusters.length === 0 && roles.unit !== undefined && clusters ? [roles.unit] : [...roles.clusters],
    },
    settings: settings.filter(([key]) => !given.has(key)),
  };
}

/** Values of a setting: a JSON list, or texts with commas between them. */
function valuesOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map(String);
  return String(value)
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Exposure of each row and whether its unit has started. */
interface Exposure {
  readonly name: string;
  readonly exposure: Float64Array;
  readonly post: Float64Array;
}

/**
 * A triple difference as far as the named columns give it: a dose or a treated area with `post`; a treatment that is on in some rows, from which area
 * and start are read; or first treated periods.
 *
 * @throws InputError where they do not say who is treated, or when
 */
export function tripleTiming(
  columns: Columns,
  roles: Roles,
  unit: Factor | null,
  period: Float64Array | null,
): TripleTiming {
  const column = columns.get(roles.group!)!;
  const { affected, sides } = divideGroups(
    column,
    roles.against ?? [],
    roles.affected ?? null,
    (key, text) => `--set ${key}=: ${text}`,
  );
  const group = combinedFactor([column], affected.length);
  return {
    kind: "triple-difference",
    ...exposureOf(columns, roles, affected, unit, period),
    affected,
    group,
    addingUp: null,
    sides,
  };
}

const numbers = (columns: Columns, name: string): Float64Array => (columns.get(name) as NumberColumn).values;

function exposureOf(
  columns: Columns,
  roles: Roles,
  affected: Float64Array,
  unit: Factor | null,
  period: Float64Array | null,
): Exposure {
  if (roles.cohort !== undefined) {
    if (period === null) throw new InputError("--cohort needs --period, to know before from after");
    const cohort = numbers(columns, roles.cohort).map((value) =>
      Number.isFinite(value) && value !== 0 ? value : Number.POSITIVE_INFINITY,
    );
    return {
      name: "treated",
      exposure: cohort.map(isFiniteFlag),
      post: cohort.map((g, row) => Number(period[row]! >= g)),
    };
  }
  const post = roles.post === undefined ? null : binary(columns, "--post", roles.post);
  if (roles.dose !== undefined) {
    if (post === null) throw new InputError("--dose needs --post with groups: a column that is 1 from the start on");
    return { name: roles.dose, exposure: numbers(columns, roles.dose), post };
  }
  if (roles.treatment === undefined)
    throw new InputError(
      "a triple difference needs treated and untreated units: name --treatment (and --post), --dose and --post, or --cohort; to compare groups before and after without untreated units, use two-by-two with --treatment for the affected group",
    );
  const treatment = binary(columns, "--treatment", roles.treatment);
  if (post !== null) return { name: "treated", exposure: treatment, post };
  if (unit === null || period === null)
    throw new InputError("--treatment needs --post, or --unit and --period, to know before from after");
  return readTreatment(treatment, affected, unit, period, roles.treatment);
}

const isFiniteFlag = (value: number): number => (Number.isFinite(value) ? 1 : 0);

function binary(columns: Columns, option: string, name: string): Float64Array {
  const values = numbers(columns, name);
  const odd = values.find((value) => value !== 0 && value !== 1);
  if (odd !== undefined) throw new InputError(`${option} ${name}: expected 0 and 1 only, got ${odd}`);
  return values;
}

/** Area and start from a treatment that is 1 in treated rows: of all groups of a unit that has started, or of the affected ones. */
function readTreatment(
  treatment: Float64Array,
  affected: Float64Array,
  unit: Factor,
  period: Float64Array,
  name: string,
): Exposure {
  const start = new Float64Array(unit.count).fill(Number.POSITIVE_INFINITY);
  treatment.forEach((value, row) => {
    const at = unit.codes[row]!;
    if (value !== 0) start[at] = Math.min(start[at]!, period[row]!);
  });
  const first = start.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const startOf = (row: number): number => start[unit.codes[row]!]!;
  const exposure = treatment.map((_, row) => isFiniteFlag(startOf(row)));
  const post = treatment.map((_, row) => Number(period[row]! >= (exposure[row] === 1 ? startOf(row) : first)));
  const ofUnit = treatment.every((value, row) => value === exposure[row]! * post[row]!);
  const ofGroup = treatment.every((value, row) => value === exposure[row]! * post[row]! * affected[row]!);
  if (!ofUnit && !ofGroup)
    throw new InputError(
      `--treatment ${name}: it is not on from a unit's start on, in all its rows or in those of the affected groups; name the treated units with --treatment and the periods after the start with --post`,
    );
  return { name: "treated", exposure, post };
}

/** The design without rows of groups on neither side ("groups-left-out"), told what the groups of the whole table add up to. */
export function onlyComparedRows(
  design: Design,
  timing: TripleTiming,
  addingUp: TripleTiming["addingUp"],
): { readonly design: Design; readonly findings: readonly Finding[] } {
  const told = { ...design, timing: { ...timing, addingUp } };
  const rows = Int32Array.from(timing.affected.keys()).filter((row) => !Number.isNaN(timing.affected[row]!));
  const left = design.rowCount - rows.length;
  if (left === 0) return { design: told, findings: [] };
  return {
    design: subsetDesign(told, rows),
    findings: [{ code: "groups-left-out", severity: "note", values: { column: timing.group.name, rows: left } }],
  };
}

/**
 * What the outcome of the whole table adds up to over the groups of a unit and period, rows that --where leaves out included; null without units and
 * periods.
 */
export function wholeTableAddsUp(table: Table, roles: Roles): TripleTiming["addingUp"] {
  const { unit, period, group, outcome, post } = roles;
  const time = period ?? post;
  if (unit === undefined || time === undefined || group === undefined || outcome === undefined) return null;
  const column = (name: string): Column => table.columns.get(name)!;
  const units = combinedFactor([column(unit)], table.rowCount);
  const groups = combinedFactor([column(group)], table.rowCount);
  const times = numbers(table.columns, time);
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row).filter(
    (row) => units.codes[row]! >= 0 && groups.codes[row]! >= 0 && Number.isFinite(times[row]!),
  );
  const pick = (factor: Factor): Factor => ({ ...factor, codes: rows.map((row) => factor.codes[row]!) });
  const values = numbers(table.columns, outcome);
  return addingUp({
    values: Float64Array.from(rows, (row) => values[row]!),
    bounds: null,
    unit: pick(units),
    group: pick(groups),
    period: Float64Array.from(rows, (row) => times[row]!),
    isShare: false,
  });
}
