/** The fits of ml-regression 6 that the monitor uses, and those that tests compare with; the package ships no types. */
declare module "ml-regression" {
  export class TheilSenRegression {
    constructor(x: readonly number[], y: readonly number[]);
    readonly slope: number;
  }
  export class PolynomialRegression {
    constructor(x: readonly number[], y: readonly number[], degree: number);
    /** Ascending powers. */
    readonly coefficients: readonly number[];
  }
  export class SimpleLinearRegression {
    constructor(x: readonly number[], y: readonly number[]);
    readonly slope: number;
    readonly intercept: number;
  }
  export class MultivariateLinearRegression {
    constructor(x: readonly (readonly number[])[], y: readonly (readonly number[])[]);
    /** One row per regressor, then the intercept. */
    readonly weights: readonly (readonly number[])[];
  }
}
