import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** How the server answers one request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export interface SeenRequest {
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

export interface MisbehavingServer {
  /** "http://127.0.0.1:port", without a slash at the end. */
  readonly origin: string;
  /** Every request, in order of arrival. */
  readonly seen: SeenRequest[];
  /** Answers requests for a path; with the query where that matters, else without. */
  on(path: string, behaviour: Behaviour): void;
  /** Requests that were for a path. */
  asked(path: string): readonly SeenRequest[];
  close(): Promise<void>;
}

/** A server on this machine that does what it is told, bad manners included. What it was not told of is 404. */
export async function startMisbehavingServer(): Promise<MisbehavingServer> {
  const behaviours = new Map<string, Behaviour>();
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    seen.push({ path, headers: request.headers });
    const behaviour = behaviours.get(path) ?? behaviours.get(path.split("?")[0]!) ?? status(404);
    response.on("error", () => {});
    behaviour(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    on: (path, behaviour) => void behaviours.set(path, behaviour),
    asked: (path) => seen.filter((one) => one.path === path || one.path.split("?")[0] === path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port of this machine where nothing listens. */
export async function deadOrigin(): Promise<string> {
  const server = await startMisbehavingServer();
  await server.close();
  return server.origin;
}

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ""): Behaviour =>
  (_, response) => {
    response.writeHead(code, headers);
    response.end(body);
  };

export const redirect = (location: string, code = 302): Behaviour => status(code, { Location: location });

interface Content {
  readonly etag?: string;
  readonly lastModified?: string;
  readonly type?: string;
  /** False: a Range is ignored, as many servers do. */
  readonly ranges?: boolean;
  /** Ends the connection after so many bytes of the answer. */
  readonly cutAfter?: number;
  /** Compresses for those who accept it. */
  readonly gzip?: boolean;
}

/** Serves a content properly: conditional requests, Range with If-Range. */
export function content(text: string, options: Content = {}): Behaviour {
  const { etag, lastModified, type = "text/csv", ranges = true, cutAfter, gzip = false } = options;
  return (request, response) => {
    const { headers } = request;
    const isGzip = gzip && /\bgzip\b/.test(String(headers["accept-encoding"]));
    const whole = isGzip ? gzipSync(text) : Buffer.from(text);
    const about = {
      "Content-Type": type,
      ...(etag === undefined ? {} : { ETag: etag }),
      ...(lastModified === undefined ? {} : { "Last-Modified": lastModified }),
      ...(isGzip ? { "Content-Encoding": "gzip" } : {}),
    };
    const isKnown =
      headers["if-none-match"] === undefined
        ? lastModified !== undefined && headers["if-modified-since"] === lastModified
        : headers["if-none-match"] === etag;
    if (isKnown) {
      response.writeHead(304, about);
      response.end();
      return;
    }
    const first = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? Number.NaN);
    const isRest = ranges && Number.isFinite(first) && [etag, lastModified].includes(String(headers["if-range"]));
    if (isRest && first >= whole.length) {
      response.writeHead(416, { "Content-Range": `bytes */${whole.length}` });
      response.end();
      return;
    }
    const body = isRest ? whole.subarray(first) : whole;
    response.writeHead(isRest ? 206 : 200, {
      ...about,
      "Content-Length": body.length,
      ...(isRest ? { "Content-Range": `bytes ${first}-${whole.length - 1}/${whole.length}` } : {}),
    });
    if (cutAfter === undefined) response.end(body);
    else response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20));
  };
}

/** The first request meets the first behaviour, and so on; the last one stays. */
export function inTurn(...behaviours: readonly Behaviour[]): Behaviour {
  let turn = 0;
  return (request, response) => behaviours[Math.min(turn++, behaviours.length - 1)]!(request, response);
}

/** Never answers. */
export const hang: Behaviour = () => {};

/** Sends a header and a few bytes, and then nothing more, with the connection open. */
export const stall =
  (start: string, length: number): Behaviour =>
  (_, response) => {
    response.writeHead(200, { "Content-Length": length });
    response.write(start);
  };

/** One byte at a time. */
export const drip =
  (text: string, everyMs: number): Behaviour =>
  (_, response) => {
    response.writeHead(200, { "Content-Length": Buffer.byteLength(text) });
    let at = 0;
    const timer = setInterval(() => {
      if (at < text.length) response.write(text[at++]);
      else {
        clearInterval(timer);
        response.end();
      }
    }, everyMs);
    response.on("close", () => clearInterval(timer));
  };

/** Announces another length than it sends: past what node's own server would let through. */
export const wrongLength =
  (text: string, announced: number): Behaviour =>
  (request) => {
    request.socket.end(
      `HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: ${announced}\r\nConnection: close\r\n\r\n${text}`,
    );
  };
