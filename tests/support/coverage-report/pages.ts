import { loadExpected } from "../expected.ts";
import { type CoveredEntry, coveragePage } from "./coverage-page.ts";
import { duoRows } from "./duo.ts";
import type { ReferenceEntry } from "./measure.ts";
import { certifiedDigits } from "./nist.ts";
import { ENTRIES } from "./states.ts";
import { validationPage } from "./validation-page.ts";

/** Generated pages by path from the root: everything on them is computed now. */
export function referencePages(): (readonly [path: string, text: string])[] {
  const entries = ENTRIES.map(({ file, entry, states }): CoveredEntry => {
    const { id, dataset, peer } = entry;
    const reference = peer.version === "certified values" ? "NIST StRD" : `${peer.package} ${peer.version}`;
    return { file, id, dataset, reference, state: states.length === 1 ? states[0]!() : null, found: states.length };
  });
  const nist = (loadExpected("nist") as readonly ReferenceEntry[]).map(certifiedDigits);
  const duo = duoRows();
  return [
    ["tests/reference/COVERAGE.md", coveragePage(entries, duo)],
    ["tests/reference/VALIDATION.md", validationPage(entries, nist, duo)],
  ];
}
