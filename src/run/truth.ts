import { stringify } from "yaml";
import type { StudyResult } from "../result/schema.ts";
import type { Simulation } from "../simulate/spec.ts";
import { runStudy } from "./run-study.ts";
import type { Recipe } from "./simulate.ts";

/** The truth of one link, in outcome units. */
export interface LinkTruth {
  readonly link: string;
  readonly hypothesis: string;
  readonly outcome: string;
  readonly unit: string;
  /** Effect at the link's own contrast that an estimate without noise would say. */
  readonly truth: number;
  readonly contrast: number | null;
  /** The estimate on the made-up data, with its standard error. */
  readonly estimate: number | null;
  readonly se: number | null;
  /** "planted": the size itself; "twin": this country minus its twin without effects. */
  readonly basis: "planted" | "twin";
  /** Effects planted on the way to this outcome. */
  readonly planted: readonly string[];
}

interface TruthRequest {
  readonly path: string;
  readonly made: string;
  /** The same country without effects; null when it is the same. */
  readonly without: string | null;
  readonly memory: string | undefined;
  readonly simulation: Simulation;
  readonly recipe: Recipe;
}

/**
 * The truth of every link that can be tested and compares before with after a start: its own primary estimator applied to the country with effects minus the same on the country without, both from the
 * same draws. All that is common to both cancels, so what is left is the average of what the effects did to each unit, weighted as the link's design weights it:
 * for a linear estimator exactly, for others to first order. Where the coefficient is a planted size itself, as with chances of rare events, that is the truth.
 * Without effects it is 0.
 */
export async function linkTruths(request: TruthRequest): Promise<readonly LinkTruth[]> {
  const run = (root: string): Promise<StudyResult> =>
    runStudy({
      path: request.path,
      root,
      only: [],
      workers: 0,
      seed: undefined,
      memory: request.memory,
      keepIn: undefined,
      signal: undefined,
      command: "effectmeter simulate",
      primaryOnly: true,
      onPhase: () => {},
      onStep: () => {},
    });
  const made = effectsOf(await run(request.made));
  const without = request.without === null ? made : effectsOf(await run(request.without));
  return [...made].flatMap(([link, one]): LinkTruth[] => {
    const zero = without.get(link);
    if (zero === undefined || one.estimate === null || zero.estimate === null) return [];
    const acting = request.simulation.effects.filter(
      ({ id, links }) => links.includes(link) && request.recipe.sizes.get(id) !== 0,
    );
    const exact = request.simulation.effects.filter((effect) => effect.exact.includes(link));
    const size = exact.reduce((sum, { id }) => sum + request.recipe.sizes.get(id)!, 0);
    return [
      {
        ...one,
        link,
        truth: exact.length > 0 ? size * (one.contrast ?? 1) : one.estimate - zero.estimate,
        basis: exact.length > 0 ? "planted" : "twin",
        planted: acting.map(({ id }) => id),
      },
    ];
  });
}

type Effect = Omit<LinkTruth, "link" | "truth" | "basis" | "planted">;

function effectsOf(result: StudyResult): ReadonlyMap<string, Effect> {
  return new Map(
    result.hypotheses.flatMap((hypothesis) =>
      hypothesis.links.flatMap((link): [string, Effect][] => {
        const primary = link.estimates[0];
        // What goes together with what is no effect of a start: a trade-off, or a regression on another outcome, has no truth of this kind.
        const isEffect = link.design !== null && link.design.kind !== "trade-off" && link.design.post !== null;
        if (!isEffect || primary === undefined || primary.tau === null || link.outcome === null) return [];
        return [
          [
            link.id,
            {
              hypothesis: hypothesis.id,
              outcome: link.outcome.id,
              unit: link.outcome.unit,
              contrast: primary.contrast,
              estimate: primary.tau.estimate,
              se: primary.tau.se,
            },
          ],
        ];
      }),
    ),
  );
}

const round = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(6)));

/** truth.yaml: how the country was made, the effects and traps planted, and the truth of every link. */
export function truthYaml(simulation: Simulation, recipe: Recipe, truths: readonly LinkTruth[]): string {
  return stringify({
    synthetic: true,
    study: recipe.study,
    seed: recipe.seed,
    size: recipe.size,
    effects: recipe.effects,
    planted: Object.fromEntries(
      simulation.effects.map(({ id, exposure, from, links, text }) => [
        id,
        { size: recipe.sizes.get(id)!, exposure, from, links, text },
      ]),
    ),
    traps: Object.fromEntries(
      Object.entries(simulation.traps.text).map(([trap, text]) => [trap, { planted: isPlanted(recipe, trap), text }]),
    ),
    links: Object.fromEntries(
      truths.map(({ link, truth, contrast, estimate, se, ...rest }) => [
        link,
        { truth: round(truth), contrast: round(contrast), estimate: round(estimate), se: round(se), ...rest },
      ]),
    ),
  });
}

/** Displacement between profiles and doses measured inside the window are in every such country: choices exclude each other, and years go on. */
const isPlanted = (recipe: Recipe, trap: string): boolean =>
  trap === "displacement" || trap === "dose-inside-window" || [...recipe.traps].some((one) => one === trap);

/** TRUTH.md: the same for people, in both languages. */
export function truthMarkdown(simulation: Simulation, recipe: Recipe, truths: readonly LinkTruth[]): string {
  const number = (value: number | null): string => (value === null ? "–" : String(Number(value.toPrecision(3))));
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    "# Synthetic data: what is true in this country / Synthetische gegevens: wat in dit land waar is",
    "",
    "Made up to test the instrument; nothing here says anything about the real programme.",
    "Verzonnen om het instrument te toetsen; niets hiervan zegt iets over het echte programma.",
    "",
    `Study ${recipe.study}, seed ${recipe.seed}, size ${recipe.size}, effects ${recipe.effects}.`,
    "",
    "## Links / Schakels",
    "",
    "Truth: the link's own estimator on this country minus the same on its twin without effects, both from the same draws, at the link's contrast.",
    "Waarheid: de schatter van de schakel zelf op dit land min dezelfde op de tweeling zonder effecten, uit dezelfde trekkingen, bij het contrast van de schakel.",
    "",
    row(["link", "outcome", "unit", "truth", "basis", "contrast", "estimate", "s.e.", "planted"]),
    row(["---", "---", "---", "---:", "---", "---:", "---:", "---:", "---"]),
    ...truths.map((one) =>
      row([
        one.link,
        one.outcome,
        one.unit,
        number(one.truth),
        one.basis,
        number(one.contrast),
        number(one.estimate),
        number(one.se),
        one.planted.join(", "),
      ]),
    ),
    "",
    "## Planted effects / Geplante effecten",
    "",
    row(["effect", "size", "per", "from", "en", "nl"]),
    row(["---", "---:", "---", "---:", "---", "---"]),
    ...simulation.effects.map(({ id, exposure, from, text }) =>
      row([id, number(recipe.sizes.get(id)!), exposure, String(from), text.en, text.nl]),
    ),
    "",
    "## Traps / Valkuilen",
    "",
    row(["trap", "planted", "en", "nl"]),
    row(["---", "---", "---", "---"]),
    ...Object.entries(simulation.traps.text).map(([trap, text]) =>
      row([trap, isPlanted(recipe, trap) ? "yes" : "no", text.en, text.nl]),
    ),
    "",
  ].join("\n");
}
