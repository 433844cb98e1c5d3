import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { makeDesign, numberColumn, numbers, parseFrame } from "../support/frame.ts";
import type { DuoSpec } from "./duo-specs.ts";

/** Locations with a technical course, nationally: level, trend, break and new trend; lm, and sandwich::NeweyWest with lag 1. */
export function seriesModel(errors: "iid" | "NW"): DuoSpec {
  const url = new URL("duo/vmbo_aanbod_vestigingen_per_sector.csv.gz", import.meta.url);
  const d = parseFrame(gunzipSync(readFileSync(url)).toString("utf8"), ";");
  const year = numbers(d, "examenjaar");
  const post = year.map((value) => (value >= 2022 ? 1 : 0));
  const columns = [
    numberColumn(
      "t",
      year.map((value) => value - 2015),
    ),
    numberColumn("post", post),
    numberColumn(
      "tp",
      year.map((value, i) => post[i]! * (value - 2021)),
    ),
  ];
  return {
    estimator: "ols",
    design: makeDesign({ outcome: numbers(d, "techniek"), period: year, columns }),
    options: { covariates: ["t", "post", "tp"] },
    covariance:
      errors === "iid"
        ? { kind: "iid" }
        : { kind: "NW", lag: 1, unit: null, period: { name: "examenjaar", values: year } },
  };
}
