import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { findWriter } from "../../data/index.ts";
import { InputError } from "../core/errors.ts";
import { type CountryTables, makeCountry } from "../simulate/country.ts";
import { type EffectSizes, effectSizes } from "../simulate/effects.ts";
import {
  type FileSpec,
  type Simulation,
  type SizeName,
  simulationSchema,
  TRAPS,
  type Trap,
  undeclaredNames,
} from "../simulate/spec.ts";
import { suppressCounts } from "../simulate/suppress.ts";
import { checkValue } from "../spec/check-schema.ts";
import { readYaml } from "../spec/yaml-file.ts";
import { type Database, openDatabase } from "../tables/database.ts";
import { SIMULATION_FILE, shownPath } from "./study-files.ts";
import { SYNTHETIC_FILE } from "./synthetic.ts";
import { type LinkTruth, linkTruths, truthMarkdown, truthYaml } from "./truth.ts";

export interface SimulateOptions {
  /** Folder of the study. */
  readonly path: string;
  readonly out: string;
  readonly seed: number | undefined;
  readonly size: SizeName;
  /** "none", "planted", or the path of a YAML file with sizes by effect. */
  readonly effects: string;
  /** Traps to plant; undefined plants those that the simulation names. */
  readonly traps: readonly string[] | undefined;
  /** Whether to work out the truth of every link, which runs each estimate twice. */
  readonly truth: boolean;
  readonly memory: string | undefined;
  readonly onPhase: (phase: "country" | "files" | "truth") => void;
}

/** What was made. */
export interface Simulated {
  readonly folder: string;
  readonly files: readonly string[];
  /** Empty when it was not worked out. */
  readonly truths: readonly LinkTruth[];
}

/** How a data set was made: the same answers give the same bytes. */
export interface Recipe {
  readonly study: string;
  readonly seed: number;
  readonly size: SizeName;
  readonly effects: string;
  readonly sizes: EffectSizes;
  readonly traps: ReadonlySet<Trap>;
}

/**
 * Makes up a country for a study and writes its tables where the study looks for them below `out`, with the mark that they are made up and, unless asked not
 * to, with the truth: for every link what its estimate would be without noise.
 *
 * @throws InputError when the study has no simulation.yaml, it is wrong, or `out` holds files that are not synthetic
 */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const simulation = readSimulation(options.path);
  const recipe = recipeOf(simulation, options);
  const folder = resolve(options.out);
  clearFolder(folder, options.out);
  options.onPhase("country");
  const country = makeCountry(simulation, recipe);
  options.onPhase("files");
  const files = await writeCountry(simulation, recipe, country, folder, options.memory);
  if (!options.truth) return { folder, files, truths: [] };
  options.onPhase("truth");
  const truths = await withTwin(simulation, recipe, options, (twin) =>
    linkTruths({ path: options.path, made: folder, without: twin, memory: options.memory, simulation, recipe }),
  );
  writeFileSync(join(folder, "truth.yaml"), truthYaml(simulation, recipe, truths));
  writeFileSync(join(folder, "TRUTH.md"), truthMarkdown(simulation, recipe, truths));
  return { folder, files: [...files, "truth.yaml", "TRUTH.md"], truths };
}

/** simulation.yaml of a study. @throws InputError with every problem at once */
export function readSimulation(study: string): Simulation {
  const path = join(study.endsWith("study.yaml") ? dirname(study) : study, SIMULATION_FILE);
  if (!existsSync(path))
    throw new InputError(`${shownPath(resolve(path))}: no such file; it says how to make up data for this study`);
  const file = readYaml(shownPath(resolve(path)), readFileSync(path, "utf8"));
  const { value, problems } =
    file.value === undefined ? { value: null, problems: [] } : checkValue(simulationSchema, file);
  const all = [...file.problems, ...problems];
  if (value === null || all.length > 0)
    throw new InputError(
      all.map(
        (problem) => `${problem.file}:${problem.line}:${problem.column} ${problem.path.join(".")}: ${problem.text}`,
      ),
    );
  const undeclared = undeclaredNames(value);
  if (undeclared.length > 0) throw new InputError(undeclared.map((text) => `${file.path}: ${text}`));
  return value;
}

function recipeOf(simulation: Simulation, { seed, size, effects, traps }: SimulateOptions): Recipe {
  const planted = traps ?? simulation.traps.planted;
  const unknown = planted.filter((trap) => !(TRAPS as readonly string[]).includes(trap));
  if (unknown.length > 0)
    throw new InputError(`--traps ${unknown.join(",")}: there is no such trap; there is ${TRAPS.join(", ")}`);
  const base = {
    study: simulation.study,
    seed: seed ?? simulation.seed,
    size,
    traps: new Set(planted as readonly Trap[]),
  };
  if (effects === "none" || effects === "planted") return { ...base, effects, sizes: effectSizes(simulation, effects) };
  const chosen = sizesIn(effects);
  const undeclared = [...chosen.keys()].filter((id) => !simulation.effects.some((effect) => effect.id === id));
  if (undeclared.length > 0)
    throw new InputError(
      undeclared.map(
        (id) =>
          `${effects}: there is no effect "${id}"; there is ${simulation.effects.map((effect) => effect.id).join(", ")}`,
      ),
    );
  return { ...base, effects: shownPath(resolve(effects)), sizes: effectSizes(simulation, chosen) };
}

/** `effect: size` by line. Effects that the file does not name keep the planted size. */
function sizesIn(path: string): ReadonlyMap<string, number> {
  if (!existsSync(path))
    throw new InputError(`--effects ${path}: expected none, planted, or a YAML file with a size by effect`);
  const parsed = z.record(z.string(), z.number()).safeParse(parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new InputError(`${path}: expected lines like "choice: 0.1", a size by effect`);
  return new Map(Object.entries(parsed.data));
}

/** Makes the folder, or removes what an earlier simulation wrote into it. Anything else that is there is left alone and refused. */
function clearFolder(folder: string, shown: string): void {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length === 0) return;
  const mark = join(folder, SYNTHETIC_FILE);
  if (!existsSync(mark))
    throw new InputError(
      `--out ${shown}: the folder holds files that no simulation made; name a new or empty folder, so that made-up data never mix with real ones`,
    );
  const before = z.object({ files: z.record(z.string(), z.string()) }).safeParse(parse(readFileSync(mark, "utf8")));
  for (const file of before.success ? Object.keys(before.data.files) : [])
    if (!file.split("/").includes("..")) rmSync(join(folder, file), { force: true });
}

const SYNTHETIC_NOTE = {
  nl: "Verzonnen gegevens om het instrument te toetsen. Ze zeggen niets over scholen, regio's of het programma.",
  en: "Made-up data to test the instrument. They say nothing about schools, regions or the programme.",
};

/** @returns paths of the files below the folder, the mark first */
async function writeCountry(
  simulation: Simulation,
  recipe: Recipe,
  country: CountryTables,
  folder: string,
  memory: string | undefined,
): Promise<readonly string[]> {
  const written = new Map<string, string>();
  // Before anything else and after everything, so that not even an interrupted simulation leaves data without a mark.
  const mark = (): void => writeFileSync(join(folder, SYNTHETIC_FILE), markText(recipe, written));
  mark();
  const database = await openDatabase(memory === undefined ? {} : { memory });
  try {
    for (const [name, table] of country) await database.register(name, table);
    for (const file of simulation.files)
      for (const year of yearsOf(file)) {
        const path = inYear(file.path, year);
        const bytes = await fileBytes(file, year, recipe, database);
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
        written.set(path, createHash("sha256").update(bytes).digest("hex"));
      }
  } finally {
    mark();
    await database.close();
  }
  return [SYNTHETIC_FILE, ...written.keys()];
}

function markText(recipe: Recipe, files: ReadonlyMap<string, string>): string {
  return stringify({
    synthetic: true,
    note: SYNTHETIC_NOTE,
    study: recipe.study,
    seed: recipe.seed,
    size: recipe.size,
    effects: recipe.effects,
    traps: [...recipe.traps].sort().join(", "),
    files: Object.fromEntries(files),
  });
}

const yearsOf = ({ years }: FileSpec): readonly (number | null)[] =>
  years === undefined ? [null] : Array.from({ length: years[1] - years[0] + 1 }, (_, index) => years[0] + index);

const inYear = (text: string, year: number | null): string =>
  year === null ? text : text.replaceAll("{year}", String(year)).replaceAll("{next}", String(year + 1));

async function fileBytes(file: FileSpec, year: number | null, recipe: Recipe, database: Database): Promise<Uint8Array> {
  const read = await database.query(inYear(file.sql, year)).catch((cause: unknown) => {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(
      cause.problems.map((problem) => `${SIMULATION_FILE}, ${file.path}: ${problem}`),
      { cause },
    );
  });
  const rule = file.suppress;
  // Without the trap every count is published, and still written as a count.
  const shown = rule && (recipe.traps.has("suppression") ? rule : { ...rule, from: Number.POSITIVE_INFINITY });
  const table = shown === undefined ? read : suppressCounts(read, shown);
  const text = Buffer.from(findWriter(file.writer).write(table, file.edition), "utf8");
  return file.path.endsWith(".gz") ? gzipSync(text) : text;
}

/** The same country without effects, in a folder that is gone afterwards. Without effects it is the country itself. */
async function withTwin<T>(
  simulation: Simulation,
  recipe: Recipe,
  options: SimulateOptions,
  use: (folder: string | null) => Promise<T>,
): Promise<T> {
  if ([...recipe.sizes.values()].every((size) => size === 0)) return use(null);
  const folder = mkdtempSync(join(tmpdir(), "effectmeter-twin-"));
  try {
    const none: Recipe = { ...recipe, effects: "none", sizes: effectSizes(simulation, "none") };
    await writeCountry(simulation, none, makeCountry(simulation, none), folder, options.memory);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
