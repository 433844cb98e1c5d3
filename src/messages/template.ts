import { type CellType, type TableTemplate, TEMPLATE_NOTE, type TemplateColumn } from "../core/template.ts";
import type { Bilingual, Language } from "../core/text.ts";

/** A source of a study that a template is for. */
export interface TemplateUse {
  readonly source: string;
  /** Where the study looks for the table. */
  readonly files: readonly string[];
}

const TYPES: Readonly<Record<CellType, Bilingual>> = {
  text: { nl: "tekst", en: "text" },
  whole: { nl: "geheel getal", en: "whole number" },
  number: { nl: "getal", en: "number" },
  count: { nl: "aantal", en: "count" },
  year: { nl: "jaar (2019) of schooljaar (2019-2020)", en: "year (2019) or school year (2019-2020)" },
  date: { nl: "dag (2020-01-31)", en: "day (2020-01-31)" },
};

const WORDS = {
  save: { nl: "Bewaar als", en: "Save as" },
  source: { nl: "tabel", en: "table" },
  key: { nl: "Sleutel, komt één keer voor", en: "Key, occurs once" },
  form: {
    nl: "Puntkomma’s tussen de cellen; getallen met een punt of komma als decimaalteken; een lege cel is onbekend, nul is 0.",
    en: "Semicolons between cells; numbers with a decimal point or comma; an empty cell is unknown, zero is 0.",
  },
  suppressed: {
    nl: "Afscherming: <5 staat voor 1 tot en met 4 en wordt als interval gelezen; een echte nul is 0. Het mag waar <5 bij de kolom staat.",
    en: "Suppression: <5 stands for 1 to 4 and is read as an interval; a true zero is 0. Allowed where a column says <5.",
  },
  notes: { nl: "Deze regels mogen blijven staan.", en: "These lines may stay." },
  optional: { nl: "mag leeg", en: "may be empty" },
  required: { nl: "verplicht", en: "required" },
  pattern: { nl: "patroon", en: "pattern" },
  from: { nl: "vanaf", en: "from" },
  to: { nl: "tot en met", en: "to" },
  atMost: { nl: "hoogstens", en: "at most" },
  codes: { nl: "een van", en: "one of" },
  example: { nl: "Voorbeeld", en: "Example" },
} as const satisfies Record<string, Bilingual>;

/**
 * The notes that stand above the header of an empty table: what it is, where it goes, what each column holds, and example rows. Each line begins with `#`.
 *
 * @param uses the sources of the study that read it
 */
export function templateNotes(template: TableTemplate, uses: readonly TemplateUse[], language: Language): string[] {
  const say = (word: keyof typeof WORDS) => WORDS[word][language];
  return [
    `${TEMPLATE_NOTE} ${template.id}`,
    `# ${template.title[language]}`,
    `# ${template.description[language]}`,
    ...uses.map(({ source, files }) => `# ${say("save")} ${files.join(", ")} (${say("source")} ${source})`),
    `# ${say("key")}: ${template.key.join(", ")}`,
    `# ${say("form")}`,
    ...(template.columns.some((column) => column.suppressed) ? [`# ${say("suppressed")}`] : []),
    `# ${say("notes")}`,
    "#",
    ...template.columns.flatMap((column) => columnNotes(column, language)),
    "#",
    ...template.examples.map((row) => `# ${say("example")}: ${row.join(";")}`),
  ];
}

function columnNotes(column: TemplateColumn, language: Language): string[] {
  const say = (word: keyof typeof WORDS) => WORDS[word][language];
  const rules = [
    TYPES[column.type][language],
    ...(column.unit === null ? [] : [column.unit[language]]),
    say(column.required ? "required" : "optional"),
    ...(column.suppressed ? ["<5"] : []),
    ...(column.minimum === null ? [] : [`${say("from")} ${column.minimum}`]),
    ...(column.maximum === null ? [] : [`${say("to")} ${column.maximum}`]),
    ...(column.at_most === null ? [] : [`${say("atMost")} ${column.at_most}`]),
    ...(column.pattern === null ? [] : [`${say("pattern")} ${column.pattern}`]),
  ];
  const codes = (column.codes ?? []).map(({ code, meaning }) =>
    meaning === null ? `#     ${code}` : `#     ${code}: ${meaning[language]}`,
  );
  return [
    `# ${column.name} (${rules.join(", ")}): ${column.meaning[language]}`,
    ...(codes.length === 0 ? [] : [`#   ${say("codes")}:`, ...codes]),
  ];
}

/** The empty table: notes, then the header, cells separated by `;`, lines by LF. */
export function templateText(template: TableTemplate, uses: readonly TemplateUse[], language: Language): string {
  const header = template.columns.map((column) => column.name).join(";");
  return `${[...templateNotes(template, uses, language), header].join("\n")}\n`;
}
