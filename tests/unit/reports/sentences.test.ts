import { describe, expect, test } from "vitest";
import { eventStudyTitle } from "../../../src/messages/figures.ts";
import { FINDING_CODES, findingSentence } from "../../../src/messages/findings.ts";
import { headline, untestedText } from "../../../src/messages/headline.ts";
import { reportWords } from "../../../src/messages/report.ts";
import { boardText, leadText, seeText, sureText } from "../../../src/messages/summary.ts";
import { partsForTest, VERDICT_WORDS_FOR_TEST } from "../../support/summary-parts.ts";

// Expected sentences are written by hand from the microcopy catalogue: no causal verb above the strength, no "no effect" for an open verdict.

const word = (finding: string) => VERDICT_WORDS_FOR_TEST[finding] ?? finding;

describe("headline", () => {
  test("one tested hypothesis, several, all alike, none", () => {
    expect(headline("nl", [{ finding: "undecided", strength: 2 }], 9, word)).toBe(
      "Eén van de negen hypothesen is te toetsen: onbeslist, en het bewijs is zwak",
    );
    expect(
      headline(
        "nl",
        [
          { finding: "supported", strength: 3 },
          { finding: "indication", strength: 2 },
        ],
        2,
        word,
      ),
    ).toBe("Alle twee hypothesen zijn getoetst: één ondersteund en één aanwijzing, en het bewijs is zwak tot redelijk");
    expect(
      headline(
        "nl",
        [
          { finding: "undecided", strength: 1 },
          { finding: "undecided", strength: 1 },
        ],
        9,
        word,
      ),
    ).toBe("Twee van de negen hypothesen zijn te toetsen: beide onbeslist, en het bewijs is zeer zwak");
    expect(headline("en", [], 9, word)).toBe("No hypothesis can be tested with these data");
  });

  test("a finding on weak evidence gets a but", () => {
    expect(headline("nl", [{ finding: "negligible", strength: 2 }], 1, word)).toBe(
      "De hypothese is getoetst: geen relevant effect, maar het bewijs is zwak",
    );
  });
});

describe("summary sentences", () => {
  test("the verb follows the strength", () => {
    const at = (strength: number) =>
      seeText(partsForTest({ finding: "supported", statisticalFinding: "supported", strength }));
    expect(at(1)).toMatch(/^Techniekaandeel steeg: /);
    expect(at(2)).toMatch(/^Techniekaandeel steeg meer waar de blootstelling hoger was: /);
    expect(at(3)).toMatch(
      /^Het beleid droeg waarschijnlijk bij aan een stijging van techniekaandeel: .*aanname: Zonder STO gelijk\./,
    );
    expect(at(4)).toMatch(/^Het beleid leidde tot een stijging van techniekaandeel: /);
    for (const strength of [0, 1, 2]) expect(at(strength)).not.toMatch(/leidde tot|droeg|door het beleid/);
  });

  test("an open verdict never says that there is no difference", () => {
    for (const language of ["nl", "en"] as const) {
      for (const statisticalFinding of ["undecided", "negligible"] as const) {
        const parts = partsForTest({ language, finding: "undecided", statisticalFinding });
        for (const text of [seeText(parts), boardText(parts), leadText(parts), sureText(parts)]) {
          expect(text).not.toMatch(/geen effect|geen verschil|werkt niet|no effect|no difference|does not work/i);
        }
      }
    }
  });

  test("precise but not credible names the check; imprecise names both ends", () => {
    const credible = partsForTest({ finding: "undecided", statisticalFinding: "negligible" });
    expect(boardText(credible)).toBe(
      "Techniekaandeel: +0,15 punt. Nauwkeurig, maar de toetsen F1 en F2 zijn niet gehaald.",
    );
    const imprecise = partsForTest({
      finding: "undecided",
      statisticalFinding: "undecided",
      notPassed: { failed: [], uninformative: [], notDone: [] },
    });
    expect(boardText(imprecise)).toBe(
      "Techniekaandeel: +0,15 punt. Te onnauwkeurig: −0,43 punt en +0,73 punt kunnen allebei.",
    );
  });

  test("checks that failed, said nothing and were not done are told apart", () => {
    const parts = partsForTest({
      finding: "undecided",
      statisticalFinding: "negligible",
      notPassed: { failed: ["F1"], uninformative: ["F2"], notDone: ["F3"] },
    });
    expect(boardText(parts)).toContain("toets F1 is niet gehaald, F2 is niet informatief en F3 is niet uitgevoerd");
    const silent = partsForTest({
      finding: "undecided",
      statisticalFinding: "negligible",
      notPassed: { failed: [], uninformative: ["F2"], notDone: [] },
    });
    expect(sureText(silent)).toContain(
      "Of de vergelijking klopt, is niet vast te stellen: toets F2 is niet informatief.",
    );
    expect(sureText(silent)).not.toContain("zwak");
  });

  test("a supported claim of no harm says what does not fit, not that something rose", () => {
    const parts = partsForTest({
      finding: "supported",
      statisticalFinding: "supported",
      expect: "no-decrease",
      strength: 3,
    });
    expect(boardText(parts)).toBe(
      "Techniekaandeel: +0,15 punt. Een daling van meer dan 1,00 punt past niet bij de gegevens.",
    );
    expect(seeText(parts)).not.toMatch(/genoeg om ertoe te doen|droeg/);
  });

  test("untested hypotheses are counted, in the right number", () => {
    expect(untestedText("nl", 1, 9)).toBe("Eén van de negen hypothesen is met deze gegevens niet te toetsen.");
    expect(untestedText("nl", 7, 9)).toBe("Zeven van de negen hypothesen zijn met deze gegevens niet te toetsen.");
    expect(untestedText("en", 0, 9)).toBe("");
  });
});

test("the title of an event study says no more than the intervals", () => {
  const facts = {
    language: "nl",
    drift: null,
    hasLeads: true,
    after: 3,
    above: 0,
    below: 0,
    withinDelta: true,
  } as const;
  expect(eventStudyTitle(facts)).toBe(
    "Vóór de start sluit elk toetsjaar nul in; daarna liggen alle schattingen binnen de grens",
  );
  expect(eventStudyTitle({ ...facts, drift: "fell" })).toBe(
    "Het verschil nam vóór de start al af; daarna liggen alle schattingen binnen de grens",
  );
  expect(eventStudyTitle({ ...facts, withinDelta: false })).toBe(
    "Vóór de start sluit elk toetsjaar nul in; daarna sluit geen enkel jaar nul uit",
  );
  expect(eventStudyTitle({ ...facts, above: 2, hasLeads: false })).toBe(
    "Na de start ligt het verschil in 2 van de 3 jaren aantoonbaar boven nul",
  );
  expect(eventStudyTitle({ ...facts, language: "en", below: 1, drift: "rose" })).toBe(
    "The difference grew already before the start; afterwards the difference is clearly below zero in 1 of the 3 years",
  );
});

describe("findings", () => {
  test("every code has a sentence in both languages that leaves no value empty", () => {
    for (const code of FINDING_CODES) {
      for (const language of ["nl", "en"] as const) {
        const text = findingSentence(
          { code, severity: "note", values: { rows: 3, column: "x", columns: ["a", "b"], clusters: 4, limit: 20 } },
          language,
        );
        expect(text.length, code).toBeGreaterThan(20);
        expect(text, code).toMatch(/\.$|\)$/);
      }
      const finding = { code, severity: "note", values: {} } as const;
      expect(findingSentence(finding, "nl")).not.toBe(findingSentence(finding, "en"));
    }
  });

  test("a sentence by hand, and the fallback for a code nobody wrote", () => {
    expect(
      findingSentence({ code: "rows-missing", severity: "note", values: { rows: 1234, column: "corop" } }, "nl"),
    ).toBe("1.234 rijen zijn weggelaten omdat corop ontbreekt.");
    expect(
      findingSentence(
        { code: "odd-thing-seen", severity: "note", values: { cells: 12, years: ["2015", "2016"] } },
        "nl",
      ),
    ).toBe("Odd thing seen: cells 12, years 2015 en 2016.");
    expect(findingSentence({ code: "constructor", severity: "note", values: {} }, "en")).toBe("Constructor.");
  });
});

test("both languages have the same words, none of them empty", () => {
  const shape = (value: unknown): unknown =>
    typeof value === "function"
      ? `function/${value.length}`
      : Array.isArray(value)
        ? value.map(shape)
        : value !== null && typeof value === "object"
          ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shape(item)]))
          : typeof value;
  expect(shape(reportWords("nl"))).toEqual(shape(reportWords("en")));
  const texts = (value: unknown): string[] =>
    typeof value === "string"
      ? [value]
      : value !== null && typeof value === "object"
        ? Object.values(value).flatMap(texts)
        : [];
  for (const language of ["nl", "en"] as const)
    expect(texts(reportWords(language)).filter((text) => text.trim() === "")).toEqual([]);
});
