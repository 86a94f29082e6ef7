import { compile, type Engine, type States } from "../engine/index.js";

/** Places in time at which the singular values are taken, and the largest state for which all of them are. */
const PLACES = 8;
const LARGEST = 256;
/** Exponents at most: the leading ones. */
const EXPONENTS = 16;

/** What one sequence does to small changes of the state, all layers together, without any loss. */
export interface JacobianProbe {
  /** Elements of the state: all states of all layers. */
  readonly size: number;
  /** The leading Lyapunov exponents, in nats a step, greatest first; at most 16. */
  readonly lyapunov: readonly number[];
  /**
   * log10 of the singular values of ds_T/ds_t, for some t from 0 (the initial state) on: greatest, median, least. The
   * least is lost to rounding where it is below 1e-14 of the greatest. Absent for a state of more than 256.
   */
  readonly products?: readonly {
    readonly t: number;
    readonly greatest: number;
    readonly median: number;
    readonly least: number;
  }[];
}

/**
 * Jacobian products and Lyapunov exponents along one sequence, in float64, by passing vectors back through the network.
 * Exponents by QR after every step (Benettin et al. 1980; for recurrent networks Engelken, Wolf & Abbott 2023), on the
 * adjoint, whose exponents are those of the network: the mean of ln |R_ii| over the steps.
 *
 * Cost: two engines compiled and, for a state of n elements, forward and backward passes of n sequences, a singular value
 * decomposition of order n³ at 8 places, and T QR decompositions of order 16² n: a second at n = 128, T = 100.
 *
 * @param x one sequence, [T, X]
 */
export async function jacobianProbe(
  { backend, network, params }: Pick<Engine, "backend" | "network" | "params">,
  x: Float64Array,
): Promise<JacobianProbe> {
  const T = x.length / network.input;
  const engine = async (length: number, B: number): Promise<Engine> => {
    const made = await compile(network, { T: length, B }, { backend, precision: "float64" });
    made.params.set(params);
    return made;
  };
  const single = await engine(1, 1);
  const zero = single.forward(sequences(single, x, 0, 1)).finalStates();
  single.dispose();
  const size = zero.reduce((n, layer) => n + Object.values(layer).reduce((m, s) => m + s.length, 0), 0);
  const walk = async (
    length: number,
    B: number,
    visit: (rows: Float64Array[], t: number) => Float64Array[],
  ) => {
    const made = await engine(length, B);
    try {
      passBack(made, x, T, zero, start(size, B), visit);
    } finally {
      made.dispose();
    }
  };
  const k = Math.min(size, EXPONENTS);
  const sums = new Float64Array(k);
  await walk(1, k, (rows) => {
    orthonormalise(rows).forEach((length, i) => {
      sums[i] = (sums[i] ?? 0) + Math.log(length);
    });
    return rows;
  });
  const lyapunov = Array.from(sums, (sum) => sum / T).sort((a, b) => b - a);
  if (size > LARGEST) return { size, lyapunov };

  const { Matrix, SingularValueDecomposition } = await import("ml-matrix");
  const products: { t: number; greatest: number; median: number; least: number }[] = [];
  let shift = 0;
  await walk(Math.ceil(T / PLACES), size, (rows, t) => {
    const top = rows.reduce((a, row) => row.reduce((b, v) => Math.max(b, Math.abs(v)), a), 0);
    if (top === 0 || !Number.isFinite(top)) {
      const lost = top === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
      products.unshift({ t, greatest: lost, median: lost, least: lost });
      return rows;
    }
    shift += Math.log10(top);
    const scaled = rows.map((row) => row.map((v) => v / top));
    const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false };
    const { diagonal } = new SingularValueDecomposition(
      new Matrix(scaled.map((row) => Array.from(row))),
      options,
    );
    const values = [...diagonal].sort((a, b) => b - a);
    const at = (i: number) => Math.log10(values[i] ?? Number.NaN) + shift;
    products.unshift({ t, greatest: at(0), median: at(Math.floor(size / 2)), least: at(size - 1) });
    return scaled;
  });
  return { size, lyapunov, products };
}

/** Takes vectors, one a row of the batch, back through the sequence in stretches as long as the engine; t counts from 0. */
function passBack(
  engine: Engine,
  x: Float64Array,
  T: number,
  like: States,
  first: Float64Array[],
  visit: (rows: Float64Array[], t: number) => Float64Array[],
): void {
  const stretches: { from: number; length: number; states: States | undefined }[] = [];
  let states: States | undefined;
  // The first stretch is the short one, so that all others are as long as the engine.
  for (let from = 0, length = T % engine.T || engine.T; from < T; from += length, length = engine.T) {
    stretches.push({ from, length, states });
    states = engine.forward(sequences(engine, x, from, length), states).finalStates();
  }
  let rows = first;
  for (const { from, length, states } of stretches.reverse()) {
    engine.forward(sequences(engine, x, from, length), states);
    rows = visit(
      gathered(engine.backward({ finalCotangents: spread(rows, like) }).initialCotangents(), rows.length),
      from,
    );
  }
}

/** The same steps of the sequence for every row of the batch, without any loss. */
function sequences(
  { B, network: { input: X, readout } }: Engine,
  x: Float64Array,
  from: number,
  length: number,
) {
  const batch = new Float64Array(length * B * X);
  for (let t = 0; t < length; t++)
    for (let b = 0; b < B; b++) batch.set(x.subarray((from + t) * X, (from + t + 1) * X), (t * B + b) * X);
  const scored = (readout.on === "every" ? length : 1) * B;
  return {
    T: length,
    x: batch,
    target: new Float64Array(scored * readout.size),
    weight: new Float64Array(scored),
  };
}

/** Vectors of all states as the states of layers, and back. */
function spread(rows: readonly Float64Array[], like: States): States {
  let at = 0;
  return like.map((layer) =>
    Object.fromEntries(
      Object.entries(layer).map(([s, { length }]) => {
        const all = new Float64Array(rows.length * length);
        for (const [b, row] of rows.entries()) all.set(row.subarray(at, at + length), b * length);
        at += length;
        return [s, all];
      }),
    ),
  );
}

function gathered(states: States, B: number): Float64Array[] {
  const parts = states.flatMap((layer) => Object.values(layer));
  const size = parts.reduce((n, p) => n + p.length / B, 0);
  return Array.from({ length: B }, (_, b) => {
    const row = new Float64Array(size);
    let at = 0;
    for (const part of parts) {
      const n = part.length / B;
      row.set(part.subarray(b * n, (b + 1) * n), at);
      at += n;
    }
    return row;
  });
}

/** The identity for as many rows as elements, else rows in general position: no state is left out of all of them. */
function start(size: number, B: number): Float64Array[] {
  const rows = Array.from({ length: B }, (_, b) =>
    Float64Array.from({ length: size }, (_, i) =>
      B === size ? Number(i === b) : Math.sin(12.9898 * (i + 1) + 78.233 * (b + 1) * (i + 1)),
    ),
  );
  orthonormalise(rows);
  return rows;
}

/** Modified Gram-Schmidt in place; the lengths that were taken out, R_ii. A row that has none stays zero. */
function orthonormalise(rows: readonly Float64Array[]): number[] {
  return rows.map((row, i) => {
    for (const done of rows.slice(0, i)) {
      const dot = row.reduce((sum, v, j) => sum + v * (done[j] ?? 0), 0);
      for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) - dot * (done[j] ?? 0);
    }
    const length = Math.sqrt(row.reduce((sum, v) => sum + v * v, 0));
    for (let j = 0; j < row.length && length > 0; j++) row[j] = (row[j] ?? 0) / length;
    return length;
  });
}
