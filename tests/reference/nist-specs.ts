import { ols } from "../../models/ols/ols.ts";
import type { Fit } from "../../src/core/fit.ts";
import { type Covariance, covariance } from "../../src/inference/covariance.ts";
import { dataUrl, type ExpectedEntry } from "../support/expected.ts";
import { CONTEXT, makeDesign, numberColumn, numbers, readFrame } from "../support/frame.ts";

/** The certified model of a NIST set: y on the terms that the entry names ("1", "x", "x^2", …). */
export function fitNist({ dataset, result }: ExpectedEntry): { readonly fit: Fit; readonly v: Covariance } {
  const frame = readFrame(dataUrl(dataset));
  const terms = result["terms"] as string[];
  const columns = terms
    .filter((term) => term !== "1")
    .map((term) => {
      const [base = "", power = "1"] = term.split("^");
      return numberColumn(
        term,
        numbers(frame, base).map((value) => exactPower(value, Number(power))),
      );
    });
  const design = makeDesign({ outcome: numbers(frame, "y"), columns });
  const covariates = columns.map(({ name }) => name);
  const fit = ols.fit(design, { covariates, absorb: [], intercept: terms.includes("1") }, CONTEXT);
  return { fit, v: covariance(fit, { kind: "iid" }) };
}

/** xᵏ to the nearest double: engines round `**` differently, and Filip's ten powers carry the last bit into the tenth digit. */
function exactPower(x: number, k: number): number {
  let [whole, shift] = [x, 0];
  for (; !Number.isInteger(whole); shift++) whole *= 2;
  return Number(BigInt(whole) ** BigInt(k)) * 2 ** (-shift * k);
}
