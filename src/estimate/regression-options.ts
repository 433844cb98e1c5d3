import { z } from "zod";

/** Options that every regression estimator has, and says alike. */
export const regressionOptions = {
  covariates: z
    .array(z.string())
    .default([])
    .describe("Columns to regress on, in this order; text becomes dummies against its first level"),
  absorb: z
    .array(z.string())
    .default([])
    .describe(
      "Fixed effects to absorb: columns, several joined by ^ (region^year), slopes per level as unit[trend], slopes alone as unit[[trend]]",
    ),
  intercept: z
    .boolean()
    .default(true)
    .describe("A constant; where effects are absorbed there is none, whatever is said here"),
  offset: z.string().optional().describe("Column that is added with coefficient one"),
};
