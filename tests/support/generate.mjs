// npm run generate: writes every generated file from what the built code says; with --check it fails when one of them would change.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PUBLISHED_SCHEMAS } from "../../dist/src/run/published-schemas.js";

const root = new URL("../../", import.meta.url);
const generated = [
  ["hypotheses/schema.json", PUBLISHED_SCHEMAS.study()],
  ["src/result/result.schema.json", PUBLISHED_SCHEMAS.result()],
];
const isCheck = process.argv.includes("--check");
let stale = 0;
for (const [path, text] of generated) {
  const file = fileURLToPath(new URL(path, root));
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (isCheck) {
    stale++;
    console.error(`${path} is not what the code generates; run npm run generate and commit it`);
  } else {
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  }
}
process.exit(stale > 0 ? 1 : 0);
