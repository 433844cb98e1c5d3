import type { Design } from "../../src/core/design.ts";
import { dataUrl } from "../support/expected.ts";
import { type Frame, factorOf, filterFrame, makeDesign, numberColumn, numbers, readFrame } from "../support/frame.ts";

/** How one `att_gt` entry is computed here: the same data and options, spelled our way. */
export interface AttGtSpec {
  readonly design: Design;
  readonly options: Readonly<Record<string, unknown>>;
}

const frames = new Map<string, Frame>();

export function data(name: string): Frame {
  const known = frames.get(name) ?? readFrame(dataUrl(name));
  frames.set(name, known);
  return known;
}

interface Columns {
  readonly outcome: string;
  readonly unit: string;
  readonly cohort: string;
  readonly weights?: string;
  readonly state?: boolean;
}

/** Cohorts as the caller hands them: 0, empty and Inf are never treated. */
function staggered(frame: Frame, { outcome, unit, cohort, weights, state }: Columns): Design {
  const units = numbers(frame, unit);
  return makeDesign({
    outcome: numbers(frame, outcome),
    unit: factorOf(unit, units),
    period: numbers(frame, "year"),
    timing: {
      kind: "staggered",
      cohort: numbers(frame, cohort).map((g) => (Number.isFinite(g) && g !== 0 ? g : Infinity)),
    },
    columns: frame.has("lpop") ? [numberColumn("lpop", numbers(frame, "lpop"))] : [],
    ...(weights === undefined ? {} : { weights: { kind: "sampling", values: numbers(frame, weights) } as const }),
    clusters:
      state === true
        ? [
            factorOf(
              "state",
              units.map((county) => Math.floor(county / 1000)),
            ),
          ]
        : [],
  });
}

const mpdtaColumns = { outcome: "lemp", unit: "countyreal", cohort: "first.treat" } as const;
const mpdta = (more: Partial<Columns> = {}): Design => staggered(data("mpdta"), { ...mpdtaColumns, ...more });

/** (countyreal + year) %% 7 != 0. */
function unbalanced(): Design {
  const frame = data("mpdta");
  const [unit, year] = [numbers(frame, "countyreal"), numbers(frame, "year")];
  return staggered(
    filterFrame(frame, (row) => (unit[row]! + year[row]!) % 7 !== 0),
    mpdtaColumns,
  );
}

function everTreated(): Design {
  const frame = data("mpdta");
  const cohort = numbers(frame, "first.treat");
  return staggered(
    filterFrame(frame, (row) => cohort[row]! > 0),
    mpdtaColumns,
  );
}

const never = { comparison: "never-treated" } as const;
const notYet = { comparison: "not-yet-treated" } as const;
const universal = { basePeriod: "universal" } as const;
const lpop = { covariates: ["lpop"] } as const;

function combinations(): readonly (readonly [string, () => AttGtSpec])[] {
  const list: (readonly [string, () => AttGtSpec])[] = [];
  for (const method of ["dr", "ipw", "reg"]) {
    for (const [comparison, compare] of [
      ["nevertreated", never],
      ["notyettreated", notYet],
    ] as const) {
      for (const [base, from] of [
        ["varying", {}],
        ["universal", universal],
      ] as const) {
        if (method !== "dr" && (comparison !== "nevertreated" || base !== "varying")) continue;
        for (const [covariates, given] of [
          ["nox", {}],
          ["lpop", lpop],
        ] as const) {
          list.push([
            `cs_mpdta_${method}_${comparison}_${base}_${covariates}`,
            () => ({ design: mpdta(), options: { method, ...compare, ...from, ...given } }),
          ]);
        }
      }
    }
  }
  return list;
}

const rows = { panel: false } as const;

/** Entries with closed-form numbers. */
export const ATT_GT: ReadonlyMap<string, () => AttGtSpec> = new Map<string, () => AttGtSpec>([
  ...combinations(),
  ["cs_mpdta_antic1", () => ({ design: mpdta(), options: { anticipation: 1 } })],
  [
    "cs_mpdta_antic1_univ_nyt",
    () => ({ design: mpdta(), options: { anticipation: 1, ...universal, ...notYet, ...lpop } }),
  ],
  ["cs_mpdta_rcs_dr", () => ({ design: mpdta(), options: { ...rows, ...lpop } })],
  ["cs_mpdta_rcs_reg", () => ({ design: mpdta(), options: { ...rows, ...lpop, method: "reg" } })],
  ["cs_mpdta_rcs_ipw", () => ({ design: mpdta(), options: { ...rows, ...lpop, method: "ipw" } })],
  ["cs_mpdta_rcs_nox", () => ({ design: mpdta(), options: rows })],
  ["cs_mpdta_unbal_dr", () => ({ design: unbalanced(), options: { ...lpop, unbalanced: true } })],
  ["cs_mpdta_unbal_reg", () => ({ design: unbalanced(), options: { ...lpop, unbalanced: true, method: "reg" } })],
  ["cs_mpdta_unbal_ipw", () => ({ design: unbalanced(), options: { ...lpop, unbalanced: true, method: "ipw" } })],
  ["cs_mpdta_unbal_dropped", () => ({ design: unbalanced(), options: lpop })],
  ["cs_mpdta_weights", () => ({ design: mpdta({ weights: "lpop" }), options: {} })],
  ["cs_mpdta_noever", () => ({ design: everTreated(), options: notYet })],
  [
    "cs_stagg",
    () => ({
      design: staggered(data("base_stagg"), { outcome: "y", unit: "id", cohort: "year_treated" }),
      options: {},
    }),
  ],
  [
    "cs_castle",
    () => ({
      design: staggered(data("castle_did2s"), { outcome: "l_homicide", unit: "sid", cohort: "effyear" }),
      options: {},
    }),
  ],
  [
    "cs_ehec",
    () => ({
      design: staggered(data("ehec"), { outcome: "dins", unit: "stfips", cohort: "yexp2" }),
      options: { ...notYet, ...universal },
    }),
  ],
  ["cs_mpdta_slow", () => ({ design: mpdta(), options: { ...notYet, ...lpop } })],
  ["cs_mpdta_cluster_state", () => ({ design: mpdta({ state: true }), options: lpop })],
  [
    "cs_mpdta_cluster_state_nyt_univ",
    () => ({ design: mpdta({ state: true }), options: { ...notYet, ...universal, method: "reg" } }),
  ],
]);

/** Entries that were resampled. */
export const BOOTSTRAP: ReadonlyMap<string, () => AttGtSpec> = new Map<string, () => AttGtSpec>([
  ["cs_boot_mpdta", () => ({ design: mpdta(), options: { ...lpop, draws: 9999 } })],
  ["cs_boot_mpdta_nyt", () => ({ design: mpdta(), options: { ...notYet, ...universal, draws: 9999 } })],
]);

/** Entries whose errors differ by default, where did's are not the derivative (method.md); with `influence: "did"` they agree. */
export const UNDER_DID: ReadonlySet<string> = new Set(["cs_mpdta_rcs_dr", "cs_mpdta_unbal_dr"]);
