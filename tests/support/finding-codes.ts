import ts from "typescript";

/** Codes of findings that a source file can emit, and places whose code the scan cannot read. */
export interface EmittedCodes {
  readonly codes: readonly string[];
  readonly unread: readonly string[];
}

/**
 * Every string that becomes the `code` of a finding: an object literal with `code` and `severity`, or the first argument of a function of this file
 * whose first parameter is called `code`. A code that is read from a table (`CODES[reason]`) stands for all values of that table. A literal that
 * takes both `code` and `severity` over from variables is a copy of a finding, or the body of such a function.
 */
export function emittedCodes(path: string, text: string): EmittedCodes {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const codes: string[] = [];
  const unread: string[] = [];
  const { tables, makers } = declarations(file);
  const read = (expression: ts.Expression): boolean => {
    if (ts.isStringLiteral(expression)) return codes.push(expression.text) > 0;
    if (ts.isConditionalExpression(expression)) {
      return [expression.whenTrue, expression.whenFalse].map(read).every(Boolean);
    }
    const table = ts.isElementAccessExpression(expression) ? tables.get(expression.expression.getText()) : undefined;
    return table?.map(read).every(Boolean) ?? false;
  };
  const visit = (node: ts.Node): void => {
    const written = ts.isCallExpression(node) ? codeOfCall(node, makers) : codeOfLiteral(node);
    if (written !== null && !read(written)) unread.push(`${path}: ${node.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { codes, unread };
}

interface Declarations {
  /** Values of object literals kept in variables, by name. */
  readonly tables: ReadonlyMap<string, readonly ts.Expression[]>;
  /** Functions whose first parameter is called `code`. */
  readonly makers: ReadonlySet<string>;
}

function declarations(file: ts.SourceFile): Declarations {
  const tables = new Map<string, readonly ts.Expression[]>();
  const makers = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined) {
      const { initializer } = node;
      if (ts.isArrowFunction(initializer) && takesCode(initializer)) makers.add(node.name.getText());
      if (ts.isObjectLiteralExpression(initializer)) {
        const values = initializer.properties.filter(ts.isPropertyAssignment).map((property) => property.initializer);
        tables.set(node.name.getText(), values);
      }
    }
    if (ts.isFunctionDeclaration(node) && takesCode(node) && node.name) makers.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { tables, makers };
}

const takesCode = ({ parameters }: ts.SignatureDeclaration): boolean => parameters[0]?.name.getText() === "code";

function codeOfCall(node: ts.CallExpression, makers: ReadonlySet<string>): ts.Expression | null {
  return makers.has(node.expression.getText()) ? (node.arguments[0] ?? null) : null;
}

function codeOfLiteral(node: ts.Node): ts.Expression | null {
  if (!ts.isObjectLiteralExpression(node)) return null;
  const named = (key: string) => node.properties.find((property) => property.name?.getText() === key);
  const code = named("code");
  if (code === undefined || named("severity") === undefined) return null;
  return ts.isPropertyAssignment(code) ? code.initializer : null;
}
