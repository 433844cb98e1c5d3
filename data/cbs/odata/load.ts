import { InputError } from "../../../src/core/errors.ts";
import type { Finding } from "../../../src/core/finding.ts";
import type { Codebook, Reader } from "../../../src/core/source.ts";
import { MISSING, type Table } from "../../../src/core/table.ts";
import { encodeCategories, sharedFloat64, sharedUint8, tableOf } from "../../../src/tables/shared.ts";
import {
  type CellStatus,
  cellValue,
  type ODataPage,
  type ODataRecord,
  parsePeriod,
  regionKind,
  rowsOf,
} from "../odata.ts";
import codebook from "./codebook.json" with { type: "json" };
import { type Dimension, describeTopics, dimensionNames, rolesOf, titlesOf } from "./describe.ts";
import { type PageFile, readPages } from "./pages.ts";

/** One cell of the table: a value of one topic, with the codes of its dimensions in the order of `dimensions`. */
interface Observation {
  readonly codes: readonly (string | null)[];
  readonly measure: string;
  readonly value: number;
  readonly status: CellStatus | null;
}

const REASON: Readonly<Record<CellStatus, number>> = {
  secret: MISSING.suppressed,
  unknown: MISSING.suppressed,
  impossible: MISSING.notApplicable,
  "not-applicable": MISSING.notApplicable,
  missing: MISSING.absent,
};
/** SQL tells names apart without regard to case. */
const FIXED = codebook.columns.map((column) => column.name);

/**
 * A downloaded CBS table, version 3 or 4, long: one row per topic × dimensions, in order of the records. Beside the columns of the codebook it has one column per
 * further dimension, named as published, with its codes, and `<dimension>_title` where the codes' titles were downloaded too.
 * All files together are one table: its data pages, and where there are, DataProperties or MeasureCodes, codes of dimensions and TableInfos or Properties.
 */
export const odata: Reader = {
  id: "cbs/odata",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const files = await readPages(paths);
    requireOneTable(files);
    const ofKind = (kind: ODataPage["kind"]) => files.filter(({ page }) => page.kind === kind);
    const data = ofKind("data");
    if (data.length === 0)
      throw new InputError(
        `${files[0]!.file}: there is no page with data (TypedDataSet or Observations) among the files.`,
      );
    const records = rowsOf(data);
    if (records.length === 0) throw new InputError(`${data[0]!.file}: the pages hold no records.`);
    const topics = ofKind("topics").flatMap(({ page }) => page.records);
    const long = data[0]!.page.version === 4;
    const names = dimensionNames(records[0]!.record, topics, long);
    const observations = records.flatMap(({ record, file }) =>
      long ? [observationOf(record, names, file)] : observationsOf(record, names, topics, file),
    );
    requireUnique(observations, names, data[0]!.file);
    return {
      table: tableOfObservations(
        observations,
        names,
        topics,
        ofKind("codes"),
        records.map(({ record }) => record),
      ),
      files: files.map(({ source }) => source),
      findings: findingsOf(files, data, records.length),
    };
  },
};

function requireOneTable(files: readonly PageFile[]): void {
  const first = files.find(({ page }) => page.table !== "");
  const other = files.find(({ page }) => page.table !== "" && page.table !== first!.page.table);
  if (first !== undefined && other !== undefined)
    throw new InputError(
      `${other.file} is of table ${other.page.table} and ${first.file} of table ${first.page.table}; make each table a source of its own.`,
    );
}

function observationOf(record: ODataRecord, names: readonly string[], file: string): Observation {
  const measure = record.get("Measure");
  if (typeof measure !== "string")
    throw new InputError(`${file}, record ${String(record.get("Id"))}: it has no Measure; download the page again.`);
  const cell = record.get("Value") ?? record.get("StringValue") ?? null;
  return { codes: codesOf(record, names, file), measure: measure.trim(), ...checked(record, measure, cell, file) };
}

function observationsOf(
  record: ODataRecord,
  names: readonly string[],
  topics: readonly ODataRecord[],
  file: string,
): Observation[] {
  const codes = codesOf(record, names, file);
  const declared = new Set(topics.filter((one) => one.get("Type") === "Topic").map((one) => one.get("Key")));
  const measures = [...record.keys()].filter(
    (name) => name !== "ID" && !names.includes(name) && (declared.size === 0 || declared.has(name)),
  );
  if (measures.length === 0)
    throw new InputError(`${file}, record ${String(record.get("ID"))}: it has no topic; download the page again.`);
  return measures.map((measure) => ({ codes, measure, ...checked(record, measure, record.get(measure), file) }));
}

function codesOf(record: ODataRecord, names: readonly string[], file: string): (string | null)[] {
  return names.map((name) => {
    const code = record.get(name);
    if (code === undefined)
      throw new InputError(
        `${file}, record ${String(record.get("ID") ?? record.get("Id"))}: dimension ${name}, which other records have, is missing.`,
      );
    return code === null ? null : String(code).trim() || null;
  });
}

function checked(record: ODataRecord, measure: string, cell: unknown, file: string) {
  const value = cellValue(cell, record.get("ValueAttribute"));
  if (value === null)
    throw new InputError(
      `${file}, record ${String(record.get("ID") ?? record.get("Id"))}, ${measure}: ${JSON.stringify(cell)} is not a number.`,
    );
  return value;
}

function requireUnique(observations: readonly Observation[], names: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const { codes, measure } of observations) {
    const key = [measure, ...codes].join("\u0000");
    if (seen.has(key))
      throw new InputError(
        `${file}: ${measure} occurs twice for ${names.map((name, index) => `${name} ${codes[index] ?? "(none)"}`).join(", ")}; do the pages overlap?`,
      );
    seen.add(key);
  }
}

function tableOfObservations(
  observations: readonly Observation[],
  names: readonly string[],
  topics: readonly ODataRecord[],
  codePages: readonly PageFile[],
  records: readonly ODataRecord[],
): Table {
  const dimensions = rolesOf(names, topics, records);
  const at = (role: Dimension["role"]) => dimensions.findIndex((dimension) => dimension.role === role);
  const codeOf = (index: number) => (one: Observation) => (index < 0 ? null : one.codes[index]!);
  const [period, region] = [codeOf(at("period")), codeOf(at("region"))];
  const periods = observations.map((one) => parsePeriod(period(one) ?? ""));
  const described = describeTopics(topics);
  const topic = (one: Observation) => described.get(one.measure);
  const text = (name: string, of: (one: Observation) => string | null) => encodeCategories(name, observations.map(of));
  const number = (name: string, of: (index: number) => number | null | undefined) => {
    const values = sharedFloat64(observations.length);
    for (let row = 0; row < values.length; row++) values[row] = of(row) ?? Number.NaN;
    return { kind: "number", name, values } as const;
  };
  const missing = sharedUint8(observations.length);
  observations.forEach(({ status }, row) => {
    missing[row] = status === null ? MISSING.present : REASON[status];
  });
  const others = dimensions.flatMap(({ name, role }, index) => {
    if (role !== "other") return [];
    const column = FIXED.includes(name.toLowerCase()) ? `dimension_${name}` : name;
    const titles = titlesOf(name, observations.map(codeOf(index)), codePages);
    return [
      text(column, codeOf(index)),
      ...(titles === null ? [] : [text(`${column}_title`, (one) => titles.get(codeOf(index)(one) ?? "") ?? null)]),
    ];
  });
  return tableOf([
    text("measure", (one) => one.measure),
    text("measure_title", (one) => topic(one)?.title ?? null),
    text("unit", (one) => topic(one)?.unit ?? null),
    number("decimals", (row) => topic(observations[row]!)?.decimals),
    text("period", period),
    encodeCategories(
      "period_kind",
      periods.map((one) => one?.kind ?? null),
    ),
    number("year", (row) => periods[row]?.year),
    number("part", (row) => periods[row]?.part),
    text("region", region),
    text("region_kind", (one) => regionKind(region(one) ?? "")),
    { ...number("value", (row) => observations[row]!.value), missing },
    text("status", (one) => one.status),
    ...others,
  ]);
}

/** "incomplete-download": the table's own description counts more records than there are; a filter explains that, a lost page too. */
function findingsOf(files: readonly PageFile[], data: readonly PageFile[], records: number): Finding[] {
  const about = files.filter(({ page }) => page.kind === "table").flatMap(({ page }) => page.records);
  const published = about
    .map((one) => one.get("RecordCount") ?? one.get("ObservationCount"))
    .find((count) => typeof count === "number");
  return published === undefined || records >= published
    ? []
    : [
        {
          code: "incomplete-download",
          severity: "note",
          values: { source: odata.id, file: data[0]!.file, records, published },
        },
      ];
}
