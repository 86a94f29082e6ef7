/** Squarings; the error of Gelfand's limit falls by half with each. */
const SQUARINGS = 40;

/**
 * The spectral radius of a square matrix [n, n], row-major: the greatest modulus of an eigenvalue. Takes 40 products of
 * n³; NaN when an element is not finite.
 *
 * Source  Gelfand's formula, ρ = lim ‖A^k‖^(1/k), for k = 2^40 by squaring with the norm taken out each time. It needs no
 *         eigenvalues, and so no library that would have to be loaded whenever Hindsight starts; the tests compare it
 *         with the eigenvalues of ml-matrix.
 */
export function spectralRadius(values: ArrayLike<number>, n: number): number {
  let power = Float64Array.from(values);
  let log = 0;
  for (let i = 0, share = 1; i < SQUARINGS; i++, share /= 2) {
    const norm = Math.sqrt(power.reduce((sum, v) => sum + v * v, 0));
    if (!(norm > 0)) return norm;
    log += share * Math.log(norm);
    power = squared(
      power.map((v) => v / norm),
      n,
    );
  }
  return Math.exp(log);
}

function squared(a: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = product.subarray(i * n, (i + 1) * n);
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k] as number;
      if (factor === 0) continue;
      const other = a.subarray(k * n, (k + 1) * n);
      for (let j = 0; j < n; j++) row[j] = (row[j] as number) + factor * (other[j] as number);
    }
  }
  return product;
}
