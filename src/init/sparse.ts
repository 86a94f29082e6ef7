import type { Stream } from "../rng/index.js";
import { type Initialiser, requireFrom, rounding, wrongLength } from "./initialiser.js";
import { spectralRadius } from "./radius.js";

/**
 * Few values that are not 0, at random places, the same number in every row (at least one), drawn from U(-1, 1) and
 * scaled together so that the spectral radius is `radius`. A matrix that is not square has no eigenvalues: of it the
 * greatest singular value is meant.
 *
 * One value a row is enough for a cycle among the units, without which every eigenvalue would be 0.
 *
 * Source  Jaeger 2001, "The echo state approach"; Lukoševičius 2012, of its sparsity and spectral radius.
 * @throws RangeError for a radius below 0 or a density that is not in (0, 1]
 */
export function sparseSpectral(radius: number, density = 0.1): Initialiser {
  requireFrom(0, "radius", radius);
  if (!(density > 0 && density <= 1))
    throw new RangeError(`density must be above 0 and at most 1, not ${density}.`);
  const inRow = (cols: number) => Math.max(1, Math.round(density * cols));
  return Object.freeze({
    name: `sparse-spectral ${radius} density ${density}`,
    draw(rows: number, cols: number, stream: Stream) {
      const values = new Float64Array(rows * cols);
      for (let row = 0; row < rows; row++)
        for (const col of places(cols, inRow(cols), stream))
          values[row * cols + col] = 2 * stream.uniform() - 1;
      const scale = radius / radiusOf(values, rows, cols);
      return values.map((value) => value * scale);
    },
    check(values: ArrayLike<number>, rows: number, cols: number) {
      if (values.length !== rows * cols) return wrongLength(values, rows, cols);
      const all = Float64Array.from(values);
      const most = radius === 0 ? 0 : inRow(cols);
      for (let row = 0; row < rows; row++) {
        const found = all.subarray(row * cols, (row + 1) * cols).filter((value) => value !== 0).length;
        if (found !== most) return `row ${row} has ${found} values that are not 0, not ${most}`;
      }
      const measured = radiusOf(all, rows, cols);
      // An eigenvalue moves by more than its matrix was rounded; so far beyond the rounding is not by chance.
      const slack = 100 * rounding * radius;
      return Math.abs(measured - radius) <= slack
        ? undefined
        : `the spectral radius is ${measured}, not ${radius}`;
    },
  });
}

/** Some of n places, each equally likely. */
function places(n: number, count: number, stream: Stream): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => {
    const j = i + stream.int(n - i);
    [all[i], all[j]] = [all[j] ?? 0, all[i] ?? 0];
    return all[i] ?? 0;
  });
}

function radiusOf(values: Float64Array, rows: number, cols: number): number {
  if (rows === cols) return spectralRadius(values, rows);
  // WᵀW or WWᵀ, whichever is smaller.
  const wide = rows < cols;
  const n = Math.min(rows, cols);
  const at = (i: number, k: number) => values[wide ? i * cols + k : k * cols + i] ?? Number.NaN;
  const gram = Float64Array.from({ length: n * n }, (_, place) => {
    let sum = 0;
    for (let k = 0; k < Math.max(rows, cols); k++) sum += at(Math.floor(place / n), k) * at(place % n, k);
    return sum;
  });
  return Math.sqrt(spectralRadius(gram, n));
}
