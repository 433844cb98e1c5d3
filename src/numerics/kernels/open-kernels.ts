import { KERNEL_BYTES } from "./kernel-bytes.ts";

/** The compiled kernels, by address and stride in bytes of their own memory; kernels.as says what each does. */
export interface Kernels {
  fillTable(table: number, rows: number, width: number): void;
  addSigned(sums: number, table: number, width: number, bits: number, shift: number, draws: number): void;
}

/** Kernels with memory to work in. */
export interface Workspace {
  readonly kernels: Kernels;
  /** All of the memory, as numbers and as words. Free from `ORIGIN` on; it holds what the last user left. */
  readonly numbers: Float64Array;
  readonly words: Uint32Array;
}

/** The first address that is free, in bytes. */
export const ORIGIN = 1024;
const PAGE = 65536;

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** One instance per thread, made at the first use: a cache of compiled code and of scratch memory, of which nothing outlives a call. */
let instance: (Kernels & { readonly memory: Memory }) | null = null;

/**
 * The kernels with at least this much memory from `ORIGIN` on. Whatever an earlier call returned is no longer valid.
 *
 * @param bytes a few blocks of rows, not whole columns: the memory stays with the thread
 */
export function openKernels(bytes: number): Workspace {
  if (instance === null) {
    const code = Uint8Array.from(atob(KERNEL_BYTES), (letter) => letter.charCodeAt(0));
    instance = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as Kernels & { readonly memory: Memory };
  }
  const { memory } = instance;
  const missing = ORIGIN + bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return { kernels: instance, numbers: new Float64Array(memory.buffer), words: new Uint32Array(memory.buffer) };
}
