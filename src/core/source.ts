import type { Finding } from "./finding.ts";
import type { Table } from "./table.ts";
import type { TableTemplate } from "./template.ts";
import type { Bilingual } from "./text.ts";

/** What a reader of data/ returns: a table, and what was seen while reading it. */
export interface SourceTable {
  readonly table: Table;
  /** Raw files read, with what provenance needs. */
  readonly files: readonly SourceFile[];
  readonly findings: readonly Finding[];
  /** Of the reader that read it, where the source left that to the columns. */
  readonly codebook?: Codebook;
}

export interface SourceFile {
  readonly path: string;
  /** Of the file's content as published (after gunzip), hex. */
  readonly sha256: string;
  readonly rows: number;
  readonly encoding: string;
  readonly delimiter: string;
}

export interface ColumnMeaning {
  readonly name: string;
  readonly meaning: Bilingual;
  readonly unit: string | null;
}

/** Codebook of one source: what the columns mean, whose they are and what must be printed with them. */
export interface Codebook {
  readonly id: string;
  readonly title: Bilingual;
  readonly publisher: string;
  /** Printed with every result, e.g. "Bron: DUO, Open onderwijsdata". */
  readonly attribution: Bilingual;
  readonly licence: string;
  readonly url: string | null;
  readonly columns: readonly ColumnMeaning[];
  /** Breaks in the series a reader of a trend must know. */
  readonly breaks: readonly { readonly period: number; readonly text: Bilingual }[];
}

/** Writes a table in a publisher's own layout: what a reader undoes. */
export interface Writer {
  /** Id of the reader that takes the files. */
  readonly id: string;
  /** Layouts it writes, e.g. "2013-2019". */
  readonly editions: readonly string[];
  /**
   * @param table in the shape the reader returns; what the layout cannot hold is left out
   * @returns the text of the file
   * @throws RangeError when the edition is unknown or the table lacks a column
   */
  write(table: Table, edition: string): string;
}

/** Reads one family of files. The list is data/index.ts; files are recognised by their headers, never by name. */
export interface Reader {
  readonly id: string;
  readonly codebook: Codebook;
  /**
   * @param template what an own table must hold; readers of published files do without
   * @throws InputError naming file, line, column and remedy.
   */
  read(paths: readonly string[], template?: TableTemplate): Promise<SourceTable>;
}
