import { retryAfter } from "./backoff.ts";
import { FetchFailure } from "./failure.ts";
import type { Answer } from "./request.ts";

/** A header as one text; null when it is absent. */
export const headerOf = (header: string | string[] | undefined): string | null =>
  header === undefined ? null : Array.isArray(header) ? (header[0] ?? null) : header;

/** Content-Encoding; "" for none. */
export const encodingOf = ({ headers }: Answer): string => {
  const encoding = (headers["content-encoding"] ?? "")
    .trim()
    .toLowerCase()
    .replace(/^x-gzip$/, "gzip");
  return encoding === "identity" ? "" : encoding;
};

/** Bytes of the whole, from Content-Length or Content-Range. */
export function lengthOf({ status, headers }: Answer, at: number): number | null {
  const range = /\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1];
  if (status === 206 && range !== undefined) return Number(range);
  const length = headers["content-length"];
  return length === undefined ? null : at + Number(length);
}

/** What a status that brings no content means. */
export function statusFailure({ status, headers }: Answer): FetchFailure {
  const says = `it answers with HTTP ${status}`;
  if (status === 404 || status === 410)
    return new FetchFailure("moved", `there is no file at this address (HTTP ${status})`);
  if (status === 401 || status === 403)
    return new FetchFailure("refused", `it asks for a login or refuses us (HTTP ${status})`);
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const wait = retryAfter(headers["retry-after"], Date.now());
    return new FetchFailure("busy", says, wait === null ? {} : { retryAfterMs: wait });
  }
  return new FetchFailure("refused", says);
}
