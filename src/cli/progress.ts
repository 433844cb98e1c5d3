/** A line on stderr that says how far a run is; silent when stderr is not a terminal. */
export interface Progress {
  /** Says what is being done, before there are tasks to count. */
  phase(text: string): void;
  step(done: number, total: number): void;
  close(): void;
}

const WIDTH = 24;

function remaining(startedAt: number, done: number, total: number, now: number): string {
  if (done === 0) return "";
  const seconds = (((now - startedAt) / done) * (total - done)) / 1000;
  return seconds < 1
    ? "almost done"
    : `about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`} left`;
}

export function openProgress(stream: NodeJS.WriteStream = process.stderr, clock: () => number = Date.now): Progress {
  if (!stream.isTTY) return { phase: () => {}, step: () => {}, close: () => {} };
  let startedAt = clock();
  let shownAt = 0;
  const show = (text: string): void => void stream.write(`\r\x1b[2K${text}`);
  return {
    phase(text) {
      startedAt = clock();
      show(text);
    },
    step(done, total) {
      const now = clock();
      // Ten times a second is enough for a reader, and cheap.
      if (done < total && now - shownAt < 100) return;
      shownAt = now;
      const filled = Math.round((WIDTH * done) / Math.max(total, 1));
      show(
        `${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${done}/${total} fits  ${remaining(startedAt, done, total, now)}`,
      );
    },
    close: () => show(""),
  };
}
