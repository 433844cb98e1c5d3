import { expect, test } from "vitest";
import { effectsCsv } from "../../../reports/index.ts";
import { sampleResult } from "../../support/sample-result.ts";

/** A small reader of RFC 4180, written for this test: quoted fields, doubled quotes, CRLF. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ",") {
      row.push(field);
      field = "";
    } else if (sign === "\r" && text[i + 1] === "\n") {
      rows.push([...row, field]);
      row = [];
      field = "";
      i++;
    } else field += sign;
  }
  expect(field).toBe("");
  return rows;
}

test("every effect and every τ is a row, and numbers come back bit for bit", () => {
  const result = sampleResult();
  const [head, ...rows] = parseCsv(effectsCsv(result));
  expect(head?.join(",")).toBe(
    "hypothesis,link,estimate_id,model,role,outcome,term_kind,term,estimate,se,statistic,df,p,p_adjusted,ci_lo,ci_hi,band_lo,band_hi,reference,n_obs,n_units,n_clusters",
  );
  const column = (name: string) => head!.indexOf(name);
  let next = 0;
  for (const hypothesis of result.hypotheses) {
    for (const link of hypothesis.links) {
      for (const estimate of link.estimates) {
        const expected = [...estimate.effects, ...(estimate.tau === null ? [] : [estimate.tau])];
        for (const effect of expected) {
          const row = rows[next++]!;
          expect(row).toHaveLength(head!.length);
          expect([row[0], row[1], row[2]]).toEqual([hypothesis.id, link.id, estimate.id]);
          const number = (name: string) => (row[column(name)] === "" ? null : Number(row[column(name)]));
          expect(number("estimate")).toBe(effect.estimate);
          expect(number("se")).toBe(effect.se);
          expect(number("p")).toBe(effect.p);
          expect(number("ci_lo")).toBe(effect.ci?.[0] ?? null);
          expect(number("ci_hi")).toBe(effect.ci?.[1] ?? null);
          expect(row[column("n_obs")]).toBe(String(estimate.counts.observations));
        }
      }
    }
  }
  expect(next).toBe(rows.length);
});

test("fields with commas, quotes and line ends are quoted", () => {
  const result = sampleResult();
  const estimate = result.hypotheses[2]!.links[1]!.estimates[0]!;
  estimate.id = 'a,"b"\r\nc';
  const rows = parseCsv(effectsCsv(result));
  expect(rows.some((row) => row[2] === 'a,"b"\r\nc')).toBe(true);
});

test("lines end in CRLF and the reference period is marked", () => {
  const text = effectsCsv(sampleResult());
  expect(text.endsWith("\r\n")).toBe(true);
  expect(text).not.toMatch(/[^\r]\n/);
  const reference = parseCsv(text).filter((row) => row[18] === "true");
  expect(reference.map((row) => row[7])).toEqual(["2019"]);
});
