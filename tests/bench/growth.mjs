// How time grows with the number of units: `node --expose-gc growth.mjs <ols|cs> <units>` prints the best of some fits, after warming up, as JSON.
import { PERIODS, rawIds, staggeredPanel, twoWayPanel } from "./data.mjs";
import { timed } from "./measure.mjs";
import { codeIds, fitStaggered, fitTwoWay, staggeredDesign, twoWayDesign } from "./subjects.mjs";

const WARM_UP_UNITS = 2000;
const WARM_UP_FITS = 12;
const FITS = 5;

const [kind, units] = [process.argv[2], Number(process.argv[3])];

function fitter(size) {
  const panel = kind === "ols" ? twoWayPanel(size * PERIODS, 1, "balanced") : staggeredPanel(size);
  const ids = codeIds(rawIds(panel), panel.year);
  const design = (kind === "ols" ? twoWayDesign : staggeredDesign)(panel, ids);
  return () => (kind === "ols" ? fitTwoWay(design) : fitStaggered(design, {}));
}

const small = fitter(WARM_UP_UNITS);
for (let i = 0; i < WARM_UP_FITS; i++) small();
const fit = fitter(units);
let best = Infinity;
for (let i = 0; i < FITS; i++) best = Math.min(best, timed(fit).milliseconds);
console.log(JSON.stringify({ kind, units, rows: units * PERIODS, milliseconds: best }));
