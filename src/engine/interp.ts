import { type Derivative, derive, omega } from "../diff/index.js";
import { evaluate, interpretUpdate, type Sizes, type Updater, type Value, zeros } from "../interp/index.js";
import { type Expr, type Network, type Parameter, parameters, resolve, type Update } from "../ir/index.js";
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
  type Place,
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
import { meanLog10, wholeState } from "./logs.js";
import { rescale, type Scaled, scaled, trueScale, unitAt } from "./scaled.js";
import { find, firstRows, joined, pick, rowSquares, split, sumOf } from "./values.js";

type Values = Record<string, Value>;

/** One layer of the specification: what a step reads and what it leaves. */
interface Level {
  readonly key: number | "readout";
  readonly d: Derivative;
  readonly sizes: Sizes;
  readonly sequence: string;
  /** Ω of its steps, where the engine measures it and the cell has states. */
  readonly omega?: Level;
}

/** What one layer remembers of the forward pass. */
interface Trace {
  /** Values of every step by `role:name`, for the adjoint. */
  readonly steps: Map<string, Value>[];
  readonly shared: Map<string, Value>;
  readonly outputs: Value[];
}

interface Interpreted {
  readonly update?: Update;
  readonly omega?: boolean;
  readonly trace?: boolean;
  readonly tracer?: Tracer;
}

/** Where in a pass something is evaluated. */
type When = Pick<Place, "phase" | "t">;

const FORWARD: When = { phase: "forward" };
const BACKWARD: When = { phase: "backward" };

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
    this.levels = resolve(network).map(({ name, cell, dims }): Level => {
      const level = { key: name, sizes: { B, dims }, sequence: Object.keys(cell.inputs)[0] ?? "x" };
      const measured = withOmega && Object.keys(cell.states).length > 0;
      return {
        ...level,
        d: derive(cell),
        ...(measured && { omega: { ...level, d: derive(omega(cell)) } }),
      };
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
      const trace = this.start(level);
      let states: Values = mapValues(level.d.cell.states, ({ shape }, s) => {
        const given = initial?.[l]?.[s];
        const v = zeros(shape, false, level.sizes);
        if (given) v.data.set(given);
        return v;
      });
      for (let t = 0; t < batch.T; t++) {
        const leaves = new Map(trace.shared);
        leaves.set(`input:${level.sequence}`, at(sequence, t));
        for (const [i, { shape }] of Object.entries(level.d.cell.inputs).slice(1)) {
          const like = zeros(shape, false, level.sizes);
          const given = batch.inputs?.[l]?.[i];
          if (!given) throw new RangeError(`layer ${l} needs the input "${i}"; give batch.inputs[${l}].${i}`);
          leaves.set(`input:${i}`, at(split(given, batch.T, like.shape), t));
        }
        for (const [s, v] of Object.entries(states)) leaves.set(`state:${s}`, v);
        const values = this.evaluate(level, level.d.step, leaves, { phase: "forward", t: t + 1 });
        for (const { name } of level.d.saved) leaves.set(`saved:${name}`, pick(values, name));
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
    const trace = this.start(level);
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
      const t = this.steps - scored.length + i + 1;
      const values = this.evaluate(level, level.d.step, leaves, { phase: "forward", t });
      for (const { name } of level.d.saved) leaves.set(`saved:${name}`, pick(values, name));
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
    // What arrives at each step from the layer above, as value · 2^exponent per example.
    let arriving = this.readoutBackward();
    const initial: Record<string, Float64Array>[] = [];
    const profile: Record<string, Float64Array>[] = [];
    const traces: (RawTrace | undefined)[] = [];
    const reached: (readonly (Scaled | undefined)[])[] = [];
    const omegas: (Omega | undefined)[] = [];
    for (let l = this.levels.length - 2; l >= 0; l--) {
      const made = this.layerBackward(l, arriving, options);
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

  private readoutBackward(): (Scaled | undefined)[] {
    const level = at(this.levels, -1);
    const trace = at(this.traces, -1);
    const below: (Scaled | undefined)[] = new Array(this.steps).fill(undefined);
    const first = this.steps - trace.steps.length;
    const sums = this.gradientSums(level);
    for (const [i, leaves] of trace.steps.entries()) {
      const seed = zeros([], false, level.sizes);
      seed.data.fill(1);
      const when: When = { phase: "backward", t: first + i + 1 };
      const values = this.adjoint(level, new Map(leaves).set("cotangent:dloss", seed), when);
      below[first + i] = { value: pick(values, "input:x"), exponent: new Float64Array(this.B) };
      this.addParams(level, sums, values, when);
    }
    this.pullBackDerived(level, trace, sums, false);
    return below;
  }

  private layerBackward(
    l: number,
    arriving: readonly (Scaled | undefined)[],
    { finalCotangents, accumulate = false, omega: withOmega }: BackwardOptions,
  ) {
    const final = finalCotangents?.[l];
    const level = at(this.levels, l);
    const trace = at(this.traces, l);
    const { d, sizes } = level;
    const { output, states } = d.cell;
    const below: (Scaled | undefined)[] = [];
    const sums = this.gradientSums(level);
    let carry: Values = mapValues(states, ({ shape }, s) => {
      const v = zeros(shape, false, sizes);
      const given = final?.[s];
      if (given) v.data.set(given);
      return v;
    });
    let exponent: Float64Array<ArrayBufferLike> = new Float64Array(this.B);
    const profile: Record<string, Float64Array> = mapValues(states, () => new Float64Array(this.steps));
    const whole = wholeState(Object.keys(states));
    if (whole) profile[whole] = new Float64Array(this.steps);
    const regulariser = withOmega ? this.regulariser(level) : undefined;
    const vectors = this.isTracing ? d.traced()?.vectors : undefined;
    const traced = vectors && {
      squares: vectors.map(() => new Float64Array(this.steps * this.B)),
      exponent: new Float64Array(this.steps * this.B),
    };
    for (let t = this.steps - 1; t >= 0; t--) {
      const arrives = arriving[t];
      const outputShape = pick(d.step, output).shape;
      const zero: Scaled = { value: zeros(outputShape, false, sizes), exponent: new Float64Array(this.B) };
      const both = rescale(carry, exponent, arrives ?? zero, this.B, !d.mixesExamples && !this.tracer);
      carry = both.carry;
      exponent = both.exponent;
      const leaves = new Map(at(trace.steps, t));
      for (const [s, v] of Object.entries(carry))
        leaves.set(`cotangent:d${s}`, s === output ? sumOf(v, both.arriving) : v);
      if (!(output in states)) leaves.set(`cotangent:d${output}`, both.arriving);
      leaves.set("cotangent:unit", unitAt(exponent));
      regulariser?.add(leaves);
      const when: When = { phase: "backward", t: t + 1 };
      const values = this.adjoint(level, leaves, when);
      const squares = mapValues(states, (_, s) => rowSquares(pick(values, `total:${s}`), this.B));
      if (whole)
        squares[whole] = exponent.map((_, b) => Object.values(squares).reduce((sum, q) => sum + at(q, b), 0));
      for (const [s, log] of Object.entries(profile)) log[t] = meanLog10(pick(squares, s), exponent);
      if (vectors && traced) {
        for (const [i, v] of Object.entries(
          this.evaluate(level, Object.fromEntries(vectors.entries()), leaves, when),
        ))
          traced.squares[Number(i)]?.set(rowSquares(v, this.B), t * this.B);
        traced.exponent.set(exponent, t * this.B);
      }
      carry = mapValues(states, ({ shape }, s) => values[`state:${s}`] ?? zeros(shape, false, sizes));
      below[t] = { value: pick(values, `input:${level.sequence}`), exponent };
      const isScaled = exponent.some((e) => e !== 0);
      this.addParams(
        level,
        sums,
        isScaled ? this.adjoint(level, trueScale(leaves, exponent, this.B), when) : values,
        when,
      );
    }
    this.pullBackDerived(level, trace, sums, accumulate);
    const initial = mapValues(carry, (v) => Float64Array.from(scaled({ value: v, exponent }).data));
    return { below, initial, profile, traced, omega: regulariser?.finish() };
  }

  /** Sums Ω of the steps that it is given and its gradient, which goes to `omegaGrads` in the end. */
  private regulariser(level: Level) {
    const { omega: of, d } = level;
    const { omegaGrads } = this;
    if (!of || !omegaGrads) return undefined;
    const own = this.start(of);
    const sums = this.gradientSums(of);
    let [sum, counted] = [0, 0];
    return {
      add: (leaves: ReadonlyMap<string, Value>) => {
        const given = new Map([...leaves, ...own.shared]);
        for (const [s, v] of Object.entries(this.evaluate(level, d.reaching, leaves, BACKWARD)))
          given.set(`input:d${s}`, v).set(`input:${s}`, find(leaves, `state:${s}`));
        const values = this.evaluate(of, of.d.step, given, BACKWARD);
        for (const { name } of of.d.saved) given.set(`saved:${name}`, pick(values, name));
        const one = zeros([], false, of.sizes);
        one.data.fill(1);
        this.addParams(of, sums, this.adjoint(of, given.set("cotangent:domega", one), BACKWARD), BACKWARD);
        for (const v of pick(values, "omega").data) sum += v;
        for (const v of pick(values, "counted").data) counted += v;
      },
      finish: (): Omega => {
        this.pullBackDerived(of, own, sums, true, omegaGrads);
        return { sum, counted };
      },
    };
  }

  /** All cotangents of one step, by `input:`, `state:`, `param:` and `total:` name. */
  private adjoint(level: Level, leaves: ReadonlyMap<string, Value>, when: When): Values {
    const { adjoint, totals } = level.d;
    const wanted: Record<string, Expr> = {};
    for (const [prefix, group] of Object.entries({
      state: adjoint.states,
      input: adjoint.inputs,
      param: adjoint.params,
      total: totals,
    }))
      for (const [name, e] of Object.entries(group)) wanted[`${prefix}:${name}`] = e;
    return this.evaluate(level, wanted, leaves, when);
  }

  private evaluate(
    level: Level,
    wanted: Readonly<Record<string, Expr>>,
    leaves: ReadonlyMap<string, Value>,
    when: When,
  ): Values {
    const names = Object.keys(wanted);
    const values = evaluate(
      Object.values(wanted),
      (leaf) => find(leaves, `${leaf.role}:${leaf.name}`),
      level.sizes,
      this.tracer?.at({ ...when, layer: level.key, of: level.d, wanted }),
    );
    return Object.fromEntries(names.map((n, i) => [n, at(values, i)]));
  }

  /** Parameters as values, and what is derived from them. */
  private start(level: Level): Trace {
    const shared = new Map<string, Value>();
    for (const p of this.parameters) {
      if (p.layer !== level.key) continue;
      const v = zeros(p.shape, true, level.sizes);
      v.data.set(this.params.subarray(p.offset, p.offset + p.size));
      shared.set(`param:${p.local}`, v);
    }
    for (const [name, v] of Object.entries(this.evaluate(level, level.d.once, shared, FORWARD)))
      shared.set(`derived:${name}`, v);
    return { steps: [], shared, outputs: [] };
  }

  private addParams(level: Level, sums: Values, values: Values, when: When): void {
    for (const [p, sum] of Object.entries(sums)) {
      const part = pick(values, `param:${p}`);
      for (let i = 0; i < sum.size; i++) sum.data[i] = at(sum.data, i) + at(part.data, i);
      this.tracer?.summed({ ...when, layer: level.key, of: level.d }, p, sum, part);
    }
  }

  private gradientSums(level: Level): Values {
    return mapValues(level.d.adjoint.params, (e) => zeros(e.shape, true, level.sizes));
  }

  /** Adds the gradients of the parameters, those of derived values pulled back to the parameters. */
  private pullBackDerived(
    level: Level,
    trace: Trace,
    sums: Values,
    accumulate: boolean,
    grads = this.grads,
  ): void {
    const leaves = new Map(trace.shared);
    for (const [name, e] of Object.entries(level.d.once))
      leaves.set(`cotangent:d${name}`, sums[name] ?? zeros(e.shape, true, level.sizes));
    // A term of the loss; what is accumulated onto has it already.
    if (!accumulate) leaves.get(`cotangent:d${level.d.cell.penalty}`)?.data.fill(1);
    const pulled = this.evaluate(level, level.d.onceAdjoint, leaves, BACKWARD);
    for (const p of this.parameters) {
      if (p.layer !== level.key) continue;
      for (const part of [sums[p.local], pulled[p.local]])
        if (part)
          for (let i = 0; i < p.size; i++)
            grads[p.offset + i] = (grads[p.offset + i] ?? 0) + (part.data[i] ?? 0);
    }
  }
}
