import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderHtml, runStudy } from "../../src/index.ts";

/**
 * Did any published number or picture of the STO study move? Golden files hold what the last reviewed run said; they are no evidence that it is right.
 * UPDATE_GOLDEN=1 npm test writes them anew; review the diff.
 */
const folder = import.meta.dirname;
/** Digits that survive another processor's rounding. */
const DIGITS = 9;

const round = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(DIGITS)));

function compare(name: string, text: string): void {
  const file = join(folder, name);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, text);
  expect(existsSync(file), `${name} is missing: UPDATE_GOLDEN=1 writes it`).toBe(true);
  expect(text).toBe(readFileSync(file, "utf8"));
}

test("verdicts, effects and checks of the STO study; the key figure of H5", async () => {
  const result = await runStudy({ path: join(folder, "../../hypotheses/sto") });
  const summary = result.hypotheses.map((hypothesis) => ({
    id: hypothesis.id,
    finding: hypothesis.finding,
    strength: hypothesis.evidence.level,
    decidedBy: hypothesis.decidedBy,
    links: hypothesis.links.map((link) => ({
      id: link.id,
      finding: link.finding,
      strength: link.evidence.level,
      tau: link.estimates.map((estimate) => [
        round(estimate.tau?.estimate ?? null),
        round(estimate.tau?.se ?? null),
        estimate.counts.observations,
      ]),
      checks: Object.fromEntries(link.checks.map((check) => [check.id, check.status])),
      missing: link.missing.map((table) => table.source),
    })),
  }));
  compare("sto.json", `${JSON.stringify(summary, null, 1)}\n`);
  const figure = /<svg[^>]*aria-labelledby="es-h5-h5b-w-t[\s\S]*?<\/svg>/.exec(renderHtml(result))?.[0];
  compare("h5b-event-study.svg", `${figure?.replaceAll(/></g, ">\n<")}\n`);
});
