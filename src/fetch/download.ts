import { tryOnce } from "./attempt.ts";
import { pause, waitBeforeRetry } from "./backoff.ts";
import { asFailure, FetchFailure, isWorthAnotherTry } from "./failure.ts";

/** How patient and how large. */
export interface DownloadLimits {
  /** Tries after the first one. */
  readonly retries: number;
  /** Of one try, from asking to the last byte. */
  readonly attemptMs: number;
  /** Longest silence within a try. */
  readonly silenceMs: number;
  /** Of all tries and waits together. */
  readonly totalMs: number;
  readonly maximumBytes: number;
  readonly userAgent: string;
}

export const DEFAULT_LIMITS: DownloadLimits = {
  retries: 4,
  attemptMs: 10 * 60_000,
  silenceMs: 30_000,
  totalMs: 30 * 60_000,
  maximumBytes: 2 ** 31,
  userAgent: "effectmeter",
};

/** By what a server can tell that a file is still the one we have. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface DownloadRequest {
  readonly address: string;
  /** The file it is for. Nothing is written there: bytes go to `<path>.part`. */
  readonly path: string;
  /** Of the file that is there, when it came from this address and is as it came. */
  readonly known: Validators | null;
  readonly limits: DownloadLimits;
  readonly signal: AbortSignal;
  /** Bytes so far, and how many there will be where that was announced. */
  readonly onBytes?: (received: number, total: number | null) => void;
  /** Waits between tries; tests replace it. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What became of a download. */
export type Download =
  | { readonly kind: "unchanged"; readonly attempts: number }
  | (Validators & {
      readonly kind: "complete";
      /** The complete content, beside the file it is for. */
      readonly complete: string;
      readonly sha256: string;
      readonly bytes: number;
      /** Where it came from, after redirects. */
      readonly address: string;
      readonly attempts: number;
    });

/**
 * Downloads one file to `<path>.part`. A try that is cut off is gone on with where the server can (Range with If-Range), else begun again; a changed ETag begins again.
 * Content-Encoding gzip is undone. What the caller does with the complete content, checking and renaming, is the caller's.
 *
 * @throws FetchFailure when no try succeeded; a part that can be gone on with is left for next time
 */
export async function download(request: DownloadRequest): Promise<Download> {
  const { address, limits, signal } = request;
  const startedAt = Date.now();
  for (let attempt = 1; ; attempt++) {
    try {
      const left = Math.max(startedAt + limits.totalMs - Date.now(), 1);
      const attemptMs = Math.min(limits.attemptMs, left);
      return { ...(await tryOnce({ ...request, limits: { ...limits, attemptMs } })), attempts: attempt };
    } catch (error) {
      if (signal.aborted) throw new FetchFailure("interrupted", "interrupted", { cause: error });
      const failure = asFailure(error);
      if (!isWorthAnotherTry(failure) || attempt > limits.retries) throw tried(failure, attempt);
      const wait = waitBeforeRetry(address, attempt, failure.retryAfterMs);
      if (Date.now() - startedAt + wait > limits.totalMs) throw outOfTime(failure, attempt, wait);
      await (request.pause ?? pause)(wait, signal).catch((cause: unknown) => {
        throw new FetchFailure("interrupted", "interrupted", { cause });
      });
    }
  }
}

function tried(failure: FetchFailure, attempts: number): FetchFailure {
  return attempts === 1
    ? failure
    : new FetchFailure(failure.kind, `${failure.message}, ${attempts} times in a row`, { cause: failure });
}

function outOfTime(failure: FetchFailure, attempts: number, wait: number): FetchFailure {
  const asked = failure.retryAfterMs === null ? "" : `; it asks to come back in ${Math.ceil(wait / 1000)} s`;
  return new FetchFailure(failure.kind, `${tried(failure, attempts).message}${asked}, and the time is up`, {
    cause: failure,
  });
}
