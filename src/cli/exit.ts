import { InputError, NothingToEstimateError } from "../core/errors.ts";

/** Exit codes of the command, as DESIGN fixes them. */
export const EXIT = { ran: 0, wrongInput: 2, nothingToEstimate: 3, failOn: 4, bug: 70, interrupted: 130 } as const;

/** Prints what went wrong on stderr and returns the exit code. Only a bug shows a stack. */
export function reportError(error: unknown, stderr: NodeJS.WritableStream): number {
  if (error instanceof InputError) {
    stderr.write(`${error.problems.join("\n")}\n`);
    return EXIT.wrongInput;
  }
  if (error instanceof NothingToEstimateError) {
    stderr.write(`${error.message}\n`);
    return EXIT.nothingToEstimate;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `effectmeter stopped on a bug of its own. Nothing was lost that was written before. Please report this:\n${text}\n`,
  );
  return EXIT.bug;
}
