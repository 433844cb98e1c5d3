import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FetchedTarget, type FetchOptions, fetchStudy } from "../../src/run/fetch-study.ts";
import { changed, HEADER, ROWS, writeStudy } from "./csv-study.ts";
import { temporaryFiles } from "./temporary-files.ts";

/** The table of the small study, as a server sends it. */
export const CSV = `${[HEADER, ...ROWS].join("\n")}\n`;

/** What a test of fetching needs: made per test file, in a folder that lasts as long. */
export interface FetchStudies {
  readonly base: string;
  /** A study whose table `rows` has the download given, and no data yet. Returns its folder. */
  study(download: string, source?: string): string;
}

export function fetchStudies(): FetchStudies {
  const base = dirname(temporaryFiles()("x", ""));
  let studies = 0;
  return {
    base,
    study(download, source = "reader: csv, files: [data/*.csv]") {
      const folder = join(base, `study-${studies++}`);
      const texts = changed({
        "study.yaml": ["rows: { reader: csv, files: [data/rows.csv] }", `rows: { ${source}, download: ${download} }`],
      });
      const { "data/rows.csv": _, ...rest } = texts;
      writeStudy(folder, rest);
      return folder;
    },
  };
}

/** Fetches on 5 November 2024, at ten, with one more try and no waits. */
export async function fetch(folder: string, options: Partial<FetchOptions> = {}): Promise<readonly FetchedTarget[]> {
  const report = await fetchStudy({
    path: folder,
    only: [],
    force: false,
    dryRun: false,
    limits: { retries: 1 },
    signal: new AbortController().signal,
    onBytes: () => {},
    onEnd: () => {},
    now: () => new Date("2024-11-05T10:00:00Z"),
    pause: async () => {},
    ...options,
  });
  return report.files;
}

export const textAt = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

/** What stands beside a fetched file. */
export const recordAt = (folder: string, path: string) =>
  JSON.parse(textAt(folder, `${path}.source.json`)) as Readonly<Record<string, unknown>>;

/** Everything in data/ of a study. */
export const dataOf = (folder: string): readonly string[] =>
  existsSync(join(folder, "data")) ? (readdirSync(join(folder, "data"), { recursive: true }) as string[]).sort() : [];
