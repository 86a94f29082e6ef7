import { type Initialiser, withGain } from "./initialiser.js";
import { normalOf, random, uniformOf } from "./random.js";

/**
 * Glorot & Bengio 2010: variance 2 / (fan-in + fan-out), so that signals keep their size forward and gradients back.
 * With `gates` > 1 the fan-out is that of so many matrices on top of each other: Keras draws the input matrices of all
 * gates as one.
 */
export function glorotUniform(gain = 1, gates = 1): Initialiser {
  const drawn = random(`glorot-uniform${over(gates)}`, (rows, cols) => symmetric(2 / (cols + gates * rows)));
  return withGain(drawn, gain);
}

/** As `glorotUniform`, normally distributed (not truncated, as PyTorch; Keras truncates at two std). */
export function glorotNormal(gain = 1, gates = 1): Initialiser {
  const drawn = random(`glorot-normal${over(gates)}`, (rows, cols) =>
    normalOf(Math.sqrt(2 / (cols + gates * rows))),
  );
  return withGain(drawn, gain);
}

/**
 * He et al. 2015: variance 2 / fan-in, so that signals keep their size where a ReLU turns half of the units off.
 * The 2 is in the rule: gain 1 is PyTorch's `kaiming_uniform_(nonlinearity="relu")`.
 */
export function heUniform(gain = 1): Initialiser {
  return withGain(
    random("he-uniform", (_rows, cols) => symmetric(2 / cols)),
    gain,
  );
}

/** As `heUniform`, normally distributed (not truncated). */
export function heNormal(gain = 1): Initialiser {
  return withGain(
    random("he-normal", (_rows, cols) => normalOf(Math.sqrt(2 / cols))),
    gain,
  );
}

/**
 * LeCun, Bottou, Orr & Müller 1998, "Efficient BackProp", sec. 4.6: variance 1 / fan-in, so that linear layers keep the
 * size of signals; what SELU asks for (Klambauer et al. 2017).
 */
export function lecunNormal(gain = 1): Initialiser {
  return withGain(
    random("lecun-normal", (_rows, cols) => normalOf(1 / Math.sqrt(cols))),
    gain,
  );
}

/** The uniform distribution around 0 with this variance: U(±√(3·variance)). */
function symmetric(variance: number) {
  const bound = Math.sqrt(3 * variance);
  return uniformOf(-bound, bound);
}

function over(gates: number): string {
  return gates === 1 ? "" : ` over ${gates} gates`;
}
