import type { CovarianceKind, Dependence } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import {
  type Coordinates,
  chosenErrors,
  isDependence,
  parseStandardErrors,
  STANDARD_ERRORS,
} from "../inference/standard-errors.ts";
import type { Columns, Roles } from "./estimate-design.ts";
import { numbersOf } from "./estimate-design.ts";

/** The errors that a command line asks for, and the settings that are left for the model. */
export interface RequestedErrors {
  readonly choice: CovarianceKind | Dependence;
  readonly options: Record<string, unknown>;
}

const DISTANCES = ["triangular", "spherical"] as const;

/**
 * Reads --se together with --cluster, --period and, for Conley errors, --set lat=… lon=… distance=….
 *
 * @param options settings that are no small-sample keys
 * @throws InputError when the errors are unknown, or lack what they need
 */
export function requestedErrors(
  se: string | undefined,
  roles: Roles,
  options: Readonly<Record<string, unknown>>,
): RequestedErrors {
  const clustered = roles.clusters.length > 0;
  const text = se ?? (clustered ? "CR1" : "HC1");
  const written = parseStandardErrors(text);
  if (written === null)
    throw new InputError(`--se ${text}: not available in this version; expected one of ${STANDARD_ERRORS}`);
  if (text.startsWith("CR") && !clustered) throw new InputError(`--se ${text} needs --cluster`);
  if (!text.startsWith("CR") && clustered)
    throw new InputError(`--se ${text} does not cluster; leave out --cluster, or ask for CR1`);
  if ((written.kind === "NW" || written.kind === "DK") && roles.period === undefined)
    throw new InputError(`--se ${text} needs --period${written.kind === "NW" ? ", and --unit for a panel" : ""}`);
  if (written.kind !== "conley") return { choice: chosenErrors(written, null), options: { ...options } };
  const { lat, lon, distance = "triangular", ...left } = options;
  return { choice: chosenErrors(written, coordinatesOf(text, lat, lon, distance)), options: left };
}

function coordinatesOf(text: string, lat: unknown, lon: unknown, distance: unknown): Coordinates {
  if (typeof lat !== "string" || typeof lon !== "string")
    throw new InputError(`--se ${text} needs --set lat=<column> --set lon=<column>, in degrees`);
  const known = DISTANCES.find((word) => word === distance);
  if (known === undefined)
    throw new InputError(`--set distance: expected ${DISTANCES.join(" or ")}, got ${String(distance)}`);
  return { latitude: lat, longitude: lon, distance: known };
}

/** Columns that the errors read beside those of the design, by the option that names them. */
export function columnsOfErrors(choice: RequestedErrors["choice"]): readonly (readonly [string, string])[] {
  if (!isDependence(choice) || choice.kind !== "conley") return [];
  return [
    ["--set lat", choice.latitude],
    ["--set lon", choice.longitude],
  ];
}

/** @throws InputError naming the first row whose coordinates are no place on earth */
export function refuseImpossiblePlaces(
  choice: RequestedErrors["choice"],
  columns: Columns,
  lineOf: (row: number) => string,
): void {
  if (!isDependence(choice) || choice.kind !== "conley") return;
  for (const [name, option, limit] of [
    [choice.latitude, "lat", 90],
    [choice.longitude, "lon", 360],
  ] as const) {
    const values = numbersOf(columns, name);
    const row = values.findIndex((value) => !(Math.abs(value) <= limit));
    if (row >= 0)
      throw new InputError(
        `${lineOf(row)}: --set ${option}=${name} is ${values[row]}; ${option === "lat" ? "latitude" : "longitude"} is in degrees, from −${limit} to ${limit}`,
      );
  }
}
