import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/run/catalogue.ts";
import { collectStudyFiles } from "../../src/run/study-files.ts";
import { readStudy } from "../../src/spec/read-study.ts";

const study = readStudy(collectStudyFiles(fileURLToPath(new URL("../../hypotheses/sto", import.meta.url))), catalogue);
const links = study.hypotheses.flatMap((hypothesis) => hypothesis.links.map((link) => ({ hypothesis, link })));

describe("the study's files", () => {
  test("hold nine hypotheses, then the trade-offs, one of them in both directions", () => {
    expect(study.hypotheses.map(({ id }) => id)).toEqual([
      "h1",
      "h2",
      "h3",
      "h4",
      "h5",
      "h6",
      "h7",
      "h8",
      "h9",
      "t1",
      "t1r",
      "t2",
      "t3",
    ]);
  });

  test("give every hypothesis one primary outcome, fixed beforehand, and every trade-off none", () => {
    // The report's own indicator list: exit of offer, electives, techniek fte, transition, technical share, facilities, renewal, qualified lessons, transition.
    const primary = study.hypotheses
      .filter(({ kind }) => kind === "hypothesis")
      .map(({ links: own }) => own.filter(({ role }) => role === "primary").map(({ indicators }) => indicators.join()));
    expect(primary).toEqual([["D1e"], ["K2a"], ["D3a"], ["K4a"], ["K4b"], ["Q2a"], ["Q1"], ["Q3a"], ["K4a"]]);
    for (const { hypothesis, link } of links)
      if (hypothesis.kind === "trade-off") expect(link.role, link.id).toBe("trade-off");
  });

  test("walk every chain from its first step to its last without a gap", () => {
    for (const { id, chain, links: own } of study.hypotheses) {
      const arrows = new Set(own.map(({ from, to }) => `${from} ${to}`));
      for (let step = 1; step < chain.length; step++) {
        const arrow = `${chain[step - 1]!.id} ${chain[step]!.id}`;
        // H2 forks: a shared facility should save spending, and bring electives.
        expect(arrows.has(arrow) || (id === "h2" && arrow === "spending electives"), `${id}: ${arrow}`).toBe(true);
      }
    }
  });

  test("declare every required check on every tested link that decides", () => {
    for (const { hypothesis, link } of links) {
      if (link.design === undefined || link.role === "falsification") continue;
      const declared = link.checks.map((check) => (typeof check === "string" ? check : Object.keys(check)[0]!));
      expect(declared, link.id).toEqual(expect.arrayContaining(hypothesis.decide.require));
    }
  });

  test("say of every optional table what it holds and where it can be had", () => {
    const wanting = new Set(links.flatMap(({ link }) => link.needs));
    for (const [id, source] of Object.entries(study.study.sources)) {
      expect(source.title, id).toBeDefined();
      if (!source.optional) continue;
      expect(source.from, id).toBeDefined();
      expect(source.columns?.length, id).toBeGreaterThan(1);
      // A table of CBS is JSON as its interface gives it: nobody fills that in by hand.
      if (source.reader !== "cbs/odata") expect(source.template, id).toBeDefined();
    }
    for (const id of wanting) expect(study.study.sources[id]!.optional, id).toBe(true);
  });

  test("measure no exposure inside the window of its outcome", () => {
    for (const panel of Object.values(study.study.panels))
      for (const { over } of Object.values(panel.derived)) expect(over).toEqual([2015, 2017]);
    for (const { link } of links)
      if (link.design?.kind === "dose" && study.study.panels[link.panel!]!.derived[link.design.dose] !== undefined)
        expect(link.window, link.id).toBe("exam_year >= 2019");
  });
});
