import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { EXIT, reportError } from "../../../src/cli/exit.ts";
import { InputError, NothingToEstimateError } from "../../../src/core/errors.ts";

function report(error: unknown): { readonly code: number; readonly text: string } {
  let text = "";
  const stderr = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const code = reportError(error, stderr);
  return { code, text };
}

test("wrong input: every problem on its line, code 2, no stack", () => {
  expect(
    report(new InputError(["h1.yaml:3:1: unknown key", "h2.yaml:5:2: missing"], { cause: new Error("inner") })),
  ).toEqual({
    code: 2,
    text: "h1.yaml:3:1: unknown key\nh2.yaml:5:2: missing\n",
  });
});

test("nothing to estimate: its message, code 3", () => {
  expect(report(new NothingToEstimateError("f.csv: no rows are left"))).toEqual({
    code: 3,
    text: "f.csv: no rows are left\n",
  });
});

test("anything else is a bug: code 70, with its stack and what it says of what was written", () => {
  const { code, text } = report(new RangeError("lengths disagree"));
  expect(code).toBe(70);
  expect(text).toMatch(
    /^effectmeter stopped on a bug of its own\..*Please report this:\nRangeError: lengths disagree\n +at /s,
  );
  expect(report("thrown text")).toMatchObject({
    code: 70,
    text: expect.stringMatching(/report this:\nthrown text\n$/),
  });
});

test("the exit codes are those of the design", () => {
  expect(EXIT).toEqual({ ran: 0, wrongInput: 2, nothingToEstimate: 3, failOn: 4, bug: 70, interrupted: 130 });
});
