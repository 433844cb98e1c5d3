/** R on two cores of the same kind; fixest 0.14.2 and did 2.5.1. */
const REFERENCE = "fixest 0.14.2 / did 2.5.1 on such a machine";

/** Cases with a script of their own, which holds every run against its gate. */
function threeEffects(name) {
  const read = ({ gate, ...run }) => ({
    ...run,
    rows: Number(/(\S+) rows/.exec(name)[1]),
    checks: Object.entries(gate).map(([what, gap]) => ({ what, gap, limit: 1e-8 })),
  });
  return { script: "three-effects.mjs", given: ["--case", name], read };
}

/** What is timed, from coded ids to coefficients and errors, with the time and memory it has to stay within. */
const CASES = [
  {
    id: "ols-1e7",
    title: "1e7 rows, unit and year effects, 1 regressor, clustered by unit",
    kind: "ols",
    size: 10_000_000,
    gate: 1500,
    gateMegabytes: 2048,
    reference: "2700–3000",
  },
  {
    id: "ols-1e7-unbalanced",
    title: "the same, unbalanced and in no order",
    kind: "ols",
    size: 10_000_000,
    shape: "unbalanced",
    gate: null,
    reference: "",
  },
  {
    id: "ols-1e6-10",
    title: "1e6 rows, unit and year effects, 10 regressors, clustered by unit",
    kind: "ols",
    size: 1_000_000,
    regressors: 10,
    gate: 400,
    reference: "1100–1300",
  },
  {
    id: "cs-analytic",
    title: "Callaway–Sant'Anna, 50,000 × 10, cells and four aggregations",
    kind: "cs",
    size: 50_000,
    gate: 150,
    reference: "1800",
  },
  {
    id: "cs-draws",
    title: "the same with 999 draws and uniform bands",
    kind: "cs",
    size: 50_000,
    options: { draws: 999 },
    gate: 500,
    reference: "7000",
  },
  {
    id: "cs-dr",
    title: "the same, doubly robust on two covariates, analytic",
    kind: "cs",
    size: 50_000,
    options: { method: "dr", covariates: ["x0", "x1"] },
    gate: 500,
    reference: "3000",
  },
  {
    id: "three-1e6",
    title: "1e6 rows, unit, year and a firm drawn per row: absorption and fit",
    ...threeEffects("random firms, 1e6 rows"),
    gate: 500,
    reference: "2900–5400",
  },
  {
    id: "three-chain",
    title: "1e5 rows whose third effect links the units in one chain of 5e4 firms",
    ...threeEffects("chain of 5e4 firms, 1e5 rows"),
    gate: 1000,
    reference: "",
  },
  {
    id: "sto-panel",
    title: "STO from raw files to every indicator they carry",
    script: "sto-panel.mjs",
    given: [],
    gate: 10_000,
    reference: "",
  },
  {
    id: "import-1e7",
    title: "effectmeter import of a Parquet table of 1e7 rows",
    script: "import.mjs",
    given: [],
    read: (run) => ({ ...run, rows: 10_000_000, checks: [] }),
    gate: null,
    gateMegabytes: 2048,
    reference: "",
  },
];

export { CASES, REFERENCE };
