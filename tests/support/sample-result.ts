import { readFileSync } from "node:fs";
import type {
  CheckResult,
  EffectRow,
  EstimateResult,
  EvidenceResult,
  HypothesisResult,
  LinkResult,
  StudyResult,
} from "../../src/result/schema.ts";

/**
 * A result to render: H5 with the reference estimates of tests/reference/duo (fixest), at contrast 0.224; H1 with those of the H1 file;
 * H2 and H6 untested; a trade-off with made-up marks, to show another unit. Verdict words are set by hand here: this is about the report.
 */

interface ReferenceTerm {
  readonly term: string;
  readonly estimate: number;
  readonly se?: number;
  readonly p?: number;
}
type Reference = Readonly<Record<string, { readonly nobs: number; readonly terms: readonly ReferenceTerm[] }>>;

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../reference/duo/${name}.json`, import.meta.url), "utf8"));
const H5_REFERENCE = read("referentieschattingen") as Reference;
const H1_REFERENCE = (read("referentieschattingen_h1") as { readonly models: Reference }).models;

/** Table values of Student's t: R 4.2.2, qt(0.975, 39), qt(0.95, 39), qt(0.975, 726), qt(0.95, 726). */
const T39 = { at95: 2.02269092, at90: 1.684875122 };
const T726 = { at95: 1.96323, at90: 1.646952 };
const UNIFORM = 2.8;
export const CONTRAST = 0.224;

const both = (nl: string, en: string) => ({ nl, en });
const around = (estimate: number, half: number): [number, number] => [estimate - half, estimate + half];

interface TermInput {
  readonly estimate: number;
  readonly se: number;
  readonly p: number;
}

function firstTerm(reference: Reference, model: string): TermInput & { readonly nobs: number } {
  const entry = reference[model];
  const term = entry?.terms[0];
  if (entry === undefined || term?.se === undefined || term.p === undefined) throw new Error(`no reference ${model}`);
  return { estimate: term.estimate, se: term.se, p: term.p, nobs: entry.nobs };
}

function firstTermNamed(model: string, name: string): TermInput {
  const term = H5_REFERENCE[model]?.terms.find((item) => item.term === name);
  if (term?.se === undefined || term.p === undefined) throw new Error(`no reference ${model} ${name}`);
  return { estimate: term.estimate, se: term.se, p: term.p };
}

const noDiagnostics: EstimateResult["diagnostics"] = {
  ssr: null,
  rSquared: null,
  withinRSquared: null,
  dropped: [],
  singletons: 0,
  absorption: { method: "exact", iterations: 1, converged: true, achieved: 1e-14 },
  condition: 1,
};

function effect(
  term: EffectRow["term"],
  input: TermInput,
  critical: number,
  extra: Partial<EffectRow> = {},
): EffectRow {
  return {
    term,
    estimate: input.estimate,
    se: input.se,
    statistic: input.estimate / input.se,
    df: 39,
    p: input.p,
    pAdjusted: null,
    ci: around(input.estimate, critical * input.se),
    band: null,
    reference: false,
    counts: null,
    ...extra,
  };
}

interface EstimateInput {
  readonly id: string;
  readonly role: EstimateResult["role"];
  readonly label: EstimateResult["label"];
  readonly model: string;
  readonly outcome: string;
  readonly term: TermInput;
  readonly rows: number;
  readonly units: number;
  readonly clusters: number;
  readonly periods: number;
  readonly contrast: number;
  readonly t: { readonly at95: number; readonly at90: number };
  readonly pAdjusted?: number;
  readonly finding: EstimateResult["statisticalFinding"];
  readonly effects?: EffectRow[];
}

function estimate(input: EstimateInput): EstimateResult {
  const value = input.contrast * input.term.estimate;
  const se = Math.abs(input.contrast) * input.term.se;
  return {
    id: input.id,
    role: input.role,
    label: input.label,
    model: input.model,
    revision: 1,
    options: {},
    variant: {},
    outcome: input.outcome,
    counts: {
      observations: input.rows,
      units: input.units,
      treatedUnits: null,
      clusters: input.clusters,
      periods: input.periods,
      cohorts: null,
    },
    effects: input.effects ?? [effect({ kind: "coefficient", name: "x" }, input.term, input.t.at95)],
    bandMethod: null,
    bandCritical: null,
    contrast: input.contrast,
    tau: {
      estimate: value,
      se,
      statistic: value / se,
      df: 39,
      p: input.term.p,
      pAdjusted: input.pAdjusted ?? null,
      ci: around(value, input.t.at95 * se),
      ciEquivalence: around(value, input.t.at90 * se),
      ciSimultaneous: null,
    },
    statisticalFinding: input.finding,
    covariance: null,
    diagnostics: noDiagnostics,
    findings: [],
  };
}

function h5Estimates(): EstimateResult[] {
  const one = (id: string, label: EstimateResult["label"], key: string, extra: Partial<EstimateInput> = {}) => {
    const term = firstTerm(H5_REFERENCE, key);
    return estimate({
      id,
      role: "also",
      label,
      model: "twfe",
      outcome: "K4b_exam",
      term,
      rows: term.nobs,
      units: 392,
      clusters: 40,
      periods: 6,
      contrast: CONTRAST,
      t: T39,
      finding: "negligible",
      ...extra,
    });
  };
  return [
    one(
      "h5c-primary",
      both("Hoofdmodel: vestiging en jaar, gewogen", "Main model: location and year, weighted"),
      "did_dosis_2019_2024_gewogen_corop",
      { role: "primary", pAdjusted: 0.6 },
    ),
    eventStudyEstimate(),
    one("h5c-corop", both("met COROP × jaar-effecten", "with COROP × year effects"), "did_dosis_corop_jaar_fe"),
    one("h5c-unweighted", both("ongewogen", "unweighted"), "did_dosis_2019_2024_ongewogen_corop"),
    one(
      "h5c-vestiging",
      both("fouten geclusterd per vestiging (392)", "errors clustered by location (392)"),
      "did_dosis_2019_2024_gewogen_vestiging",
      { clusters: 392 },
    ),
    one("h5c-2018", both("2018–2024", "2018–2024"), "did_dosis_2018_2024", { periods: 7 }),
    one("h5c-2019", both("2019 tegen 2022–2024", "2019 against 2022–2024"), "did_dosis_2019_en_2022_2024", {
      periods: 4,
    }),
    one("h5c-no2021", both("zonder examenjaar 2021", "without exam year 2021"), "did_dosis_2019_2024_zonder_2021", {
      periods: 5,
    }),
    one(
      "h5c-0345",
      both("contrast van scholen met techniek", "contrast of schools with techniek"),
      "did_dosis_2019_2024_gewogen_corop",
      { contrast: 0.345, finding: "undecided" },
    ),
  ];
}

function eventStudyEstimate(): EstimateResult {
  const model = H5_REFERENCE["event_study_blootstelling_2015_2017"];
  const effects = (model?.terms ?? []).map((term): EffectRow => {
    const year = Number(/::(\d+)/.exec(term.term)?.[1]);
    const input = { estimate: term.estimate, se: term.se ?? Number.NaN, p: term.p ?? Number.NaN };
    return effect({ kind: "calendar", period: year }, input, T39.at95, {
      band: around(term.estimate, UNIFORM * input.se),
    });
  });
  const reference: EffectRow = {
    ...effect({ kind: "calendar", period: 2019 }, { estimate: 0, se: 0, p: 1 }, 0),
    se: null,
    statistic: null,
    p: null,
    ci: null,
    reference: true,
  };
  effects.splice(4, 0, reference);
  const base = estimate({
    id: "h5c-event-study",
    role: "also",
    label: both("Per examenjaar, ten opzichte van 2019", "By exam year, relative to 2019"),
    model: "event-study",
    outcome: "K4b_exam",
    term: { estimate: 0, se: 1, p: 1 },
    rows: 3920,
    units: 392,
    clusters: 40,
    periods: 10,
    contrast: CONTRAST,
    t: T39,
    finding: "undecided",
    effects,
  });
  return { ...base, tau: null, bandMethod: "max-t", bandCritical: UNIFORM };
}

const check = (id: string, code: string, nl: string, en: string, rest: Partial<CheckResult>): CheckResult => ({
  id,
  code,
  label: both(nl, en),
  required: false,
  status: "not-available",
  sentence: "not-available",
  values: {},
  refits: [],
  findings: [],
  ...rest,
});

function refit(nl: string, en: string, key: string, observations?: number): CheckResult["refits"][number] {
  const term = firstTerm(H5_REFERENCE, key);
  const [value, se] = [term.estimate * CONTRAST, term.se * CONTRAST];
  return {
    label: both(nl, en),
    estimate: value,
    se,
    p: term.p,
    pAdjusted: null,
    ci: around(value, T39.at95 * se),
    ciEquivalence: around(value, T39.at90 * se),
    observations: observations ?? term.nobs,
    finding: Math.abs(value) + T39.at90 * se < 0.01 ? "negligible" : "contradicted",
  };
}

function h5Checks(): CheckResult[] {
  const lead = firstTermNamed("event_study_blootstelling_2015_2017", "examenjaar::2018:d0");
  const placebo = refit("2015–2019, blootstelling 2015", "2015–2019, exposure 2015", "placebo_start_2018_dosis_2015");
  const second = refit("2016–2019, blootstelling 2015", "2016–2019, exposure 2015", "placebo_2016_2019_dosis_2015");
  const unweighted = refit("ongewogen", "unweighted", "did_dosis_2019_2024_ongewogen_corop");
  return [
    check("pre-trends", "F1", "Liep het vooraf gelijk op?", "Did they move together before?", {
      required: true,
      status: "failed",
      sentence: "pre-trends-failed",
      values: {
        worstLead: "2018",
        worstEstimate: lead.estimate * CONTRAST,
        worstLow: (lead.estimate - T39.at90 * lead.se) * CONTRAST,
        worstHigh: (lead.estimate + T39.at90 * lead.se) * CONTRAST,
        intervalLevel: 0.9,
        number: 1,
        p: lead.p,
      },
    }),
    check("placebo-period", "F2", "Nepstart in 2018", "Placebo start in 2018", {
      required: true,
      status: "failed",
      sentence: "placebo-period-failed",
      values: {
        nameNl: "2015–2019, blootstelling 2015",
        nameEn: "2015–2019, exposure 2015",
        estimate: placebo.estimate ?? 0,
        low: placebo.ci?.[0] ?? 0,
        high: placebo.ci?.[1] ?? 0,
        intervalLevel: 0.95,
        pAdjusted: (placebo.p ?? 0) * 2,
        failed: 2,
        number: 2,
      },
      refits: [placebo, second],
    }),
    check("predetermined-exposure", "F3", "Blootstelling vooraf gemeten", "Exposure measured beforehand", {
      required: true,
      status: "passed",
      sentence: "predetermined-exposure-passed",
      values: { from: 2015, to: 2017 },
    }),
    check("weights-and-balance", "F7", "Gewogen, ongewogen, gebalanceerd", "Weighted, unweighted, balanced", {
      status: "passed",
      sentence: "weights-and-balance-passed",
      values: {
        number: 1,
        smallest: unweighted.estimate ?? 0,
        largest: unweighted.estimate ?? 0,
        influentialNl: "ongewogen",
        influentialEn: "unweighted",
        influentialEstimate: unweighted.estimate ?? 0,
      },
      refits: [unweighted],
    }),
    check("suppression-bounds", "F8", "Afgeschermde cellen (<5)", "Suppressed cells (<5)", {
      status: "uninformative",
      sentence: "suppression-bounds-uninformative",
    }),
    check("other-source", "F10", "Andere bron", "Another source", {}),
    check("minimum-detectable-effect", "F12", "Onderscheidend vermogen", "Power", {
      status: "passed",
      sentence: "minimum-detectable-effect-passed",
      values: { mde: 0.0081, power: 0.8, smallestEffect: 0.01 },
    }),
  ];
}

const evidence = (
  level: number | null,
  base: number | null,
  attainable: number | null,
  reasons: EvidenceResult["reasons"] = [],
): EvidenceResult => ({
  level,
  base,
  attainable,
  reasons,
  wwcBaseline: level === null ? null : { difference: 0.31, class: "not-satisfied" },
  cpb: level === null ? null : { setup: "partly", data: "partly" },
});

const h5Evidence = evidence(2, 3, 3, [
  { code: "comparability", change: -1, values: { failed: ["F1", "F2"], uninformative: [], notRun: [] } },
]);

const shareOutcome: LinkResult["outcome"] = {
  id: "K4b_exam",
  code: "K4b",
  name: both("Techniekaandeel bij het examen", "Share of techniek at the exam"),
  definition: both(
    "Kandidaten in sector techniek als deel van alle beroepsgerichte kandidaten.",
    "Candidates in sector techniek as a share of all vocational candidates.",
  ),
  unit: "share",
  noun: both("kandidaten", "candidates"),
  goodDirection: "up",
};

function untestedLink(
  id: string,
  role: LinkResult["role"],
  nl: string,
  en: string,
  rest: Partial<LinkResult> = {},
): LinkResult {
  return {
    id,
    role,
    claim: both(nl, en),
    from: null,
    to: null,
    tested: false,
    finding: "not-testable",
    evidence: evidence(null, null, null),
    because: [],
    missing: [],
    untested: null,
    indicators: [],
    outcome: null,
    expect: "increase",
    level: 0.95,
    smallestEffect: null,
    contrast: null,
    estimand: "overall",
    design: null,
    assumption: null,
    doesNotSay: null,
    note: null,
    estimates: [],
    figure: null,
    checks: [],
    ledger: [],
    minimumDetectableEffect: null,
    suppressedShare: null,
    findings: [],
    ...rest,
  };
}

const missing = (source: string, nl: string, en: string, columns: string[]): LinkResult["missing"][number] => ({
  source,
  title: both(nl, en),
  columns,
  from: both("de 78 regio's, via het programmabureau", "the 78 regions, through the programme office"),
  template: source,
});

function h5Link(): LinkResult {
  const estimates = h5Estimates();
  return {
    ...untestedLink(
      "h5b",
      "primary",
      "Waar leerlingen al vaker voor techniek kozen, steeg dat aandeel meer.",
      "Where pupils already chose techniek more often, that share rose more.",
    ),
    from: "keuzevakken",
    to: "aandeel",
    tested: true,
    finding: "undecided",
    evidence: h5Evidence,
    because: [
      {
        rule: "sign",
        holds: true,
        value: 0.0015276,
        threshold: 0,
        from: "h5c-primary",
        values: { expect: "increase", estimate: 0.0015276 },
      },
      { rule: "significance", holds: false, value: 0.598, threshold: 0.05, from: "h5c-primary", values: {} },
      {
        rule: "equivalence",
        holds: true,
        value: 0.0064,
        threshold: 0.01,
        from: "h5c-primary",
        values: { low: -0.0033, high: 0.0064, intervalLevel: 0.9 },
      },
      {
        rule: "require:pre-trends",
        holds: false,
        value: null,
        threshold: null,
        from: "pre-trends",
        values: { check: "pre-trends", status: "failed" },
      },
      {
        rule: "not-credible",
        holds: false,
        value: null,
        threshold: null,
        from: "h5c-primary",
        values: { checks: ["pre-trends", "placebo-period"] },
      },
    ],
    indicators: ["K4b"],
    outcome: shareOutcome,
    smallestEffect: 0.01,
    contrast: { from: 0, to: CONTRAST, value: CONTRAST, basis: "weighted-mean" },
    design: {
      kind: "dose",
      panel: "vestiging-year",
      unit: "vestiging",
      period: "exam_year",
      exposure: "d0",
      post: "exam_year >= 2022",
      postStart: 2022,
      window: "exam_year >= 2019",
      weights: "bg_candidates",
      clusters: ["corop"],
      formula: null,
      exposurePeriods: [2015, 2016, 2017],
      decideBy: "t",
      periods: [2019, 2024],
    },
    assumption: both(
      "Zonder STO hadden scholen met veel en weinig techniek zich gelijk ontwikkeld.",
      "Without STO, schools with much and little techniek would have developed alike.",
    ),
    doesNotSay: both(
      "Wat op alle scholen tegelijk veranderde, ziet deze meting niet.",
      "Whatever changed at all schools at once is invisible to this design.",
    ),
    estimates,
    figure: "h5c-event-study",
    checks: h5Checks(),
    ledger: [
      {
        step: "require",
        reason: both("Gebied (COROP) onbekend", "Area (COROP) unknown"),
        rows: 259,
        units: 95,
        rowsLeft: 5430,
        unitsLeft: 642,
        examples: ["00AB|C1", "00AH|C3"],
      },
      {
        step: "each-period",
        reason: both("Minder dan 10 kandidaten in een jaar", "Fewer than 10 candidates in a year"),
        rows: 359,
        units: 24,
        rowsLeft: 5071,
        unitsLeft: 618,
        examples: [],
      },
      {
        step: "unbalanced",
        reason: both("Niet in alle tien jaren", "Not in all ten years"),
        rows: 1151,
        units: 226,
        rowsLeft: 3920,
        unitsLeft: 392,
        examples: [],
      },
      {
        step: "window",
        reason: both("Examenjaren vóór 2019", "Exam years before 2019"),
        rows: 1568,
        units: 0,
        rowsLeft: 2352,
        unitsLeft: 392,
        examples: [],
      },
    ],
    minimumDetectableEffect: 0.0081,
    suppressedShare: 0.197,
    findings: [{ code: "suppressed-counts", severity: "note", values: { cells: 549 }, where: null }],
  };
}

function h1Link(): LinkResult {
  const term = firstTerm(H1_REFERENCE, "h1_exit_lpm");
  const also = firstTerm(H1_REFERENCE, "h1_exit_lpm_no_economie");
  const shared = {
    model: "ols",
    outcome: "D1e_exit",
    contrast: 1,
    t: T726,
    clusters: 727,
    units: 2580,
    periods: 9,
  } as const;
  return {
    ...untestedLink(
      "h1c",
      "primary",
      "Technisch aanbod verdwijnt minder vaak dan ander aanbod.",
      "Technical offer disappears less often than other offer.",
    ),
    from: "afspraken",
    to: "blijft",
    tested: true,
    finding: "indication",
    evidence: evidence(2, 3, 3, [
      { code: "comparability", change: -1, values: { failed: ["F2"], uninformative: [], notRun: [] } },
    ]),
    because: [
      {
        rule: "require:placebo-period",
        holds: false,
        value: null,
        threshold: null,
        from: "placebo-period",
        values: { check: "placebo-period", status: "failed" },
      },
    ],
    indicators: ["D1e"],
    outcome: {
      id: "D1e_exit",
      code: "D1e",
      name: both("Kans dat een profiel verdwijnt", "Hazard that a profile disappears"),
      definition: both("Per vestiging en groep, jaar op jaar.", "By location and group, year on year."),
      unit: "hazard",
      noun: null,
      goodDirection: "down",
    },
    expect: "decrease",
    smallestEffect: 0.01,
    contrast: { from: 0, to: 1, value: 1, basis: "declared" },
    design: {
      kind: "regression",
      panel: "vestiging-group-year",
      unit: "vestiging × groep",
      period: "exam_year",
      exposure: null,
      post: "exam_year >= 2022",
      postStart: 2022,
      window: null,
      weights: null,
      clusters: ["vestiging"],
      formula: "exit ~ tech:post | vestiging^exam_year + groep",
      exposurePeriods: [],
      decideBy: "t",
      periods: [2016, 2024],
    },
    assumption: both(
      "Zonder STO was het verschil tussen techniek en andere groepen gelijk gebleven.",
      "Without STO the difference between techniek and other groups would have stayed the same.",
    ),
    estimates: [
      estimate({
        ...shared,
        id: "h1c-primary",
        role: "primary",
        label: both("Hoofdmodel", "Main model"),
        term,
        rows: term.nobs,
        pAdjusted: 0.0021,
        finding: "supported",
      }),
      estimate({
        ...shared,
        id: "h1c-also",
        role: "also",
        label: both("zonder economie", "without economie"),
        term: also,
        rows: also.nobs,
        finding: "undecided",
      }),
    ],
    checks: [
      check("placebo-period", "F2", "Nepstart in 2019", "Placebo start in 2019", {
        required: true,
        status: "failed",
        sentence: "placebo-period-no-periods",
        values: { starts: ["2019"] },
      }),
    ],
    minimumDetectableEffect: 0.0202,
  };
}

function tradeOffLink(): LinkResult {
  const term = { estimate: -0.02, se: 0.04, p: 0.617 };
  return {
    ...h1Link(),
    id: "t1a",
    role: "trade-off",
    claim: both("Het cijfer voor Nederlands daalt niet.", "The mark for Dutch does not fall."),
    from: null,
    to: null,
    finding: "supported",
    evidence: evidence(3, 3, 3),
    because: [
      {
        rule: "beyond-threshold",
        holds: true,
        value: -0.02,
        threshold: -0.15,
        from: "t1a-primary",
        values: { expect: "no-decrease" },
      },
    ],
    outcome: {
      id: "C1",
      code: null,
      name: both("Cijfer voor Nederlands", "Mark for Dutch"),
      definition: both("Gemiddeld centraal examen.", "Mean central exam."),
      unit: "mark",
      noun: null,
      goodDirection: "up",
    },
    expect: "no-decrease",
    smallestEffect: 0.15,
    estimates: [
      estimate({
        id: "t1a-primary",
        role: "primary",
        label: both("Hoofdmodel", "Main model"),
        model: "ols",
        outcome: "C1",
        term,
        rows: 4120,
        units: 515,
        clusters: 515,
        periods: 8,
        contrast: 1,
        t: T726,
        finding: "supported",
      }),
    ],
    checks: [],
    minimumDetectableEffect: 0.112,
  };
}

const node = (id: string, nl: string, en: string, code: string | null = null): HypothesisResult["chain"][number] => ({
  id,
  label: both(nl, en),
  note: null,
  code,
});

function hypothesis(
  id: string,
  goal: string | null,
  nl: string,
  en: string,
  links: LinkResult[],
  rest: Partial<HypothesisResult> = {},
): HypothesisResult {
  return {
    id,
    kind: "hypothesis",
    goal,
    title: both(nl, en),
    claim: both(
      `Doordat scholen samenwerken: ${nl.toLowerCase()}.`,
      `Because schools work together: ${en.toLowerCase()}.`,
    ),
    source: "SEO-rapport 2020-30, §4.1",
    finding: "not-testable",
    evidence: evidence(null, null, null),
    because: [],
    decidedBy: null,
    chain: [],
    links,
    doesNotSay: null,
    wouldChange: [],
    published: [],
    ...rest,
  };
}

const electives = missing(
  "keuzevakken",
  "De tabel met gekozen keuzevakken per vestiging",
  "The table of electives taken per location",
  ["vestiging", "schooljaar", "keuzevak", "leerlingen"],
);

function hypotheses(): HypothesisResult[] {
  return [
    hypothesis(
      "h1",
      "duurzaam",
      "Afspraken over profielen",
      "Agreements on profiles",
      [
        untestedLink("h1a", "chain", "Regio's maken afspraken.", "Regions make agreements.", {
          from: "geld",
          to: "afspraken",
          missing: [
            missing("afspraken", "De tabel met regionale afspraken", "The table of regional agreements", [
              "regio",
              "datum",
            ]),
          ],
        }),
        h1Link(),
      ],
      {
        finding: "indication",
        evidence: h1Link().evidence,
        decidedBy: "h1c",
        chain: [
          node("geld", "Geld en plan", "Money and plan"),
          node("afspraken", "Afspraken", "Agreements", "Q4"),
          node("blijft", "Aanbod blijft", "Offer lasts", "D1e"),
        ],
      },
    ),
    hypothesis("h2", "duurzaam", "Faciliteiten delen", "Sharing facilities", [
      untestedLink(
        "h2c",
        "primary",
        "Leerlingen volgen vaker een technisch keuzevak.",
        "Pupils take a technical elective more often.",
        { missing: [electives], indicators: ["K2a"] },
      ),
    ]),
    hypothesis(
      "h5",
      "dekkend",
      "Eerder en breder kennismaken met techniek",
      "Earlier and broader acquaintance with techniek",
      [
        untestedLink(
          "h5a",
          "chain",
          "Activiteiten leiden tot meer keuzevakken.",
          "Activities lead to more electives.",
          { from: "activiteiten", to: "keuzevakken", missing: [electives] },
        ),
        h5Link(),
        untestedLink(
          "h5c",
          "chain",
          "Meer leerlingen gaan naar een technische mbo-opleiding.",
          "More pupils go on to technical mbo.",
          {
            from: "aandeel",
            to: "mbo",
            untested: both(
              "Microdata over doorstroom zijn nodig; die zijn alleen bij het CBS in te zien.",
              "Microdata on progression are needed; they can only be used at Statistics Netherlands.",
            ),
          },
        ),
      ],
      {
        finding: "undecided",
        evidence: h5Evidence,
        because: [
          {
            rule: "weakest-link",
            holds: true,
            value: null,
            threshold: null,
            from: "h5b",
            values: { link: "h5b", role: "primary", finding: "undecided", number: 1 },
          },
        ],
        decidedBy: "h5b",
        chain: [
          node("activiteiten", "Activiteiten", "Activities"),
          node("keuzevakken", "Keuzevakken", "Electives", "K2a"),
          node("aandeel", "Techniekaandeel", "Share of techniek", "K4b"),
          node("mbo", "Technisch mbo", "Technical mbo", "K4a"),
        ],
        doesNotSay: both(
          "Niet dat STO niets doet. Wat op alle scholen tegelijk veranderde, ziet deze meting niet.",
          "Not that STO does nothing. Whatever changed at all schools at once is invisible to this design.",
        ),
        wouldChange: [
          both(
            "Echte bedragen per regio; nu staat het techniekaandeel van vóór STO voor het geld.",
            "Real amounts per region; now the share of techniek before STO stands for the money.",
          ),
        ],
        published: [
          {
            what: both("Techniekaandeel 19,2% → 20,4%", "Share of techniek 19.2% → 20.4%"),
            value: 1.2,
            unit: both("punt", "points"),
            period: "2020–2025",
            source: "Kamerbrief 2026",
            kind: both("Doelbereik", "Goal reached"),
            evidence: 1,
            reconcile: both(
              "Beide kunnen waar zijn. Het eerste zegt of het doel dichterbij kwam; het tweede of dat sterker gebeurde waar meer techniek was.",
              "Both can be true. The first says whether the goal came closer; the second whether it did so more where there was more techniek.",
            ),
          },
        ],
      },
    ),
    hypothesis("h6", "kwaliteit", "Moderne inventaris", "Modern inventory", [
      untestedLink(
        "h6a",
        "primary",
        "Leerlingen werken met modernere apparatuur.",
        "Pupils work with more modern equipment.",
        {
          untested: both(
            "Er is geen meting van faciliteiten vóór en na.",
            "There is no measure of facilities before and after.",
          ),
        },
      ),
    ]),
    hypothesis("t1", null, "Andere vakken", "Other subjects", [tradeOffLink()], {
      kind: "trade-off",
      finding: "supported",
      evidence: evidence(3, 3, 3),
      because: tradeOffLink().because,
      decidedBy: "t1a",
    }),
  ];
}

/** A fresh, valid StudyResult each time. */
export function sampleResult(): StudyResult {
  return {
    schemaVersion: 1,
    kind: "study",
    study: {
      id: "sto",
      title: both("Sterk Techniekonderwijs (STO)", "Sterk Techniekonderwijs (STO)"),
      subtitle: both("2020–2024", "2020–2024"),
      languages: ["nl", "en"],
      baseline: 2017,
      seed: 1,
      goals: [
        {
          id: "duurzaam",
          title: both("Duurzaam", "Lasting"),
          subtitle: both("aanbod dat blijft", "an offer that lasts"),
        },
        {
          id: "dekkend",
          title: both("Dekkend", "Accessible"),
          subtitle: both("techniek overal bereikbaar", "techniek within reach"),
        },
        {
          id: "kwaliteit",
          title: both("Kwaliteit", "Quality"),
          subtitle: both("goed technisch onderwijs", "good technical education"),
        },
      ],
      families: [{ id: "primary", adjust: "holm", level: 0.95, members: ["h1c", "h5b"] }],
      disclosure: { minimumCell: 5, roundTo: 1 },
      specFiles: [{ path: "hypotheses/sto/study.yaml", sha256: "a".repeat(64) }],
      incomplete: false,
    },
    hypotheses: hypotheses(),
    sources: [
      {
        id: "exams",
        title: both("Examenkandidaten en geslaagden", "Exam candidates and passes"),
        reader: "duo/exams",
        available: true,
        rows: 165_313,
        files: [
          {
            path: "data/duo/raw/examenkandidaten-en-geslaagden-2014-2019.csv.gz",
            sha256: "03edf4dd9d93".padEnd(64, "0"),
            rows: 82_000,
            encoding: "windows-1252",
            delimiter: ";",
          },
        ],
        attribution: both("Bron: DUO, Open onderwijsdata", "Source: DUO, Open education data"),
        licence: "CC BY 4.0",
        url: "https://duo.nl/open_onderwijsdata/",
        breaks: [
          { period: 2016, text: both("Invoering van de nieuwe profielen.", "Introduction of the new profiles.") },
        ],
        findings: [],
      },
      {
        id: "keuzevakken",
        title: electives.title,
        reader: "csv",
        available: false,
        rows: null,
        files: [],
        attribution: null,
        licence: null,
        url: null,
        breaks: [],
        findings: [],
      },
    ],
    panels: [],
    monitor: [],
    findings: [],
    provenance: {
      startedAt: "2026-01-01T00:00:00.000Z",
      durationMs: 1000,
      node: "v20.20.2",
      effectmeter: "0.1.0",
      dependencies: { "@duckdb/node-api": "1.5.6" },
      command: "effectmeter run hypotheses/sto --out runs/sto",
      workers: 2,
    },
  };
}
