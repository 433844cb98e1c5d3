import type { Design } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { Diagnostics } from "../core/fit.ts";
import type { AbsorbedEffect } from "../numerics/absorb-blocks.ts";
import type { GlmFamily } from "./glm-family.ts";
import type { Regressor } from "./regressors.ts";
import { findSeparation } from "./separation.ts";
import { selectRows, take, type UsableRows } from "./usable-rows.ts";

/** Rows of which the likelihood has a maximum, and what was left out for it. */
export interface GlmRows {
  readonly usable: UsableRows;
  readonly separated: NonNullable<Diagnostics["separated"]>;
  /** False when it is not known whether the rows that are left are free of separation. */
  readonly decided: boolean;
}

/** The name under which rows are reported that no single effect predicts. */
export const BY_COMBINATION = "combination of columns and effects";

/**
 * Leaves out rows of weight zero, singletons, levels of an effect whose outcomes all sit on one edge (all 0 for Poisson, all 0 or all 1 for
 * binary outcomes), and rows that a combination of columns and effects predicts perfectly; repeatedly, because each can cause another.
 *
 * Findings: those of `selectRows`, "perfect-levels" per effect, "separated-rows".
 */
export function selectGlmRows(
  design: Design,
  family: GlmFamily,
  absorb: readonly AbsorbedEffect[],
  regressors: readonly Regressor[],
  intercept: boolean,
): GlmRows {
  const edges = Int8Array.from(design.outcome.values, (y) => family.edge(y));
  const lost: Lost = { singletons: 0, zeroWeights: [], levels: absorb.map(() => ({ rows: 0, levels: 0 })), rows: 0 };
  let decided = true;
  let candidates: Int32Array | null = null;
  for (;;) {
    const usable = dropPerfectLevels(design, absorb, edges, candidates, lost);
    const { rows, effects } = usable;
    const columns = regressors.map(({ values }) => take(values, rows));
    const edge = Int8Array.from(rows, (row) => edges[row]!);
    const found = findSeparation(edge, effects, columns, intercept && absorb.length === 0);
    decided &&= found.decided;
    if (!found.separated.includes(1)) return report(design, absorb, usable, lost, decided);
    candidates = rows.filter((_, position) => found.separated[position] === 0);
    lost.rows += rows.length - candidates.length;
  }
}

interface Lost {
  singletons: number;
  zeroWeights: readonly Finding[];
  readonly levels: readonly { rows: number; levels: number }[];
  rows: number;
}

function dropPerfectLevels(
  design: Design,
  absorb: readonly AbsorbedEffect[],
  edges: Int8Array,
  start: Int32Array | null,
  lost: Lost,
): UsableRows {
  let candidates = start;
  for (;;) {
    const usable = selectRows(design, absorb, candidates);
    lost.singletons += usable.singletons;
    if (candidates === null) lost.zeroWeights = usable.findings.filter(({ code }) => code === "zero-weights");
    const { rows, effects } = usable;
    const dropped = new Uint8Array(rows.length);
    effects.forEach((effect, e) => {
      // A slope alone fits no level, so equal outcomes are not predicted by it.
      if (effect.slopeOnly === true) return;
      const perfect = perfectLevels(effect, rows, edges, dropped);
      const counted = lost.levels[e]!;
      counted.levels += perfect.reduce((total, flag) => total + flag, 0);
      for (let i = 0; i < rows.length; i++) {
        if (dropped[i] === 1 || perfect[effect.codes[i]!] === 0) continue;
        dropped[i] = 1;
        counted.rows++;
      }
    });
    if (!dropped.includes(1)) return usable;
    candidates = rows.filter((_, position) => dropped[position] === 0);
  }
}

/** 1 for levels whose remaining rows all sit on the same edge. */
function perfectLevels(effect: AbsorbedEffect, rows: Int32Array, edges: Int8Array, dropped: Uint8Array): Uint8Array {
  const sides = new Uint8Array(effect.count);
  for (let i = 0; i < rows.length; i++) {
    // Bits: seen at the low edge, inside, at the high edge.
    if (dropped[i] === 0) sides[effect.codes[i]!]! |= 1 << (edges[rows[i]!]! + 1);
  }
  return sides.map((seen) => (seen === 1 || seen === 4 ? 1 : 0));
}

function report(
  design: Design,
  absorb: readonly AbsorbedEffect[],
  usable: UsableRows,
  lost: Lost,
  decided: boolean,
): GlmRows {
  const findings: Finding[] = [...lost.zeroWeights];
  const separated: { by: string; rows: number; levels: number | null }[] = [];
  if (lost.singletons > 0) {
    const effects = absorb.map(({ name }) => name);
    findings.push({ code: "singletons-dropped", severity: "note", values: { rows: lost.singletons, effects } });
  }
  const outcome = design.outcome.name;
  lost.levels.forEach(({ rows, levels }, e) => {
    if (rows === 0) return;
    const effect = absorb[e]!.name;
    separated.push({ by: effect, rows, levels });
    findings.push({ code: "perfect-levels", severity: "note", values: { rows, levels, effect, outcome } });
  });
  if (lost.rows > 0) {
    separated.push({ by: BY_COMBINATION, rows: lost.rows, levels: null });
    findings.push({ code: "separated-rows", severity: "warning", values: { rows: lost.rows, outcome } });
  }
  return { usable: { ...usable, singletons: lost.singletons, findings }, separated, decided };
}
