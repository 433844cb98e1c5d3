// The numbers of a benchmark as tables of text.

function table(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, c) => Math.max(...lines.map((line) => line[c].length)));
  return lines
    .map((line) => line.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join("  "))
    .join("\n");
}

const whole = (value) => (value === null ? "" : value.toFixed(0));

function caseRow(result) {
  const { id, correct, gate, gateMegabytes, peakMegabytes } = result;
  if (!correct) {
    const wrong = result.checks
      .filter(({ gap, limit }) => !(gap <= limit))
      .map(({ what, gap }) => `${what} ${gap.toExponential(1)}`);
    return [id, "WRONG", wrong.join(", "), "", "", "", "", "", "", ""];
  }
  const gap = Math.max(0, ...result.checks.map((check) => check.gap));
  const limits = [gate === null ? [] : String(gate), gateMegabytes === null ? [] : `${gateMegabytes} MB`].flat();
  return [
    id,
    `yes (${gap.toExponential(0)})`,
    `${whole(result.milliseconds)} (${whole(result.fastest)}–${whole(result.slowest)})`,
    limits.join(", "),
    limits.length === 0 ? "" : result.missed ? "MISSED" : "met",
    result.reference,
    whole(result.cpuMilliseconds),
    whole(result.codingMilliseconds),
    whole(peakMegabytes),
    result.referenceMilliseconds?.toFixed(1) ?? "",
  ];
}

function growthTable(growth) {
  const units = growth[0].points.map((point) => point.units);
  const rows = growth.map(({ kind, points, exponent }) => [
    kind === "ols" ? "OLS, two effects" : "Callaway–Sant'Anna, analytic",
    ...points.map(({ milliseconds, rows: n }) => ((milliseconds * 1e6) / n).toFixed(0)),
    exponent.toFixed(2),
  ]);
  return table(["ns per row at", ...units.map((n) => `${n} units`), "exponent"], rows);
}

function phaseTable(phases, names) {
  const rows = phases.map((result) => [
    result.rows,
    ...names.map((phase) => {
      if (!result.correct) return "WRONG RESULT";
      const milliseconds = result.milliseconds[phase];
      return `${milliseconds.toFixed(1)} (${((milliseconds * 1e6) / result.rows).toFixed(0)})`;
    }),
    result.peakMegabytes.toFixed(0),
  ]);
  return table(["rows", ...names, "peak MB"], rows);
}

export function formatReport({ cases, growth, phases, repeats, reference }, phaseNames) {
  const head = [
    "case",
    "correct (gap)",
    "ms (spread)",
    "limit",
    "",
    "R ms",
    "cpu ms",
    "coding ids ms",
    "peak MB",
    "loop ms",
  ];
  const parts = [];
  if (cases.length > 0) {
    const titles = cases.map(({ id, title }) => `  ${id}: ${title}`);
    parts.push(
      `From coded ids to coefficients and errors; median of ${repeats} fresh processes. R: ${reference}.`,
      titles.join("\n"),
      table(head, cases.map(caseRow)),
      "cpu: all threads of the process. loop: a fixed loop of 6e7 operations, by which runs on other machines, or busier ones, compare.",
    );
  }
  if (growth.length > 0) parts.push("Growth, best of five after warming up; 1 is linear.", growthTable(growth));
  if (phases.length > 0) {
    parts.push(
      `From a CSV file, ms (ns per row); median of ${repeats} fresh processes.`,
      phaseTable(phases, phaseNames),
    );
  }
  return parts.join("\n\n");
}
