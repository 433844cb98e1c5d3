import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const root = dirname(fileURLToPath(import.meta.url));

/**
 * Tests name the TypeScript sources and run the built files, because those are what workers load and users get.
 * EFFECTMETER_TEST_SOURCE=1 runs the sources instead: for quick work on one module, not for the suite.
 */
const testTheBuild: Plugin = {
  name: "test-the-build",
  enforce: "pre",
  resolveId(source, importer) {
    if (process.env.EFFECTMETER_TEST_SOURCE === "1" || importer === undefined || !source.startsWith(".")) return null;
    const path = relative(root, resolve(dirname(importer), source));
    if (!/^(src|models|data|reports)\/.*\.ts$/.test(path)) return null;
    const built = join(root, "dist", path.replace(/\.ts$/, ".js"));
    return existsSync(built) ? built : null;
  },
};

const shared = { plugins: [testTheBuild] };
const quick = ["unit", "conformance", "property", "reference", "montecarlo", "golden", "e2e", "architecture"];

export default defineConfig({
  test: {
    // Tests of the command wait for processes: the default, one worker on two cores, would leave a core idle.
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: "quick",
          include: quick.map((folder) => `tests/${folder}/**/*.test.ts`),
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      { ...shared, test: { name: "slow", include: ["tests/slow/**/*.test.ts"], testTimeout: 1_800_000 } },
      {
        ...shared,
        test: { name: "browser", include: ["tests/browser/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      { ...shared, test: { name: "services", include: ["tests/services/**/*.test.ts"], testTimeout: 120_000 } },
    ],
  },
});
