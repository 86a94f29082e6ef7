import { derive, omega } from "../diff/index.js";
import { interpretUpdate, type Updater, type Value, zeros } from "../interp/index.js";
import { type Network, type Parameter, parameters, resolve, type Update } from "../ir/index.js";
import { type Arriving, backpropagate } from "./bptt.js";
import { at, mapValues } from "./collections.js";
import {
  type Backward,
  type BackwardOptions,
  checkBatch,
  checkLayer,
  checkOmega,
  type Engine,
  type Forward,
  notMeasured,
  type Omega,
  penaltyOf,
  type RawProfile,
  type RawTrace,
  rescaledAway,
  type Sequences,
  type States,
  type Tracer,
  untraced,
  usedUp,
} from "./engine.js";
import { Level, type Trace, type Values, type When } from "./level.js";
import { type Scaled, scaled } from "./scaled.js";
import { find, firstRows, joined, pick, split } from "./values.js";

interface Interpreted {
  readonly update?: Update;
  readonly omega?: boolean;
  readonly trace?: boolean;
  readonly tracer?: Tracer;
}

/** The specification as an engine: float64, one op at a time, no plan. */
export function interpret(network: Network, T: number, B: number, options: Interpreted = {}): Engine {
  return new Interpreter(network, T, B, options);
}

class Interpreter implements Engine {
  readonly backend = "interp";
  readonly description = "interp (float64, one operation at a time)";
  readonly precision = "float64";
  readonly parameters: readonly Parameter[];
  readonly params: Float64Array;
  readonly grads: Float64Array;
  readonly omegaGrads?: Float64Array;
  readonly updater?: Updater;
  private readonly levels: readonly Level[];
  private readonly isTracing: boolean;
  private readonly tracer: Tracer | undefined;
  private traces: Trace[] = [];
  private steps = 0;
  private ready = false;

  constructor(
    readonly network: Network,
    readonly T: number,
    readonly B: number,
    { update, omega: withOmega = false, trace: isTracing = false, tracer }: Interpreted,
  ) {
    this.isTracing = isTracing;
    this.tracer = tracer;
    this.parameters = parameters(network);
    const count = this.parameters.reduce((n, p) => n + p.size, 0);
    this.params = new Float64Array(count);
    this.grads = new Float64Array(count);
    if (update) this.updater = interpretUpdate(update, this.parameters, this.params, tracer?.update);
    if (withOmega) this.omegaGrads = new Float64Array(count);
    this.levels = resolve(network).map(({ name: key, cell, dims }) => {
      const given = { key, sizes: { B, dims }, parameters: this.parameters, params: this.params, tracer };
      const measured = withOmega && Object.keys(cell.states).length > 0;
      return new Level({
        ...given,
        d: derive(cell),
        ...(measured && { omega: new Level({ ...given, d: derive(omega(cell)) }) }),
      });
    });
  }

  dispose(): void {}

  derived(layer: number): Readonly<Record<string, Float64Array>> {
    checkLayer(this.network, layer);
    const { d } = at(this.levels, layer);
    const shared = this.traces[layer]?.shared;
    const names = Object.keys(shared ? d.once : {}).filter((n) => n in d.cell.values);
    return Object.fromEntries(
      names.map((n) => [n, Float64Array.from(find(shared ?? new Map(), `derived:${n}`).data)]),
    );
  }

  penalty(): number {
    return penaltyOf(this);
  }

  forward(batch: Sequences, initial?: States): Forward {
    checkBatch(this, batch);
    this.steps = batch.T;
    this.tracer?.begin(batch.T);
    this.traces = [];
    let sequence = split(batch.x, batch.T, [this.B, this.network.input]);
    const final: Record<string, Float64Array>[] = [];
    for (const [l, level] of this.levels.slice(0, -1).entries()) {
      const trace = level.start();
      let states: Values = mapValues(level.d.cell.states, ({ shape }, s) => {
        const given = initial?.[l]?.[s];
        const v = zeros(shape, false, level.sizes);
        if (given) v.data.set(given);
        return v;
      });
      const inputs = this.further(batch, l, level);
      for (let t = 0; t < batch.T; t++) {
        const leaves = new Map(trace.shared);
        leaves.set(`input:${level.sequence}`, at(sequence, t));
        for (const [i, parts] of inputs) leaves.set(`input:${i}`, at(parts, t));
        for (const [s, v] of Object.entries(states)) leaves.set(`state:${s}`, v);
        const values = level.step(leaves, { phase: "forward", t: t + 1 });
        for (const name of Object.keys(level.d.cell.values)) leaves.set(`next:${name}`, pick(values, name));
        states = mapValues(level.d.cell.states, (_, s) => pick(values, s));
        trace.steps.push(leaves);
        trace.outputs.push(pick(values, level.d.cell.output));
      }
      this.traces.push(trace);
      sequence = trace.outputs;
      final.push(mapValues(states, (v) => Float64Array.from(v.data)));
    }
    const { loss, outputs } = this.readout(batch, sequence);
    this.ready = true;
    return {
      loss,
      statistics: this.network.layers.map(({ cell }, l) =>
        Object.fromEntries(
          (cell.statistics ?? []).map((name) => [
            name,
            joined(at(this.traces, l).steps.map((leaves) => find(leaves, `next:${name}`))),
          ]),
        ),
      ),
      outputs: () => outputs,
      finalStates: () => final,
      values: (layer, rows = this.B) => this.kept(layer, rows),
    };
  }

  /** The inputs of a layer that do not come from below, by step. */
  private further({ T, inputs }: Sequences, layer: number, { d, sizes }: Level): [string, Value[]][] {
    const [, ...others] = Object.entries(d.cell.inputs);
    return others.map(([name, { shape }]) => {
      const given = inputs?.[layer]?.[name];
      if (!given)
        throw new RangeError(`layer ${layer} needs the input "${name}"; give batch.inputs[${layer}].${name}`);
      return [name, split(given, T, zeros(shape, false, sizes).shape)];
    });
  }

  /** The named values that `PlannedEngine` has in memory too. */
  private kept(layer: number, rows: number): Record<string, Float64Array> {
    checkLayer(this.network, layer);
    const { d } = at(this.levels, layer);
    const { steps, outputs } = at(this.traces, layer);
    const { cell, saved } = d;
    const names = new Set([cell.output, ...Object.keys(cell.states), ...saved.map(({ name }) => name)]);
    const read = (name: string) =>
      name === cell.output ? outputs : steps.map((leaves) => find(leaves, `next:${name}`));
    return Object.fromEntries(
      [...names]
        .filter((n) => n in cell.values && !pick(d.step, n).shared)
        .map((n) => [n, firstRows(read(n), rows)]),
    );
  }

  private readout(batch: Sequences, sequence: readonly Value[]): { loss: number; outputs: Float64Array } {
    const level = at(this.levels, -1);
    const scored = this.network.readout.on === "last" ? sequence.slice(-1) : sequence;
    const trace = level.start();
    const Y = this.network.readout.size;
    const targets = split(batch.target, scored.length, [this.B, Y]);
    const weights = split(batch.weight, scored.length, [this.B]);
    const outputs = new Float64Array(scored.length * this.B * Y);
    let loss = 0;
    for (const [i, x] of scored.entries()) {
      const leaves = new Map(trace.shared)
        .set("input:x", x)
        .set("input:target", at(targets, i))
        .set("input:weight", at(weights, i));
      const values = level.step(leaves, { phase: "forward", t: this.steps - scored.length + i + 1 });
      trace.steps.push(leaves);
      outputs.set(pick(values, "y").data, i * this.B * Y);
      for (const v of pick(values, "loss").data) loss += v;
    }
    this.traces.push(trace);
    return { loss, outputs };
  }

  backward(options: BackwardOptions = {}): Backward {
    if (!this.ready) throw usedUp();
    this.ready = false;
    checkOmega(options, this.omegaGrads !== undefined);
    if (!options.accumulate) this.grads.fill(0);
    if (options.omega && !options.accumulate) this.omegaGrads?.fill(0);
    let arriving = this.readoutBackward();
    const initial: Record<string, Float64Array>[] = [];
    const profile: Record<string, Float64Array>[] = [];
    const traces: (RawTrace | undefined)[] = [];
    const reached: Arriving[] = [];
    const omegas: (Omega | undefined)[] = [];
    for (let l = this.levels.length - 2; l >= 0; l--) {
      const made = backpropagate(at(this.levels, l), at(this.traces, l), arriving, {
        final: options.finalCotangents?.[l],
        accumulate: options.accumulate ?? false,
        grads: this.grads,
        omegaGrads: options.omega ? this.omegaGrads : undefined,
        isTracing: this.isTracing,
        mayRescale: !this.tracer,
      });
      omegas.unshift(made.omega);
      reached.unshift(arriving);
      arriving = made.below;
      initial.unshift(made.initial);
      profile.unshift(made.profile);
      traces.unshift(made.traced);
    }
    const dx = () => Float64Array.from(arriving.flatMap((a) => (a ? Array.from(scaled(a).data) : [])));
    return {
      initialCotangents: () => initial,
      inputGradient: dx,
      arriving: (layer) => {
        checkLayer(this.network, layer);
        if (options.profile) throw rescaledAway();
        const { d, sizes } = at(this.levels, layer);
        const zero = zeros(pick(d.step, d.cell.output).shape, false, sizes);
        return joined(at(reached, layer).map((a) => (a ? scaled(a) : zero)));
      },
      profile: (): RawProfile => profile,
      omega: () => {
        if (!options.omega) throw notMeasured();
        return omegas;
      },
      trace: () => {
        if (!this.isTracing || !options.profile) throw untraced();
        return traces;
      },
    };
  }

  private readoutBackward(): Arriving {
    const level = at(this.levels, -1);
    const trace = at(this.traces, -1);
    const below: (Scaled | undefined)[] = new Array(this.steps).fill(undefined);
    const first = this.steps - trace.steps.length;
    const sums = level.sums();
    for (const [i, leaves] of trace.steps.entries()) {
      const seed = zeros([], false, level.sizes);
      seed.data.fill(1);
      const when: When = { phase: "backward", t: first + i + 1 };
      const values = level.adjoint(new Map(leaves).set("cotangent:dloss", seed), when);
      below[first + i] = { value: pick(values, "input:x"), exponent: new Float64Array(this.B) };
      level.add(sums, values, when);
    }
    level.finish(trace, sums, false, this.grads);
    return below;
  }
}
