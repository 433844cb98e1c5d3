import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importViolations, type SourceText } from "../support/import-rules.ts";

const root = join(import.meta.dirname, "../..");

function sources(): SourceText[] {
  return ["src", "models", "data", "reports"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
      .map((file) => {
        const path = `${folder}/${file.replaceAll("\\", "/")}`;
        return { path, text: readFileSync(join(root, path), "utf8") };
      }),
  );
}

describe("imports point one way", () => {
  test("no file of the product breaks the import table", () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(50);
    expect(importViolations(files)).toEqual([]);
  });

  const planted: [string, SourceText, RegExp][] = [
    [
      "an estimator that imports another",
      { path: "models/twfe/twfe.ts", text: 'import { x } from "../ols/ols.ts";' },
      /models\/twfe\/twfe\.ts: imports models\/ols\/ols\.ts/,
    ],
    [
      "numerics that know econometrics",
      { path: "src/numerics/a.ts", text: 'import { x } from "../inference/b.ts";' },
      /src\/numerics may not/,
    ],
    [
      "a report that reads files",
      { path: "reports/blocks/a.ts", text: 'import { readFileSync } from "node:fs";' },
      /imports node:fs/,
    ],
    [
      "an estimator with threads",
      { path: "models/ols/ols.ts", text: 'import workerpool from "workerpool";' },
      /imports workerpool/,
    ],
    [
      "the engine importing its command",
      { path: "src/run/a.ts", text: 'import { x } from "../cli/main.ts";' },
      /src\/run may not/,
    ],
    [
      "a dynamic import",
      { path: "src/spec/a.ts", text: 'export const x = await import("../run/a.ts");' },
      /src\/spec may not/,
    ],
    ["a re-export", { path: "reports/index.ts", text: 'export { x } from "../src/run/a.ts";' }, /reports may not/],
    [
      "product code that imports tests",
      { path: "src/run/a.ts", text: 'import { x } from "../../tests/support/a.ts";' },
      /nothing imports tests/,
    ],
    ["a file in no room", { path: "src/helpers/a.ts", text: "" }, /no room/],
  ];
  test.each(planted)("catches %s", (_, file, message) => {
    expect(importViolations([file])).toEqual([expect.stringMatching(message)]);
  });

  test("lets through what the table allows", () => {
    const text =
      'import type { Design } from "../../src/core/design.ts";\nimport { demean } from "../../src/numerics/absorb.ts";\nimport { z } from "zod";';
    expect(importViolations([{ path: "models/ols/ols.ts", text }])).toEqual([]);
  });
});
