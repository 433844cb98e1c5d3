import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LinkResult } from "../../../src/result/schema.ts";
import { runStudy } from "../../../src/run/run-study.ts";
import { writeStoOwnTables } from "../../support/sto-own-tables.ts";

// The study with every own table there, in tiny form: each link that declares a design is planned and fitted. Numbers mean nothing here; a link may
// be refused for its size, and then says why.

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "effectmeter-own-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let links: readonly LinkResult[];
beforeAll(async () => {
  cpSync(join(root, "hypotheses/sto"), join(folder, "hypotheses/sto"), { recursive: true });
  const raw = join(folder, "data/duo/raw");
  mkdirSync(raw, { recursive: true });
  // The count of 2019 is one of the tiny ones.
  for (const file of readdirSync(join(root, "data/duo/raw")))
    if (!file.startsWith("leerlingen-")) symlinkSync(join(root, "data/duo/raw", file), join(raw, file));
  writeStoOwnTables(join(folder, "data/own"));
  const result = await runStudy({
    path: join(folder, "hypotheses/sto"),
    only: [],
    workers: 0,
    seed: undefined,
    memory: undefined,
    keepIn: undefined,
    signal: undefined,
    command: "run",
    onPhase: () => {},
    onStep: () => {},
  });
  links = result.hypotheses.flatMap((hypothesis) => hypothesis.links);
}, 240_000);

test("no link lacks a table", () => {
  expect(links.flatMap((link) => link.missing.map((table) => `${link.id}: ${table.source}`))).toEqual([]);
});

test("every link is estimated, or a refusal says why", () => {
  const silent = links.filter(
    (link) => !link.estimates[0]?.tau && !link.findings.some((finding) => finding.severity === "refusal"),
  );
  expect(silent.map((link) => link.id)).toEqual([]);
});

test("what is refused in this form is a trade-off without a change to measure: sizes are noise around one level", () => {
  const refused = links.flatMap((link) =>
    link.estimates[0]?.tau
      ? []
      : link.findings.flatMap(({ severity, code }) => (severity === "refusal" ? [`${link.role}: ${code}`] : [])),
  );
  expect([...new Set(refused)]).toEqual(["trade-off: no-signal"]);
});
