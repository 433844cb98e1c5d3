import { MISSING } from "../../core/table.ts";
import type { PanelCheck } from "./check.ts";
import { distinct, listing, sideName } from "./listing.ts";

/** Above this share missing, or with periods or sides that differ by more, it is a warning. */
const MUCH = 0.05;

/** Rows of the population without an outcome, by period and side. A unit-period without a row is a matter of composition, not of missing values. */
export const outcomeMissing: PanelCheck = {
  id: "outcome-missing",
  looksAt: "rows without an outcome, by period and side",
  about: "design",
  look({ panel, population, design }) {
    if (!design) return [];
    const { outcome, side } = design;
    const rank = new Map(distinct(panel.period).map((period, index) => [period, index]));
    const cells = new Map<
      number,
      { period: number; side: number; rows: number; missing: number; suppressed: number }
    >();
    for (const row of population) {
      const period = panel.period[row]!;
      const of = side?.[row] ?? Number.NaN;
      const key = 3 * rank.get(period)! + order(of);
      const cell = cells.get(key) ?? { period, side: of, rows: 0, missing: 0, suppressed: 0 };
      cells.set(key, cell);
      cell.rows++;
      if (Number.isFinite(outcome.values[row]!)) continue;
      cell.missing++;
      if (outcome.missing?.[row] === MISSING.suppressed) cell.suppressed++;
    }
    const all = [...cells.values()].sort((a, b) => a.period - b.period || order(a.side) - order(b.side));
    const share = (of: typeof all): number =>
      of.reduce((sum, { missing }) => sum + missing, 0) / of.reduce((sum, { rows }) => sum + rows, 0);
    const total = share(all);
    if (!(total > 0)) return [];
    const byPeriod = distinct(all.map(({ period }) => period)).map((period) => ({
      period,
      share: share(all.filter((cell) => cell.period === period)),
    }));
    const sides = [1, 0].map((of) => share(all.filter((cell) => cell.side === of)));
    const most = byPeriod.reduce((a, b) => (b.share > a.share ? b : a));
    const least = Math.min(...byPeriod.map((one) => one.share));
    const apart = Math.abs(sides[0]! - sides[1]!);
    return [
      {
        finding: {
          code: "outcome-missing",
          severity: total > MUCH || most.share - least > MUCH || apart > MUCH ? "warning" : "note",
          values: {
            outcome: outcome.name,
            rows: all.reduce((sum, { missing }) => sum + missing, 0),
            missingShare: total,
            period: most.period,
            mostShare: most.share,
            ...(Number.isFinite(apart) && { treatedShare: sides[0]!, untreatedShare: sides[1]! }),
          },
        },
        rows: () =>
          listing([
            [panel.periodName, all.map(({ period }) => period)],
            ["side", all.map((cell) => sideName(cell.side))],
            ["rows", all.map(({ rows }) => rows)],
            ["missing", all.map(({ missing }) => missing)],
            ["of which suppressed", all.map(({ suppressed }) => suppressed)],
            ["share", all.map(({ rows, missing }) => missing / rows)],
          ]),
      },
    ];
  },
};

/** Treated, comparison, unknown. */
const order = (side: number): number => (side === 1 ? 0 : side === 0 ? 1 : 2);
