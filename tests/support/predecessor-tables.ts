import type { EvidenceTables } from "../../src/panel/predecessors/evidence.ts";
import type { PredecessorRules } from "../../src/panel/predecessors/link.ts";
import { type Cells, tableFrom } from "./tables.ts";

/** Size of one unit in one period, by group; a suppressed count is [min, max], its middle between. */
export type BlockRow = readonly [unit: string, period: number, group: string, size: number | readonly [number, number]];

export interface PlaceRow {
  readonly unit: string;
  readonly period?: number;
  readonly address?: string;
  readonly at?: readonly [latitude: number, longitude: number];
  readonly institution?: string;
  readonly board?: string;
  readonly area?: string;
}

export interface EvidenceRows {
  readonly blocks: readonly BlockRow[];
  /** Group → the group one period later, null where people leave. */
  readonly becomes?: Readonly<Record<string, string | null>>;
  readonly places?: readonly PlaceRow[];
  readonly stated?: readonly (readonly [old: string, next: string, period: number | null, reason?: string])[];
  readonly decisions?: readonly (readonly [old: string, next: string, decision: string])[];
}

/** The rules that a study gets when it sets none. */
export const RULES: PredecessorRules = { withinKm: 1, blockWithinKm: 10, tolerance: 0.1, atLeast: 10, growth: 0.5 };

/** What the queries of a study would have returned. */
export function evidenceTables(rows: EvidenceRows): EvidenceTables {
  const { blocks, becomes, places = [], stated, decisions } = rows;
  const ends = blocks.map(([, , , size]) => (typeof size === "number" ? [size, size] : size));
  const table = tableFrom({
    unit: blocks.map(([unit]) => unit),
    period: blocks.map(([, period]) => period),
    grp: blocks.map(([, , group]) => group),
    ...(becomes && { becomes: blocks.map(([, , group]) => becomes[group] ?? null) }),
  });
  const size = {
    kind: "number" as const,
    name: "size",
    values: Float64Array.from(ends, ([min, max]) => (min! + max!) / 2),
    min: Float64Array.from(ends, ([min]) => min!),
    max: Float64Array.from(ends, ([, max]) => max!),
  };
  const column = (of: (place: PlaceRow) => string | number | undefined): Cells =>
    places.map((place) => of(place) ?? null);
  return {
    blocks: { rowCount: blocks.length, columns: new Map([...table.columns, ["size", size]]) },
    places:
      places.length === 0
        ? null
        : tableFrom({
            unit: column(({ unit }) => unit),
            period: column(({ period }) => period),
            address: column(({ address }) => address),
            lat: column(({ at }) => at?.[0]),
            lon: column(({ at }) => at?.[1]),
            institution: column(({ institution }) => institution),
            board: column(({ board }) => board),
            area: column(({ area }) => area),
          }),
    stated:
      stated === undefined
        ? null
        : tableFrom({
            old: stated.map(([old]) => old),
            new: stated.map(([, next]) => next),
            period: stated.map(([, , period]) => period),
            reason: stated.map(([, , , reason]) => reason ?? null),
          }),
    decisions:
      decisions === undefined
        ? null
        : tableFrom({
            old: decisions.map(([old]) => old),
            new: decisions.map(([, next]) => next),
            decision: decisions.map(([, , decision]) => decision),
          }),
  };
}

/** One group of the same size in each of the periods. */
export function steady(unit: string, size: number, periods: readonly number[], group = "g"): BlockRow[] {
  return periods.map((period) => [unit, period, group, size]);
}
