/** The input is wrong: exit code 2. One problem per line of `problems`; the message is all of them. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly problems: readonly string[];
  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const list = typeof problems === "string" ? [problems] : problems;
    super(list.join("\n"), options);
    this.problems = list;
  }
}

/** The input is well-formed but nothing can be estimated from it: exit code 3. */
export class NothingToEstimateError extends Error {
  override readonly name = "NothingToEstimateError";
}
