// A worker for the tests of the pool: what a task does is in its `action`; every attempt is written down in the file `log`.
import { appendFileSync, readFileSync } from "node:fs";
import workerpool from "workerpool";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

workerpool.worker({
  async runTask({ action, value, log, after }) {
    if (log !== undefined) appendFileSync(log, "x");
    switch (action) {
      case "double":
        await wait(after ?? 0);
        return value * 2;
      case "throw":
        throw new RangeError(value);
      case "die":
        return process.exit(1);
      case "die-once":
        return readFileSync(log, "utf8").length === 1 ? process.exit(1) : value * 2;
      case "never":
        return new Promise(() => {});
      default:
        throw new Error(`unknown action ${action}`);
    }
  },
});
