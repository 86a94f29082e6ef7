import type { Engine, Forward, Omega, RawProfile, Real, Sequences, States } from "../engine/index.js";
import { type LayerProfile, layersOf } from "../probe/index.js";
import type { Inputs } from "./noise.js";
import { addOmega } from "./omega.js";
import type { Population } from "./population.js";
import type { Batch, Task } from "./task.js";

/**
 * One forward pass over a batch. Loss: the weighted mean over its scored positions, Σ w·ℓ / Σ w; ℓ is the squared
 * error averaged over the Y outputs, or the cross-entropy in nats. Outputs [L, B, Y]. `inputs` are those that the layers
 * have besides the sequence, e.g. masks.
 */
export function predict(
  engine: Engine,
  task: Task,
  batch: Batch,
  inputs?: Inputs,
): { loss: number; outputs: Float64Array } {
  const parts: Float64Array[] = [];
  const loss = unroll(engine, task, batch, inputs, (forward, { scored }) => {
    if (scored) parts.push(forward.outputs());
  });
  const outputs = new Float64Array(batch.target.length);
  parts.reduce((at, part) => {
    outputs.set(part, at);
    return at + part.length;
  }, 0);
  return { loss, outputs };
}

/**
 * The loss of a batch (as `predict`), and its gradient in `engine.grads`. A batch longer than the engine goes through
 * it in windows: truncated BPTT. The states are carried over, the cotangents are cut at the windows' ends, and the
 * gradients add up. Its statistics are added to those `seen`.
 */
export function differentiate(
  engine: Engine,
  task: Task,
  batch: Batch,
  inputs?: Inputs,
  seen?: Population,
): number {
  let accumulate = false;
  return unroll(engine, task, batch, inputs, (forward, { scored, from }) => {
    seen?.add(forward, from);
    if (scored) engine.backward({ accumulate });
    accumulate ||= scored;
  });
}

/**
 * As `differentiate`, with weight · Ω added to what is differentiated. Windows of truncated BPTT add up: in each of them d
 * is what its own part of the loss sends back.
 */
export function differentiateWithOmega(
  engine: Engine,
  task: Task,
  batch: Batch,
  weight: number,
  inputs?: Inputs,
  seen?: Population,
): { loss: number; omega: number } {
  const windows: (readonly (Omega | undefined)[])[] = [];
  const loss = unroll(engine, task, batch, inputs, (forward, { scored, from }) => {
    seen?.add(forward, from);
    if (scored) windows.push(engine.backward({ accumulate: windows.length > 0, omega: true }).omega());
  });
  const totals = engine.network.layers.map((_, l) =>
    windows.reduce<Omega>(
      (all, window) => ({
        sum: all.sum + (window[l]?.sum ?? 0),
        counted: all.counted + (window[l]?.counted ?? 0),
      }),
      { sum: 0, counted: 0 },
    ),
  );
  return { loss, omega: addOmega(engine, totals, weight) };
}

/**
 * As `differentiate`, with the profile: what reached every state within its own window. A window with nothing scored
 * in it gets no gradient, which is -Infinity.
 */
export function differentiateWithProfile(
  engine: Engine,
  task: Task,
  batch: Batch,
  inputs?: Inputs,
): { loss: number; profile: RawProfile } {
  let accumulate = false;
  const curves = engine.network.layers.map((): Record<string, Float64Array> => ({}));
  const loss = unroll(engine, task, batch, inputs, (_, { scored, from }) => {
    if (!scored) return;
    const measured = engine.backward({ accumulate, profile: true }).profile();
    accumulate = true;
    measured.forEach((states, layer) => {
      const of = curves[layer] ?? {};
      for (const [s, curve] of Object.entries(states)) {
        of[s] ??= new Float64Array(batch.T).fill(-Infinity);
        of[s].set(curve, from);
      }
    });
  });
  return { loss, profile: curves };
}

/** As `differentiate`, for a feed-forward stack: with signal and gradient of every layer. */
export function differentiateByLayer(
  engine: Engine,
  task: Task,
  batch: Batch,
  inputs?: Inputs,
): { loss: number; layers: readonly LayerProfile[] } {
  let layers: readonly LayerProfile[] = [];
  const loss = unroll(engine, task, batch, inputs, (forward) => {
    layers = layersOf(engine, forward);
  });
  return { loss, layers };
}

export interface Window {
  readonly sequences: Sequences;
  /** The step of the batch that it begins with. */
  readonly from: number;
  /** Whether any of its positions may count. */
  readonly scored: boolean;
}

/** Takes a batch through the engine, window after window, and shows every pass. The loss as in `predict`. */
export function unroll(
  engine: Engine,
  task: Task,
  batch: Batch,
  inputs: Inputs,
  visit: (forward: Forward, window: Window) => void,
): number {
  let states: States | undefined;
  let loss = 0;
  for (const window of windows(engine, batch, inputs, meanWeights(task, batch))) {
    const forward = engine.forward(window.sequences, states);
    if (window.from + window.sequences.T < batch.T) states = forward.finalStates();
    if (window.scored) loss += forward.loss;
    visit(forward, window);
  }
  return loss;
}

/** Weights that make the engine's weighted sum the weighted mean. */
function meanWeights({ name, loss, output }: Task, { weight }: Batch): Float64Array {
  const total = weight.reduce((sum, w) => sum + w, 0);
  if (!(total > 0))
    throw new RangeError(`A batch of the task "${name}" scores no position; give one a weight above 0.`);
  const factor = 1 / (total * (loss === "mse" ? output : 1));
  return weight.map((w) => w * factor);
}

function windows(
  { T: size, B, network }: Engine,
  { T, x, target }: Batch,
  inputs: Inputs,
  weight: Float64Array,
): Window[] {
  const given = (from: number, to: number) => inputs && { inputs: stepsOf(inputs, T, from, to) };
  if (T <= size) return [{ sequences: { T, x, target, weight, ...given(0, T) }, from: 0, scored: true }];
  const { input: X, readout } = network;
  const Y = readout.size;
  return Array.from({ length: Math.ceil(T / size) }, (_, i) => {
    const from = i * size;
    const to = Math.min(T, from + size);
    const window = { T: to - from, x: x.subarray(from * B * X, to * B * X), ...given(from, to) };
    if (readout.on === "last") {
      const scored = to === T;
      const empty = { target: new Float64Array(B * Y), weight: new Float64Array(B) };
      return { sequences: { ...window, ...(scored ? { target, weight } : empty) }, from, scored };
    }
    const part = {
      target: target.subarray(from * B * Y, to * B * Y),
      weight: weight.subarray(from * B, to * B),
    };
    return { sequences: { ...window, ...part }, from, scored: true };
  });
}

/** The steps from..to of inputs of T steps. */
function stepsOf(inputs: NonNullable<Inputs>, T: number, from: number, to: number): NonNullable<Inputs> {
  const cut = (values: Real): Real => values.subarray((values.length / T) * from, (values.length / T) * to);
  return inputs.map((layer) =>
    Object.fromEntries(Object.entries(layer).map(([name, values]) => [name, cut(values)])),
  );
}
