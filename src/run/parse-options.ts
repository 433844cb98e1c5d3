import { z } from "zod";
import { InputError } from "../core/errors.ts";
import { closest } from "../spec/edit-distance.ts";

/** Keys of an estimator's options, in the order they are declared. */
export function optionKeys(options: z.ZodType): readonly string[] {
  const schema = z.toJSONSchema(options, { io: "input", unrepresentable: "any" });
  return Object.keys(schema.properties ?? {});
}

/**
 * Options with defaults filled in.
 *
 * @throws InputError with every problem; an unknown key names the one that was probably meant
 */
export function parseOptions(model: string, options: z.ZodType, given: Readonly<Record<string, unknown>>): unknown {
  const parsed = options.safeParse(given);
  if (parsed.success) return parsed.data;
  const keys = optionKeys(options);
  throw new InputError(
    parsed.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => {
            const meant = closest(key, keys);
            const hint = meant === null ? "" : ` did you mean "${meant}"?`;
            return `${model} has no option "${key}";${hint} effectmeter models ${model} lists its options`;
          })
        : [`option ${issue.path.join(".")} of ${model}: ${issue.message}`],
    ),
  );
}
