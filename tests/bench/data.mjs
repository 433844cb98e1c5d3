// Made-up data for the benchmarks. A small linear congruential generator: the data must be the same in every run, not good.

/** Uniform on (−0.5, 0.5). */
export function generator(seed = 12345) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** Columns sit where a run's columns sit: on shared memory, one buffer each. */
export const shared = (length, Type) => new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));

export const PERIODS = 10;
const FIRST_YEAR = 2010;

/**
 * Units × 10 years with unit and year effects and k regressors that go with the unit effect. "balanced": every unit each year, sorted;
 * "unbalanced": as many rows, each of a unit and a year drawn at random, in no order.
 *
 * @returns columns by row; units as codes, which `rawIds` turns into what a file holds
 */
export function twoWayPanel(rows, k, shape) {
  const noise = generator();
  const draw = (below) => Math.min(below - 1, Math.floor((noise() + 0.5) * below));
  const units = Math.round(rows / PERIODS);
  const effect = Float64Array.from({ length: units }, () => 4 * noise());
  const unit = shared(rows, Int32Array);
  const year = shared(rows, Float64Array);
  const y = shared(rows, Float64Array);
  const x = Array.from({ length: k }, () => shared(rows, Float64Array));
  for (let i = 0; i < rows; i++) {
    const isDrawn = shape === "unbalanced" && i >= 2 * units;
    unit[i] = isDrawn ? draw(units) : shape === "unbalanced" ? i % units : Math.floor(i / PERIODS);
    const t = shape === "unbalanced" ? draw(PERIODS) : i % PERIODS;
    year[i] = FIRST_YEAR + t;
    let value = effect[unit[i]] + 0.1 * t + noise();
    for (let j = 0; j < k; j++) {
      x[j][i] = noise() + 0.3 * effect[unit[i]] + 0.02 * t * (j + 1);
      value += 0.5 * x[j][i];
    }
    y[i] = value;
  }
  return { rows, units, unit, year, y, x };
}

/** Units × 10 years; 40 % never treated, the others from one of eight years on. The outcome's trend depends on the first covariate. */
export function staggeredPanel(units) {
  const noise = generator();
  const rows = units * PERIODS;
  const unit = shared(rows, Int32Array);
  const year = shared(rows, Float64Array);
  const cohort = shared(rows, Float64Array);
  const y = shared(rows, Float64Array);
  const x = [shared(rows, Float64Array), shared(rows, Float64Array)];
  for (let u = 0; u < units; u++) {
    const share = noise() + 0.5;
    const start = share < 0.4 ? Infinity : FIRST_YEAR + 1 + Math.min(8, Math.ceil(((share - 0.4) / 0.6) * 8));
    const effect = 4 * noise();
    const own = [noise() + (share < 0.4 ? 0 : 0.1), noise()];
    for (let t = 0; t < PERIODS; t++) {
      const i = u * PERIODS + t;
      unit[i] = u;
      year[i] = FIRST_YEAR + t;
      cohort[i] = start;
      x[0][i] = own[0];
      x[1][i] = own[1];
      y[i] = effect + 0.1 * t + (year[i] >= start ? 0.5 : 0) + 0.2 * t * own[0] + noise();
    }
  }
  return { rows, units, unit, year, cohort, y, x };
}

/** Numbers that stand for units in a file: ascending with the units, as rows of a design are, with gaps. */
export function rawIds({ unit }) {
  const ids = shared(unit.length, Float64Array);
  for (let i = 0; i < ids.length; i++) ids[i] = 100_000 + 7 * unit[i];
  return ids;
}
