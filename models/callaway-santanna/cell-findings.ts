import type { Design } from "../../src/core/design.ts";
import type { Finding } from "../../src/core/finding.ts";
import { TRIM_AT } from "../../src/estimate/propensity.ts";
import type { CellEstimates, CellProblem } from "./cell-estimates.ts";
import type { Cell } from "./cells.ts";
import type { Options } from "./options.ts";
import type { Sample } from "./sample.ts";

const CODES: Readonly<Record<CellProblem, string>> = {
  "no-comparison": "cells-without-comparison",
  "not-observed": "cells-not-observed",
  "ill-conditioned": "cells-ill-conditioned",
  "no-overlap": "cells-without-overlap",
};

/** Cohorts smaller than this (and a unit per covariate) make errors that rest on large samples doubtful. */
const SMALL_COHORT = 5;

/** What the reader has to know of the cells: which have no number and why, what was trimmed, and which are zero by construction. */
export function cellFindings(
  sample: Sample,
  cells: readonly Cell[],
  { problem, trimmed }: CellEstimates,
  { basePeriod, covariates }: Pick<Options, "basePeriod" | "covariates">,
): readonly Finding[] {
  const { levels, cohorts, cohortOf } = sample;
  const nameOf = (k: number): string => `${cohorts[cells[k]!.cohort]} @ ${levels[cells[k]!.time]}`;
  const allFailed = problem.every((reason) => reason !== null);
  const findings: Finding[] = [];
  for (const reason of Object.keys(CODES) as CellProblem[]) {
    const failed = [...cells.keys()].filter((k) => problem[k] === reason);
    if (failed.length === 0) continue;
    findings.push({
      code: CODES[reason],
      severity: allFailed ? "refusal" : "warning",
      values: { count: failed.length, cells: failed.map(nameOf) },
    });
  }
  const cut = [...cells.keys()].filter((k) => trimmed[k]! > 0);
  if (cut.length > 0) {
    const rows = cut.reduce((most, k) => Math.max(most, trimmed[k]!), 0);
    findings.push({
      code: "propensity-trimmed",
      severity: "warning",
      values: { limit: TRIM_AT, rows, cells: cut.map(nameOf) },
    });
  }
  const sizes = new Int32Array(cohorts.length + 1);
  for (const cohort of cohortOf) sizes[cohort]!++;
  const small = [...cohorts.keys()].filter((g) => sizes[g]! < SMALL_COHORT + covariates.length);
  if (small.length > 0) {
    findings.push({
      code: "small-cohorts",
      severity: "warning",
      values: { limit: SMALL_COHORT + covariates.length, cohorts: small.map((g) => String(cohorts[g])) },
    });
  }
  if (basePeriod === "universal" && !allFailed)
    findings.push({ code: "base-period-zero", severity: "note", values: {} });
  return findings;
}

/** Ways of clustering that change within a unit: a unit's observations then cannot be summed into one cluster. */
export function movingClusters(design: Design, { rowOf, unitOf }: Sample): readonly Finding[] {
  const moving = design.clusters.filter(({ codes }) =>
    unitOf.some((unit, o) => o > 0 && unit === unitOf[o - 1] && codes[rowOf[o]!] !== codes[rowOf[o - 1]!]),
  );
  return moving.map(({ name }) => ({ code: "cluster-varies-in-unit", severity: "refusal", values: { cluster: name } }));
}
