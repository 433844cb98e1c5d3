// Compiles src/numerics/kernels/kernels.as into kernel-bytes.ts. Does nothing when the file says that it comes from the same source, options and
// compiler; --check compiles in any case and fails when the file would change.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../../src/numerics/kernels/", import.meta.url);
const target = fileURLToPath(new URL("kernel-bytes.ts", folder));
const source = readFileSync(new URL("kernels.as", folder), "utf8");
const { version } = JSON.parse(
  readFileSync(new URL("../../node_modules/assemblyscript/package.json", import.meta.url), "utf8"),
);
// No bounds assertions, no runtime, and no debug names: the bytes depend on source and compiler alone.
const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--initialMemory", "1"];
const origin = createHash("sha256")
  .update([version, ...options, source].join("\n"))
  .digest("hex");

async function compile() {
  const { default: asc } = await import("assemblyscript/asc");
  let bytes = null;
  const { error, stderr } = await asc.main(["kernels.ts", "--outFile", "kernels.wasm", ...options], {
    readFile: (name) => (name === "kernels.ts" ? source : null),
    writeFile: (name, contents) => {
      if (name === "kernels.wasm") bytes = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || bytes === null) throw new Error(`kernels.as: ${error?.message ?? "no output"}\n${stderr}`);
  return [
    "// Generated from kernels.as by tests/support/build-kernels.mjs. Do not edit.",
    `/** Hash of the source, the compiler's version (${version}) and its options. */`,
    `export const KERNEL_ORIGIN = "${origin}";`,
    "/** The compiled module, base64. */",
    `export const KERNEL_BYTES =\n  "${Buffer.from(bytes).toString("base64")}";`,
    "",
  ].join("\n");
}

const current = existsSync(target) ? readFileSync(target, "utf8") : "";
if (process.argv.includes("--check")) {
  if ((await compile()) !== current) {
    console.error(
      "src/numerics/kernels/kernel-bytes.ts is not what kernels.as compiles to; run npm run build and commit it",
    );
    process.exit(1);
  }
} else if (!current.includes(origin)) writeFileSync(target, await compile());
