// Callaway and Sant'Anna's estimates computed without the product's code, from the definitions: never-treated units for comparison, base
// period the last before the start, or the one before where that is later than the period itself.
import { PERIODS } from "./data.mjs";
import { solve } from "./oracles-linear.mjs";

const FIRST_YEAR = 2010;

/** Cells in the order of cohort and period, with the units of both groups. */
function cellsOf({ units, cohort }) {
  const startOf = (u) => cohort[u * PERIODS];
  const members = new Map();
  for (let u = 0; u < units; u++) {
    if (!members.has(startOf(u))) members.set(startOf(u), []);
    members.get(startOf(u)).push(u);
  }
  const starts = [...members.keys()].filter(Number.isFinite).sort((a, b) => a - b);
  return starts.flatMap((start) =>
    Array.from({ length: PERIODS - 1 }, (_, t) => {
      const period = FIRST_YEAR + 1 + t;
      const base = period < start ? period - 1 : start - 1;
      return {
        start,
        period,
        base,
        treated: members.get(start),
        others: members.get(Infinity),
        share: members.get(start).length / units,
      };
    }),
  );
}

const changeOf =
  (y, { period, base }) =>
  (u) =>
    y[u * PERIODS + period - FIRST_YEAR] - y[u * PERIODS + base - FIRST_YEAR];

/** Difference of mean changes per cell, and every average with its error from influences written out unit by unit. */
export function staggeredMeans(panel) {
  const { units, y } = panel;
  const cells = cellsOf(panel);
  const psi = cells.map(() => new Float64Array(units));
  const effects = cells.map((cell, k) => {
    const change = changeOf(y, cell);
    const mean = (group) => group.reduce((sum, u) => sum + change(u), 0) / group.length;
    const own = mean(cell.treated);
    const other = mean(cell.others);
    for (const u of cell.treated) psi[k][u] = ((change(u) - own) * units) / cell.treated.length;
    for (const u of cell.others) psi[k][u] = (-(change(u) - other) * units) / cell.others.length;
    return own - other;
  });
  const errorOf = (influence) => Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0)) / units;
  const rows = new Map();
  cells.forEach((cell, k) => {
    rows.set(`att-gt ${cell.start} ${cell.period}`, { estimate: effects[k], se: errorOf(psi[k]) });
  });
  const all = cells.map((cell, k) => ({ ...cell, k }));
  const after = all.filter((cell) => cell.period >= cell.start);
  const isIn = (cell, u) => panel.cohort[u * PERIODS] === cell.start;
  /** Σ w_k ATT_k with w_k the cell's share over all of them; estimated shares move it too. */
  const byShare = (chosen) => {
    const total = chosen.reduce((sum, { share }) => sum + share, 0);
    const estimate = chosen.reduce((sum, { share, k }) => sum + (share / total) * effects[k], 0);
    const influence = new Float64Array(units);
    for (const cell of chosen) {
      const pull = (effects[cell.k] - estimate) / total;
      for (let u = 0; u < units; u++) {
        influence[u] += (cell.share / total) * psi[cell.k][u] + pull * ((isIn(cell, u) ? 1 : 0) - cell.share);
      }
    }
    return { estimate, se: errorOf(influence) };
  };
  for (const [time, chosen] of grouped(all, (cell) => cell.period - cell.start)) {
    rows.set(`event-time ${time}`, byShare(chosen));
  }
  for (const [start, chosen] of grouped(after, (cell) => cell.start)) {
    const influence = new Float64Array(units);
    for (const { k } of chosen) for (let u = 0; u < units; u++) influence[u] += psi[k][u] / chosen.length;
    const estimate = chosen.reduce((sum, { k }) => sum + effects[k], 0) / chosen.length;
    rows.set(`cohort ${start}`, { estimate, se: errorOf(influence) });
  }
  for (const [period, chosen] of grouped(after, (cell) => cell.period)) rows.set(`calendar ${period}`, byShare(chosen));
  rows.set("overall", byShare(after));
  return rows;
}

function grouped(list, keyOf) {
  const groups = new Map();
  for (const item of list) {
    if (!groups.has(keyOf(item))) groups.set(keyOf(item), []);
    groups.get(keyOf(item)).push(item);
  }
  return groups;
}

/** Doubly robust effect of a cell on two covariates, its error from stacked moments with a numerical Jacobian. */
export function doublyRobustCell(panel, start, period) {
  const cell = cellsOf(panel).find((one) => one.start === start && one.period === period);
  const change = changeOf(panel.y, cell);
  const row = (u, d) => ({ d, delta: change(u), x: [1, panel.x[0][u * PERIODS], panel.x[1][u * PERIODS]] });
  const rows = [...cell.treated.map((u) => row(u, 1)), ...cell.others.map((u) => row(u, 0))];
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const gamma = [0, 0, 0];
  for (let step = 0; step < 30; step++) {
    const hessian = [0, 1, 2].map(() => [0, 0, 0]);
    const gradient = [0, 0, 0];
    for (const { d, x } of rows) {
      const p = 1 / (1 + Math.exp(-dot(gamma, x)));
      for (let a = 0; a < 3; a++) {
        gradient[a] += (d - p) * x[a];
        for (let b = 0; b < 3; b++) hessian[a][b] += p * (1 - p) * x[a] * x[b];
      }
    }
    solve(
      hessian,
      gradient.map((value) => [value]),
    ).forEach(([value], a) => {
      gamma[a] += value;
    });
  }
  const left = [0, 1, 2].map(() => [0, 0, 0]);
  const right = [[0], [0], [0]];
  for (const { d, delta, x } of rows) {
    if (d === 1) continue;
    for (let a = 0; a < 3; a++) {
      right[a][0] += x[a] * delta;
      for (let b = 0; b < 3; b++) left[a][b] += x[a] * x[b];
    }
  }
  const beta = solve(left, right).map(([value]) => value);
  const meanOf = (weightOf) => {
    let mass = 0;
    let sum = 0;
    for (const one of rows) {
      mass += weightOf(one);
      sum += weightOf(one) * (one.delta - dot(beta, one.x));
    }
    return sum / mass;
  };
  const own = meanOf(({ d }) => d);
  const other = meanOf(({ d, x }) => (1 - d) * Math.exp(dot(gamma, x)));
  const moments = (theta, { d, delta, x }) => {
    const eta = theta[0] * x[0] + theta[1] * x[1] + theta[2] * x[2];
    const residual = delta - theta[3] * x[0] - theta[4] * x[1] - theta[5] * x[2];
    const score = d - 1 / (1 + Math.exp(-eta));
    const rest = (1 - d) * residual;
    const ends = [d * (residual - theta[6]), (1 - d) * Math.exp(eta) * (residual - theta[7])];
    return [...x.map((value) => value * score), ...x.map((value) => value * rest), ...ends];
  };
  const theta = [...gamma, ...beta, own, other];
  const total = (at) => {
    const sums = new Array(8).fill(0);
    for (const one of rows)
      moments(at, one).forEach((value, m) => {
        sums[m] += value;
      });
    return sums;
  };
  const step = 1e-5;
  const derivative = theta.map((_, j) => {
    const [up, down] = [step, -step].map((move) => total(theta.map((value, l) => (l === j ? value + move : value))));
    return up.map((value, m) => (value - down[m]) / (2 * step));
  });
  // Row j of `derivative` holds the moments' derivatives with respect to θ_j: what is solved is Jᵀ v = (own − other).
  const weights = solve(
    derivative,
    theta.map((_, j) => [j === 6 ? 1 : j === 7 ? -1 : 0]),
  );
  let squares = 0;
  for (const one of rows) squares += moments(theta, one).reduce((sum, value, m) => sum + value * weights[m][0], 0) ** 2;
  return { estimate: own - other, se: Math.sqrt(squares) };
}
