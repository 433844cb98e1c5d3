/** Conditions over the panel, as checks write them into variants. */

/** A column name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Rows from a period on. */
export function from(periodName: string, start: number): string {
  return `${identifier(periodName)} >= ${start}`;
}

/** Rows of the given periods: a range, or a list where the range has gaps that `among` fills. */
export function periodsIn(periodName: string, periods: readonly number[], among: readonly number[]): string {
  const first = Math.min(...periods);
  const last = Math.max(...periods);
  const column = identifier(periodName);
  const gap = among.some((period) => period > first && period < last && !periods.includes(period));
  return gap ? `${column} IN (${periods.join(", ")})` : `${column} >= ${first} AND ${column} <= ${last}`;
}
