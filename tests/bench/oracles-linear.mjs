// Least squares with two effects, computed without the product's code: plain loops over dense codes.

/** x less unit and period effects: in closed form where the panel is balanced, by alternating means until they vanish elsewhere. */
function demean(x, unit, units, period, periods, isBalanced) {
  const z = Float64Array.from(x);
  const scale = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0) / z.length);
  for (let pass = 0; pass < 500; pass++) {
    const largest = Math.max(takeMeans(z, unit, units), takeMeans(z, period, periods));
    if ((isBalanced && pass === 1) || largest < 1e-15 * scale) return z;
  }
  throw new Error("the oracle did not converge");
}

function takeMeans(z, codes, count) {
  const sum = new Float64Array(count);
  const rows = new Int32Array(count);
  for (let i = 0; i < z.length; i++) {
    sum[codes[i]] += z[i];
    rows[codes[i]]++;
  }
  let largest = 0;
  for (let l = 0; l < count; l++) {
    sum[l] = rows[l] > 0 ? sum[l] / rows[l] : 0;
    largest = Math.max(largest, Math.abs(sum[l]));
  }
  for (let i = 0; i < z.length; i++) z[i] -= sum[codes[i]];
  return largest;
}

/** Solves A X = B by Gauss–Jordan with pivoting; A and B are arrays of rows. */
export function solve(a, b) {
  const rows = a.map((row, i) => [...row, ...b[i]]);
  const k = a.length;
  for (let j = 0; j < k; j++) {
    let pivot = j;
    for (let i = j + 1; i < k; i++) if (Math.abs(rows[i][j]) > Math.abs(rows[pivot][j])) pivot = i;
    [rows[j], rows[pivot]] = [rows[pivot], rows[j]];
    for (let i = 0; i < k; i++) {
      if (i === j) continue;
      const factor = rows[i][j] / rows[j][j];
      for (let c = j; c < rows[i].length; c++) rows[i][c] -= factor * rows[j][c];
    }
  }
  return rows.map((row, i) => row.slice(k).map((value) => value / row[i]));
}

/**
 * Coefficients and errors clustered by unit, c = G/(G − 1) · (n − 1)/(n − K). K counts k slopes, the periods, and one for the units, which
 * lie within the clusters, less one.
 */
export function twoWayFit({ rows, units, unit, year, y, x }, isBalanced) {
  const first = year.reduce((low, value) => Math.min(low, value), Infinity);
  const period = Int32Array.from(year, (value) => value - first);
  const periods = period.reduce((high, value) => Math.max(high, value), 0) + 1;
  const residual = demean(y, unit, units, period, periods, isBalanced);
  const columns = x.map((column) => demean(column, unit, units, period, periods, isBalanced));
  const k = columns.length;
  const product = (a, b) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += a[i] * b[i];
    return sum;
  };
  const gram = columns.map((a) => columns.map((b) => product(a, b)));
  const identity = gram.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  const inverse = solve(gram, identity);
  const right = columns.map((a) => product(a, residual));
  const beta = inverse.map((row) => row.reduce((sum, value, j) => sum + value * right[j], 0));
  for (let i = 0; i < rows; i++) for (let j = 0; j < k; j++) residual[i] -= beta[j] * columns[j][i];
  const scores = columns.map((column) => {
    const sums = new Float64Array(units);
    for (let i = 0; i < rows; i++) sums[unit[i]] += column[i] * residual[i];
    return sums;
  });
  const factor = ((units / (units - 1)) * (rows - 1)) / (rows - (k + periods + 1 - 1));
  const se = inverse.map((row) => {
    let sum = 0;
    for (let g = 0; g < units; g++) {
      let psi = 0;
      for (let j = 0; j < k; j++) psi += row[j] * scores[j][g];
      sum += psi * psi;
    }
    return Math.sqrt(factor * sum);
  });
  return { beta, se };
}
