import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { temporaryFiles } from "../support/temporary-files.ts";

const folder = dirname(temporaryFiles()("x", ""));

describe("effectmeter template", () => {
  test("lists the own tables of a study", async () => {
    const { code, stdout } = await runCli(["template", "--study", "hypotheses/sto"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sto_regio +no +sto_region +STO-regio en subsidie per vestiging$/m);
    expect(stdout).toMatch(/^enquete +no +survey_schools, survey_pupils, survey_firms /m);
  });

  test("prints one: notes in Dutch or English above a header of the table's columns", async () => {
    const dutch = await runCli(["template", "ipto", "--study", "hypotheses/sto"]);
    expect(dutch.stdout.split("\n")[0]).toBe("# effectmeter template ipto");
    expect(dutch.stdout).toContain("# lessen (getal, lessen, verplicht, vanaf 0): Gegeven lessen");
    expect(dutch.stdout).toContain("# Bewaar als data/own/ipto.csv (tabel ipto)");
    expect(dutch.stdout.trimEnd().split("\n").at(-1)).toBe("sto_regio_id;schooljaar;vakgroep;lessen;lessen_bevoegd");
    const english = await runCli(["template", "ipto", "--study", "hypotheses/sto", "--lang", "en"]);
    expect(english.stdout).toContain("# lessen (number, lessons, required, from 0): Lessons taught");
  });

  test("writes it once, and again with --force", async () => {
    const path = join(folder, "own", "sto_regio.csv");
    const args = ["template", "sto_regio", "--study", "hypotheses/sto", "--out", path];
    expect((await runCli(args)).code).toBe(0);
    expect(readFileSync(path, "utf8").startsWith("\ufeff# effectmeter template sto_regio\n")).toBe(true);
    const again = await runCli(args);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("is there already; it may be filled in")]);
    expect((await runCli([...args, "--force"])).code).toBe(0);
  });

  test("a name that is none, a folder without a study, --out without a name", async () => {
    expect(await runCli(["template", "sto_region", "--study", "hypotheses/sto"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /there is no template sto_region; did you mean sto_regio\? \(there is activiteiten, /,
      ),
    });
    expect(await runCli(["template"], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there is no study in this folder or in hypotheses/"),
    });
    expect((await runCli(["template", "--out", "x.csv", "--study", "hypotheses/sto"])).code).toBe(2);
  });
});

describe("a study that names no reader and describes its own table", () => {
  const study = join(folder, "small");
  const files: Record<string, string> = {
    "study.yaml": `
id: small
title: { nl: Klein, en: Small }
sources:
  marks: { files: [marks.csv], template: marks }
panels:
  school-year: { unit: school, period: year, columns: [mark] }
families: { primary: {} }
`,
    "templates/marks.yaml": `
id: marks
title: { nl: Cijfers, en: Marks }
description: { nl: Eén rij per school en jaar., en: One row per school and year. }
key: [school, year]
columns:
  - { name: school, type: text, meaning: { nl: School, en: School } }
  - { name: year, type: year, meaning: { nl: Jaar, en: Year } }
  - { name: mark, type: number, minimum: 1, maximum: 10, meaning: { nl: Cijfer, en: Mark } }
  - { name: early, type: whole, meaning: { nl: Vroeg, en: Early } }
examples: [["a", "2019", "6.5", "1"]]
`,
    "indicators/mark.yaml": `
id: mark
name: { nl: Cijfer, en: Mark }
definition: { nl: Gemiddeld cijfer, en: Mean mark }
unit: mark
sources: [marks]
keys: [school, year]
sql: SELECT school, year, mark AS value FROM marks
`,
    "h1.yaml": `
id: h1
title: { nl: Hoger, en: Higher }
claim: { nl: Hoger, en: Higher }
source: own
links:
  - id: h1a
    role: primary
    claim: { nl: Hoger, en: Higher }
    panel: school-year
    outcome: mark
    expect: increase
    smallest_effect: 0.1
    design: { kind: two-by-two, treated: "school < 'e'", post: year >= 2020 }
    estimate: { primary: { twfe: {} } }
decide: { family: primary }
`,
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(study, name)), { recursive: true });
    writeFileSync(join(study, name), content);
  }
  const fill = async (rows: readonly string[]) => {
    const { stdout } = await runCli(["template", "marks", "--study", study]);
    writeFileSync(join(study, "marks.csv"), `${stdout}${rows.join("\n")}\n`);
    return runCli(["run", study, "--out", join(folder, "out"), "--format", "json"]);
  };
  const row = (school: string, year: number, mark: string) => `${school};${year};${mark};1`;
  const rows = [..."abcdefgh"].flatMap((school, index) => [
    row(school, 2019, `6,${index}`),
    row(school, 2020, `${school < "e" ? 7 : 6},${(index * 3) % 7}`),
  ]);

  test("the filled-in template is recognised and read", async () => {
    const { code, stderr } = await fill(rows);
    expect(stderr).not.toMatch(/stopped on a bug/);
    expect(code).toBe(0);
    const result = JSON.parse(readFileSync(join(folder, "out", "result.json"), "utf8")) as {
      readonly sources: readonly { readonly id: string; readonly rows: number; readonly reader: string }[];
    };
    expect(result.sources).toMatchObject([{ id: "marks", rows: 16, reader: "auto" }]);
  });

  test("and what is wrong in it is said with its line", async () => {
    const { code, stderr } = await fill([...rows, row("h", 2020, "6,0"), row("i", 2020, "60,5")]);
    expect(code).toBe(2);
    // ten lines of notes at least, so lines beyond 16 rows
    expect(stderr).toMatch(
      /marks\.csv, line \d{2}, columns school, year: h, 2020 is also in .*marks\.csv, line \d{2}; a row of this table occurs once/,
    );
    expect(stderr).toMatch(/marks\.csv, line \d{2}, column "mark": 60\.5 is out of range; expected 1 to 10/);
  });

  test("a source that names a template the study does not have", async () => {
    writeFileSync(join(study, "study.yaml"), files["study.yaml"]!.replace("template: marks", "template: mark"));
    const { code, stderr } = await runCli(["check", study]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /sources\.marks\.template: expected one of the study's templates, got "mark"; did you mean "marks"\?/,
    );
    writeFileSync(join(study, "study.yaml"), files["study.yaml"]!);
  });
});
