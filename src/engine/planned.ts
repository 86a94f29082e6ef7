import type { Network, Parameter } from "../ir/index.js";
import type { Buffer, Phase, Plan } from "../plan/index.js";
import { mapValues } from "./collections.js";
import {
  type Backend,
  type Backward,
  type BackwardOptions,
  checkBatch,
  checkLayer,
  checkOmega,
  type Engine,
  type Forward,
  notMeasured,
  type Omega,
  type Precision,
  penaltyOf,
  type RawProfile,
  type RawTrace,
  type Real,
  rescaledAway,
  type Sequences,
  type States,
  type Statistics,
  untraced,
  usedUp,
} from "./engine.js";
import { curveOf, wholeState } from "./logs.js";
import { PlanMemory } from "./memory.js";
import { PlannedUpdater } from "./update.js";

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

/** Steps of a batch that fit the plan's memory at once. */
interface Window {
  readonly from: number;
  readonly steps: number;
}

/**
 * An engine over generated code.
 *
 * Where the plan is shorter than the sequences (`--checkpoint`), a batch goes through it in windows: forward
 * keeps the states at their borders, backward goes from the last window to the first and computes each again. The
 * cotangents that the loop carries and the sums of gradients stay in memory between windows, so the result has
 * the same bits as with one window.
 */
export class PlannedEngine implements Engine {
  readonly backend: Backend;
  readonly description: string;
  readonly precision: Precision;
  readonly network: Network;
  readonly B: number;
  readonly parameters: readonly Parameter[];
  readonly params: Real;
  readonly grads: Real;
  readonly omegaGrads?: Real;
  readonly updater?: PlannedUpdater;
  private readonly memory: PlanMemory;
  private batch: Sequences | undefined;
  /** States before each window. */
  private borders: States[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly machine: Machine,
    /** Longest sequence; the plan's own length, or more. */
    readonly T: number = plan.sizes.T,
  ) {
    this.backend = machine.backend;
    this.description = machine.description;
    this.precision = machine.precision;
    this.network = plan.network;
    this.B = plan.sizes.B;
    this.parameters = plan.parameters;
    this.memory = new PlanMemory(machine.memory);
    this.params = this.memory.view(plan.params).subarray(0, plan.params.cols);
    this.grads = this.memory.view(plan.grads).subarray(0, plan.grads.cols);
    if (plan.omega) this.omegaGrads = this.memory.view(plan.omega.grads).subarray(0, plan.grads.cols);
    if (plan.update)
      this.updater = new PlannedUpdater(plan.update, this.memory, machine, this.grads, this.params);
  }

  dispose(): void {
    this.machine.dispose();
  }

  derived(layer: number): Readonly<Record<string, Float64Array>> {
    checkLayer(this.network, layer);
    return mapValues(this.plan.layers[layer]?.derived ?? {}, (b) => this.memory.read(b, 0, 1));
  }

  penalty(): number {
    return penaltyOf(this);
  }

  forward(batch: Sequences, initial?: States): Forward {
    checkBatch(this, batch);
    const { plan, memory } = this;
    const every = this.network.readout.on === "every";
    const outputs: Float64Array[] = [];
    const statistics: Statistics[] = [];
    let loss = 0;
    let states = initial;
    this.borders = [];
    const windows = this.windows(batch.T);
    for (const window of windows) {
      const isLast = window === windows.at(-1);
      this.borders.push(states ?? []);
      this.runForward(batch, window, states);
      statistics.push(this.statistics(window.steps));
      if (!isLast) {
        states = this.statesAt(window.steps);
        if (!every) continue;
        outputs.push(memory.read(plan.y, 0, window.steps));
      }
      const losses = memory.view(plan.loss);
      const rows = (every ? window.steps : 1) * this.B;
      for (let i = 0; i < rows; i++) loss += losses[i * plan.loss.ld] ?? Number.NaN;
    }
    this.batch = batch;
    const lastSteps = windows.at(-1)?.steps ?? 0;
    const read = {
      statistics: joined(statistics),
      outputs: () => concatenate([...outputs, memory.read(plan.y, 0, every ? lastSteps : 1)]),
      finalStates: () => this.statesAt(lastSteps),
      values: (layer: number, rows = this.B) => this.kept(layer, batch.T, rows),
    };
    if (windows.length === 1) return { loss, ...read };
    // The way back writes over the last window.
    const [y, final] = [read.outputs(), read.finalStates()];
    return { loss, ...read, outputs: () => y, finalStates: () => final };
  }

  backward(options: BackwardOptions = {}): Backward {
    const { plan, memory } = this;
    const batch = this.batch;
    if (!batch) throw usedUp();
    this.batch = undefined;
    const { profile = false, accumulate = false, omega = false, finalCotangents } = options;
    checkOmega(options, plan.omega !== undefined);
    if (!accumulate) this.machine.run("clear", 1);
    if (omega && !accumulate) this.machine.run("omegaClear", 1);
    const omegas: (readonly (Omega | undefined)[])[] = [];
    for (const [l, layer] of plan.layers.entries()) {
      for (const [s, buffer] of Object.entries(layer.carry))
        memory.writeOrClear(buffer, finalCotangents?.[l]?.[s]);
      if (layer.profile) memory.writeOrClear(layer.profile.running, undefined);
    }
    const windows = this.windows(batch.T);
    const profiles: RawProfile[] = [];
    const traces: (readonly (RawTrace | undefined)[])[] = [];
    const dx: Float64Array[] = [];
    for (const [w, window] of [...windows.entries()].reverse()) {
      if (w < windows.length - 1) this.runForward(batch, window, this.borders[w]);
      this.machine.run(profile ? "probe" : "backward", window.steps);
      if (omega) {
        this.machine.run("omega", window.steps);
        omegas.unshift(this.readOmega(window.steps));
      }
      if (windows.length === 1) break;
      if (profile) profiles.unshift(this.readProfile(window.steps));
      if (profile && plan.options.trace) traces.unshift(this.readTrace(window.steps));
      if (plan.dx) dx.unshift(memory.read(plan.dx, 0, window.steps));
    }
    this.machine.run("finish", 1);
    if (omega) this.machine.run("omegaFinish", 1);
    return {
      initialCotangents: () =>
        plan.layers.map((layer) => mapValues(layer.carry, (b) => memory.read(b, 0, 1))),
      inputGradient: () => {
        if (!plan.dx) throw new RangeError("dL/dx is not computed; compile with inputGradient: true");
        return dx.length > 0 ? concatenate(dx) : memory.read(plan.dx, 0, batch.T);
      },
      arriving: (layer) => {
        if (profile) throw rescaledAway();
        return this.arriving(layer, batch.T);
      },
      profile: () => {
        if (!profile) throw new RangeError("no profile was measured; call backward with profile: true");
        return profiles.length > 0 ? joined(profiles) : this.readProfile(batch.T);
      },
      omega: () => {
        if (!omega) throw notMeasured();
        return plan.layers.map((_, l) => totalOmega(omegas.flatMap((window) => window[l] ?? [])));
      },
      trace: () => {
        if (!profile || !plan.options.trace) throw untraced();
        return traces.length > 0 ? joinedTraces(traces) : this.readTrace(batch.T);
      },
    };
  }

  private windows(T: number): Window[] {
    const longest = this.plan.sizes.T;
    return Array.from({ length: Math.ceil(T / longest) }, (_, i) => ({
      from: i * longest,
      steps: Math.min(longest, T - i * longest),
    }));
  }

  /** Moves one window of the batch in and runs it. Only the last window is scored when the readout is on the last step. */
  private runForward(batch: Sequences, { from, steps }: Window, states: States | undefined): void {
    const { plan, memory, network } = this;
    const every = network.readout.on === "every";
    memory.write(plan.x, batch.x, steps, from);
    if (every || from + steps === batch.T) {
      memory.write(plan.target, batch.target, every ? steps : 1, every ? from : 0);
      memory.write(plan.weight, batch.weight, every ? steps : 1, every ? from : 0);
    } else {
      memory.writeOrClear(plan.target, undefined);
      memory.writeOrClear(plan.weight, undefined);
    }
    for (const [l, layer] of plan.layers.entries()) {
      for (const [i, buffer] of Object.entries(layer.inputs)) {
        const given = batch.inputs?.[l]?.[i];
        if (!given) throw new RangeError(`layer ${l} needs the input "${i}"; give batch.inputs[${l}].${i}`);
        memory.write(buffer, given, steps, from);
      }
      for (const [s, buffer] of Object.entries(layer.states)) memory.writeOrClear(buffer, states?.[l]?.[s]);
    }
    this.machine.run("forward", steps);
  }

  private kept(layer: number, T: number, rows: number): Record<string, Float64Array> {
    this.checkKept(layer, T);
    const of = this.plan.layers[layer]?.kept ?? {};
    return mapValues(of, ({ buffer, slot }) => {
      const first = slot.kind === "step" ? slot.shift : 0;
      return rows < this.B
        ? this.memory.readRows(buffer, first, T, rows)
        : this.memory.read(buffer, first, T);
    });
  }

  private statistics(steps: number): Statistics {
    return this.plan.layers.map((layer) => mapValues(layer.statistics, (b) => this.memory.read(b, 0, steps)));
  }

  private arriving(layer: number, T: number): Float64Array {
    this.checkKept(layer, T);
    const ref = this.plan.arriving[layer];
    if (!ref) throw new Error(`no layer ${layer}`);
    const { buffer, slot } = ref;
    if (slot.kind === "step") return this.memory.read(buffer, 0, T);
    // Of the last step alone; nothing arrives at those before.
    const last = this.memory.read(buffer, 0, 1);
    const all = new Float64Array(T * last.length);
    all.set(last, all.length - last.length);
    return all;
  }

  private checkKept(layer: number, T: number): void {
    checkLayer(this.network, layer);
    if (T > this.plan.sizes.T)
      throw new RangeError(
        `values are kept for ${this.plan.sizes.T} of ${T} steps; compile with checkpoint "none" to read all`,
      );
  }

  private statesAt(step: number): States {
    return this.plan.layers.map((layer) => mapValues(layer.states, (b) => this.memory.read(b, step, 1)));
  }

  private readOmega(steps: number): (Omega | undefined)[] {
    const sum = (b: Buffer) => this.memory.read(b, 0, steps).reduce((s, v) => s + v, 0);
    return (this.plan.omega?.layers ?? []).map(
      (of) => of && { sum: sum(of.omega), counted: sum(of.counted) },
    );
  }

  private readTrace(steps: number): (RawTrace | undefined)[] {
    return this.plan.layers.map(({ profile }) =>
      profile && profile.vectors.length > 0
        ? {
            squares: profile.vectors.map((b) => this.memory.column(b, steps)),
            exponent: this.memory.column(profile.exponent, steps),
          }
        : undefined,
    );
  }

  private readProfile(steps: number): RawProfile {
    const { B, memory } = this;
    return this.plan.layers.map(({ profile }) => {
      if (!profile) return {};
      const exponent = memory.view(profile.exponent);
      const squares: Record<string, Real> = mapValues(profile.squares, (b) => memory.view(b));
      const whole = wholeState(Object.keys(squares));
      if (whole) squares[whole] = sumOf(Object.values(squares), steps * B);
      return mapValues(squares, (of) => curveOf(of, exponent, steps, B));
    });
  }
}

function sumOf(parts: readonly Real[], length: number): Float64Array {
  const sum = new Float64Array(length);
  for (const part of parts) for (let i = 0; i < length; i++) sum[i] = (sum[i] ?? 0) + (part[i] ?? 0);
  return sum;
}

const totalOmega = (windows: readonly Omega[]): Omega | undefined =>
  windows.length === 0
    ? undefined
    : windows.reduce((a, b) => ({ sum: a.sum + b.sum, counted: a.counted + b.counted }));

/** Traces of windows one after another. */
const joinedTraces = (windows: readonly (readonly (RawTrace | undefined)[])[]): (RawTrace | undefined)[] =>
  (windows[0] ?? []).map((layer, l) => {
    const all = windows.flatMap((w) => w[l] ?? []);
    return (
      layer && {
        squares: layer.squares.map((_, i) => concatenate(all.map((t) => t.squares[i] ?? new Float64Array()))),
        exponent: concatenate(all.map((t) => t.exponent)),
      }
    );
  });

/** Profiles, or statistics, of windows one after another. */
const joined = (windows: readonly RawProfile[]): RawProfile =>
  (windows[0] ?? []).map((layer, l) =>
    Object.fromEntries(
      Object.keys(layer).map((s) => [s, concatenate(windows.map((w) => w[l]?.[s] ?? new Float64Array()))]),
    ),
  );

function concatenate(parts: readonly Real[]): Float64Array {
  const out = new Float64Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
