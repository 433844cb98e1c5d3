import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { followPages, type ODataPage } from "../../data/index.ts";
import { InputError } from "../core/errors.ts";
import { FetchFailure } from "../fetch/failure.ts";
import { sha256OfFile } from "../fetch/hash.ts";
import { partOf, publishPart, writeWhole } from "../fetch/part-file.ts";
import { checkContent } from "./fetch-content.ts";
import { type FetchContext, type FetchEnd, reach, requireUntouched } from "./fetch-file.ts";
import type { PlannedFetch } from "./fetch-plan.ts";
import { contentHash, type LocalState, writeRecord } from "./fetch-record.ts";

/** Names of the parts of a table: version 3 and version 4 of the CBS services. */
interface Entities {
  /** About the table; says when it was last changed. */
  readonly about: string;
  /** What the topics are called. */
  readonly topics: string;
  /** What the dimensions are called. */
  readonly dimensions: string;
  readonly data: string;
  /** Entity with the codes of a dimension, from a record of `dimensions`; null for a record of anything else. */
  readonly codes: (record: ReadonlyMap<string, unknown>) => string | null;
  /** Added to every address. */
  readonly every: string;
  /** Added to that of the data: version 3 refuses to give more than 10,000 records at once. */
  readonly paging: string;
}

const V3: Entities = {
  about: "TableInfos",
  topics: "DataProperties",
  dimensions: "DataProperties",
  data: "TypedDataSet",
  codes: (record) =>
    /^(Geo|Time)?(Dimension|Detail)$/.test(String(record.get("Type"))) ? String(record.get("Key")) : null,
  every: "$format=json",
  paging: "$top=10000",
};
const V4: Entities = {
  about: "Properties",
  topics: "MeasureCodes",
  dimensions: "Dimensions",
  data: "Observations",
  codes: (record) => `${String(record.get("Identifier"))}Codes`,
  every: "",
  paging: "",
};

/** Finished pages of a table that is not complete: not a `.json`, because a reader takes those. */
const PAGES = "pages.state";
interface Pages {
  readonly about: string;
  readonly done: Readonly<Record<string, { readonly file: string; readonly sha256: string }>>;
}

/**
 * Fetches a CBS table: the page about it, its topics, the codes of its dimensions, and its data page by page, as one folder of JSON files for the reader cbs/odata.
 * Pages go to `<folder>.part`, which takes the folder's place when all are there. Those of a try that was cut off are used again if the table has not changed since;
 * a table that has not changed is not fetched.
 *
 * @throws FetchFailure
 */
export async function fetchTable(planned: PlannedFetch, local: LocalState, context: FetchContext): Promise<FetchEnd> {
  try {
    return await fetchPages(planned, local, context);
  } catch (error) {
    // Pages that were refused are not for next time.
    if (error instanceof FetchFailure && error.kind === "content")
      await rm(partOf(planned.path), { recursive: true, force: true });
    throw error;
  }
}

async function fetchPages(planned: PlannedFetch, local: LocalState, context: FetchContext): Promise<FetchEnd> {
  const entities = planned.kind === "odata-v3" ? V3 : V4;
  const root = planned.addresses[0]!.replace(/\/+$/, "");
  const requested = addressOf(root, entities.data, dataQuery(planned, entities));
  const work = partOf(planned.path);
  await mkdir(work, { recursive: true });
  const pages = await openPages(planned, context, work);

  const about = await pages.about(addressOf(root, entities.about, [entities.every]), `${entities.about}.json`);
  const record = local.kind === "as-fetched" ? local.record : null;
  const isSame = !context.force && record?.requested === requested && record.about === about.sha256;
  if (isSame && about.isDated) {
    await rm(work, { recursive: true });
    return { ...record, status: "unchanged", attempts: about.attempts };
  }
  const entityPages = (entity: string) => pages.all(addressOf(root, entity, [entities.every]), safeName(entity));
  const described = await entityPages(entities.dimensions);
  if (entities.topics !== entities.dimensions) await entityPages(entities.topics);
  const codes = new Set(described.flatMap(({ records }) => records.map(entities.codes)));
  for (const entity of codes) if (entity !== null) await entityPages(entity);
  await pages.all(requested, entities.data);

  await rm(join(work, PAGES));
  await checkContent(work, planned);
  const sha256 = await contentHash(work);
  const same = record?.sha256 === sha256;
  const fetchedAt = same ? record.fetchedAt : context.now().toISOString();
  const bytes = await folderBytes(work);
  if (same) await rm(work, { recursive: true });
  else {
    await requireUntouched(planned.path, local, context);
    await replaceFolder(work, planned.path);
  }
  const { source, kind, path } = planned;
  const validators = { etag: null, lastModified: null };
  await writeRecord(path, {
    source,
    kind,
    requested,
    address: root,
    sha256,
    bytes,
    fetchedAt,
    ...validators,
    about: about.sha256,
  });
  return {
    status: same ? "unchanged" : "fetched",
    address: root,
    bytes,
    sha256,
    fetchedAt,
    attempts: pages.attempts(),
  };
}

function addressOf(root: string, entity: string, query: readonly string[]): string {
  const given = query.filter((part) => part !== "");
  return `${root}/${entity}${given.length === 0 ? "" : `?${given.join("&")}`}`;
}

function dataQuery({ filter, select }: PlannedFetch, { every, paging }: Entities): readonly string[] {
  return [
    every,
    filter === null ? "" : `$filter=${encodeURIComponent(filter)}`,
    select.length === 0 ? "" : `$select=${select.map(encodeURIComponent).join(",")}`,
    paging,
  ];
}

/** A name that the server gave becomes part of a path. */
function safeName(name: string): string {
  if (!/^[A-Za-z0-9_]+$/.test(name))
    throw new FetchFailure("content", `it names a dimension ${JSON.stringify(name)}, which is no name`);
  return name;
}

async function openPages(planned: PlannedFetch, context: FetchContext, work: string) {
  let state = await readState(join(work, PAGES));
  let attempts = 0;
  let received = 0;

  /** One page, from an earlier try or the service. */
  const page = async (given: string, file: string): Promise<unknown> => {
    // A link to the next page may say http where the table was asked for over https.
    const address = planned.addresses[0]!.startsWith("https:") ? given.replace(/^http:/, "https:") : given;
    const path = join(work, file);
    const before = state.done[address];
    const isThere = before?.file === file && existsSync(path) && (await sha256OfFile(path)) === before.sha256;
    if (!isThere) {
      const got = await reach(context, {
        address,
        path,
        known: null,
        onBytes: (now) => context.onBytes(planned, received + now, null),
      });
      if (got.kind === "unchanged") throw new RangeError("nothing was known of it");
      attempts += got.attempts;
      await publishPart(got.complete, path);
      state = { ...state, done: { ...state.done, [address]: { file, sha256: got.sha256 } } };
      await writeWhole(join(work, PAGES), JSON.stringify(state));
    }
    received += (await stat(path)).size;
    return parsed(await readFile(path, "utf8"));
  };

  return {
    attempts: () => attempts,
    /** Asked for anew each time; when it differs from that of the earlier try, the pages of that one are of another edition. */
    async about(address: string, file: string) {
      const earlier = state;
      state = { about: "", done: {} };
      const json = await page(address, file);
      const sha256 = await sha256OfFile(join(work, file));
      if (earlier.about === sha256) state = { about: sha256, done: { ...earlier.done, ...state.done } };
      else {
        for (const name of await readdir(work)) if (name !== file) await rm(join(work, name), { recursive: true });
        state = { about: sha256, done: state.done };
      }
      await writeWhole(join(work, PAGES), JSON.stringify(state));
      return { sha256, attempts, isDated: /"Modified"\s*:\s*"/.test(JSON.stringify(json)) };
    },
    async all(address: string, entity: string): Promise<readonly ODataPage[]> {
      const pages: ODataPage[] = [];
      const get = (url: string): Promise<unknown> =>
        page(url, `${entity}-${String(pages.length + 1).padStart(5, "0")}.json`);
      try {
        for await (const one of followPages(address, get)) pages.push(one.page);
      } catch (error) {
        if (error instanceof InputError)
          throw new FetchFailure("content", error.message.replace(/\.$/, ""), { cause: error });
        throw error;
      }
      return pages;
    },
  };
}

async function readState(path: string): Promise<Pages> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Pages;
  } catch {
    return { about: "", done: {} };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, "")) as unknown;
  } catch (cause) {
    throw new FetchFailure("content", "it sent something that is not JSON", { cause });
  }
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

/** The old folder steps aside before the new one takes its place, so that there is always one of them. */
async function replaceFolder(from: string, to: string): Promise<void> {
  const aside = `${to}.old`;
  await rm(aside, { recursive: true, force: true });
  if (existsSync(to)) await rename(to, aside);
  await rename(from, to);
  await rm(aside, { recursive: true, force: true });
}
