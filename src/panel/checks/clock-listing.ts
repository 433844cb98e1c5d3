import type { Table } from "../../core/table.ts";
import type { DesignFacts } from "./check.ts";
import { listing } from "./listing.ts";

/** When each event was, and the first period in which the outcome can show it. */
export function clockListing({ outcome, clock, postStart }: DesignFacts, periodName: string): Table {
  const events = (["announced", "paid", "started"] as const).flatMap((event) => {
    const time = clock?.[event];
    return time ? [{ event, time }] : [];
  });
  return listing([
    ["outcome", events.map(() => outcome.name)],
    ["event", events.map(({ event }) => event)],
    ["first date", events.map(({ time }) => time.dates[0])],
    ["last date", events.map(({ time }) => time.dates[1])],
    [`first ${periodName}`, events.map(({ time }) => time.periods[0])],
    [`last ${periodName}`, events.map(({ time }) => time.periods[1])],
    ["design starts", events.map(() => postStart)],
  ]);
}
