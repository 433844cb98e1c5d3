const SPLITTER = 2 ** 27 + 1;

/**
 * high + low ← high + low − c x, element by element, with products and sums in twice the working precision (Dekker 1971; Ogita, Rump
 * and Oishi 2005). Values are taken to be of moderate size: nothing near overflow.
 */
export function subtractMultiple(high: Float64Array, low: Float64Array, c: number, x: Float64Array): void {
  const cBig = SPLITTER * c;
  const cHigh = cBig - (cBig - c);
  const cLow = c - cHigh;
  for (let i = 0; i < high.length; i++) {
    const value = x[i]!;
    const product = -c * value;
    const big = SPLITTER * value;
    const valueHigh = big - (big - value);
    const valueLow = value - valueHigh;
    const productRest = -(cHigh * valueHigh + product + cHigh * valueLow + cLow * valueHigh + cLow * valueLow);
    const before = high[i]!;
    const after = before + product;
    const shadow = after - before;
    low[i]! += before - (after - shadow) + (product - shadow) + productRest;
    high[i] = after;
  }
}
