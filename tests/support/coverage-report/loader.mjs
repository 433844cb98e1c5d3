// Lets plain node import the tests' TypeScript as the suite runs it: sources resolve to the built files, tests are stripped of their types.
// Same rule as the resolver in vitest.config.ts.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = new URL("../../../", import.meta.url).href;
const SOURCE = /^(src|models|data|reports)\/.*\.ts$/;

export function resolve(specifier, context, next) {
  if (!specifier.startsWith(".") || context.parentURL === undefined) return next(specifier, context);
  const { href } = new URL(specifier, context.parentURL);
  if (!href.startsWith(root) || !SOURCE.test(href.slice(root.length))) return next(specifier, context);
  const built = `${root}dist/${href.slice(root.length).replace(/\.ts$/, ".js")}`;
  return next(existsSync(fileURLToPath(built)) ? built : href, context);
}

export function load(url, context, next) {
  if (!url.startsWith(root) || !url.endsWith(".ts")) return next(url, context);
  const compilerOptions = { target: "es2023", module: "esnext", verbatimModuleSyntax: true };
  const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), "utf8"), { compilerOptions });
  return { format: "module", source: outputText, shortCircuit: true };
}
