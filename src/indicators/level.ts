import { InputError } from "../core/errors.ts";
import type { IndicatorFormula } from "./evaluate.ts";

/** Where `$level` stands for a level: not as part of a longer word. */
const PLACEHOLDER = /\$level\b/g;

/** A formula that may be computed at several levels; without levels it is what its SQL says. */
export interface LevelledFormula extends IndicatorFormula {
  readonly levels?: readonly string[] | undefined;
}

/**
 * The formula at one level: `$level` in keys and SQL becomes the level's column.
 *
 * @param level one of the formula's; default its first. Ignored by a formula without levels that has it among its keys.
 * @throws InputError when the formula cannot be computed at that level
 */
export function atLevel(formula: LevelledFormula, level?: string): IndicatorFormula {
  const { levels, ...rest } = formula;
  if (levels === undefined) {
    if (level === undefined || formula.keys.includes(level)) return rest;
    throw new InputError(
      `indicator ${formula.id}: it is computed by ${formula.keys.join(", ")} only; it declares no levels, so ${level} cannot be chosen`,
    );
  }
  const chosen = level ?? levels[0]!;
  if (!levels.includes(chosen))
    throw new InputError(`indicator ${formula.id}: it has no level "${chosen}"; it has ${levels.join(", ")}`);
  const fill = (text: string): string => text.replace(PLACEHOLDER, chosen);
  return {
    ...rest,
    keys: rest.keys.map(fill),
    sql: fill(rest.sql),
    ...(rest.prepare && {
      prepare: rest.prepare.map((preparation) =>
        "to" in preparation
          ? { ...preparation, over: fill(preparation.over), to: fill(preparation.to) }
          : { ...preparation, over: fill(preparation.over) },
      ),
    }),
  };
}
