/** What a theory says of every place in a map of two settings. */
export interface Theory {
  /** One line for the legend, with its source. */
  readonly name: string;
  /** The name of the region that (x, y) lies in; the line is drawn between regions. */
  region(x: number, y: number): string;
}

/** A gradient at t = 1 below 1e-3 of the last is called vanishing, above 1e3 times the last exploding. */
const DECADES = 3;

/** How far a gradient comes that changes by the same factor at every step back from t = T to t = 1. */
function regionOf(log10Factor: number, T: number): string {
  const log10Ratio = (T - 1) * log10Factor;
  if (log10Ratio < -DECADES) return "vanishes";
  return log10Ratio > DECADES ? "explodes" : "arrives";
}

/**
 * Gain of the recurrent matrix against T, for a linear RNN whose recurrent matrix is `gain` times an orthogonal one:
 * the gradient at t = 1 is exactly gain^(T-1) of the last. For tanh and any cell that contracts, it is at most that.
 *
 * Source  Pascanu, Mikolov & Bengio 2013, "On the difficulty of training recurrent neural networks", section 2.1.
 */
export const gainByTime: Theory = {
  name: "orthogonal linear RNN, gain^(T-1) = 1e-3 and 1e3 (Pascanu et al. 2013)",
  region: (gain, T) => regionOf(Math.log10(Math.abs(gain)), T),
};

/**
 * Bias of the gate that keeps memory against T, where the bias alone decides the gate: the cell path of an LSTM hands
 * on σ(bias) of its gradient at every step, σ(bias)^(T-1) from the last step to the first.
 *
 * Source  Gers, Schmidhuber & Cummins 2000, "Learning to forget"; Tallec & Ollivier 2018, "Can recurrent neural
 *         networks warp time?", section 2 (a gate of bias b remembers for about 1 + e^b steps).
 */
export const forgetBiasByTime: Theory = {
  name: "cell path at the bias alone, sigmoid(bias)^(T-1) = 1e-3 (Gers et al. 2000)",
  region: (bias, T) => regionOf(-Math.log10(1 + Math.exp(-bias)), T),
};

/** Time constants over which the mean of a chrono start is taken. */
const MIDPOINTS = 1000;

/**
 * log10 of what the cell path hands on from step T to step 1 where the bias alone decides the gate that keeps memory:
 * σ(bias)^(T-1). A chrono start has biases log u with u uniform in 1 .. Tmax - 1, and the norm over units then hands on the
 * root of the mean of (u / (1 + u))^(2(T-1)), here over 1000 midpoints.
 *
 * Source  as `forgetBiasByTime`; the mean over chrono's units is ours, from the distribution of Tallec & Ollivier 2018.
 */
export function keptByBias(bias: number | "chrono", T: number, Tmax: number): number {
  if (bias !== "chrono") return -(T - 1) * Math.log10(1 + Math.exp(-bias));
  const span = Math.max(0, Tmax - 2);
  let sum = 0;
  for (let i = 0; i < MIDPOINTS; i++) {
    const u = 1 + (span * (i + 0.5)) / MIDPOINTS;
    sum += (u / (1 + u)) ** (2 * (T - 1));
  }
  return Math.log10(sum / MIDPOINTS) / 2;
}

const swapped = ({ name, region }: Theory): Theory => ({ name, region: (x, y) => region(y, x) });

const known: Readonly<Record<string, Theory>> = {
  "gain,T": gainByTime,
  "T,gain": swapped(gainByTime),
  "forget-bias,T": forgetBiasByTime,
  "T,forget-bias": swapped(forgetBiasByTime),
};

/**
 * The theory of a map over two settings named as on the command line ("gain", "forget-bias", "T"), or undefined where
 * none is known: learning rate against clipping is such a map, no published bound says where it stops training.
 */
export function theoryOf(x: string, y: string): Theory | undefined {
  return known[`${x},${y}`];
}
