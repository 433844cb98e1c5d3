import type { BinaryOperator } from "../formula/expression.ts";
import { stride } from "./model-matrix-values.ts";

/** Functions of one number. NaN in, NaN out. */
export const ELEMENTWISE: ReadonlyMap<string, (x: number) => number> = new Map([
  ["log2", Math.log2],
  ["log10", Math.log10],
  ["log1p", Math.log1p],
  ["exp", Math.exp],
  ["expm1", Math.expm1],
  ["sqrt", Math.sqrt],
  ["abs", Math.abs],
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["tan", Math.tan],
  ["floor", Math.floor],
  ["ceiling", Math.ceil],
  ["sign", Math.sign],
  ["as.numeric", (x) => x],
  ["as.integer", Math.trunc],
]);

/** A logical value as a number. */
export const flag = (holds: boolean): number => (holds ? 1 : 0);

/** NaN (unknown) decides only when the other side does not: NA & FALSE is FALSE, NA | TRUE is TRUE. */
export const and = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : Number.isNaN(a + b) ? Number.NaN : 1);
export const or = (a: number, b: number): number =>
  (a !== 0 && !Number.isNaN(a)) || (b !== 0 && !Number.isNaN(b)) ? 1 : Number.isNaN(a + b) ? Number.NaN : 0;

export const ARITHMETIC: ReadonlyMap<BinaryOperator, (a: number, b: number) => number> = new Map([
  ["+", (a, b) => a + b],
  ["-", (a, b) => a - b],
  ["*", (a, b) => a * b],
  ["/", (a, b) => a / b],
  ["^", power],
  ["%%", (a, b) => a - Math.floor(a / b) * b],
  ["%/%", (a, b) => Math.floor(a / b)],
]);
export const COMPARISON: ReadonlyMap<BinaryOperator, (a: number, b: number) => boolean> = new Map([
  ["<", (a, b) => a < b],
  [">", (a, b) => a > b],
  ["<=", (a, b) => a <= b],
  [">=", (a, b) => a >= b],
  ["==", (a, b) => a === b],
  ["!=", (a, b) => a !== b],
]);

/** 1^NA and NA^0 are 1 in R. */
function power(a: number, b: number): number {
  return a === 1 || b === 0 ? 1 : a ** b;
}

/** `combine` of each pair; an array of length 1 is paired with every element of the other. */
export function zip(a: Float64Array, b: Float64Array, combine: (x: number, y: number) => number): Float64Array {
  const stepA = stride(a);
  const stepB = stride(b);
  const result = new Float64Array(stepA === 0 ? b.length : a.length);
  for (let i = 0; i < result.length; i++) result[i] = combine(a[i * stepA]!, b[i * stepB]!);
  return result;
}

/** `yes` where the test is not 0, `no` where it is, `missing` where it is NaN. */
export function pick<T extends Float64Array | Int32Array>(
  tests: Float64Array,
  yes: T,
  no: T,
  make: { new (length: number): T },
  missing: number,
): T {
  const length = [tests, yes, no].find((array) => array.length !== 1)?.length ?? 1;
  const result = new make(length);
  const [step, stepYes, stepNo] = [stride(tests), stride(yes), stride(no)];
  for (let i = 0; i < result.length; i++) {
    const test = tests[i * step]!;
    result[i] = Number.isNaN(test) ? missing : test !== 0 ? yes[i * stepYes]! : no[i * stepNo]!;
  }
  return result;
}

/** To the nearest number with so many decimals; halfway to the even digit, as R does since version 4. */
export function round(x: number, digits: number): number {
  if (!Number.isFinite(x)) return x;
  const scale = 10 ** Math.abs(digits);
  const scaled = digits < 0 ? x / scale : x * scale;
  const back = (whole: number) => (digits < 0 ? whole * scale : whole / scale);
  const low = Math.floor(scaled);
  const high = Math.ceil(scaled);
  const toLow = Math.abs(x - back(low));
  const toHigh = Math.abs(back(high) - x);
  if (toLow === toHigh) return back(low % 2 === 0 ? low : high);
  return back(toLow < toHigh ? low : high);
}
