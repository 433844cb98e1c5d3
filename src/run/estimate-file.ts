import { findEstimator } from "../../models/index.ts";
import { InputError, NothingToEstimateError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Column, Table } from "../core/table.ts";
import { requireColumns as requireFormulaColumns } from "../design/model-matrix.ts";
import { applyFormula } from "../design/regression-design.ts";
import { subsetDesign } from "../design/subset.ts";
import { columnsOf, parseFormula } from "../formula/parse-formula.ts";
import type { SmallSample } from "../inference/small-sample.ts";
import { findingSentence } from "../messages/findings.ts";
import { lookAtPanel } from "../panel/checks/index.ts";
import { conditionReason } from "../panel/conditions.ts";
import { takeRows } from "../panel/panel.ts";
import { type EstimationResult, SCHEMA_VERSION } from "../result/schema.ts";
import { closest } from "../spec/edit-distance.ts";
import { openDatabase } from "../tables/database.ts";
import { isPostgresUrl } from "../tables/formats/postgres.ts";
import { readTable } from "../tables/generic-table.ts";
import { estimatorIds, formulaEstimatorIds } from "./catalogue.ts";
import { covariateFormula, expandCovariates } from "./covariate-formula.ts";
import { designFromColumns, type Roles } from "./estimate-design.ts";
import { columnsOfErrors, refuseImpossiblePlaces, requestedErrors } from "./estimate-errors.ts";
import {
  bandOf,
  countsResult,
  covarianceResult,
  diagnosticsResult,
  effectRows,
  findingResult,
  statisticsResult,
} from "./estimate-result.ts";
import { factsOfFile } from "./file-facts.ts";
import { parseOptions } from "./parse-options.ts";
import { provenanceOf } from "./provenance.ts";
import { runTask } from "./run-task.ts";
import { withStaggered } from "./staggered-options.ts";
import { shownPath } from "./study-files.ts";
import { syntheticMarkOf } from "./synthetic.ts";
import type { Task } from "./task.ts";
import { onlyComparedRows, tripleRoles, wholeTableAddsUp } from "./triple-columns.ts";

/** What `effectmeter estimate` was asked. */
export interface EstimateRequest {
  readonly model: string;
  readonly data: string;
  /** Sheet of a spreadsheet; needed where several have cells. */
  readonly sheet?: string | undefined;
  readonly roles: Roles;
  readonly covariates: readonly string[];
  readonly absorb: readonly string[];
  readonly formula: string | undefined;
  readonly where: string | undefined;
  readonly se: string | undefined;
  readonly level: number;
  readonly seed: number;
  readonly memory: string | undefined;
  readonly settings: readonly (readonly [string, unknown])[];
  readonly command: string;
}

const SMALL_SAMPLE_KEYS: Readonly<Record<keyof SmallSample, readonly unknown[]>> = {
  adjK: [true, false],
  K: ["none", "nonnested", "full"],
  exactK: [true, false],
  adjG: [true, false],
  G: ["min", "conventional"],
  tdf: ["min", "conventional"],
};

/** Splits --set into small-sample keys (ssc.…) and the model's options, checking the former. */
function splitSettings(settings: EstimateRequest["settings"]): {
  smallSample: Partial<SmallSample>;
  options: Record<string, unknown>;
} {
  const smallSample = new Map<string, unknown>();
  const options = new Map<string, unknown>();
  for (const [key, value] of settings) {
    if (!key.startsWith("ssc.")) {
      options.set(key, value);
      continue;
    }
    const name = key.slice(4);
    const allowed = Object.entries(SMALL_SAMPLE_KEYS).find(([known]) => known === name)?.[1];
    if (allowed === undefined)
      throw new InputError(
        `--set ${key}: unknown; small-sample keys are ${Object.keys(SMALL_SAMPLE_KEYS)
          .map((known) => `ssc.${known}`)
          .join(", ")}`,
      );
    if (!allowed.includes(value))
      throw new InputError(`--set ${key}: expected ${allowed.join(" or ")}, got ${String(value)}`);
    smallSample.set(name, value);
  }
  return { smallSample: Object.fromEntries(smallSample), options: Object.fromEntries(options) };
}

function requireModel(model: string): NonNullable<ReturnType<typeof findEstimator>> {
  const estimator = findEstimator(model);
  if (estimator) return estimator;
  const meant = closest(model, [...estimatorIds]);
  throw new InputError(
    `there is no model "${model}"${meant === null ? "" : `; did you mean "${meant}"?`}; effectmeter models lists them`,
  );
}

/** Options of models that name columns beside --covariates and --absorb. */
const COLUMN_SETTINGS: ReadonlySet<string> = new Set(["endogenous", "instruments", "offset"]);

/** The columns of an effect: of `region^year` two, of `unit[a, b]` three. */
const columnsOfEffect = (name: string): readonly string[] =>
  name
    .split(/[\^[\],]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Columns the request names, by the option that names them. */
function namedColumns(request: EstimateRequest): Map<string, string> {
  const { roles } = request;
  const named = new Map<string, string>();
  const add = (option: string, names: readonly (string | undefined)[]): void => {
    for (const name of names) if (name !== undefined && !named.has(name)) named.set(name, option);
  };
  add("--outcome", [roles.outcome]);
  add("--unit", [roles.unit]);
  add("--period", [roles.period]);
  add("--cohort", [roles.cohort]);
  add("--treatment", [roles.treatment]);
  add("--post", [roles.post]);
  add("--dose", [roles.dose]);
  add("--set group", [roles.group]);
  add("--weights", [roles.weights]);
  add("--cluster", roles.clusters);
  add("--covariates", request.covariates);
  add("--absorb", request.absorb.flatMap(columnsOfEffect));
  for (const [key, value] of request.settings) {
    if (COLUMN_SETTINGS.has(key)) add(`--set ${key}`, [value].flat().map(String));
    // Other values than names are the options' own problem.
    const names = [value].flat().filter((name) => typeof name === "string");
    if (key === "absorb") add("--set absorb", names.flatMap(columnsOfEffect));
    if (key === "covariates" && Array.isArray(value)) add("--set covariates", names);
  }
  return named;
}

function requireColumns(table: Table, named: ReadonlyMap<string, string>, path: string): void {
  const problems = [...named]
    .filter(([name]) => !table.columns.has(name))
    .map(([name, option]) => {
      const meant = closest(name, [...table.columns.keys()]);
      return `${path}: ${option} names column "${name}", which is not there${meant === null ? "" : `; did you mean "${meant}"?`} (columns: ${[...table.columns.keys()].join(", ")})`;
    });
  if (problems.length > 0) throw new InputError(problems);
}

const isMissing = (column: Column, row: number): boolean =>
  column.kind === "category" ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);

/** Rows without a missing value in any named column, and how many each column cost. An empty cohort means never treated, not missing. */
function completeRows(
  table: Table,
  names: readonly string[],
  cohort: string | undefined,
  keep: Float64Array | null,
): { rows: Int32Array; findings: Finding[] } {
  const columns = names.filter((name) => name !== cohort).map((name) => table.columns.get(name)!);
  const lost = new Map<string, number>();
  const rows: number[] = [];
  let filtered = 0;
  for (let row = 0; row < table.rowCount; row++) {
    if (keep !== null && keep[row] !== 1) {
      filtered++;
      continue;
    }
    const empty = columns.find((column) => isMissing(column, row));
    if (empty) lost.set(empty.name, (lost.get(empty.name) ?? 0) + 1);
    else rows.push(row);
  }
  const findings: Finding[] = [...lost].map(([column, count]) => ({
    code: "rows-missing",
    severity: "note",
    values: { column, rows: count },
  }));
  if (filtered > 0) findings.unshift({ code: "rows-filtered", severity: "note", values: { rows: filtered } });
  return { rows: Int32Array.from(rows), findings };
}

/** Per row whether --where holds; null without one. @throws InputError when it is no condition on the table's columns */
async function rowsWhere(
  table: Table,
  where: string | undefined,
  memory: string | undefined,
  path: string,
): Promise<Float64Array | null> {
  if (where === undefined) return null;
  const database = await openDatabase(memory === undefined ? {} : { memory });
  try {
    const columns = new Map(table.columns);
    columns.set("effectmeter_row", {
      kind: "number",
      name: "effectmeter_row",
      values: Float64Array.from({ length: table.rowCount }, (_, row) => row),
    });
    await database.register("data", { rowCount: table.rowCount, columns });
    const answer = await database
      .query(
        `select effectmeter_row, case when (${where}\n) then 1.0 else 0.0 end as holds from data order by effectmeter_row`,
      )
      .catch((error: unknown) => {
        throw new InputError(
          `--where: the condition "${where}" cannot be evaluated on ${path}: ${conditionReason(error).replace(/\.$/, "")}. Its columns are ${[...table.columns.keys()].join(", ")}`,
          { cause: error },
        );
      });
    const holds = answer.columns.get("holds");
    if (holds?.kind !== "number" || answer.rowCount !== table.rowCount)
      throw new InputError(`--where: "${where}" is not a condition on rows; write one like "year >= 2003"`);
    return holds.values;
  } finally {
    await database.close();
  }
}

/** Reads one table, builds the design that the options describe, and fits one model. @throws InputError, NothingToEstimateError */
export async function estimateFile(asked: EstimateRequest): Promise<EstimationResult> {
  const startedAt = new Date();
  if (isPostgresUrl(asked.data))
    throw new InputError(
      "--data takes a file; write the rows of a database to one first: effectmeter import postgres://… --query … --out <folder>",
    );
  const estimator = requireModel(asked.model);
  const comparesGroups = estimator.needs.timing.includes("triple-difference");
  const request = comparesGroups
    ? { ...asked, ...tripleRoles(asked.model, asked.roles, asked.settings, asked.se) }
    : asked;
  const split = splitSettings(request.settings);
  const { smallSample } = split;
  const { choice, options: settings } = requestedErrors(request.se, request.roles, split.options);

  const formula = request.formula === undefined ? null : parseFormula(request.formula);
  if (formula !== null && estimator.needs.formula === undefined)
    throw new InputError(`--formula goes with ${formulaEstimatorIds.join(", ")}, not ${request.model}`);
  if (formula === null && request.roles.outcome === undefined)
    throw new InputError("--outcome is missing: name the column to explain");
  const { roles } = request;
  const numeric = [
    roles.outcome,
    roles.cohort,
    roles.treatment,
    roles.post,
    roles.dose,
    roles.weights,
    roles.period,
    ...columnsOfErrors(choice).map(([, name]) => name),
  ].filter((name) => name !== undefined);
  const starts = roles.cohort === undefined ? [] : [roles.cohort];
  const path = shownPath(request.data);
  const named = namedColumns(request);
  for (const [option, name] of columnsOfErrors(choice)) if (!named.has(name)) named.set(name, option);
  const sheet = request.sheet === undefined ? {} : { sheet: request.sheet };
  const { table, sourceLine } = await readTable(request.data, { numeric, starts, ...sheet }).catch(
    async (error: unknown) => {
      // Of columns that are not there, the options that name them say more than the reader can.
      if (error instanceof InputError) requireColumns((await readTable(request.data, sheet)).table, named, path);
      throw error;
    },
  );
  requireColumns(table, named, path);
  const covariates = covariateFormula(settings);
  const formulas = [formula, covariates].filter((written) => written !== null);
  // Here the nearest of all columns can be named; the design has only those in use.
  for (const written of formulas) requireFormulaColumns(written, table.columns);
  const inFormula = formulas.flatMap(columnsOf);
  const names = [...new Set([...named.keys(), ...inFormula])];
  const keep = await rowsWhere(table, request.where, request.memory, path);
  const { rows, findings } = completeRows(table, [...named.keys()], roles.cohort, keep);
  if (rows.length === 0)
    throw new NothingToEstimateError(
      keep !== null && !keep.includes(1)
        ? `${path}: --where "${request.where}" holds for none of the ${table.rowCount} rows`
        : `${path}: no row is complete; ${findings.map((finding) => findingSentence(finding, "en")).join(" ")}`,
    );

  const columns = new Map(names.map((name) => [name, takeRows(table.columns.get(name)!, rows, name)]));
  const lineOf = (row: number): string => `${path}:${sourceLine(rows[row]!)}`;
  refuseImpossiblePlaces(choice, columns, lineOf);
  const { design: unsorted, order } = designFromColumns(columns, rows.length, roles, lineOf);
  let design = subsetDesign(unsorted, order);
  const facts = factsOfFile(table, names, roles, keep, rows);
  if (facts !== null)
    for (const about of ["panel", "design"] as const)
      findings.push(...lookAtPanel(facts, about).map(({ finding }) => finding));
  if (design.timing.kind === "triple-difference") {
    const compared = onlyComparedRows(design, design.timing, wholeTableAddsUp(table, roles));
    design = compared.design;
    findings.push(...compared.findings);
  }
  let options: Record<string, unknown> = { ...settings };
  if (request.covariates.length > 0) options["covariates"] = request.covariates;
  if (request.absorb.length > 0) options["absorb"] = request.absorb;
  if (formula !== null) {
    const applied = applyFormula(design, formula, estimator.needs.formula);
    const [unsupported] = applied.findings;
    if (unsupported) throw new InputError(findingSentence(unsupported, "en"));
    if (applied.rows.length < design.rowCount)
      findings.push({
        code: "rows-missing",
        severity: "note",
        values: { column: "formula", rows: design.rowCount - applied.rows.length },
      });
    design = applied.design;
    options = { ...options, ...applied.options };
  }
  if (covariates !== null) {
    const expanded = expandCovariates(design, covariates);
    const lost = design.rowCount - expanded.rows.length;
    if (lost > 0)
      findings.push({ code: "rows-missing", severity: "note", values: { column: "covariates", rows: lost } });
    design = expanded.design;
    options["covariates"] = expanded.covariates;
  }
  if (design.rowCount === 0)
    throw new NothingToEstimateError(`${path}: no row is complete in everything the formula uses`);
  for (const need of ["unit", "period"] as const)
    if (estimator.needs[need] && design[need] === null) throw new InputError(`${request.model} needs --${need}`);
  if (!estimator.needs.timing.includes(design.timing.kind))
    throw new InputError(
      `${request.model} needs a timing of the kind ${estimator.needs.timing.join(" or ")}; name ${timingOptions(estimator.needs.timing)}`,
    );

  const task: Task = {
    id: request.model,
    estimator: request.model,
    options: parseOptions(request.model, estimator.options, withStaggered(estimator, options, {})),
    design,
    leaveOut: null,
    covariance: choice,
    smallSample,
    target: { kind: "overall" },
    outcomeBounds: null,
    periodName: null,
    seed: request.seed,
  };
  const outcome = runTask(task);
  const isInfluence = outcome.covariance.kind === "influence" || outcome.covariance.kind === "multiplier";
  if (isInfluence && request.se !== undefined)
    findings.push({ code: "errors-by-influence", severity: "warning", values: { asked: request.se } });
  // An estimator that leaves units out says which; the panel check that saw them coming would say it twice.
  const isSaid = outcome.findings.some(({ code }) => code === "treated-from-start");
  const all = [...findings.filter(({ code }) => !(isSaid && code === "treated-before-panel")), ...outcome.findings];
  const refused = all.find((finding) => finding.severity === "refusal");
  if (refused || outcome.estimate.every(Number.isNaN))
    throw new NothingToEstimateError(
      `${path}: ${refused ? findingSentence(refused, "en") : "no term could be estimated"}`,
    );
  const band = bandOf(outcome, request.level, request.seed);
  const synthetic = syntheticMarkOf([request.data]);
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "estimate",
    estimator: outcome.estimator,
    revision: outcome.revision,
    options: task.options,
    counts: countsResult(outcome.counts, outcome.covariance),
    effects: effectRows(outcome, request.level, band, outcome.reference),
    level: request.level,
    covariance: covarianceResult(outcome.covariance),
    diagnostics: diagnosticsResult(outcome.diagnostics),
    ...statisticsResult(outcome),
    findings: all.map(findingResult),
    provenance: { ...provenanceOf(startedAt, request.command, 0), ...(synthetic === null ? {} : { synthetic }) },
  };
}

function timingOptions(kinds: readonly string[]): string {
  const words = kinds.flatMap((kind) =>
    kind === "dose"
      ? ["--dose (and --post)"]
      : kind === "staggered"
        ? ["--cohort"]
        : kind === "two-by-two"
          ? ["--treatment (and --post)"]
          : kind === "triple-difference"
            ? ["--set group=<column> with --treatment, --dose or --cohort"]
            : [],
  );
  return words.join(", or ");
}
