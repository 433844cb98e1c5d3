/** The two fits of ml-regression 6 that the monitor uses; the package ships no types. */
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
}
