/** What the spectrum of a square matrix says of its powers. */
export interface Spectrum {
  /** Greatest modulus of an eigenvalue: what the norms of the matrix's powers grow by in the long run. */
  readonly radius: number;
  /** Greatest singular value: the most that one multiplication can do. */
  readonly largest: number;
  /** Distance from orthogonality, ‖WᵀW − I‖ (Frobenius) / √n: 0 exactly when W keeps every length. */
  readonly departure: number;
}

/**
 * The spectrum of a matrix [n, n], row-major. The diagonal of a diagonal matrix may be given instead, as [n, 1].
 * All NaN when an element is not finite. Takes time of order n³: about a second at n = 400.
 *
 * Source  Pascanu, Mikolov & Bengio 2013, sec. 2.1: gradients vanish for a largest singular value below 1, and explode
 *         only for a spectral radius above 1; Vorontsov et al. 2017 for the distance.
 * @throws RangeError for a matrix that is not square
 */
export async function spectrumOf(values: ArrayLike<number>, rows: number, cols: number): Promise<Spectrum> {
  if (rows !== cols && cols !== 1)
    throw new RangeError(`a spectrum needs a square matrix, but this one is ${rows} x ${cols}`);
  const W = Array.from(values);
  if (!W.every(Number.isFinite)) return { radius: Number.NaN, largest: Number.NaN, departure: Number.NaN };
  if (cols === 1) return diagonal(W);
  // Loaded when first needed: it is larger than all the rest.
  const { EigenvalueDecomposition, Matrix, SingularValueDecomposition } = await import("ml-matrix");
  const matrix = Matrix.from1DArray(rows, cols, W);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrix);
  const { diagonal: singular } = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  });
  const radius = Math.max(...realEigenvalues.map((re, i) => Math.hypot(re, imaginaryEigenvalues[i] ?? 0)));
  const gram = matrix.transpose().mmul(matrix);
  return {
    radius,
    largest: Math.max(...singular),
    departure: gram.sub(Matrix.eye(rows)).norm("frobenius") / Math.sqrt(rows),
  };
}

function diagonal(entries: readonly number[]): Spectrum {
  const largest = Math.max(...entries.map(Math.abs));
  const departure = Math.sqrt(entries.reduce((sum, d) => sum + (d * d - 1) ** 2, 0) / entries.length);
  return { radius: largest, largest, departure };
}
