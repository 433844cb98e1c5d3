// What a case is measured with: clocks, memory, and a fixed loop that says how fast the machine is just now.
import { performance } from "node:perf_hooks";

/** Runs `work` once: wall clock and processor time (all threads) in milliseconds, and the largest memory of the process so far. */
export function timed(work) {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const value = work();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  return { value, milliseconds, cpuMilliseconds: (user + system) / 1000, peakMegabytes };
}

/** Milliseconds for the same two million multiplications and additions, thirty times, wherever and whenever: best of three. */
export function referenceLoop() {
  const n = 1_000_000;
  const a = Float64Array.from({ length: n }, (_, i) => (i % 1000) / 1000);
  const b = Float64Array.from({ length: n }, (_, i) => (i % 777) / 777);
  let best = Infinity;
  let sum = 0;
  for (let attempt = 0; attempt < 3; attempt++) {
    const start = performance.now();
    for (let pass = 0; pass < 30; pass++) for (let i = 0; i < n; i++) sum += a[i] * b[i];
    best = Math.min(best, performance.now() - start);
  }
  if (!(sum > 0)) throw new Error("the loop was not run");
  return best;
}

/** The largest difference relative to what was expected, over pairs of [actual, expected]. */
export function worst(pairs) {
  return pairs.reduce((most, [actual, expected]) => {
    const gap = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-12);
    return gap <= most ? most : gap;
  }, 0);
}
