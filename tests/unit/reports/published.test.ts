import { describe, expect, test } from "vitest";
import { renderHtml, renderMarkdown } from "../../../reports/index.ts";
import type { LinkResult, StudyResult } from "../../../src/result/schema.ts";
import { studyResultSchema } from "../../../src/result/schema.ts";
import { problemWith } from "../../support/report-numbers.ts";
import { sampleResult } from "../../support/sample-result.ts";

type Published = NonNullable<LinkResult["published"]>[number];

/** Of an outcome in shares, shown in points: three decimals printed are one decimal of a point. */
const first: Published = {
  estimate: "",
  label: { nl: "hoofdmodel", en: "main model" },
  term: null,
  what: null,
  ours: 0.01234,
  oursSe: 0.00456,
  theirs: 0.012,
  theirsSe: 0.0046,
  decimals: 3,
  difference: 0.01234 - 0.012,
  agrees: true,
  source: "Table 3 | page 9",
  url: "https://example.org/paper",
  note: { nl: "Hun fout komt uit een bootstrap", en: "Their error comes from a bootstrap" },
};
const others: readonly Published[] = [
  { ...first, term: { kind: "event-time", eventTime: -2 }, theirs: -0.0123, theirsSe: null, decimals: 4, url: null },
  {
    ...first,
    term: { kind: "att-gt", cohort: 2004, period: 2006 },
    ours: null,
    oursSe: null,
    difference: null,
    agrees: null,
  },
  { ...first, what: { nl: "in het uittreksel", en: "in the abstract" }, agrees: false, note: null },
];

function withPublished(published: readonly Published[]): StudyResult {
  const result = structuredClone(sampleResult());
  const link = result.hypotheses
    .flatMap((hypothesis) => hypothesis.links)
    .find(({ estimates, outcome }) => estimates.length > 0 && outcome?.unit === "share")!;
  link.published = published.map((row) => ({ ...row, estimate: link.estimates[0]!.id }));
  return result;
}

const lines = (result: StudyResult, language: "nl" | "en"): string[] => renderMarkdown(result, language).split("\n");
const section = (text: readonly string[], title: string): string[] => {
  const from = text.findIndex((line) => line.endsWith(title));
  return from < 0 ? [] : text.slice(from, from + 10).filter((line) => line.startsWith("|"));
};

describe("numbers printed elsewhere", () => {
  const result = withPublished([first, ...others]);

  test("the result is valid", () => {
    expect(studyResultSchema.safeParse(result).error).toBeUndefined();
  });

  test("stand beside ours: theirs with the decimals printed, ours with two at least", () => {
    expect(
      section(lines(result, "en"), "Beside published numbers: two of four the same to the last decimal printed"),
    ).toEqual([
      "| Estimate | Ours (points) | Our SE | Published | Their SE | Difference | Source |",
      "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
      "| Main model | +1.23 | 0.46 | +1.2 | 0.46 | +0.03 | [Table 3 \\| page 9](https://example.org/paper). Their error comes from a bootstrap |",
      "| Main model: 2 before the start | +1.23 | 0.46 | −1.23 | – | +0.03 | Table 3 \\| page 9. Their error comes from a bootstrap |",
      "| Main model: cohort 2004 in 2006 | – | – | +1.2 | 0.46 | – | [Table 3 \\| page 9](https://example.org/paper). Their error comes from a bootstrap |",
      "| Main model: in the abstract | +1.23 | 0.46 | +1.2 | 0.46 | +0.03 | [Table 3 \\| page 9](https://example.org/paper) |",
    ]);
  });

  test("in Dutch too", () => {
    const rows = section(
      lines(result, "nl"),
      "Naast gepubliceerde getallen: twee van vier gelijk tot de laatste gedrukte decimaal",
    );
    expect(rows[0]).toBe("| Schatting | Wij (punt) | Onze SE | Gepubliceerd | Hun SE | Verschil | Bron |");
    expect(rows[3]).toContain("| Hoofdmodel: 2 vóór de start | +1,23 | 0,46 | −1,23 | – | +0,03 |");
  });

  test("one of them has a title of its own", () => {
    expect(lines(withPublished([first]), "en")).toContain(
      "### Beside the published number: the same to the last decimal printed",
    );
    expect(lines(withPublished([others[2]!]), "nl")).toContain("### Naast het gepubliceerde getal: niet gelijk");
  });

  test("every number of the page says where it stands in the result", () => {
    const shown = [
      ...renderHtml(result).matchAll(
        /<span class="n" data-path="([^"]*\/published\/[^"]*)" data-value="([^"]*)">([^<]*)</g,
      ),
    ];
    // In each language four rows of five numbers, less one error of theirs and, of the effect that the fit lacks, three of ours.
    const own = shown.filter(([, path]) => path!.includes("/links/"));
    expect(own.length).toBe(2 * (4 * 5 - 1 - 3));
    const half = own.length / 2;
    const problems = own.map(([, path, value, text], i) =>
      problemWith(result, {
        language: i < half ? result.study.languages[0]! : result.study.languages[1]!,
        path: path!,
        value: Number(value),
        text: text!,
      }),
    );
    expect(problems.filter((problem) => problem !== null)).toEqual([]);
  });

  test("a link without any has no table", () => {
    expect(renderMarkdown(sampleResult(), "en")).not.toContain("Beside published number");
  });
});
