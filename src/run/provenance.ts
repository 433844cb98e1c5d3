import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Provenance } from "../result/schema.ts";

interface PackageFile {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The first package.json found at `path` in this file's folder or one above it that satisfies `accept`. */
function findPackage(path: string, accept: (found: PackageFile) => boolean): PackageFile | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, path);
    if (existsSync(file)) {
      const found = JSON.parse(readFileSync(file, "utf8")) as PackageFile;
      if (accept(found)) return found;
    }
    const above = dirname(folder);
    if (above === folder) return null;
    folder = above;
  }
}

/** Our own package: the same from sources, from dist and installed. */
const own = findPackage("package.json", (found) => found.name === "effectmeter");

/** Installed versions of what a run depends on; the declared range where the package is not to be found. */
function installedVersions(): Record<string, string> {
  const declared = Object.entries(own?.dependencies ?? {});
  return Object.fromEntries(
    declared.map(([name, range]) => [
      name,
      findPackage(join("node_modules", name, "package.json"), () => true)?.version ?? range,
    ]),
  );
}

export const VERSION = own?.version ?? "unknown";

/** Everything of a result that is not reproducible to the byte: clocks, versions, the command. */
export function provenanceOf(startedAt: Date, command: string, workers: number): Provenance {
  return {
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    node: process.version,
    effectmeter: VERSION,
    dependencies: installedVersions(),
    command,
    workers,
  };
}
