import { openStream, uniform } from "../numerics/random.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;

/**
 * How long to wait before the next try, in milliseconds: twice as long each time, spread by a factor from ½ to 1½ so that downloads that failed together do not come
 * back together. The factor is drawn from a counter (address, try), not from a clock: the same failures give the same waits.
 * What the server asks for in Retry-After is a lower bound.
 *
 * @param attempt tries so far, from 1
 */
export function waitBeforeRetry(address: string, attempt: number, retryAfterMs: number | null): number {
  const doubled = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  const spread = 0.5 + uniform(openStream({ seed: 0, task: address, replicate: attempt }));
  return Math.max(Math.round(doubled * spread), retryAfterMs ?? 0);
}

/**
 * Retry-After (RFC 9110 §10.2.3) in milliseconds from now: whole seconds or an HTTP date.
 *
 * @param now milliseconds since 1970
 * @returns null when there is none or it is neither
 */
export function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Waits, unless the signal aborts: then it rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
