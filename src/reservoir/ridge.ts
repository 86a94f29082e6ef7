/** A linear readout: y = V·[s; 1]. */
export interface Readout {
  /** V [Y, N + 1], row-major; the last column is the bias. */
  readonly weights: Float64Array;
  /** Outputs [Y] for the N states that begin at `at`. */
  read(states: ArrayLike<number>, at?: number): Float64Array;
}

/** Gathers examples, and solves for the readout that is best on them. */
export interface Ridge {
  /** One example: N states from `at` on, Y targets from `targetAt` on. */
  add(
    states: ArrayLike<number>,
    at: number,
    targets: ArrayLike<number>,
    targetAt: number,
    weight?: number,
  ): void;
  /** The readout of least Σ weight·‖y - target‖² + beta·‖V‖², the bias free; undefined where there is not one, or it is not finite. */
  solve(beta: number): Promise<Readout | undefined>;
}

/**
 * Ridge regression from N states to Y targets by its normal equations (SᵀS + βI)·Vᵀ = SᵀY, gathered example by example:
 * memory of order N² + N·Y, however many examples there are.
 *
 * Source  Lukoševičius 2012, "A Practical Guide to Applying Echo State Networks". Solved by the Cholesky decomposition of ml-matrix, which is here
 *         already for the spectra: half the work of LU for a positive definite matrix, and it says when one is not.
 */
export function ridge(N: number, Y: number): Ridge {
  const n = N + 1;
  const gram = new Float64Array(n * n);
  const moments = new Float64Array(n * Y);
  const row = new Float64Array(n).fill(1);
  return {
    add(states, at, targets, targetAt, weight = 1) {
      for (let i = 0; i < N; i++) row[i] = states[at + i] ?? Number.NaN;
      for (let i = 0; i < n; i++) {
        const scaled = weight * (row[i] as number);
        for (let j = 0; j <= i; j++)
          gram[i * n + j] = (gram[i * n + j] as number) + scaled * (row[j] as number);
        for (let k = 0; k < Y; k++)
          moments[i * Y + k] =
            (moments[i * Y + k] as number) + scaled * (targets[targetAt + k] ?? Number.NaN);
      }
    },
    async solve(beta) {
      if (![gram, moments].every((sums) => sums.every(Number.isFinite))) return undefined;
      const { CholeskyDecomposition, Matrix } = await import("ml-matrix");
      const A = new Matrix(n, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          const value = (gram[i * n + j] ?? Number.NaN) + (i === j && i < N ? beta : 0);
          A.set(i, j, value);
          A.set(j, i, value);
        }
      const cholesky = new CholeskyDecomposition(A);
      if (!cholesky.isPositiveDefinite()) return undefined;
      const solved = cholesky.solve(Matrix.from1DArray(n, Y, moments));
      const weights = Float64Array.from(solved.transpose().to1DArray());
      return weights.every(Number.isFinite) ? readoutOf(weights, N, Y) : undefined;
    },
  };
}

function readoutOf(weights: Float64Array, N: number, Y: number): Readout {
  return {
    weights,
    read(states, at = 0) {
      const y = new Float64Array(Y);
      for (let k = 0; k < Y; k++) {
        const from = k * (N + 1);
        let sum = weights[from + N] as number;
        for (let i = 0; i < N; i++) sum += (weights[from + i] as number) * (states[at + i] as number);
        y[k] = sum;
      }
      return y;
    },
  };
}
