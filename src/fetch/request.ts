import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { FetchFailure } from "./failure.ts";

/** An answer whose body has not been read. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Where it came from, after redirects. */
  readonly address: string;
  readonly body: IncomingMessage;
}

const MOST_REDIRECTS = 8;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * GET, redirects followed. The body has to be read or destroyed by the caller.
 *
 * @throws FetchFailure of kind "redirect": in a circle, too many, nowhere, from https to http, or to another protocol; other errors as node gives them
 */
export async function get(
  address: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const seen = new Set<string>();
  let url = new URL(address);
  for (;;) {
    if (seen.has(url.href)) throw new FetchFailure("redirect", `redirects lead in a circle, back to ${url.href}`);
    if (seen.size > MOST_REDIRECTS) throw new FetchFailure("redirect", `more than ${MOST_REDIRECTS} redirects`);
    seen.add(url.href);
    const body = await send(url, headers, signal);
    const status = body.statusCode ?? 0;
    if (!REDIRECTS.includes(status)) return { status, headers: body.headers, address: url.href, body };
    body.on("error", () => {}); // destroyed unread
    body.destroy();
    url = redirected(url, body.headers.location);
  }
}

/** Where a redirect leads. @throws FetchFailure when it is not followed */
export function redirected(from: URL, location: string | undefined): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw new FetchFailure("redirect", `it redirects to nowhere (Location: ${location ?? "absent"})`);
  const to = new URL(location, from);
  if (to.protocol !== "https:" && to.protocol !== "http:")
    throw new FetchFailure("redirect", `it redirects to ${to.protocol}, which is not followed`);
  if (from.protocol === "https:" && to.protocol === "http:")
    throw new FetchFailure("redirect", `it redirects from https to http (${to.href}), which is not followed`);
  to.hash = "";
  return to;
}

function send(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    // A connection of its own for every request: nothing left over from one answer can be taken for the next.
    const sent = request(url, { agent: false, headers, signal });
    let answer: IncomingMessage | undefined;
    sent.on("response", (response) => {
      answer = response;
      resolve(response);
    });
    sent.on("error", (error) => {
      reject(signal.aborted ? (signal.reason as Error) : error);
      // After the response: bytes follow that its header did not announce, and what was announced is not the file.
      answer?.destroy(error);
    });
    sent.end();
  });
}
