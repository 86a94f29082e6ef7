import type { Network, Parameter } from "../ir/index.js";
import type { Buffer, Phase, Plan } from "../plan/index.js";
import {
  type Backend,
  type Backward,
  type BackwardOptions,
  checkBatch,
  checkReady,
  type Engine,
  type Forward,
  type Precision,
  type RawProfile,
  type Real,
  type Sequences,
  type States,
} from "./engine.js";
import { meanLog10, wholeState } from "./logs.js";

/** Generated code with its memory. */
export interface Machine {
  readonly backend: Backend;
  readonly description: string;
  readonly precision: Precision;
  /** The whole arena of the plan, zero at the start. */
  readonly memory: Real;
  run(phase: Phase, T: number): void;
  dispose(): void;
}

/** An engine over generated code: moves values in and out of the plan's memory. */
export class PlannedEngine implements Engine {
  readonly backend: Backend;
  readonly description: string;
  readonly precision: Precision;
  readonly network: Network;
  readonly T: number;
  readonly B: number;
  readonly parameters: readonly Parameter[];
  readonly params: Real;
  readonly grads: Real;
  private steps = 0;
  private ready = false;

  constructor(
    private readonly plan: Plan,
    private readonly machine: Machine,
  ) {
    this.backend = machine.backend;
    this.description = machine.description;
    this.precision = machine.precision;
    this.network = plan.network;
    this.T = plan.sizes.T;
    this.B = plan.sizes.B;
    this.parameters = plan.parameters;
    this.params = this.view(plan.params).subarray(0, plan.params.cols);
    this.grads = this.view(plan.grads).subarray(0, plan.grads.cols);
  }

  dispose(): void {
    this.machine.dispose();
  }

  forward(batch: Sequences, initial?: States): Forward {
    checkBatch(this, batch);
    const { plan } = this;
    this.steps = batch.T;
    const L = this.network.readout.on === "every" ? batch.T : 1;
    this.write(plan.x, batch.x, batch.T);
    this.write(plan.target, batch.target, L);
    this.write(plan.weight, batch.weight, L);
    for (const [l, layer] of plan.layers.entries()) {
      for (const [i, buffer] of Object.entries(layer.inputs)) {
        const given = batch.inputs?.[l]?.[i];
        if (!given) throw new RangeError(`layer ${l} needs the input "${i}"; give batch.inputs[${l}].${i}`);
        this.write(buffer, given, batch.T);
      }
      for (const [s, buffer] of Object.entries(layer.states)) this.writeOrClear(buffer, initial?.[l]?.[s]);
    }
    this.machine.run("forward", batch.T);
    this.ready = true;
    const losses = this.view(plan.loss);
    let loss = 0;
    for (let i = 0; i < L * this.B; i++) loss += losses[i * plan.loss.ld] ?? Number.NaN;
    return {
      loss,
      outputs: () => this.read(plan.y, 0, L),
      finalStates: () => plan.layers.map((layer) => mapValues(layer.states, (b) => this.read(b, batch.T, 1))),
    };
  }

  backward(options: BackwardOptions = {}): Backward {
    checkReady(this.ready);
    this.ready = false;
    const { plan } = this;
    if (!options.accumulate) this.machine.run("clear", this.steps);
    for (const [l, layer] of plan.layers.entries())
      for (const [s, buffer] of Object.entries(layer.carry))
        this.writeOrClear(buffer, options.finalCotangents?.[l]?.[s]);
    this.machine.run(options.profile ? "probe" : "backward", this.steps);
    this.machine.run("finish", this.steps);
    return {
      initialCotangents: () => plan.layers.map((layer) => mapValues(layer.carry, (b) => this.read(b, 0, 1))),
      inputGradient: () => {
        if (!plan.dx) throw new RangeError("dL/dx is not computed; compile with inputGradient: true");
        return this.read(plan.dx, 0, this.steps);
      },
      profile: () => {
        if (!options.profile)
          throw new RangeError("no profile was measured; call backward with profile: true");
        return this.profile();
      },
    };
  }

  private profile(): RawProfile {
    const { B, steps } = this;
    return this.plan.layers.map(({ profile }) => {
      if (!profile) return {};
      const exponents = this.read(profile.exponent, 0, steps);
      const squares = mapValues(profile.squares, (b) => this.read(b, 0, steps));
      const whole = wholeState(Object.keys(squares));
      if (whole)
        squares[whole] = exponents.map((_, i) =>
          Object.values(squares).reduce((sum, s) => sum + (s[i] ?? 0), 0),
        );
      return mapValues(squares, (values) =>
        Float64Array.from({ length: steps }, (_, t) =>
          meanLog10(values.subarray(t * B, (t + 1) * B), exponents.subarray(t * B, (t + 1) * B)),
        ),
      );
    });
  }

  private view(b: Buffer): Real {
    return this.machine.memory.subarray(b.offset, b.offset + b.times * b.rows * b.ld);
  }

  /** Dense rows into padded rows. */
  private write(b: Buffer, values: ArrayLike<number>, times: number): void {
    const to = this.view(b);
    if (b.ld === b.cols) {
      to.set(values);
      return;
    }
    const { cols, ld } = b;
    for (let r = 0, from = 0, at = 0; r < times * b.rows; r++, at += ld)
      for (let j = 0; j < cols; j++, from++) to[at + j] = values[from] ?? Number.NaN;
  }

  private writeOrClear(b: Buffer, values: Float64Array | undefined): void {
    if (values) this.write(b, values, 1);
    else this.view(b).fill(0, 0, b.rows * b.ld);
  }

  /** Padded rows of `times` steps from `first` as dense rows. */
  private read(b: Buffer, first: number, times: number): Float64Array {
    const from = this.view(b).subarray(first * b.rows * b.ld);
    const out = new Float64Array(times * b.rows * b.cols);
    for (let r = 0; r < times * b.rows; r++) out.set(from.subarray(r * b.ld, r * b.ld + b.cols), r * b.cols);
    return out;
  }
}

const mapValues = <A, B>(of: Readonly<Record<string, A>>, f: (a: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([k, a]) => [k, f(a)]));
