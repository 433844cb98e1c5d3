import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const tests = join(import.meta.dirname, "..");
const table = readFileSync(join(import.meta.dirname, "PITFALLS.md"), "utf8");
const rows = table
  .split("\n")
  .filter((line) => /^\| .* `[^`]+\.test\.ts` \|/.test(line))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()))
  .map(([pitfall, file, title]) => ({ pitfall: pitfall!, file: file!.replaceAll("`", ""), title: title! }));

test("every row of the table was read", () => {
  expect(rows.length).toBe(table.split("\n").filter((line) => line.startsWith("| ")).length - 2);
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)("$pitfall", ({ file, title }) => {
  const path = join(tests, file);
  expect(existsSync(path)).toBe(true);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(`"${title}`);
});

test("every file of pitfalls is in the table", () => {
  const listed = new Set(rows.map(({ file }) => file));
  const own = readdirSync(import.meta.dirname).filter((name) => /^pitfalls-(?!table).*\.test\.ts$/.test(name));
  for (const name of own) expect(listed).toContain(`conformance/${name}`);
});
