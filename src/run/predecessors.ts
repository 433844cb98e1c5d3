import { InputError } from "../core/errors.ts";
import type { SourceTable } from "../core/source.ts";
import type { CategoryColumn, Table } from "../core/table.ts";
import { chainTable } from "../panel/predecessors/apply-chain.ts";
import { type Chain, chainOf } from "../panel/predecessors/chain.ts";
import { type Evidence, readEvidence } from "../panel/predecessors/evidence.ts";
import { findLinks } from "../panel/predecessors/find-links.ts";
import { type Link, undecidedCodes } from "../panel/predecessors/link.ts";
import { linksTable } from "../panel/predecessors/links-table.ts";
import type { SyntheticMark } from "../result/schema.ts";
import { mergerChain } from "../sensitivity/merger-chain.ts";
import { splitCheck } from "../spec/estimate-entry.ts";
import type { LinkSpec, PredecessorsSpec, Study } from "../spec/schema.ts";
import { type Database, openDatabase } from "../tables/database.ts";
import { loadSources, type StudySource } from "./load-sources.ts";
import { buildPanels, type StudyPanel } from "./panels.ts";
import type { ChainedPanel } from "./plan-link.ts";
import { locateStudy } from "./read-study.ts";
import { studyTreatment, withTreatment } from "./study-treatment.ts";
import { markTable } from "./synthetic.ts";

export type { Link } from "../panel/predecessors/link.ts";

/** Units of a study followed through mergers, moves and new codes. */
export interface StudyChain {
  readonly links: readonly Link[];
  readonly chain: Chain;
  readonly evidence: Evidence;
}

/** Tables that the links are found from: those that must be there, and the optional ones that are. Null when the study declares none or one is not there. */
export function predecessorSources(study: Study, sources: ReadonlyMap<string, StudySource>): readonly string[] | null {
  const spec = study.study.predecessors;
  const isThere = (id: string): boolean => (sources.get(id)?.files.length ?? 0) > 0;
  if (spec === undefined || !spec.sources.every(isThere)) return null;
  return [...new Set([...spec.sources, ...Object.keys(spec.optional).filter(isThere)])];
}

/** Panels of links that ask to be estimated on followed units. */
export function panelsToChain(links: readonly LinkSpec[]): readonly string[] {
  const asking = links.filter(({ checks }) => checks.some((entry) => splitCheck(entry).id === mergerChain.id));
  return [...new Set(asking.flatMap(({ panel }) => panel ?? []))];
}

/**
 * Finds which unit goes on under which other code.
 *
 * @param tables   sources as read and registered
 * @throws InputError when a query fails or returns something else than it should
 */
export async function studyChain(
  spec: PredecessorsSpec,
  tables: ReadonlyMap<string, SourceTable>,
  database: Database,
): Promise<StudyChain> {
  for (const [id, columns] of Object.entries(spec.optional))
    if (!tables.has(id)) await database.register(id, emptyTable(columns));
  const ask = (key: "blocks" | "places" | "stated" | "decisions"): Promise<Table | null> => {
    const sql = spec[key];
    return sql === undefined ? Promise.resolve(null) : query(key, sql, database);
  };
  const evidence = readEvidence({
    blocks: (await ask("blocks"))!,
    places: await ask("places"),
    stated: await ask("stated"),
    decisions: await ask("decisions"),
  });
  const links = findLinks(evidence, {
    withinKm: spec.within_km,
    blockWithinKm: spec.block_within_km,
    tolerance: spec.tolerance,
    atLeast: spec.at_least,
    growth: spec.growth,
  });
  return { links, chain: chainOf(links), evidence };
}

function emptyTable(names: readonly string[]): Table {
  const columns = names.map(
    (name): CategoryColumn => ({ kind: "category", name, codes: new Int32Array(0), labels: [] }),
  );
  return { rowCount: 0, columns: new Map(columns.map((column) => [column.name, column])) };
}

async function query(key: string, sql: string, database: Database): Promise<Table> {
  try {
    return await database.query(sql);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      error.problems.map((problem) => `predecessors.${key}: ${problem}`),
      { cause: error },
    );
  }
}

/** The tables with every code replaced by the last code of its chain, where the study says so; the others as they are. @throws InputError */
export function chainTables(
  spec: PredecessorsSpec,
  tables: ReadonlyMap<string, SourceTable>,
  chain: Chain,
): ReadonlyMap<string, SourceTable> {
  return new Map(
    [...tables].map(([id, source]) => {
      const replacement = Object.hasOwn(spec.replace, id) ? spec.replace[id] : undefined;
      if (replacement === undefined) return [id, source];
      return [id, { ...source, table: chainTable(id, source.table, replacement, chain) }];
    }),
  );
}

/** Panels of the study over chained tables, and their tables, with the database that their conditions need. */
export interface ChainedPanels extends StudyChain {
  readonly tables: ReadonlyMap<string, SourceTable>;
  readonly panels: ReadonlyMap<string, StudyPanel>;
  readonly database: Database;
}

/**
 * Builds panels once more, over tables in which codes are replaced: every formula is computed anew, so that shares come from summed counts and an exit
 * that was a move is none. The caller closes the database.
 *
 * @throws InputError
 */
export async function buildChainedPanels(
  study: Study,
  panelIds: readonly string[],
  tables: ReadonlyMap<string, SourceTable>,
  found: StudyChain,
  memory: string | undefined,
): Promise<ChainedPanels> {
  const chained = chainTables(study.study.predecessors!, tables, found.chain);
  const database = await openDatabase(memory === undefined ? {} : { memory });
  try {
    for (const [id, { table }] of chained) await database.register(id, table);
    const panels = await buildPanels(study, panelIds, chained, database).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(
        error.problems.map((problem) => `on chained units: ${problem}`),
        { cause: error },
      );
    });
    return { ...found, tables: chained, panels, database };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The chained panel of a link that asks for it, with what its design uses of the treatment table; null without one. */
export function chainedPanelsOf(study: Study, chained: ChainedPanels | null): (link: LinkSpec) => ChainedPanel | null {
  if (chained === null) return () => null;
  const treatment = studyTreatment(study, chained.tables);
  return (link) => {
    const built = panelsToChain([link]).length === 0 ? undefined : chained.panels.get(link.panel!);
    if (built === undefined) return null;
    const panel = withTreatment(study, link, { ...built, ...(treatment && { treatment }) }, treatment);
    return { links: chained.links, chain: chained.chain, evidence: chained.evidence, panel };
  };
}

/** The links of a study, for reading. */
export interface FoundPredecessors extends StudyChain {
  readonly study: Study;
  /** Codes that have possible successors and none that is applied. */
  readonly undecided: readonly string[];
  readonly synthetic: SyntheticMark | null;
}

/** Links as a table; where the tables are made up its last column says so. */
export function tableOfLinks(links: readonly Link[], synthetic: SyntheticMark | null): Table {
  return markTable(linksTable(links), synthetic);
}

/**
 * Finds the links of a study from its tables.
 *
 * @param path folder of the study, or its study.yaml
 * @throws InputError when the study says nothing of predecessors, or a table they need is not there
 */
export async function findPredecessors(
  path: string,
  options: { readonly root?: string | undefined; readonly memory?: string | undefined },
): Promise<FoundPredecessors> {
  const { study, sources, synthetic } = locateStudy(path, [], options.root);
  const spec = study.study.predecessors;
  if (spec === undefined)
    throw new InputError(
      `study ${study.study.id} says nothing of predecessors; add a section predecessors to study.yaml that says which tables show them`,
    );
  const needed = predecessorSources(study, sources);
  if (needed === null) {
    const absent = spec.sources.map((id) => sources.get(id)!).filter(({ files }) => files.length === 0);
    throw new InputError(
      absent.map(
        ({ id, spec: { files } }) => `predecessors need table ${id}, which is not there (${files.join(", ")})`,
      ),
    );
  }
  const database = await openDatabase(options.memory === undefined ? {} : { memory: options.memory });
  try {
    const tables = await loadSources(
      [...sources.values()].filter(({ id }) => needed.includes(id)),
      database,
    );
    const found = await studyChain(spec, tables, database);
    return { study, synthetic, ...found, undecided: undecidedCodes(found.links) };
  } finally {
    await database.close();
  }
}
