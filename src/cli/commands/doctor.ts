import { arch, availableParallelism, freemem, platform, totalmem } from "node:os";
import type { Command } from "commander";
import type { Diagnosis } from "../../run/diagnose.ts";
import { colour } from "../colour.ts";
import { EXIT } from "../exit.ts";

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;

export function addDoctor(program: Command, setExit: (code: number) => void): void {
  program
    .command("doctor")
    .summary("say whether this machine can run effectmeter")
    .description("Reports versions, memory, threads and optional parts, and tries the database and a worker thread.")
    .addHelpText("after", "\nExample:\n  effectmeter doctor")
    .action(async () => {
      // Loaded when asked for, so that --help answers at once.
      const { diagnose } = await import("../../run/diagnose.ts");
      const checks: Diagnosis[] = [
        {
          part: "machine",
          ok: true,
          found: `${platform()} ${arch()}, ${availableParallelism()} threads, ${gigabytes(totalmem())} memory, ${gigabytes(freemem())} free`,
        },
        ...(await diagnose()),
      ];
      for (const { part, ok, found } of checks)
        process.stdout.write(
          `${ok ? colour.green("ok     ") : ok === null ? colour.dim("absent ") : colour.red("failed ")} ${part}: ${found}\n`,
        );
      if (checks.some((check) => check.ok === false)) setExit(EXIT.bug);
    });
}
