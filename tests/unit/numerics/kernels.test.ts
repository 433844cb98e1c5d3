import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { KERNEL_BYTES } from "../../../src/numerics/kernels/kernel-bytes.ts";
import {
  compiledSignedAdder,
  plainSignedAdder,
  type SignedAdder,
  TABLE_ROWS,
} from "../../../src/numerics/kernels/signed-adder.ts";

// Compiled kernels and their twins do the same operations in the same order: to the bit.

/** Numbers of very different size and both signs; mulberry32, so that a failure can be repeated. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    const uniform = ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    return (uniform - 0.5) * 10 ** (12 * uniform - 6);
  };
}

function fillRows({ rows, width }: SignedAdder, columns: number, members: number, next: () => number): void {
  rows.fill(0);
  for (let m = 0; m < members; m++) for (let c = 0; c < columns; c++) rows[m * width + c] = next();
}

function run(adder: SignedAdder, draws: number, columns: number): Float64Array {
  const next = numbers(draws + 1000 * columns);
  for (let chunk = 0; chunk < 6; chunk++) {
    if (chunk % 4 === 0) adder.setBits(Uint32Array.from({ length: draws }, () => next() * 2 ** 40));
    fillRows(adder, columns, chunk === 5 ? 3 : TABLE_ROWS, next);
    adder.add(chunk % 4);
  }
  return adder.sums.slice();
}

describe("signed sums", () => {
  test.each([
    [0, 3],
    [1, 1],
    [1, 2],
    [2, 3],
    [7, 4],
    [33, 5],
    [999, 11],
    [5, 64],
    [3, 105],
  ])("%i draws of %i columns: compiled and plain agree to the bit", (draws, columns) => {
    const plain = run(plainSignedAdder(draws, columns), draws, columns);
    expect(plain.length).toBe(draws * (columns + (columns % 2)));
    expect(run(compiledSignedAdder(draws, columns), draws, columns)).toEqual(plain);
  });

  test("a smaller use after a larger one starts from nothing", () => {
    run(compiledSignedAdder(200, 40), 200, 40);
    const adder = compiledSignedAdder(2, 3);
    expect([...adder.sums, ...adder.rows].every((value) => value === 0)).toBe(true);
    expect(run(adder, 2, 3)).toEqual(run(plainSignedAdder(2, 3), 2, 3));
  });

  test.each([plainSignedAdder, compiledSignedAdder])("a set bit adds its row, another takes it off", (make) => {
    const adder = make(2, 3);
    // rows (1, 10, 100) and (2, 20, 200); signs ++ for the first draw, −+ for the second: 3 × and 1 × (1, 10, 100)
    adder.rows.set([1, 10, 100, 0, 2, 20, 200, 0]);
    adder.setBits(Uint32Array.of(0b11 << 8, 0b10 << 8));
    adder.add(1);
    expect([...adder.sums]).toEqual([3, 30, 300, 0, 1, 10, 100, 0]);
  });
});

test("a worker thread gets the same bytes", async () => {
  const code = `
    const { parentPort, workerData } = require("node:worker_threads");
    const bytes = Uint8Array.from(atob(workerData.code), (letter) => letter.charCodeAt(0));
    const { memory, fillTable, addSigned } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const numbers = new Float64Array(memory.buffer);
    numbers.set(workerData.rows, 6144);
    for (let c = 0; c < 4; c++) for (let m = 0; m < 8; m++) numbers[4096 + c] -= workerData.rows[4 * m + c];
    fillTable(8 * 4096, 8 * 6144, 32);
    new Uint32Array(memory.buffer).set(workerData.bits, 2 * 7168);
    addSigned(8 * 7000, 8 * 4096, 32, 8 * 7168, 0, 3);
    parentPort.postMessage(numbers.slice(7000, 7012));
  `;
  const next = numbers(5);
  const rows = Float64Array.from({ length: 32 }, next);
  const bits = Uint32Array.of(0, 90, 255);
  const worker = new Worker(code, { eval: true, workerData: { code: KERNEL_BYTES, rows, bits } });
  const sums = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  await worker.terminate();
  const adder = plainSignedAdder(3, 4);
  adder.rows.set(rows);
  adder.setBits(bits);
  adder.add(0);
  expect(sums).toEqual(adder.sums);
});
