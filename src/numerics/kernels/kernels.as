// AssemblyScript, compiled by tests/support/build-kernels.mjs into kernel-bytes.ts. Addresses and strides are in bytes. Every function does the
// operations of its twin in TypeScript, in the same order.

/** sums_b ← sums_b + the entry of the table that byte `shift / 8` of draw b's bits points to, for entries of an even number of numbers. */
export function addSigned(sums: usize, table: usize, width: usize, bits: usize, shift: i32, draws: i32): void {
  const pairs = width & ~31;
  for (let draw = 0; draw < draws; draw++) {
    let from = table + <usize>((load<u32>(bits) >>> shift) & 255) * width;
    const whole = sums + pairs;
    const end = sums + width;
    for (; sums < whole; sums += 32) {
      v128.store(sums, f64x2.add(v128.load(sums), v128.load(from)));
      v128.store(sums, f64x2.add(v128.load(sums, 16), v128.load(from, 16)), 16);
      from += 32;
    }
    if (sums < end) {
      v128.store(sums, f64x2.add(v128.load(sums), v128.load(from)));
      sums += 16;
    }
    bits += 4;
  }
}

/**
 * As `fillTable` in signed-adder.ts: eight rows of an even number of entries to their 256 signed sums. Entry 0 of the table holds minus the sum of
 * the rows already.
 */
export function fillTable(table: usize, rows: usize, width: usize): void {
  const two = f64x2.splat(2);
  for (let size = width; size < width << 8; size <<= 1) {
    const end = table + size;
    for (let from = table; from < end; from += width) {
      for (let c: usize = 0; c < width; c += 16) {
        v128.store(from + size + c, f64x2.add(v128.load(from + c), f64x2.mul(two, v128.load(rows + c))));
      }
    }
    rows += width;
  }
}
