import { COVARIANCE_KINDS, type CovarianceKind, type Dependence } from "../core/design.ts";

/** A choice of errors as it is written: `HC3`, `NW`, `NW(2)`, `DK(1)`, `conley(50)`. */
export type WrittenErrors =
  | { readonly kind: CovarianceKind }
  | { readonly kind: "NW" | "DK"; readonly lag: number | null }
  | { readonly kind: "conley"; readonly cutoff: number };

/** Words that `parseStandardErrors` takes, for messages. */
export const STANDARD_ERRORS = "iid, HC0 to HC5, HC4m, CR0, CR1, NW(lag), DK(lag), conley(km)";

const PLAIN: ReadonlySet<string> = new Set(COVARIANCE_KINDS);
const isPlain = (text: string): text is CovarianceKind => PLAIN.has(text);

/** The errors that a text asks for; null when it asks for none that are available. A lag is a whole number from 0, a distance positive (km). */
export function parseStandardErrors(text: string): WrittenErrors | null {
  const plain = text.trim();
  if (isPlain(plain)) return { kind: plain };
  const [, kind, argument] = /^(NW|DK|conley)(?:\(\s*([^()]*?)\s*\))?$/.exec(plain) ?? [];
  switch (kind) {
    case "NW":
    case "DK":
      if (argument === undefined || argument === "") return { kind, lag: null };
      return /^\d{1,9}$/.test(argument) ? { kind, lag: Number(argument) } : null;
    case "conley": {
      const cutoff = argument === undefined || argument === "" ? Number.NaN : Number(argument);
      return cutoff > 0 && Number.isFinite(cutoff) ? { kind, cutoff } : null;
    }
    default:
      return null;
  }
}

/** Whether errors depend on time or space, rather than on clusters. */
export function isDependence(choice: CovarianceKind | Dependence): choice is Dependence {
  return typeof choice !== "string";
}

/** Where the coordinates of Conley errors are, as options name them. */
export interface Coordinates {
  readonly latitude: string;
  readonly longitude: string;
  readonly distance: "triangular" | "spherical";
}

/** What a task carries. @throws RangeError when Conley errors have no coordinates, which the caller checks first */
export function chosenErrors(written: WrittenErrors, coordinates: Coordinates | null): CovarianceKind | Dependence {
  switch (written.kind) {
    case "NW":
    case "DK":
      return { kind: written.kind, lag: written.lag };
    case "conley":
      if (coordinates === null) throw new RangeError("conley: no coordinates");
      return { kind: written.kind, cutoff: written.cutoff, ...coordinates };
    default:
      return written.kind;
  }
}
