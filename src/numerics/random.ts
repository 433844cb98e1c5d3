/**
 * Counter-based random streams: the draws of a task depend on (seed, task, replicate) and on nothing else, so threads,
 * retries and the order of work cannot change them.
 */

import { normalQuantile } from "./normal.ts";

/** High 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

/**
 * Philox 4×32 with 10 rounds (Salmon, Moraes, Dror and Shaw 2011): a bijection of the counter for each key, whose
 * outputs over any set of counters pass the usual batteries as independent random words.
 *
 * @param counter 4 words
 * @param key     2 words
 * @param out     receives 4 words; may be `counter`
 */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  let c0 = counter[0]!;
  let c1 = counter[1]!;
  let c2 = counter[2]!;
  let c3 = counter[3]!;
  let k0 = key[0]!;
  let k1 = key[1]!;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** What a stream is keyed by. */
export interface StreamKey {
  /** Integer in 0 … 2^32 − 1. */
  readonly seed: number;
  /** Name of the task. Tasks that must share draws (outcomes of one family) share the name. */
  readonly task: string;
  /** Integer in 0 … 2^32 − 1: the bootstrap draw, permutation, simulation. */
  readonly replicate: number;
}

/** A position in a stream. Drawing advances it; everything else reads it as plain data. */
export interface RandomStream {
  readonly key: Uint32Array;
  /** [block low, block high, replicate, task hash high]; the task's low hash word is in the key. */
  readonly counter: Uint32Array;
  /** The words of the current block. */
  readonly words: Uint32Array;
  /** How many of them are used; 4 means the next draw computes a block. */
  used: number;
}

/**
 * 64-bit FNV-1a of the UTF-8 bytes of a text, as [low, high] words. The prime is 2^40 + 435, so the product needs only
 * one exact double and one shift.
 */
export function hashText(text: string): readonly [low: number, high: number] {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    const product = low * 435;
    high = (Math.imul(high, 435) + Math.floor(product / 4294967296) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return [low, high];
}

/**
 * The start of the stream of (seed, task, replicate). Two tasks share a stream only if their names share a 64-bit
 * hash.
 *
 * @throws RangeError when seed or replicate is not an integer in 0 … 2^32 − 1
 */
export function openStream({ seed, task, replicate }: StreamKey): RandomStream {
  requireWord("seed", seed);
  requireWord("replicate", replicate);
  const [low, high] = hashText(task);
  return {
    key: Uint32Array.of(seed, low),
    counter: Uint32Array.of(0, 0, replicate, high),
    words: new Uint32Array(4),
    used: 4,
  };
}

function requireWord(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= 0xffffffff)) {
    throw new RangeError(`${name} must be an integer from 0 to 4294967295, got ${value}`);
  }
}

/** The next 32 random bits, as an unsigned integer. */
export function nextWord(stream: RandomStream): number {
  if (stream.used === 4) {
    const { counter } = stream;
    philox4x32(counter, stream.key, stream.words);
    counter[0] = counter[0]! + 1;
    if (counter[0] === 0) counter[1] = counter[1]! + 1;
    stream.used = 0;
  }
  return stream.words[stream.used++]!;
}

/**
 * A uniform draw: one of the 2^52 odd multiples of 2^−53, so never 0 or 1, with mean exactly ½. Takes two words.
 */
export function uniform(stream: RandomStream): number {
  const high = nextWord(stream) >>> 6;
  const low = nextWord(stream) >>> 6;
  return (high * 67108864 + low + 0.5) * 2 ** -52;
}

/** Fills `out` with uniform draws. */
export function fillUniform(stream: RandomStream, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = uniform(stream);
}

/** Fills `out` with standard normal draws, each the normal quantile of one uniform draw. */
export function fillNormal(stream: RandomStream, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = normalQuantile(uniform(stream));
}

/** −1 or 1, each with probability ½. Takes one word. */
export function rademacher(stream: RandomStream): -1 | 1 {
  return nextWord(stream) >>> 31 === 0 ? -1 : 1;
}

/** Fills `out` with −1 and 1, one random bit each, 32 to a word (other draws than repeated {@link rademacher}). */
export function fillRademacher(stream: RandomStream, out: Float64Array | Int8Array): void {
  let bits = 0;
  for (let i = 0; i < out.length; i++) {
    bits = i % 32 === 0 ? nextWord(stream) : bits >>> 1;
    out[i] = (bits & 1) * 2 - 1;
  }
}

/**
 * An integer in 0 … bound − 1, every one exactly as likely: multiply and reject (Lemire 2019).
 *
 * @throws RangeError when bound is not an integer in 1 … 2^32 − 1
 */
export function integerBelow(stream: RandomStream, bound: number): number {
  if (bound === 0) throw new RangeError("there is no integer below 0 to draw");
  requireWord("bound", bound);
  const rejected = (4294967296 - bound) % bound;
  for (;;) {
    const word = nextWord(stream);
    if (Math.imul(word, bound) >>> 0 >= rejected) return multiplyHigh(word, bound);
  }
}

/** Shuffles in place: Fisher–Yates from the end, every order equally likely. */
export function shuffle(stream: RandomStream, values: { readonly length: number; [index: number]: unknown }): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = integerBelow(stream, i + 1);
    const held = values[i];
    values[i] = values[j];
    values[j] = held;
  }
}

/** A random permutation of 0 … n − 1. */
export function permutation(stream: RandomStream, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  shuffle(stream, order);
  return order;
}
