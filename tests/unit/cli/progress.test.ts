import { describe, expect, test } from "vitest";
import { openProgress } from "../../../src/cli/progress.ts";

/** A terminal that writes down what it is told, and a clock that is set by hand. */
function terminal(isTTY: boolean) {
  const written: string[] = [];
  let now = 1_000;
  const stream = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  const progress = openProgress(stream, () => now);
  return { progress, written, tick: (milliseconds: number) => (now += milliseconds) };
}

const LINE = "\r\u001b[2K";

test("silent when stderr is no terminal", () => {
  const { progress, written } = terminal(false);
  progress.phase("Reading tables");
  progress.step(1, 2);
  progress.close();
  expect(written).toEqual([]);
});

describe("on a terminal", () => {
  test("one line that is written over, and cleared at the end", () => {
    const { progress, written, tick } = terminal(true);
    progress.phase("Reading tables");
    tick(4_000);
    progress.step(1, 4);
    tick(12_000);
    progress.step(4, 4);
    progress.close();
    expect(written).toEqual([
      `${LINE}Reading tables`,
      // A quarter of 24 blocks; 4 s for one of four: 12 s for the other three.
      `${LINE}${"█".repeat(6)}${"░".repeat(18)} 1/4 fits  about 12 s left`,
      `${LINE}${"█".repeat(24)} 4/4 fits  almost done`,
      LINE,
    ]);
  });

  test("time that is left in minutes from a minute and a half on, counted from the phase", () => {
    const { progress, written, tick } = terminal(true);
    tick(60_000);
    progress.phase("Fitting");
    tick(10_000);
    progress.step(1, 10);
    tick(1_000);
    progress.step(2, 10);
    expect(written[1]).toMatch(/ 1\/10 fits {2}about 2 min left$/);
    // 11 s for two of ten: 44 s for the other eight.
    expect(written[2]).toMatch(/about 44 s left$/);
  });

  test("ten times a second at most, but always the last step", () => {
    const { progress, written, tick } = terminal(true);
    progress.step(1, 100);
    tick(50);
    progress.step(2, 100);
    progress.step(100, 100);
    expect(written).toHaveLength(2);
    expect(written[1]).toContain("100/100");
  });

  test("nothing to do is done", () => {
    const { progress, written } = terminal(true);
    progress.step(0, 0);
    expect(written[0]).toBe(`${LINE}${"░".repeat(24)} 0/0 fits  `);
  });
});
