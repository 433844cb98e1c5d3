import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { parseResult, resultText } from "../../../src/result/result-file.ts";
import { SCHEMA_VERSION } from "../../../src/result/schema.ts";
import { sampleResult } from "../../support/sample-result.ts";

function refusal(text: string): InputError {
  try {
    parseResult(text, "runs/sto/result.json");
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("a result as text", () => {
  test("comes back as it was, and again as the same bytes", () => {
    const text = resultText(sampleResult());
    const parsed = parseResult(text, "result.json");
    expect(parsed).toEqual(sampleResult());
    expect(resultText(parsed)).toBe(text);
  });

  test("has its keys in the order of the schema, whatever order they were given in", () => {
    const result = sampleResult();
    const reversed = Object.fromEntries(Object.entries(result).reverse()) as typeof result;
    expect(resultText(reversed)).toBe(resultText(result));
    expect(Object.keys(JSON.parse(resultText(reversed)) as object).slice(0, 3)).toEqual([
      "schemaVersion",
      "kind",
      "study",
    ]);
  });

  test("is indented by two spaces and ends in a newline", () => {
    expect(resultText(sampleResult())).toMatch(/^\{\n {2}"schemaVersion": 1,\n/);
    expect(resultText(sampleResult())).toMatch(/\n\}\n$/);
  });

  test("is not written when it does not keep to the schema: an infinite number has no place in JSON", () => {
    const result = sampleResult();
    expect(() =>
      resultText({ ...result, provenance: { ...result.provenance, durationMs: Number.POSITIVE_INFINITY } }),
    ).toThrow(/durationMs/);
  });
});

describe("what is no result of a study", () => {
  test("text that is not JSON", () => {
    const error = refusal("<html>");
    expect(error.message).toMatch(
      /^runs\/sto\/result\.json: not JSON \(.*\); name a result\.json that effectmeter run wrote$/s,
    );
    expect(error.cause).toBeInstanceOf(SyntaxError);
  });

  test("a result of a newer version, by its number alone", () => {
    const newer = JSON.stringify({ ...sampleResult(), schemaVersion: SCHEMA_VERSION + 1, unknown: true });
    expect(refusal(newer).problems).toEqual([
      `runs/sto/result.json: it was written by a newer effectmeter (schema ${SCHEMA_VERSION + 1}; this one reads up to ${SCHEMA_VERSION}); update effectmeter`,
    ]);
  });

  test.each(["null", "[]", "1", '"text"', "{}", '{"schemaVersion":"1"}'])("other JSON: %s", (text) => {
    const { problems } = refusal(text);
    expect(problems.at(-1)).toBe("runs/sto/result.json: this is not a study's result; make one with effectmeter run");
    expect(problems.length).toBeGreaterThan(1);
  });

  test("one estimate", () => {
    expect(refusal(JSON.stringify({ schemaVersion: SCHEMA_VERSION, kind: "estimate" })).message).toContain(
      "runs/sto/result.json: kind:",
    );
  });

  test("a result with a mistake in it is told where, ten places at most", () => {
    const result = sampleResult();
    const wrong = {
      ...result,
      hypotheses: result.hypotheses.map((hypothesis) => ({
        ...hypothesis,
        finding: "proven",
        links: "none",
        extra: 1,
      })),
    };
    const { problems } = refusal(JSON.stringify(wrong));
    expect(problems[0]).toMatch(/^runs\/sto\/result\.json: hypotheses\.0\.finding: /);
    expect(problems).toHaveLength(10 + 1);
  });
});
