import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { collectStudyFiles, expandFiles, shownPath } from "../../../src/run/study-files.ts";

let root = "";
const put = (path: string, text: string) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "effectmeter-study-")));
  put("study/study.yaml", "id: s\n");
  put("study/h2.yml", "id: h2\n");
  put("study/h10.yaml", "id: h10\n");
  put("study/H1.yaml", "id: h1\n");
  put("study/notes.md", "no specification");
  put("study/indicators/é.yaml", "é\n");
  put("study/deeper/h3.yaml", "not read");
  put("empty/h1.yaml", "id: h1\n");
  put("odd/x [1].csv", "");
  put("odd/x 1.csv", "");
  put("data/b.csv", "");
  put("data/a.csv", "");
  put("data/a.txt", "");
  put("data/sub/c.csv", "");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the files of a study", () => {
  test("study.yaml, every YAML file beside it and those in indicators/, by code unit, with their text and hash", () => {
    const study = join(root, "study");
    const { studyPath, files } = collectStudyFiles(study);
    expect(studyPath).toBe(join(study, "study.yaml"));
    expect(files.map((file) => file.path.slice(study.length + 1))).toEqual([
      "H1.yaml",
      "h10.yaml",
      "h2.yml",
      "indicators/é.yaml",
      "study.yaml",
    ]);
    expect(files[3]).toMatchObject({ text: "é\n", sha256: createHash("sha256").update("é\n", "utf8").digest("hex") });
    // SHA-256 of "id: s\n" by sha256sum.
    expect(files[4]?.sha256).toBe("1ee0e68f6f96a1b06ae8d2e4476b85ce234ac115ae2db69871605d08beb6b2ec");
  });

  test("may be named by its study.yaml", () => {
    expect(collectStudyFiles(join(root, "study/study.yaml"))).toEqual(collectStudyFiles(join(root, "study")));
  });

  test("a folder that is not there, or holds no study, is an input error with a remedy", () => {
    expect(() => collectStudyFiles(join(root, "nothing"))).toThrow(InputError);
    expect(() => collectStudyFiles(join(root, "nothing"))).toThrow(
      /nothing: no such folder; name the folder that holds study\.yaml/,
    );
    expect(() => collectStudyFiles(join(root, "empty"))).toThrow(/empty: it holds no study\.yaml/);
  });
});

describe("files of a source", () => {
  const found = (...patterns: string[]) => expandFiles(root, patterns).map((file) => file.slice(root.length + 1));

  test("patterns and paths, each file once, by code unit", () => {
    expect(found("data/*.csv", "data/a.csv")).toEqual(["data/a.csv", "data/b.csv"]);
    expect(found("data/**/*.csv")).toEqual(["data/a.csv", "data/b.csv", "data/sub/c.csv"]);
    expect(found(join(root, "data/b.csv"))).toEqual(["data/b.csv"]);
    expect(found(join(root, "data/*.csv"))).toEqual(["data/a.csv", "data/b.csv"]);
  });

  test("brackets in a name that exists are part of the name", () => {
    expect(found("odd/x [1].csv")).toEqual(["odd/x [1].csv"]);
  });

  test("what is not there is no file, and a folder is none either", () => {
    expect(found("data/none.csv", "data/x*.csv", "data/sub", join(root, "none.csv"))).toEqual([]);
  });
});

test("paths are shown from where the command runs, and whole when they lie outside it", () => {
  expect(shownPath(join(process.cwd(), "hypotheses/sto/h1.yaml"))).toBe("hypotheses/sto/h1.yaml");
  expect(shownPath(join(root, "data/a.csv"))).toBe(join(root, "data/a.csv"));
  expect(shownPath(process.cwd())).toBe(process.cwd());
});
