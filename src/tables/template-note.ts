import { TEMPLATE_NOTE } from "../core/template.ts";

const BEGINNING = new RegExp(`^"?${TEMPLATE_NOTE}`);
const LF = 10;
const CR = 13;
const QUOTE = 34;
const HASH = 35;

/** Whether a file, by its first bytes, begins with the notes of a template. Byte order marks are passed over. */
export function beginsWithTemplateNote(start: Uint8Array): boolean {
  const from = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
  return BEGINNING.test(Buffer.from(start.subarray(from)).toString("latin1"));
}

/**
 * Passes a file's bytes on without the notes of a template: the lines before the header that begin with `#`. Only a file that begins as a template does loses
 * any, so that a header may begin with `#`. Stateful over chunks; in any encoding in which ASCII bytes stand for themselves.
 */
export function templateNoteSkipper(): {
  feed(bytes: Uint8Array): Uint8Array;
  /** What was held back to see whether it is a note. */
  end(): Uint8Array;
  /** Lines left out so far. */
  lines(): number;
} {
  let state: "beginning" | "notes" | "rest" = "beginning";
  let held: Uint8Array = new Uint8Array(0);
  let lines = 0;
  const decide = (bytes: Uint8Array, last: boolean): Uint8Array => {
    if (state === "rest") return bytes;
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    if (state === "beginning") {
      if (held.length <= TEMPLATE_NOTE.length && !last) return new Uint8Array(0);
      state = BEGINNING.test(Buffer.from(held.subarray(0, 64)).toString("latin1")) ? "notes" : "rest";
    }
    while (state === "notes" && isNote(held, last)) {
      const end = held.indexOf(LF);
      if (end < 0 && !last) return new Uint8Array(0);
      if (end < 0) {
        held = new Uint8Array(0);
        break;
      }
      held = held.subarray(end + 1);
      lines++;
    }
    if (state === "notes" && held.length < 2 && !last) return new Uint8Array(0);
    state = "rest";
    const rest = held;
    held = new Uint8Array(0);
    return rest;
  };
  return { feed: (bytes) => decide(bytes, false), end: () => decide(new Uint8Array(0), true), lines: () => lines };
}

/** A line of notes, or an empty one between them. */
function isNote(bytes: Uint8Array, last: boolean): boolean {
  if (bytes.length < 2 && !last) return false;
  const first = bytes[0] === QUOTE ? bytes[1] : bytes[0];
  return first === HASH || bytes[0] === LF || (bytes[0] === CR && bytes[1] === LF);
}
