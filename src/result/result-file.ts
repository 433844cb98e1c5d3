import { InputError } from "../core/errors.ts";
import { SCHEMA_VERSION, type StudyResult, studyResultSchema } from "./schema.ts";

/** A result as text: two spaces, keys in the order of the schema, a newline at the end. The same result gives the same bytes. */
export function resultText(result: StudyResult): string {
  return `${JSON.stringify(studyResultSchema.parse(result), null, 2)}\n`;
}

/**
 * Reads a result that this version or an earlier one wrote.
 *
 * @param path shown in messages
 * @throws InputError when the text is no result, or one of a newer version
 */
export function parseResult(text: string, path: string): StudyResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(
      `${path}: not JSON (${error instanceof Error ? error.message : error}); name a result.json that effectmeter run wrote`,
      { cause: error },
    );
  }
  const version = (value as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === "number" && version > SCHEMA_VERSION)
    throw new InputError(
      `${path}: it was written by a newer effectmeter (schema ${version}; this one reads up to ${SCHEMA_VERSION}); update effectmeter`,
    );
  const parsed = studyResultSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 10)
    .map((issue) => `${path}: ${issue.path.join(".") || "result"}: ${issue.message}`);
  throw new InputError([...problems, `${path}: this is not a study's result; make one with effectmeter run`]);
}
