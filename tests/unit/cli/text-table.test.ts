import { expect, test } from "vitest";
import { textTable } from "../../../src/cli/text-table.ts";

test("columns are as wide as their widest cell, numbers to the right, no blanks at the end", () => {
  expect(
    textTable(
      [{ head: "term" }, { head: "n", align: "right" }, { head: "note" }],
      [
        ["overall", "5", ""],
        ["x", "1234", "few"],
      ],
    ),
  ).toBe(["term        n  note", "───────  ────  ────", "overall     5", "x        1234  few"].join("\n"));
});

test("colour codes have no width, and a character outside the basic plane is one", () => {
  const red = "\u001b[31mbad\u001b[39m";
  expect(
    textTable(
      [{ head: "a" }, { head: "b" }],
      [
        [red, "1"],
        ["𝛽", "2"],
      ],
    ),
  ).toBe(["a    b", "───  ─", `${red}  1`, "𝛽    2"].join("\n"));
});

test("a row may be short, and there may be none", () => {
  expect(textTable([{ head: "a" }, { head: "b" }], [["x"]])).toBe("a  b\n─  ─\nx");
  expect(textTable([{ head: "ab" }], [])).toBe("ab\n──");
});
