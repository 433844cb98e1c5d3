import pc from "picocolors";

/**
 * Whether stdout gets colours: what the user says (NO_COLOR, FORCE_COLOR), else only a terminal. picocolors alone would also colour
 * whatever runs under a CI variable, and escape codes would end up in files and pipes.
 */
function wanted({ NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return isTerminal && TERM !== "dumb";
}

/** The colours of the command's own output. */
export const colour = pc.createColors(wanted(process.env, process.stdout.isTTY === true));
