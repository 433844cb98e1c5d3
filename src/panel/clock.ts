import type { ClockTime, OutcomeClock } from "./checks/check.ts";

/** How long an outcome takes to show something: periods after the calendar year of its start, and the last day (MM-DD) that counts for that year. */
export interface Response {
  readonly after: number;
  readonly by?: string | undefined;
}

/** The days that matter, as ISO dates; several where units differ. */
export interface EventDates {
  readonly announced: readonly string[];
  readonly paid: readonly string[];
  readonly started: readonly string[];
}

/** First period in which an outcome can show what starts on a day (ISO): its calendar year, plus `after`, plus one when the day comes too late in its year. */
export function firstPeriod(day: string, { after, by }: Response): number {
  const tooLate = by !== undefined && day.slice(5) > by;
  return Number(day.slice(0, 4)) + after + (tooLate ? 1 : 0);
}

/** The clock of one outcome: for every event the first and last day, and the periods they can first show in. */
export function outcomeClock(dates: EventDates, response: Response): OutcomeClock {
  const time = (days: readonly string[]): ClockTime | null => {
    if (days.length === 0) return null;
    const sorted = [...days].sort();
    const ends = [sorted[0]!, sorted.at(-1)!] as const;
    return { dates: ends, periods: [firstPeriod(ends[0], response), firstPeriod(ends[1], response)] };
  };
  return {
    after: response.after,
    announced: time(dates.announced),
    paid: time(dates.paid),
    started: time(dates.started),
  };
}
