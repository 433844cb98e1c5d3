/** How a number counts time: `unit`s since the first moment of the day `epochDay`. */
export interface Calendar {
  readonly unit: "millisecond" | "second" | "day" | "week" | "month" | "quarter" | "half-year";
  /** Days from 1970-01-01 to the day counted as 0. Weeks and longer are Stata's and count from January 1960. */
  readonly epochDay: number;
  /** The time of day is no part of the date, though the number counts it. */
  readonly daysOnly?: true;
}

const DAY_MS = 86_400_000;
/** Days from 1970-01-01 to 1960-01-01, Stata's day 0. */
const STATA_EPOCH = -3653;
/** Days from 1970-01-01 to 1582-10-14, the day whose midnight SPSS counts from. */
const SPSS_EPOCH = -141_428;

const MONTHS = { month: 1, quarter: 3, "half-year": 6 } as const;
const STATA_UNITS: ReadonlyMap<string, Calendar["unit"]> = new Map([
  ["tc", "millisecond"],
  ["td", "day"],
  ["d", "day"],
  ["tw", "week"],
  ["tm", "month"],
  ["tq", "quarter"],
  ["th", "half-year"],
]);

/** Display formats that count in ways a file does not explain: business days, and milliseconds with leap seconds. */
export function isUnreadableStataDate(format: string): boolean {
  return /^%-?t[bC]/.test(format);
}

/** The calendar of a Stata display format; null for numbers, years (`%ty` counts nothing: 2019 is 2019) and those above. */
export function stataCalendar(format: string): Calendar | null {
  const unit = STATA_UNITS.get(/^%-?(t[cdwmqh]|d)/.exec(format)?.[1] ?? "");
  return unit === undefined ? null : { unit, epochDay: STATA_EPOCH };
}

/** SPSS print formats: 20 DATE, 23 ADATE, 24 JDATE, 28 MOYR, 29 QYR, 30 WKYR, 38 EDATE, 39 SDATE; with the time of day 22 DATETIME, 41 YMDHMS. */
const SPSS_DAYS: ReadonlySet<number> = new Set([20, 23, 24, 28, 29, 30, 38, 39]);
const SPSS_MOMENTS: ReadonlySet<number> = new Set([22, 41]);

/** The calendar of an SPSS print format; all of them count seconds. */
export function spssCalendar(format: number): Calendar | null {
  if (SPSS_MOMENTS.has(format)) return { unit: "second", epochDay: SPSS_EPOCH };
  return SPSS_DAYS.has(format) ? { unit: "second", epochDay: SPSS_EPOCH, daysOnly: true } : null;
}

/**
 * A counted time as ISO 8601: `2020-01-31`, or `2020-01-31T08:30:00` (milliseconds only where there are any) for moments; of weeks, months,
 * quarters and half-years the first day. Stata's week 1 begins on 1 January and its year has 52.
 *
 * @returns null when the value is no date of the years 1 to 9999
 */
export function isoOf(calendar: Calendar, value: number): string | null {
  const { unit, epochDay } = calendar;
  switch (unit) {
    case "millisecond":
      return iso(epochDay * DAY_MS + Math.floor(value), true);
    case "second":
      return iso(epochDay * DAY_MS + Math.round(value * 1000), calendar.daysOnly !== true);
    case "day":
      return iso((epochDay + Math.floor(value)) * DAY_MS, false);
    case "week": {
      const week = Math.floor(value);
      const year = 1960 + Math.floor(week / 52);
      return iso(Date.UTC(year, 0, 1 + 7 * (week - 52 * (year - 1960))), false);
    }
    case "month":
    case "quarter":
    case "half-year": {
      const months = Math.floor(value) * MONTHS[unit];
      return iso(Date.UTC(1960, months, 1), false);
    }
    default:
      return unit satisfies never;
  }
}

function iso(ms: number, withTime: boolean): string | null {
  const date = new Date(ms);
  const year = date.getUTCFullYear(); // NaN when out of the range of dates
  if (!(year >= 1 && year <= 9999)) return null;
  const text = date.toISOString();
  return withTime ? text.slice(0, 23).replace(/\.000$/, "") : text.slice(0, 10);
}
