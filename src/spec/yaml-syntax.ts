/**
 * What is wrong and what to do, for an error of the YAML reader.
 *
 * @param code    its stable code, e.g. TAB_AS_INDENT
 * @param message its own words, used to tell cases of one code apart
 * @param text    the whole file
 * @param offset  where the error stands
 */
export function syntaxSentence(code: string, message: string, text: string, offset: number): string {
  switch (code) {
    case "TAB_AS_INDENT":
      return "a tab is used as indentation; use spaces";
    case "BAD_INDENT":
      if (message.startsWith("Flow")) return `${opened(message)} is not closed, or its lines are indented too little`;
      if (message.startsWith("Block scalar"))
        return "the text after | or > must be indented with spaces, deeper than its key";
      return "the indentation does not fit: all keys of one map, and all items of one list, start in the same column";
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return 'a second ": " in one value, or a next line that is indented too far; put the text in quotes or correct the indentation';
    case "BLOCK_IN_FLOW":
      return "a key or list item that starts a line stands inside [ ] or { }; put a comma before it or close the bracket";
    case "MISSING_CHAR":
      if (message.includes("quote"))
        return "a quote is opened and never closed; inside single quotes write '' for an apostrophe";
      if (message.includes("map values")) return "a key without a colon; write key: value";
      return "a comma, a colon or a closing bracket is missing before this";
    case "BAD_SCALAR_START":
      return `a text cannot start with ${text[offset] ?? "this sign"}; put it in quotes`;
    case "BAD_DQ_ESCAPE":
      return "in double quotes a backslash starts an escape; write \\\\ for a backslash or use single quotes";
    case "MULTIPLE_DOCS":
      return "a second document starts here; a file holds one, so remove the line ---";
    case "BAD_DIRECTIVE":
      return "a line that starts with % is a directive; remove it, or put the text in quotes";
    case "UNEXPECTED_TOKEN":
      return "this text does not belong here; correct the indentation, or put the value it belongs to in quotes";
    default:
      return `not valid YAML (${message}); correct it or put the text in quotes`;
  }
}

const opened = (message: string): string => (message.includes("]") ? "a list opened with [" : "a map opened with {");
