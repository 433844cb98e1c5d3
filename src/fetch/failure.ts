/** Why a download did not succeed. */
export type FailureKind =
  /** 404 or 410: nothing at this address any more. */
  | "moved"
  /** The host was not found or did not answer: offline, or it is down. */
  | "offline"
  | "timeout"
  /** Cut off, of another length than announced, or not HTTP. */
  | "broken"
  /** 429 and 5xx. */
  | "busy"
  /** Any other status, a certificate that is not trusted, an encoding not asked for. */
  | "refused"
  /** Too many redirects, in a circle, or to somewhere less safe. */
  | "redirect"
  | "too-large"
  /** What came is not what was asked for: a web page instead of a table. */
  | "content"
  /** This machine could not write it. */
  | "disk"
  /** Its place was taken while it was being fetched. */
  | "occupied"
  | "interrupted";

const WORTH_ANOTHER_TRY: readonly FailureKind[] = ["offline", "timeout", "broken", "busy"];

interface FailureOptions extends ErrorOptions {
  readonly retryAfterMs?: number;
  readonly address?: string;
}

/** A download that failed. The message is a clause that says what happened. */
export class FetchFailure extends Error {
  override readonly name = "FetchFailure";
  readonly kind: FailureKind;
  /** What the server asked to wait before another try; null when it did not. */
  readonly retryAfterMs: number | null;
  /** Address that was asked, where it is not the one that the study declares; null when it is. */
  readonly address: string | null;
  constructor(kind: FailureKind, message: string, options: FailureOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.address = options.address ?? null;
  }
}

export const isWorthAnotherTry = (failure: FetchFailure): boolean => WORTH_ANOTHER_TRY.includes(failure.kind);

const OFFLINE = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "ENETDOWN"];
const DISK = ["ENOSPC", "EDQUOT", "EACCES", "EEXIST", "EPERM", "EROFS", "EISDIR", "ENOTDIR", "ENAMETOOLONG"];
const CERTIFICATE = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT)/;
const OFFLINE_BECAUSE: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "host names cannot be looked up",
  ECONNREFUSED: "the host refused the connection",
};

/** What an error of a connection or a stream means. A failure stays what it is. */
export function asFailure(error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  const options = { cause: error };
  if (OFFLINE.includes(code))
    return new FetchFailure(
      "offline",
      `${OFFLINE_BECAUSE[code] ?? "there is no route to the host"} (${code})`,
      options,
    );
  if (CERTIFICATE.test(code)) return new FetchFailure("refused", `its certificate is not trusted (${code})`, options);
  if (DISK.includes(code)) return new FetchFailure("disk", `it could not be written here (${code})`, options);
  if (code === "ERR_INVALID_URL" || code === "ERR_INVALID_PROTOCOL")
    return new FetchFailure("content", "it leads to an address that is none of http or https", options);
  if (code === "ETIMEDOUT") return new FetchFailure("timeout", "the connection timed out (ETIMEDOUT)", options);
  if (code.startsWith("HPE_"))
    return new FetchFailure("broken", `it does not send what it announces (${code})`, options);
  if (/^(ECONN|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_SSL|EPROTO)/.test(code) || /aborted|socket hang up/.test(message))
    return new FetchFailure("broken", `the connection was cut off (${code || message})`, options);
  throw error;
}
