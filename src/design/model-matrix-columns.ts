import { InputError } from "../core/errors.ts";
import type { FormulaTerm } from "../formula/formula.ts";
import { contrastsOf, type Evaluated, type Indicators } from "./model-matrix-coding.ts";
import type { Levels } from "./model-matrix-values.ts";

/** One column of a matrix: values by row, NaN where the row is incomplete. */
export interface MatrixColumn {
  readonly name: string;
  readonly values: Float64Array;
  /** The average it is shown as, together with the other columns of that name; null: not shown. Absent: a coefficient of its own. */
  readonly average?: string | null;
}

/** A column whose name is known and whose values are made when the whole matrix is known to fit. */
interface PlannedColumn {
  readonly name: string;
  readonly make: () => Float64Array;
  readonly average?: string | null;
}

/** Two gigabytes of doubles: beyond it somebody wrote a factor where a fixed effect was meant. */
const MOST_VALUES = 250_000_000;

/**
 * The columns of terms, in R's order and with its names: main effects `x`, `factor(region)west`, interactions with the first variable
 * running fastest, `x:regionwest`. Levels are those that occur in complete rows.
 *
 * @param terms     as the formula orders them
 * @param variables each variable of the terms by its label
 * @param complete  1 for rows that count, 0 for others
 * @param intercept whether a constant is in the model (or absorbed), so that factors leave out their first level
 * @throws InputError for a factor with one level, and for more columns than fit
 */
export function columnsOfTerms(
  terms: readonly FormulaTerm[],
  variables: ReadonlyMap<string, Evaluated>,
  complete: Uint8Array,
  intercept: boolean,
): readonly MatrixColumn[] {
  const contrasts = contrastsOf(terms, intercept, (label) => variables.get(label)!.kind === "levels");
  const columns: MatrixColumn[] = [];
  terms.forEach((term, place) => {
    const blocks = term.variables.map(({ label }) => {
      const contrast = contrasts[place]!.has(label);
      return codeVariable(label, variables.get(label)!, complete, contrast, intercept && term.variables.length === 1);
    });
    const width = blocks.reduce((product, block) => product * block.length, 1);
    if ((columns.length + width) * complete.length > MOST_VALUES) {
      throw new InputError(
        `${term.label} makes ${width} columns of ${complete.length} rows, more than fit: absorb it as a fixed effect, after '|'`,
      );
    }
    for (const { make, ...column } of blocks.reduce(multiply)) columns.push({ ...column, values: make() });
  });
  return columns;
}

/** Each column of the first times each of the second; the first runs fastest. */
function multiply(first: readonly PlannedColumn[], second: readonly PlannedColumn[]): PlannedColumn[] {
  return second.flatMap((b) =>
    first.map((a) => ({ name: `${a.name}:${b.name}`, make: () => product(a.make(), b.make()) })),
  );
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  const values = new Float64Array(a.length);
  for (let row = 0; row < values.length; row++) values[row] = a[row]! * b[row]!;
  return values;
}

/** 1 (or the row's value of `times`) where the code is the wanted one, 0 elsewhere, NaN where either is missing. */
function indicator(codes: Int32Array | Float64Array, wanted: number, times?: Float64Array): Float64Array {
  const values = new Float64Array(codes.length);
  for (let row = 0; row < values.length; row++) {
    const value = times === undefined ? 1 : times[row]!;
    values[row] = codes[row]! < 0 || Number.isNaN(value) ? Number.NaN : codes[row] === wanted ? value : 0;
  }
  return values;
}

function codeVariable(
  label: string,
  variable: Evaluated,
  complete: Uint8Array,
  contrast: boolean,
  mayLeaveFirst: boolean,
): PlannedColumn[] {
  switch (variable.kind) {
    case "numeric":
      return variable.columns.map(({ suffix, values }) => ({ name: label + suffix, make: () => values }));
    case "levels":
      return codeLevels(label, variable.levels, complete, contrast);
    case "indicators":
      return codeIndicators(variable, complete, mayLeaveFirst);
  }
}

function codeLevels(label: string, levels: Levels, complete: Uint8Array, contrast: boolean): PlannedColumn[] {
  const logical = levels.labels.length === 2 && levels.labels[0] === "FALSE" && levels.labels[1] === "TRUE";
  const used = logical ? [0, 1] : usedCodes(levels, complete);
  if (contrast && used.length === 1) {
    const only = levels.labels[used[0]!];
    throw new InputError(`${label} has one level in the rows that are left (${only}): remove it from the formula`);
  }
  return used.slice(contrast ? 1 : 0).map((code) => ({
    name: label + levels.labels[code],
    make: () => indicator(levels.codes, code),
  }));
}

/** Codes that occur in complete rows, ascending. */
function usedCodes({ codes, labels }: Levels, complete: Uint8Array): readonly number[] {
  const occurs = new Uint8Array(labels.length);
  for (let row = 0; row < codes.length; row++) if (complete[row] === 1 && codes[row]! >= 0) occurs[codes[row]!] = 1;
  return labels.flatMap((_, code) => (occurs[code] === 1 ? [code] : []));
}

function codeIndicators(variable: Indicators, complete: Uint8Array, mayLeaveFirst: boolean): PlannedColumn[] {
  const leaveFirst = variable.leaveFirst || (variable.automatic && mayLeaveFirst);
  const { factor, by } = variable;
  if (by?.kind === "levels") return codePairs(variable, by, complete, leaveFirst);
  const used = usedCodes(factor, complete).slice(leaveFirst ? 1 : 0);
  const times = by?.values;
  return used
    .filter((code) => !variable.left[code])
    .map((code) => ({
      name: `${variable.factorName}::${factor.labels[code]}${times === undefined ? "" : `:${variable.byName}`}`,
      make: () => indicator(factor.codes, code, times),
    }));
}

/** i() of two factors: a column per pair of levels that occurs. */
function codePairs(variable: Indicators, by: Levels, complete: Uint8Array, leaveFirst: boolean): PlannedColumn[] {
  const { factor, factorName, byName, left, leftBy, averages } = variable;
  const width = by.labels.length;
  const pairs = new Float64Array(factor.codes.length);
  const occurring = new Set<number>();
  for (let row = 0; row < pairs.length; row++) {
    const code = factor.codes[row]!;
    const other = by.codes[row]!;
    pairs[row] = code < 0 || other < 0 ? -1 : code * width + other;
    if (pairs[row]! >= 0 && complete[row] === 1) occurring.add(pairs[row]!);
  }
  const used = [...Float64Array.from(occurring).sort()].slice(leaveFirst ? 1 : 0);
  return used
    .map((pair) => ({ pair, code: Math.floor(pair / width), other: pair % width }))
    .filter(({ code, other }) => !left[code] && !leftBy[other])
    .map(({ pair, code, other }) => ({
      name: `${factorName}::${factor.labels[code]}:${byName}::${by.labels[other]}`,
      make: () => indicator(pairs, pair),
      ...(averages === undefined ? {} : { average: averages[code]! }),
    }));
}
