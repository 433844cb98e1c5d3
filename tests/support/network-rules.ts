import ts from "typescript";
import type { SourceText } from "./import-rules.ts";

/** Where the network may be used, and through what. Everything else works offline: a run reads files and nothing besides. */
const MAY_CONNECT: readonly { readonly place: RegExp; readonly modules: RegExp }[] = [
  { place: /^src\/fetch\//, modules: /^node:https?$/ },
  // The import of a query, which a user asks for by the address of a server.
  { place: /^src\/tables\/formats\/postgres/, modules: /^(pg|pg-[a-z-]+)$/ },
];

const CONNECTS =
  /^(node:)?(https?|http2|net|tls|dgram|dns|dns\/promises|inspector)$|^(undici|axios|got|ws|node-fetch|pg|pg-[a-z-]+)$/;
const GLOBALS = ["fetch", "WebSocket", "EventSource", "XMLHttpRequest", "navigator"];

/** Every use of the network where it may not be, one sentence each: imports, and globals of the platform. */
export function networkViolations(files: readonly SourceText[]): string[] {
  return files.flatMap(({ path, text }) => {
    const mayImport = (specifier: string): boolean =>
      MAY_CONNECT.some(({ place, modules }) => place.test(path) && modules.test(specifier));
    const imports = ts
      .preProcessFile(text, true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((specifier) => CONNECTS.test(specifier) && !mayImport(specifier))
      .map((specifier) => `${path}: imports ${specifier}; the network belongs in src/fetch`);
    const uses = globalUses(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)).map(
      (name) => `${path}: uses ${name}; the network belongs in src/fetch`,
    );
    return [...imports, ...uses];
  });
}

/** Globals that are called, made or taken from `globalThis`; a function of the file's own with such a name is none. */
function globalUses(file: ts.SourceFile): string[] {
  const found = new Set<string>();
  const own = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      (ts.isFunctionDeclaration(node) ||
        ts.isVariableDeclaration(node) ||
        ts.isParameter(node) ||
        ts.isImportSpecifier(node)) &&
      node.name !== undefined &&
      ts.isIdentifier(node.name)
    )
      own.add(node.name.text);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression))
      found.add(node.expression.text);
    if (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      ["globalThis", "global", "window", "self"].includes(node.expression.text)
    )
      found.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return GLOBALS.filter((name) => found.has(name) && !own.has(name));
}
