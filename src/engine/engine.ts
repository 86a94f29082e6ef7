import type { Derivative } from "../diff/index.js";
import type { Observer, Updater, Value } from "../interp/index.js";
import type { Expr, Network, Parameter, Update } from "../ir/index.js";

export type Real = Float32Array | Float64Array;
export type Precision = "float32" | "float64";
export type Backend = "native" | "wasm" | "interp";

/** One batch of sequences, dense and time-major; L is T with a readout on every step, 1 on the last. */
export interface Sequences {
  readonly T: number;
  /** [T, B, X] */
  readonly x: ArrayLike<number>;
  /** [L, B, Y] */
  readonly target: ArrayLike<number>;
  /** [L, B]: factor of each position's loss. The engine sums; whoever wants a mean normalises the weights. */
  readonly weight: ArrayLike<number>;
  /** Further inputs of a layer, e.g. masks, by layer and name: [T, B, ...]. */
  readonly inputs?: readonly Readonly<Record<string, ArrayLike<number>>>[];
}

/** Values of the states of all layers, by layer and name: [B, H] each. */
export type States = readonly Readonly<Record<string, Float64Array>>[];

/** Values that all examples of a batch share, by layer and name. */
export type Statistics = readonly Readonly<Record<string, Float64Array>>[];

export interface Forward {
  /** Σ over positions of weight · loss. */
  readonly loss: number;
  /** The statistics of the cells (see `Cell`), by layer and name, of every step: [T, ...] each. */
  readonly statistics: Statistics;
  /** What is scored, [L, B, Y], copied out. */
  outputs(): Float64Array;
  /** The states after the last step, copied out. */
  finalStates(): States;
  /**
   * What a layer's cell calls by a name and keeps for the way back, at every step, copied out: its output, its new
   * states and the gates that its adjoint reads, [T, B, ...] each. To be read before `backward`, which writes over it.
   *
   * @param rows only of so many examples, the first of the batch; default: all
   * @throws RangeError for a layer that is not there, or when only the last window of steps was kept (`checkpoint`)
   */
  values(layer: number, rows?: number): Readonly<Record<string, Float64Array>>;
}

/**
 * The profile as it was measured: log10 of the batch mean of ‖dL/ds_t‖ for t = 1..T, by layer and state. A
 * layer with several states has one entry more, for all of them as one vector, named "(h,c)".
 */
export type RawProfile = readonly Readonly<Record<string, Float64Array>>[];

/**
 * The vanishing-gradient regulariser of one layer, (‖Jᵀd‖² / ‖d‖² - 1)² with d = dL/d(states after a step), J = d(states
 * after) / d(states before), all states as one vector: summed over steps and examples, and over how many of them, since
 * those whose d is 0 say nothing. Source: Pascanu, Mikolov & Bengio 2013, eq. 9 and 10.
 */
export interface Omega {
  readonly sum: number;
  readonly counted: number;
}

/**
 * Σ of the squares of every vector of a layer's traced adjoint (`Derivative.traced`), in its order, for t = 1..T and
 * every example: [T, B] each, to be multiplied by 2^(2·exponent). Nothing for a layer that has none.
 */
export interface RawTrace {
  readonly squares: readonly Real[];
  /** [T, B] */
  readonly exponent: Real;
}

export interface Backward {
  /** dL/d(state before the first step), copied out. */
  initialCotangents(): States;
  /** dL/dx [T, B, X]; only when compiled with `inputGradient`. */
  inputGradient(): Float64Array;
  /**
   * The cotangent [T, B, H] that reached a layer's output from above: from the next layer, or the readout. For a
   * layer without states that is dL/dy; to that of a recurrent one come the later steps, which the profile counts.
   *
   * @throws RangeError as `Forward.values`, and after a backward pass with `profile: true`, which rescales it
   */
  arriving(layer: number): Float64Array;
  /** Only after a backward pass with `profile: true`. */
  profile(): RawProfile;
  /** By layer, undefined for one without states; only after a backward pass with `omega: true`. */
  omega(): readonly (Omega | undefined)[];
  /**
   * By layer. Only after a backward pass with `profile: true`, when compiled with `trace`.
   *
   * @throws RangeError otherwise
   */
  trace(): readonly (RawTrace | undefined)[];
}

export interface BackwardOptions {
  /** Measure the profile on the way. Gradients are the same unless they underflow without it. */
  readonly profile?: boolean;
  /**
   * Measure Ω of every layer with states, and leave the gradients of its sums in `omegaGrads`; only when compiled with
   * `omega`, and not together with a profile.
   */
  readonly omega?: boolean;
  /** dL/d(final state) from steps that follow this sequence. Default: zero. */
  readonly finalCotangents?: States;
  /** Add to `grads` (and `omegaGrads`) instead of starting from zero. */
  readonly accumulate?: boolean;
}

/**
 * A network made runnable for one size: the only object with a lifetime, one memory. Every `backward` needs a
 * `forward` of its own: it is written over what that one saved.
 */
export interface Engine {
  readonly backend: Backend;
  /** Backend with compiler and machine, e.g. "native (gcc 12.2.0, 64-byte vectors, 2 threads)". */
  readonly description: string;
  readonly precision: Precision;
  readonly network: Network;
  readonly T: number;
  readonly B: number;
  readonly parameters: readonly Parameter[];
  /** The engine's own memory, flat: write parameters here before `forward`. */
  readonly params: Real;
  /** The engine's own memory, flat: gradients after `backward`. */
  readonly grads: Real;
  /** d(Σ Ω)/d(params), flat, after `backward` with `omega`, states and cotangents held constant; only when compiled with it. */
  readonly omegaGrads?: Real;
  /** Moves `params` against `grads`, both in place; only when compiled with an update. */
  readonly updater?: Updater;
  /** @throws RangeError when the batch does not fit the sizes */
  forward(batch: Sequences, initial?: States): Forward;
  backward(options?: BackwardOptions): Backward;
  /**
   * The values that a layer's cell names and that depend on parameters alone, as the last forward pass computed and used
   * them (zeros or nothing before), row-major, copied out: e.g. the orthogonal matrix that is made of a parameter.
   *
   * @throws RangeError for a layer that is not there
   */
  derived(layer: number): Readonly<Record<string, Float64Array>>;
  /** What the layers' penalties add to the loss, as of the last forward pass; 0 without any. */
  penalty(): number;
  /** Frees the memory; the engine and its arrays must not be used afterwards. */
  dispose(): void;
}

/** Which equations the interpreter evaluates. */
export interface Place {
  readonly phase: "forward" | "backward";
  readonly layer: number | "readout";
  /** Counted from 1 in the sequences at work; absent for what is computed once. */
  readonly t?: number;
  readonly of: Derivative;
  /** What is evaluated, by name; on the way back with the role before it: "state:h", "total:f". */
  readonly wanted: Readonly<Record<string, Expr>>;
}

/** Told of every value of forward, backward and update; may change values, e.g. round them. For interp. */
export interface Tracer {
  /** A forward pass over so many steps begins. */
  begin(T: number): void;
  at(place: Place): Observer;
  /** A part was added to the gradient of a parameter or derived value. */
  summed(place: Omit<Place, "wanted">, name: string, sum: Value, part: Value): void;
  readonly update: Observer;
}

export interface CompileOptions {
  /** `auto`: native where there is a compiler, else wasm. Default auto. */
  readonly backend?: Backend | "auto";
  /** Default float32; interp is always float64. */
  readonly precision?: Precision;
  /** Threads of the native backend; never changes a bit of the result. Default 1. */
  readonly threads?: number;
  /**
   * "sqrt": keep only √T steps and the states at their borders, and compute the rest again on the way back. Less
   * memory, every forward step but the last window twice, the same bits. Native and wasm. Default "none".
   */
  readonly checkpoint?: "none" | "sqrt";
  /** Also compute dL/dx. Default false. */
  readonly inputGradient?: boolean;
  /** Also make what Ω needs: dL/d(states) of every step is kept. Default false. */
  readonly omega?: boolean;
  /** Passes with a profile also measure every vector on the way back: some percent slower. Default false. */
  readonly trace?: boolean;
  /**
   * Told of every value that interp computes, whose way back then does not rescale cotangents: they overflow where those
   * of native code do.
   */
  readonly tracer?: Tracer;
  /** How the parameters move, e.g. `chain.update`: code for it is made together with that of the passes. */
  readonly update?: Update;
  /** Told once when `auto` cannot have native. */
  readonly notice?: (message: string) => void;
}

/** Checks lengths; the one sentence says which array, what was given and what is needed. */
export function checkBatch(engine: Pick<Engine, "network" | "T" | "B">, batch: Sequences): void {
  const { network, T, B } = engine;
  if (!Number.isInteger(batch.T) || batch.T < 1 || batch.T > T)
    throw new RangeError(
      `a batch has 1 to ${T} steps, as compiled; given ${batch.T}; compile for the longest sequence`,
    );
  const L = network.readout.on === "every" ? batch.T : 1;
  const need = { x: batch.T * B * network.input, target: L * B * network.readout.size, weight: L * B };
  for (const [name, n] of Object.entries(need) as [keyof typeof need, number][])
    if (batch[name].length !== n)
      throw new RangeError(
        `batch.${name} has ${batch[name].length} elements; T ${batch.T}, B ${B} and the network need ${n}`,
      );
}

/** @throws RangeError for a layer that is not there */
export function checkLayer({ layers }: Network, layer: number): void {
  if (!(layer in layers))
    throw new RangeError(
      `a layer is a whole number from 0 to ${layers.length - 1}; given ${layer}; count from the lowest`,
    );
}

/** The sum of the penalties of all layers. */
export const penaltyOf = (engine: Pick<Engine, "network" | "derived">): number =>
  engine.network.layers.reduce(
    (sum, { cell }, l) =>
      cell.penalty === undefined ? sum : sum + (engine.derived(l)[cell.penalty]?.[0] ?? Number.NaN),
    0,
  );

export const rescaledAway = (): Error =>
  new RangeError(
    "a backward pass with a profile rescales what arrives at the layers; read it after one without",
  );

/** Ω reads cotangents at the size that the plain backward pass gives them. */
export function checkOmega({ omega, profile }: BackwardOptions, compiled: boolean): void {
  if (omega && !compiled) throw new RangeError("omega is measured by an engine compiled with omega: true");
  if (omega && profile)
    throw new RangeError("a backward pass measures omega or a profile, not both; call it twice");
}

export const notMeasured = (): Error =>
  new RangeError("omega was not measured; call backward with omega: true");

export const untraced = (): Error =>
  new RangeError("nothing was traced; compile with trace: true and call backward with profile: true");

export const usedUp = (): Error =>
  new Error("a backward pass uses up what forward saved; call forward before every backward");
