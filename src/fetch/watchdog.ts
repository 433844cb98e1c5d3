import type { DownloadLimits } from "./download.ts";
import { FetchFailure } from "./failure.ts";

/** Watches over one try. */
export interface Watchdog {
  /** Aborts with a FetchFailure of kind "timeout", or with the reason of the outer signal. */
  readonly signal: AbortSignal;
  /** Something came. */
  heard(): void;
  stop(): void;
}

/** Ends a try that takes too long or falls silent. */
export function watchdog(outer: AbortSignal, limits: DownloadLimits): Watchdog {
  const own = new AbortController();
  const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
  const end = (what: string): void => own.abort(new FetchFailure("timeout", what));
  const whole = setTimeout(() => end(`it was not complete after ${seconds(limits.attemptMs)}`), limits.attemptMs);
  let silence: NodeJS.Timeout;
  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => end(`nothing came for ${seconds(limits.silenceMs)}`), limits.silenceMs);
  };
  const interrupted = (): void => own.abort(outer.reason);
  heard();
  if (outer.aborted) interrupted();
  outer.addEventListener("abort", interrupted, { once: true });
  return {
    signal: own.signal,
    heard,
    stop(): void {
      clearTimeout(whole);
      clearTimeout(silence);
      outer.removeEventListener("abort", interrupted);
    },
  };
}
