import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { findResource } from "../fetch/ckan.ts";
import { type Download, type DownloadLimits, type DownloadRequest, download } from "../fetch/download.ts";
import { asFailure, FetchFailure } from "../fetch/failure.ts";
import { partOf, publishPart, removePart } from "../fetch/part-file.ts";
import { checkContent } from "./fetch-content.ts";
import type { PlannedFetch } from "./fetch-plan.ts";
import { type LocalState, localState, writeRecord } from "./fetch-record.ts";

/** What all downloads of one command share. */
export interface FetchContext {
  readonly limits: DownloadLimits;
  readonly signal: AbortSignal;
  readonly force: boolean;
  /** Hosts that could not be reached, with why: they are not tried again. */
  readonly unreachable: Map<string, FetchFailure>;
  readonly now: () => Date;
  readonly onBytes: (planned: PlannedFetch, received: number, total: number | null) => void;
  readonly pause?: NonNullable<DownloadRequest["pause"]>;
}

/** How one file or table fared when nothing failed. */
export interface FetchEnd {
  readonly status: "fetched" | "unchanged";
  readonly address: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly fetchedAt: string;
  readonly attempts: number;
}

/** Downloads, unless the host was found to be out of reach before. @throws FetchFailure */
export async function reach(
  context: FetchContext,
  request: Pick<DownloadRequest, "address" | "path" | "known" | "onBytes">,
): Promise<Download> {
  const { limits, signal, unreachable } = context;
  const { host } = new URL(request.address);
  const before = unreachable.get(host);
  if (before !== undefined) throw before;
  try {
    return await download({ ...request, limits, signal, ...(context.pause ? { pause: context.pause } : {}) });
  } catch (error) {
    const failure = asFailure(error);
    const located = new FetchFailure(failure.kind, failure.message, { cause: failure, address: request.address });
    if (failure.kind === "offline") unreachable.set(host, located);
    throw located;
  }
}

/** A JSON document, by way of a file that is removed again. @throws FetchFailure */
async function fetchJson(context: FetchContext, address: string, path: string): Promise<unknown> {
  const got = await reach(context, { address, path, known: null });
  try {
    if (got.kind === "unchanged") throw new RangeError("nothing was known of it");
    return JSON.parse((await readFile(got.complete, "utf8")).replace(/^\ufeff/, "")) as unknown;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new FetchFailure("content", "it sent something that is not JSON", { cause });
  } finally {
    await removePart(path);
  }
}

/**
 * Fetches one file: the first of its addresses that has it, or the resource that a catalogue names. What came is checked before it takes its place in one step;
 * a file that has not changed is not written.
 *
 * @param local what is there now
 * @throws FetchFailure
 */
export async function fetchFile(planned: PlannedFetch, local: LocalState, context: FetchContext): Promise<FetchEnd> {
  let moved: FetchFailure | null = null;
  for (const address of planned.addresses)
    try {
      const requested =
        planned.kind === "ckan"
          ? findResource(
              await fetchJson(context, address, `${planned.path}.package.json`),
              planned.resource ?? "",
              address,
            ).address
          : address;
      if (new URL(address).protocol === "https:" && new URL(requested).protocol !== "https:")
        throw new FetchFailure("redirect", `the catalogue names an address without https (${requested})`);
      return await fetchFrom(requested, planned, local, context);
    } catch (error) {
      if (!(error instanceof FetchFailure && error.kind === "moved")) throw error;
      moved ??= error;
    }
  throw moved ?? new RangeError("a download has an address");
}

async function fetchFrom(
  requested: string,
  planned: PlannedFetch,
  local: LocalState,
  context: FetchContext,
): Promise<FetchEnd> {
  const { path, source, kind } = planned;
  const record = local.kind === "as-fetched" ? local.record : null;
  const isSame = record?.requested === requested && !context.force;
  await mkdir(dirname(path), { recursive: true });
  const got = await reach(context, {
    address: requested,
    path,
    known: isSame ? record : null,
    onBytes: (received, total) => context.onBytes(planned, received, total),
  });
  if (got.kind === "unchanged") return { ...record!, status: "unchanged", attempts: got.attempts };
  try {
    await checkContent(got.complete, planned);
  } catch (error) {
    await removePart(path);
    throw error;
  }
  const { address, sha256, bytes, etag, lastModified, attempts } = got;
  const same = record?.sha256 === sha256;
  const fetchedAt = same ? record.fetchedAt : context.now().toISOString();
  if (same) await removePart(path);
  else {
    await requireUntouched(path, local, context);
    await publishPart(got.complete, path);
  }
  await writeRecord(path, {
    source,
    kind,
    requested,
    address,
    sha256,
    bytes,
    fetchedAt,
    etag,
    lastModified,
    about: null,
  });
  return { status: same ? "unchanged" : "fetched", address, bytes, sha256, fetchedAt, attempts };
}

/** A download takes time: a file saved at its place meanwhile is not overwritten. @throws FetchFailure */
export async function requireUntouched(path: string, before: LocalState, context: FetchContext): Promise<void> {
  const now = await localState(path);
  if (context.force || now.kind === before.kind) return;
  await rm(partOf(path), { recursive: true, force: true });
  await removePart(path);
  throw new FetchFailure("occupied", "the file at its place was changed while it was being fetched, and is kept");
}
