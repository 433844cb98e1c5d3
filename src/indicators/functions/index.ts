import type { Table } from "../../core/table.ts";
import { closures } from "./closures.ts";
import { concentration } from "./concentration.ts";
import { nearestPlaces } from "./nearest.ts";
import { neighbours } from "./neighbours.ts";
import { survival } from "./survival.ts";

/** What SQL cannot do, or not without trying all pairs: computed first, and there for the formula as a table of its own. */
export type Preparation = { readonly table: string } & (
  | { readonly function: "neighbours"; readonly over: string; readonly within_km: number }
  | { readonly function: "nearest"; readonly over: string; readonly to: string }
  | { readonly function: "concentration"; readonly over: string }
  | { readonly function: "survival"; readonly over: string }
  | {
      readonly function: "closures";
      readonly over: string;
      readonly to: string;
      readonly within_km: number;
      readonly below: number;
    }
);

/**
 * Computes a prepared table.
 *
 * @param at what to call it in messages
 * @param query runs a SELECT over the source tables and the tables prepared before
 * @throws InputError when a query fails or returns other columns than the function needs
 */
export async function prepare(
  at: string,
  preparation: Preparation,
  query: (sql: string) => Promise<Table>,
): Promise<Table> {
  const over = await query(preparation.over);
  switch (preparation.function) {
    case "neighbours":
      return neighbours(at, over, preparation.within_km);
    case "nearest":
      return nearestPlaces(at, over, await query(preparation.to));
    case "concentration":
      return concentration(at, over);
    case "closures":
      return closures(at, over, await query(preparation.to), preparation.within_km, preparation.below);
    case "survival":
      return survival(at, over);
    default:
      return preparation satisfies never;
  }
}
