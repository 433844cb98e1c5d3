import { readFileSync } from "node:fs";
import { countModel } from "../../reference/duo-count-specs.ts";
import { EXIT_MODELS, type HazardRow, hazardTable, RISK } from "../../reference/duo-exit-specs.ts";
import { PANEL_MODELS } from "../../reference/duo-panel-specs.ts";
import { seriesModel } from "../../reference/duo-series-specs.ts";
import {
  DUO_FILES,
  type DuoModel,
  type DuoSpec,
  type DuoTerm,
  duoReference,
  fitDuo,
  ITERATED,
} from "../../reference/duo-specs.ts";
import { type Comparison, countNumbers, tailScale, worstDifference } from "./comparison.ts";

/** The references are held to 1e-8 (duo-*.test.ts). */
const TOLERANCE = 1e-8;

export interface DuoRow {
  readonly file: string;
  readonly model: string;
  readonly by: string;
  readonly numbers: number;
  readonly worst: number;
  readonly tolerance: number;
  readonly note: string;
}

function compareModel({ nobs, terms }: DuoModel, spec: DuoSpec): Comparison[] {
  const { fit, v, p } = fitDuo(spec);
  const column = (key: keyof Omit<DuoTerm, "term">) => terms.map((term) => term[key]!);
  return [
    { key: "nobs", actual: [fit.counts.observations], expected: [nobs] },
    { key: "estimate", actual: fit.estimate, expected: column("estimate") },
    { key: "se", actual: v.se, expected: column("se") },
    { key: "t", actual: v.statistic, expected: column("t") },
    { key: "p", actual: p, expected: column("p"), relativeTo: tailScale(column("p"), column("t")) },
  ];
}

function compareSeries({ nobs, terms }: DuoModel): Comparison[] {
  const [plain, serial] = [fitDuo(seriesModel("iid")), fitDuo(seriesModel("NW"))];
  return [
    { key: "nobs", actual: [plain.fit.counts.observations], expected: [nobs] },
    { key: "estimate", actual: plain.fit.estimate, expected: terms.map(({ estimate }) => estimate) },
    { key: "se_ols", actual: plain.v.se, expected: terms.map((term) => term.se_ols!) },
    { key: "se_nw", actual: serial.v.se, expected: terms.map((term) => term.se_nw!) },
  ];
}

function compareHazards(): Comparison[] {
  const url = new URL("../../reference/duo/referentieschattingen_h1.json", import.meta.url);
  const file = JSON.parse(readFileSync(url, "utf8")) as {
    readonly risk_rows: number;
    readonly vestigingen: number;
    readonly models: { readonly hazard_table: readonly HazardRow[] };
  };
  const expected = file.models.hazard_table;
  const actual = hazardTable(expected);
  const schools = new Set(RISK.map((row) => row.vestiging)).size;
  return [
    { key: "risk_rows", actual: [RISK.length], expected: [file.risk_rows] },
    { key: "vestigingen", actual: [schools], expected: [file.vestigingen] },
    { key: "at_risk", actual: actual.map((row) => row.at_risk), expected: expected.map((row) => row.at_risk) },
    { key: "exits", actual: actual.map((row) => row.exits), expected: expected.map((row) => row.exits) },
  ];
}

/** Versions, and the size of panel P1: schools and regions of the event study's design. */
function compareSizes(meta: Readonly<Record<string, unknown>>): Comparison[] {
  const { design } = PANEL_MODELS.get("event_study_blootstelling_2015_2017")!();
  return [
    { key: "n_vestigingen", actual: [design.unit!.count], expected: [meta["n_vestigingen"] as number] },
    { key: "n_corop", actual: [design.clusters[0]!.count], expected: [meta["n_corop"] as number] },
  ];
}

type Compare = (model: DuoModel) => { readonly by: string; readonly comparisons: readonly Comparison[] };

const bySpec =
  (spec: () => DuoSpec): Compare =>
  (model) => {
    const chosen = spec();
    return { by: chosen.estimator, comparisons: compareModel(model, chosen) };
  };

/** How each part of the two files is computed here, by name. */
export const DUO_MODELS: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ...[...PANEL_MODELS, ...EXIT_MODELS].map(([name, spec]): [string, Compare] => [name, bySpec(spec)]),
  ["ppml_drievoudig_2019_2024", bySpec(countModel)],
  ["its_aanbod_techniek_landelijk", (model) => ({ by: "ols", comparisons: compareSeries(model) })],
  ["hazard_table", () => ({ by: "the risk set", comparisons: compareHazards() })],
  [
    "_meta",
    (model) => ({
      by: "panel P1",
      comparisons: compareSizes(model as unknown as Readonly<Record<string, unknown>>),
    }),
  ],
]);

/** A row per model of tests/reference/duo/referentieschattingen*.json. @throws Error when one is not computed here */
export function duoRows(): DuoRow[] {
  return DUO_FILES.flatMap((file) =>
    Object.entries(duoReference(file)).map(([model, expected]) => {
      const compare = DUO_MODELS.get(model);
      if (compare === undefined) throw new Error(`${file}.json: ${model} is not computed here`);
      const { by, comparisons } = compare(expected);
      const tolerance = ITERATED.get(model) ?? TOLERANCE;
      const note = ITERATED.has(model) ? "the reference stopped iterating early; 1e-11 to an exact solution" : "";
      const numbers = countNumbers(comparisons);
      return { file, model, by, numbers, worst: worstDifference(comparisons), tolerance, note };
    }),
  );
}
