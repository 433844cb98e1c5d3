import { InputError } from "../../../src/core/errors.ts";
import type { Finding } from "../../../src/core/finding.ts";
import type { Codebook, Reader, SourceTable } from "../../../src/core/source.ts";
import type { CategoryColumn, Table } from "../../../src/core/table.ts";
import { encodeCategories, sharedInt32, tableOf } from "../../../src/tables/shared.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import { type Count, countBuffer, countsOf, exactColumn, isSuppressed, narrowBySum, ZERO } from "../counts.ts";
import { joinKey, requireUnique, textOf, vestigingKeys } from "../keys.ts";
import { EXAM_COLUMN, LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import { type ExamProgramme, examProgramme } from "../programmes.ts";
import codebook from "./codebook.json" with { type: "json" };

/** One file, wide: a row per location and programme, counts per exam year. */
interface ExamFile {
  readonly source: RecognisedFile;
  /** Ascending. */
  readonly years: readonly number[];
  readonly rows: readonly ExamRow[];
}

interface ExamRow extends ExamProgramme {
  readonly vestiging: string;
  readonly municipality: string | null;
  readonly schoolType: string | null;
  readonly code: string;
  readonly name: string;
}

/** The counts of one exam year by row of the file. */
interface YearCounts {
  readonly total: (row: number) => Count;
  readonly male: (row: number) => Count;
  readonly female: (row: number) => Count;
  readonly unknown: (row: number) => Count;
  readonly passed: (row: number) => Count;
}

/** One exam year of one file: rows of the result before they are sorted. */
interface Block {
  readonly file: ExamFile;
  readonly year: number;
  /** Position of the file's first row in the list of all files' rows. */
  readonly firstRow: number;
}

/**
 * Exam candidates and graduates: one row per location × exam year × inspection code, zero cells included, sorted by these three.
 * Each exam year is taken from the newest file that has it; an older file's version of that year is left out, with a finding.
 */
export const exams: Reader = {
  id: "duo/exams",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const files = (await readFiles(paths, LAYOUTS.exams)).map(readExamFile);
    const { blocks, replaced } = ownersOfYears(files);
    return stack(files, blocks, replaced);
  },
};

function readExamFile(source: RecognisedFile): ExamFile {
  const keys = vestigingKeys(source);
  const text = (name: string) => textOf(source.column(name));
  const [municipality, schoolType] = [text("GEMEENTENAAM"), text("ONDERWIJSTYPE VO")];
  const [codes, names] = [text("INSPECTIECODE"), text("OPLEIDINGSNAAM")];
  requireUnique(
    source,
    keys.map((key, row) => joinKey(key, codes[row]!)),
    "location and inspection code",
  );
  const rows = keys.map((vestiging, row) => {
    const [code, name] = [codes[row] ?? "", names[row] ?? ""];
    const programme = examProgramme(name, code);
    if (typeof programme === "string")
      throw new InputError(`${source.where(row)}, column "OPLEIDINGSNAAM": ${programme}.`);
    return { ...programme, vestiging, municipality: municipality[row]!, schoolType: schoolType[row]!, code, name };
  });
  return { source, years: yearsOf(source), rows };
}

/** Exam years in the header, ascending: the second year of the school year. */
function yearsOf(source: RecognisedFile): number[] {
  const years = new Set<number>();
  for (const header of source.columns.keys()) {
    const match = EXAM_COLUMN.exec(header);
    if (match === null) continue;
    if (Number(match[3]) !== Number(match[2]) + 1)
      throw new InputError(
        `${source.file.place}, line 1: "${header}" names no school year; expected two successive years.`,
      );
    years.add(Number(match[3]));
  }
  return [...years].sort((a, b) => a - b);
}

function countsOfYear(source: RecognisedFile, year: number): YearCounts {
  const header = (what: string, sex: string) => `${what} SCHOOLJAAR ${year - 1}-${year} - ${sex}`;
  const needed = {
    total: header("EXAMENKANDIDATEN", "TOTAAL"),
    male: header("EXAMENKANDIDATEN", "MAN"),
    female: header("EXAMENKANDIDATEN", "VROUW"),
    passed: header("GESLAAGDEN", "TOTAAL"),
  };
  const missing = Object.values(needed).filter((name) => !source.columns.has(name));
  if (missing.length > 0)
    throw new InputError(
      `${source.file.place}, line 1: of exam year ${year} these columns are missing: ${missing.join("; ")}.`,
    );
  const counts = (name: string) => countsOf(source, source.column(name));
  const unknown = header("EXAMENKANDIDATEN", "ONBEKEND");
  return {
    total: counts(needed.total),
    male: counts(needed.male),
    female: counts(needed.female),
    unknown: source.columns.has(unknown) ? counts(unknown) : () => ZERO,
    passed: counts(needed.passed),
  };
}

/** Gives each exam year to the newest file that has it: the one that runs to the latest year. */
function ownersOfYears(files: readonly ExamFile[]): {
  readonly blocks: readonly Block[];
  readonly replaced: ReadonlyMap<ExamFile, number[]>;
} {
  const owner = new Map<number, ExamFile>();
  const replaced = new Map<ExamFile, number[]>();
  for (const file of files.toSorted((a, b) => a.years.at(-1)! - b.years.at(-1)!))
    for (const year of file.years) {
      const earlier = owner.get(year);
      if (earlier !== undefined && earlier.years.at(-1) === file.years.at(-1))
        throw new InputError(
          `${earlier.source.file.place} and ${file.source.file.place} both run to exam year ${file.years.at(-1)}, so neither is the newer one; name only one of them.`,
        );
      if (earlier !== undefined) replaced.set(earlier, [...(replaced.get(earlier) ?? []), year]);
      owner.set(year, file);
    }
  let firstRow = 0;
  const blocks: Block[] = [];
  for (const file of files) {
    for (const year of file.years) if (owner.get(year) === file) blocks.push({ file, year, firstRow });
    firstRow += file.rows.length;
  }
  return { blocks, replaced };
}

function stack(
  files: readonly ExamFile[],
  blocks: readonly Block[],
  replaced: ReadonlyMap<ExamFile, readonly number[]>,
): SourceTable {
  const all = files.flatMap((file) => file.rows);
  const text = (name: string, of: (row: ExamRow) => string | null) => encodeCategories(name, all.map(of));
  const [vestiging, code] = [text("vestiging", (row) => row.vestiging), text("inspection_code", (row) => row.code)];
  const { position, rowOf, yearOf } = sortRows(blocks, vestiging, code);
  const spread = (column: CategoryColumn) => gather(column, rowOf);
  const names = ["candidates", "candidates_male", "candidates_female", "passed"] as const;
  const [candidates, male, female, passed] = names.map((name) => countBuffer(name, rowOf.length));
  const seen = { suppressed: 0, nonZero: 0, unequal: 0, first: Number.POSITIVE_INFINITY };
  let next = 0;
  for (const { file, year } of blocks) {
    const counts = countsOfYear(file.source, year);
    for (let row = 0; row < file.rows.length; row++) {
      const at = position[next++]!;
      const [total, men, women, unknown] = [
        counts.total(row),
        counts.male(row),
        counts.female(row),
        counts.unknown(row),
      ];
      candidates!.set(at, total);
      male!.set(at, narrowBySum(men, total, [women, unknown]));
      female!.set(at, narrowBySum(women, total, [men, unknown]));
      passed!.set(at, counts.passed(row));
      if (total.max > 0) seen.nonZero++;
      if (isSuppressed(total)) {
        seen.suppressed++;
        seen.first = Math.min(seen.first, year);
      } else if (
        !isSuppressed(men) &&
        !isSuppressed(women) &&
        !isSuppressed(unknown) &&
        men.min + women.min + unknown.min !== total.min
      )
        seen.unequal++;
    }
  }
  const table: Table = tableOf([
    spread(vestiging),
    exactColumn("exam_year", yearOf),
    spread(text("municipality", (row) => row.municipality)),
    spread(text("school_type", (row) => row.schoolType)),
    spread(text("leerweg", (row) => row.leerweg)),
    spread(text("sector", (row) => row.sector)),
    spread(text("profile", (row) => row.profile)),
    spread(code),
    spread(text("programme", (row) => row.name)),
    ...[candidates!, male!, female!, passed!].map((buffer) => buffer.column),
  ]);
  const sources = files.map((file) => file.source);
  return {
    table,
    files: sourceFilesOf(sources),
    findings: [...sources.flatMap((source) => source.findings), ...findingsOf(replaced, seen)],
  };
}

/**
 * Where each row of each block goes when the result is sorted by location, year and code; and, by place in the result, its row in the
 * list of all files' rows and its year. The three parts and the row's number are packed into one exact integer, so that sorting is fast.
 */
function sortRows(blocks: readonly Block[], vestiging: CategoryColumn, code: CategoryColumn) {
  const length = blocks.reduce((sum, block) => sum + block.file.rows.length, 0);
  const years = blocks.map((block) => block.year).sort((a, b) => a - b);
  const packed = new Float64Array(length);
  const [rows, rowYears] = [new Int32Array(length), new Int32Array(length)];
  let next = 0;
  for (const { file, year, firstRow } of blocks)
    for (let row = firstRow; row < firstRow + file.rows.length; row++) {
      const key = (vestiging.codes[row]! * years.length + years.indexOf(year)) * code.labels.length + code.codes[row]!;
      rows[next] = row;
      rowYears[next] = year;
      packed[next] = key * length + next++;
    }
  packed.sort();
  const position = new Int32Array(length);
  const [rowOf, yearOf] = [new Int32Array(length), new Array<number>(length)];
  for (let at = 0; at < length; at++) {
    const from = packed[at]! % length;
    position[from] = at;
    rowOf[at] = rows[from]!;
    yearOf[at] = rowYears[from]!;
  }
  return { position, rowOf, yearOf };
}

function gather(column: CategoryColumn, rowOf: Int32Array): CategoryColumn {
  const codes = sharedInt32(rowOf.length);
  for (let at = 0; at < codes.length; at++) codes[at] = column.codes[rowOf[at]!]!;
  return { ...column, codes };
}

function findingsOf(
  replaced: ReadonlyMap<ExamFile, readonly number[]>,
  seen: { readonly suppressed: number; readonly nonZero: number; readonly unequal: number; readonly first: number },
): Finding[] {
  const source = exams.id;
  const findings: Finding[] = [...replaced].map(([file, years]) => ({
    code: "overlapping-years",
    severity: "note",
    values: { source, file: file.source.file.path, years: years.map(String) },
  }));
  if (seen.suppressed > 0)
    findings.push({
      code: "suppressed-counts",
      severity: "note",
      values: { source, cells: seen.suppressed, non_zero_cells: seen.nonZero, first_period: seen.first },
      where: "candidates",
    });
  if (seen.unequal > 0)
    findings.push({
      code: "sexes-differ-from-total",
      severity: "note",
      values: { source, cells: seen.unequal },
      where: "candidates",
    });
  return findings;
}
