import { InputError } from "../core/errors.ts";

const WIDTH = 100;

/**
 * The error that a formula cannot be read or evaluated: what was expected, then the formula with a caret under the offending character.
 *
 * @param text    the formula
 * @param at      offset of the offending character in `text`; its length means the end
 * @param problem what is wrong and what to write instead
 */
export function formulaError(text: string, at: number, problem: string): InputError {
  const position = Math.min(Math.max(at, 0), text.length);
  const before = [...oneLine(text.slice(0, position))];
  const after = [...oneLine(text.slice(position))];
  // A long formula is cut so that the caret stays under its character in a terminal.
  const cutBefore = before.length > WIDTH / 2 && before.length + after.length > WIDTH;
  const head = cutBefore ? `…${before.slice(-WIDTH / 2).join("")}` : before.join("");
  const room = WIDTH - [...head].length;
  const tail = after.length > room ? `${after.slice(0, room).join("")}…` : after.join("");
  const line = `  ${head}${tail}`;
  const caret = `${" ".repeat(2 + [...head].length)}^`;
  return new InputError(`formula, character ${before.length + 1}: ${problem}\n${line}\n${caret}`);
}

/** Line breaks, tabs and other control characters would move the caret (or the terminal's cursor). */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
