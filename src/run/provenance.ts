import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Provenance } from "../result/schema.ts";

interface PackageFile {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The nearest package.json above this file: the same from sources and from dist. */
function readPackage(): PackageFile {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const parsed = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Partial<PackageFile> & {
        readonly name?: string;
      };
      if (parsed.name === "effectmeter" && parsed.version)
        return { version: parsed.version, dependencies: parsed.dependencies ?? {} };
    } catch {
      if (dirname(folder) === folder) return { version: "unknown", dependencies: {} };
    }
    if (dirname(folder) === folder) return { version: "unknown", dependencies: {} };
  }
}

const own = readPackage();
export const VERSION = own.version;

/** Everything of a result that is not reproducible to the byte: clocks, versions, the command. */
export function provenanceOf(startedAt: Date, command: string, workers: number): Provenance {
  return {
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    node: process.version,
    effectmeter: VERSION,
    dependencies: { ...own.dependencies },
    command,
    workers,
  };
}
