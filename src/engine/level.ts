import type { Derivative } from "../diff/index.js";
import { evaluate, type Sizes, type Value, zeros } from "../interp/index.js";
import type { Expr, Parameter } from "../ir/index.js";
import { at, mapValues } from "./collections.js";
import type { Place, Tracer } from "./engine.js";
import { find, pick } from "./values.js";

export type Values = Record<string, Value>;

/** Values of leaves by `role:name`. */
export type Leaves = ReadonlyMap<string, Value>;

/** Where in a pass something is evaluated. */
export type When = Pick<Place, "phase" | "t">;

const FORWARD: When = { phase: "forward" };
export const BACKWARD: When = { phase: "backward" };

/** What one layer remembers of the forward pass. */
export interface Trace {
  /** Leaves of every step, for the adjoint. */
  readonly steps: Map<string, Value>[];
  readonly shared: Map<string, Value>;
  readonly outputs: Value[];
}

interface Given {
  readonly key: number | "readout";
  readonly d: Derivative;
  readonly sizes: Sizes;
  /** Ω of its steps, where the engine measures it and the cell has states. */
  readonly omega?: Level;
  /** Of the network. */
  readonly parameters: readonly Parameter[];
  readonly params: Float64Array;
  readonly tracer?: Tracer | undefined;
}

/** One layer of the specification: its equations, evaluated with its parameters. */
export class Level {
  readonly key: number | "readout";
  readonly d: Derivative;
  readonly sizes: Sizes;
  readonly omega: Level | undefined;
  /** The input that comes from the layer below. */
  readonly sequence: string;
  private readonly parameters: readonly Parameter[];
  private readonly params: Float64Array;
  private readonly tracer: Tracer | undefined;
  private readonly cotangents: Readonly<Record<string, Expr>>;

  constructor({ key, d, sizes, omega, parameters, params, tracer }: Given) {
    this.key = key;
    this.d = d;
    this.sizes = sizes;
    this.omega = omega;
    this.sequence = Object.keys(d.cell.inputs)[0] ?? "x";
    this.parameters = parameters.filter(({ layer }) => layer === key);
    this.params = params;
    this.tracer = tracer;
    const { states: state, inputs: input, params: param } = d.adjoint;
    this.cotangents = Object.fromEntries(
      Object.entries({ state, input, param, total: d.totals }).flatMap(([prefix, group]) =>
        Object.entries(group).map(([name, e]) => [`${prefix}:${name}`, e]),
      ),
    );
  }

  /** Parameters as values, and what is derived from them. */
  start(): Trace {
    const shared = new Map<string, Value>();
    for (const p of this.parameters) {
      const v = zeros(p.shape, true, this.sizes);
      v.data.set(this.params.subarray(p.offset, p.offset + p.size));
      shared.set(`param:${p.local}`, v);
    }
    for (const [name, v] of Object.entries(this.evaluate(this.d.once, shared, FORWARD)))
      shared.set(`derived:${name}`, v);
    return { steps: [], shared, outputs: [] };
  }

  /** All named values of one step; those that its adjoint reads are put among the leaves. */
  step(leaves: Map<string, Value>, when: When): Values {
    const values = this.evaluate(this.d.step, leaves, when);
    for (const { name } of this.d.saved) leaves.set(`saved:${name}`, pick(values, name));
    return values;
  }

  /** All cotangents of one step, by `input:`, `state:`, `param:` and `total:` name. */
  adjoint(leaves: Leaves, when: When): Values {
    return this.evaluate(this.cotangents, leaves, when);
  }

  evaluate(wanted: Readonly<Record<string, Expr>>, leaves: Leaves, when: When): Values {
    const values = evaluate(
      Object.values(wanted),
      (leaf) => find(leaves, `${leaf.role}:${leaf.name}`),
      this.sizes,
      this.tracer?.at({ ...when, layer: this.key, of: this.d, wanted }),
    );
    return Object.fromEntries(Object.keys(wanted).map((n, i) => [n, at(values, i)]));
  }

  /** Where the gradients of one step after another are summed: of params and of derived values. */
  sums(): Values {
    return mapValues(this.d.adjoint.params, (e) => zeros(e.shape, true, this.sizes));
  }

  add(sums: Values, cotangents: Values, when: When): void {
    for (const [p, sum] of Object.entries(sums)) {
      const part = pick(cotangents, `param:${p}`);
      for (let i = 0; i < sum.size; i++) sum.data[i] = at(sum.data, i) + at(part.data, i);
      this.tracer?.summed({ ...when, layer: this.key, of: this.d }, p, sum, part);
    }
  }

  /** Adds the sums to the gradients of the parameters, those of derived values pulled back to the parameters. */
  finish({ shared }: Trace, sums: Values, accumulate: boolean, grads: Float64Array): void {
    const { once, cell, onceAdjoint } = this.d;
    const leaves = new Map(shared);
    for (const [name, e] of Object.entries(once))
      leaves.set(`cotangent:d${name}`, sums[name] ?? zeros(e.shape, true, this.sizes));
    // A term of the loss; what is accumulated onto has it already.
    if (!accumulate) leaves.get(`cotangent:d${cell.penalty}`)?.data.fill(1);
    const pulled = this.evaluate(onceAdjoint, leaves, BACKWARD);
    for (const p of this.parameters)
      for (const part of [sums[p.local], pulled[p.local]])
        if (part)
          for (let i = 0; i < p.size; i++)
            grads[p.offset + i] = (grads[p.offset + i] ?? 0) + (part.data[i] ?? 0);
  }
}
