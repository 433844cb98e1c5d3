import { open } from "node:fs/promises";
import { extname } from "node:path";
import { gunzipSync, constants as zlib } from "node:zlib";
import { InputError } from "../../core/errors.ts";
import { byteOrderMark } from "../encoding.ts";
import { isZip } from "../spreadsheet.ts";
import { isSpss } from "./spss-records.ts";
import { isStata } from "./stata-layout.ts";

export type Format = "delimited" | "parquet" | "xlsx" | "stata" | "spss" | "json";

const FIRST = 1 << 16;
const READ = "CSV and TSV (also .gz), Parquet, XLSX, JSON lines, Stata .dta and SPSS .sav are read";
/** What to do with formats that are met and not read, by extension. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [".xls", "save it in the spreadsheet program as .xlsx"],
  [".xlsb", "save it in the spreadsheet program as .xlsx"],
  [".ods", "save it in the spreadsheet program as .xlsx"],
  [".sas7bdat", "export it in SAS as CSV, or with haven in R as Parquet or CSV"],
  [".xpt", "export it as CSV"],
  [".rds", "write it in R with write.csv or arrow::write_parquet"],
  [".rda", "write it in R with write.csv or arrow::write_parquet"],
  [".rdata", "write it in R with write.csv or arrow::write_parquet"],
  [".feather", "write it as Parquet"],
  [".arrow", "write it as Parquet"],
  [".por", "save it in SPSS as .sav"],
  [".mdb", "export the table as CSV"],
  [".accdb", "export the table as CSV"],
  [".pdf", "copy the table into a spreadsheet and save it as .xlsx or CSV"],
  [".docx", "copy the table into a spreadsheet and save it as .xlsx or CSV"],
]);

/**
 * The format of a file, by its content; the extension decides between JSON and text alone.
 *
 * @throws InputError when the file does not exist, is a folder, is empty, or is of a format that is not read
 */
export async function recogniseFormat(path: string): Promise<Format> {
  const start = await firstBytes(path);
  if (start.length === 0) throw new InputError(`${path} is empty: expected a header line and rows below it.`);
  if (start.toString("latin1", 0, 4) === "PAR1") return "parquet";
  const extension = extname(path.replace(/\.gz$/i, "")).toLowerCase();
  const remedy = REMEDIES.get(extension);
  if (isZip(start)) {
    if (remedy !== undefined) throw notRead(path, extension, remedy);
    return "xlsx";
  }
  if (isSpss(start)) return "spss";
  if (isStata(start)) return "stata";
  const content = start[0] === 0x1f && start[1] === 0x8b ? unzipped(start) : start;
  const mark = byteOrderMark(content);
  const isWide = mark !== null && mark.encoding !== "utf-8";
  if (!isWide && content.subarray(0, 4096).includes(0)) throw notRead(path, extension, remedy);
  return isJson(content.toString("utf8").trimStart(), extension) ? "json" : "delimited";
}

function notRead(path: string, extension: string, remedy: string | undefined): InputError {
  const what = extension === "" ? "" : ` (${extension})`;
  return new InputError(`${path} is of a format that is not read${what}: ${remedy ?? "export it as CSV"}. ${READ}.`);
}

function isJson(text: string, extension: string): boolean {
  if (text[0] !== "{" && text[0] !== "[") return false;
  if ([".json", ".jsonl", ".ndjson"].includes(extension)) return true;
  try {
    return typeof JSON.parse(text.split("\n", 1)[0]!) === "object";
  } catch {
    return false;
  }
}

/** The beginning of a gzip file's content; of a damaged one nothing, which its reader tells. */
function unzipped(start: Buffer): Buffer {
  try {
    return gunzipSync(start, { finishFlush: zlib.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(
      cause.code === "ENOENT"
        ? `${path} does not exist: check the path in the study or on the command line.`
        : `${path} may not be read (${cause.code ?? cause.message}).`,
      { cause },
    );
  });
  try {
    if ((await handle.stat()).isDirectory()) throw new InputError(`${path} is a folder, not a file.`);
    const bytes = Buffer.alloc(FIRST);
    const { bytesRead } = await handle.read(bytes, 0, FIRST, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
