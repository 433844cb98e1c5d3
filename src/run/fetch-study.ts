import { DEFAULT_LIMITS, type DownloadLimits, type DownloadRequest } from "../fetch/download.ts";
import { asFailure, type FailureKind, FetchFailure } from "../fetch/failure.ts";
import { fetchAdvice } from "./fetch-advice.ts";
import { type FetchContext, fetchFile } from "./fetch-file.ts";
import { type PlannedFetch, planFetch } from "./fetch-plan.ts";
import { localState } from "./fetch-record.ts";
import { fetchTable } from "./fetch-table.ts";
import { VERSION } from "./provenance.ts";
import { locateStudy } from "./read-study.ts";
import { shownPath } from "./study-files.ts";
import { refuseSynthetic } from "./synthetic.ts";

/** How many files are fetched at a time: publishers' servers are shared. */
const AT_A_TIME = 2;

export interface FetchOptions {
  /** Folder of the study. */
  readonly path: string;
  /** Where the files go instead of the study's own root. */
  readonly root?: string | undefined;
  /** Ids of sources; empty means all that declare a download. */
  readonly only: readonly string[];
  /** Fetch anew what has not changed, and overwrite what was changed or put there by hand. */
  readonly force: boolean;
  /** Say what would be fetched; ask no server. */
  readonly dryRun: boolean;
  readonly limits: Partial<DownloadLimits>;
  readonly signal: AbortSignal;
  readonly onBytes: (to: string, received: number, total: number | null) => void;
  readonly onEnd: (end: FetchedTarget, done: number, total: number) => void;
  readonly now?: () => Date;
  readonly pause?: NonNullable<DownloadRequest["pause"]>;
}

/** What became of one file or table. */
export interface FetchedTarget {
  readonly source: string;
  readonly kind: PlannedFetch["kind"];
  /** From the study's root. */
  readonly to: string;
  /** `kept`: changed since it was fetched, or never fetched, and therefore left alone. The first two are of a dry run. */
  readonly status: "to-fetch" | "to-refresh" | "fetched" | "unchanged" | "kept" | "failed";
  /** Where it comes from: after redirects when it was fetched, as declared otherwise. */
  readonly address: string;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly fetchedAt: string | null;
  readonly attempts: number;
  /** Of a failure: what happened. */
  readonly failure: FailureKind | null;
  /** Why it failed or was kept, and what to do. */
  readonly message: string | null;
}

/** Everything that was to be fetched, in the order in which it is declared. */
export interface FetchReport {
  readonly study: string;
  /** Folder that the paths of files start from. */
  readonly root: string;
  readonly dryRun: boolean;
  readonly files: readonly FetchedTarget[];
}

/**
 * Fetches the files that a study's sources declare, two at a time. One that fails is a line of the report and stops none of the others.
 *
 * @throws InputError when the study is not in order or `only` names what cannot be fetched
 */
export async function fetchStudy(options: FetchOptions): Promise<FetchReport> {
  const { study, synthetic } = locateStudy(options.path, [], options.root);
  refuseSynthetic(synthetic, "fetch");
  const planned = planFetch(study, options.only);
  const context: FetchContext = {
    limits: { ...DEFAULT_LIMITS, userAgent: `effectmeter/${VERSION}`, ...options.limits },
    signal: options.signal,
    force: options.force,
    unreachable: new Map(),
    now: options.now ?? (() => new Date()),
    onBytes: (one, received, total) => options.onBytes(one.to, received, total),
    ...(options.pause ? { pause: options.pause } : {}),
  };
  const ends: FetchedTarget[] = new Array(planned.length);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < planned.length) {
      const index = next++;
      ends[index] = await fetchTarget(planned[index]!, options.dryRun, context);
      options.onEnd(ends[index], ++done, planned.length);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return { study: study.study.id, root: shownPath(study.root), dryRun: options.dryRun, files: ends };
}

async function fetchTarget(planned: PlannedFetch, dryRun: boolean, context: FetchContext): Promise<FetchedTarget> {
  const { source, kind, to, addresses, path } = planned;
  const about = { source, kind, to };
  const none = { address: addresses[0]!, bytes: null, sha256: null, fetchedAt: null, attempts: 0, failure: null };
  try {
    const local = await localState(path);
    const isTheirs = local.kind === "edited" || local.kind === "own";
    if (isTheirs && !context.force)
      return { ...about, ...none, status: "kept", message: keptBecause(to, local.kind === "edited") };
    if (dryRun)
      return { ...about, ...none, status: local.kind === "absent" ? "to-fetch" : "to-refresh", message: null };
    if (context.signal.aborted) throw new FetchFailure("interrupted", "interrupted");
    const end = await (kind === "file" || kind === "ckan" ? fetchFile : fetchTable)(planned, local, context);
    const { status, address, bytes, sha256, fetchedAt, attempts } = end;
    return { ...about, status, address, bytes, sha256, fetchedAt, attempts, failure: null, message: null };
  } catch (error) {
    const failure = asFailure(error);
    return {
      ...about,
      ...none,
      status: "failed",
      failure: failure.kind,
      message: fetchAdvice(planned, failure.address ?? addresses[0]!, failure),
    };
  }
}

const keptBecause = (to: string, isEdited: boolean): string =>
  isEdited
    ? `${to} was changed since it was fetched and is left as it is; --force fetches it anew and overwrites the changes.`
    : `${to} is there and was not fetched by effectmeter: it is left as it is; --force overwrites it.`;
