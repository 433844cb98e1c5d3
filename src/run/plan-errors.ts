import type { CovarianceKind, Dependence, Design } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import { type Coordinates, chosenErrors, isDependence, parseStandardErrors } from "../inference/standard-errors.ts";
import type { Panel } from "../panel/panel.ts";
import type { LinkSpec } from "../spec/schema.ts";
import { panelNumbers } from "./panel-columns.ts";

/** The errors of an estimate, and the columns of the panel that they read. */
export interface PlannedErrors {
  readonly choice: CovarianceKind | Dependence;
  readonly columns: readonly string[];
}

/** What a specification asks for under `se`; null when it is not available. Without one: CR1 with clusters, else HC1. */
export function planErrors(
  se: string | undefined,
  inference: LinkSpec["inference"],
  clustered: boolean,
): PlannedErrors | null {
  const written = parseStandardErrors(se ?? (clustered ? "CR1" : "HC1"));
  const coordinates = coordinatesOf(inference);
  if (written === null || (written.kind === "conley" && coordinates === null)) return null;
  const choice = chosenErrors(written, coordinates);
  const places = isDependence(choice) && choice.kind === "conley" ? [choice.latitude, choice.longitude] : [];
  return { choice, columns: places };
}

function coordinatesOf({ latitude, longitude, distance = "triangular" }: LinkSpec["inference"]): Coordinates | null {
  return latitude === undefined || longitude === undefined ? null : { latitude, longitude, distance };
}

/** Errors over space need every row's place: "coordinates-missing". @throws InputError when a coordinate is no column of numbers */
export function missingPlaces(
  { columns }: PlannedErrors,
  panel: Panel,
  design: Design,
  where: string,
): readonly Finding[] {
  return columns.flatMap((name) => {
    panelNumbers(panel, name, `${where}.inference`);
    const column = design.columns.get(name);
    const rows = column?.kind === "number" ? column.values.filter((value) => !Number.isFinite(value)).length : 0;
    return rows === 0 ? [] : [{ code: "coordinates-missing", severity: "refusal", values: { column: name, rows } }];
  });
}
