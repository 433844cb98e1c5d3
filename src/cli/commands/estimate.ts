import { type Command, InvalidArgumentError } from "commander";
import { commaList, effectList, keyValue, memorySize, wholeNumber } from "../options.ts";

interface EstimateFlags {
  readonly data: string;
  readonly sheet?: string;
  readonly outcome?: string;
  readonly unit?: string;
  readonly period?: string;
  readonly cohort?: string;
  readonly treatment?: string;
  readonly post?: string;
  readonly dose?: string;
  readonly covariates: readonly string[];
  readonly absorb: readonly string[];
  readonly weights?: string;
  readonly cluster: readonly string[];
  readonly se?: string;
  readonly where?: string;
  readonly formula?: string;
  readonly set: readonly (readonly [string, unknown])[];
  readonly level: number;
  readonly seed: number;
  readonly memory?: string;
  readonly json?: boolean;
}

export function addEstimate(program: Command): void {
  program
    .command("estimate")
    .summary("fit one model to one table")
    .description(
      "Fits one estimator to a CSV, TSV, Parquet, XLSX, JSON lines, Stata or SPSS file and prints its effects. The same numbers as a study gives, without a study.",
    )
    .argument("<model>", "estimator id; effectmeter models lists them")
    .requiredOption("--data <file>", "table to read")
    .option("--sheet <name>", "sheet of a spreadsheet, where several have cells")
    .option("--outcome <column>", "what is explained")
    .option("--unit <column>", "unit of the panel")
    .option("--period <column>", "period of the panel, a number")
    .option("--cohort <column>", "first treated period; empty, 0 or Inf = never")
    .option("--treatment <column>", "0 or 1: treated in this row; with --post, treated group")
    .option("--post <column>", "0 or 1: after the start")
    .option("--dose <column>", "how much, constant within a unit when --post is given")
    .option("--covariates <columns>", "further regressors, a,b", commaList, [])
    .option(
      "--absorb <effects>",
      "fixed effects, e.g. unit,region^year; unit[year] adds a slope per unit, unit[a,b] two",
      effectList,
      [],
    )
    .option(
      "--formula <text>",
      "for ols, iv, poisson, logit, probit: 'y ~ x1*x2 + i(year, treated, ref = 2019) | unit + region^year'",
    )
    .option("--weights <column>", "sampling weights")
    .option("--cluster <columns>", "one, two or three ways of clustering; alone it means CR1", commaList, [])
    .option(
      "--se <kind>",
      "iid HC0 HC1 HC2 HC3 HC4 HC4m HC5 CR0 CR1 NW(lag) DK(lag) conley(km) (default: CR1 with --cluster, else HC1); NW and DK need --period, conley --set lat=… lon=…",
    )
    .option("--where <sql>", "rows to keep, e.g. 'year >= 2003'")
    .option(
      "--set <key=value...>",
      "options of the model, or of the small-sample convention (ssc.adjK=false); of triple-difference also group=<column>, against=<values> and affected=<values>",
      keyValue,
      [],
    )
    .option("--level <level>", "confidence level", levelOf, 0.95)
    .option("--seed <n>", "seed of everything random", wholeNumber(0), 1)
    .option("--memory <size>", "limit of the embedded database, e.g. 4GB", memorySize)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Examples:
  effectmeter estimate twfe --data panel.csv --outcome y --unit id --period year --treatment treat --post post --cluster id
  effectmeter estimate ols --data f.csv --formula 'log(y) ~ x1*x2 | unit + region^year' --cluster region
  effectmeter estimate triple-difference --data f.csv --outcome y --unit school --period year --treatment treated --post post --set group=sector against=care,farming
  effectmeter estimate iv --data f.csv --formula 'log(packs) ~ log(income) | state + year | log(price) ~ tax' --cluster state
  effectmeter estimate ols --data f.csv --formula 'y ~ x | unit[year]' --unit unit --period year --se 'NW(2)'
  effectmeter estimate poisson --data f.csv --formula 'count ~ x + offset(log(population)) | unit + year' --cluster unit
  effectmeter estimate event-study --data panel.csv --outcome share --unit school --period year --dose exposure --set reference=2019 --cluster region --json`,
    )
    .action(async (model: string, flags: EstimateFlags) => {
      // Loaded when asked for, so that --help answers at once.
      const { estimateFile } = await import("../../run/estimate-file.ts");
      const { effectTable } = await import("../effect-table.ts");
      const { outcome, unit, period, cohort, treatment, post, dose, weights } = flags;
      const result = await estimateFile({
        model,
        data: flags.data,
        sheet: flags.sheet,
        roles: { outcome, unit, period, cohort, treatment, post, dose, weights, clusters: flags.cluster },
        covariates: flags.covariates,
        absorb: flags.absorb,
        formula: flags.formula,
        where: flags.where,
        se: flags.se,
        level: flags.level,
        seed: flags.seed,
        memory: flags.memory,
        settings: flags.set,
        command: `effectmeter ${process.argv.slice(2).join(" ")}`,
      });
      process.stdout.write(flags.json ? `${JSON.stringify(result, null, 2)}\n` : `${effectTable(result)}\n`);
    });
}

function levelOf(text: string): number {
  const level = Number(text);
  if (!(level > 0.5 && level < 1))
    throw new InvalidArgumentError(`expected a number between 0.5 and 1, got "${text}".`);
  return level;
}
