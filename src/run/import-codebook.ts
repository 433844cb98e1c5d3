import { Document, isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import type { DescribedColumn } from "../tables/formats/describe.ts";
import type { Understanding } from "./import-file.ts";

/**
 * The codebook of an imported table, to be edited: what the source was, which columns are unit, period and weight, and per column its type, unit, label, value
 * labels and missing codes. Holds no clock, so that the same source gives the same text.
 */
export function codebookText(
  { source, label, rows, columns, keys, notes }: Omit<Understanding, "written">,
  data: { readonly name: string; readonly shown: string; readonly sha256: string },
): string {
  const [panel] = keys.panels;
  const document = new Document({
    source: { ...source, rows },
    data: { file: data.name, sha256: data.sha256 },
    title: { nl: label ?? "", en: label ?? "" },
    panel: { unit: panel?.unit ?? null, period: panel?.period ?? null, weights: keys.weights[0] ?? null },
    columns: columns.map(columnEntry),
    ...(notes.length === 0 ? {} : { notes }),
  });
  document.commentBefore = heading(data.shown, panel?.unit ?? keys.identifiers[0], panel?.period);
  for (const entry of (document.get("columns") as { readonly items: readonly YAMLMap[] }).items)
    for (const key of ["label", "values", "columns"]) flow(entry.get(key, true));
  flow(document.get("title", true));
  flow(document.get("panel", true));
  return document.toString({ lineWidth: 0 });
}

/** Lists of names and small maps stand on one line; value labels do when they are few. */
function flow(node: unknown): void {
  if (isSeq(node)) node.flow = true;
  if (isMap(node) && node.items.length <= 3 && node.items.every(({ value }) => isScalar(value))) node.flow = true;
}

function columnEntry({ name, type, label, values, codes, written, columns, missing }: DescribedColumn): object {
  const own = codes.map(({ code, rows, meaning, between, label: text }) => ({
    code,
    rows,
    meaning: text ?? meaning,
    ...(between === undefined ? {} : { least: between[0], greatest: between[1] }),
  }));
  return {
    name,
    type,
    unit: null,
    label: { nl: label ?? name, en: label ?? name },
    ...(written === null ? {} : { written }),
    ...(columns.length > 1 ? { columns } : {}),
    ...(values.length === 0 ? {} : { values: new Map(values.map((value) => [value.code, value.label])) }),
    ...(missing === 0 ? {} : { missing: { rows: missing, ...(own.length === 0 ? {} : { codes: own }) } }),
    ...(missing === 0 && own.length > 0 ? { codes: own } : {}),
  };
}

function heading(data: string, unit: string | undefined, period: string | undefined): string {
  const columns = [unit, period].filter((name) => name !== undefined);
  const key = columns.join(", ");
  return [
    " Codebook of an imported table, to be edited: labels, units, and which columns are unit, period and weights.",
    " As a source of a study, in study.yaml:",
    `   sources: { own: { reader: csv, files: [${data}] } }`,
    ...(columns.length < 2
      ? []
      : [
          " and as an indicator, in indicators/<id>.yaml:",
          "   sources: [own]",
          `   keys: [${key}]`,
          `   sql: select ${key}, <column> as value from own`,
        ]),
  ].join("\n");
}
