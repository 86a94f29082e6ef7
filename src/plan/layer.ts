import { type Derivative, derive } from "../diff/index.js";
import {
  add,
  constant,
  detach,
  type Expr,
  square,
  substitution,
  sum,
  topological,
  unit,
  variable,
} from "../ir/index.js";
import { type Back, type Context, type Level, sections, value } from "./context.js";
import type { Graph, Root } from "./graph.js";
import type { Section } from "./instruction.js";
import { atStep, type Buffer, fixed, type Ref } from "./memory.js";
import { rescaled, unscaled } from "./probing.js";
import { planWeights, type Weights } from "./weights.js";

/** Where one layer keeps what the outside reads. */
export interface LayerMemory {
  readonly states: Readonly<Record<string, Buffer>>;
  /** Cotangents of the states: before the backward pass those of the final states, after it those of the initial ones. */
  readonly carry: Readonly<Record<string, Buffer>>;
  /** Inputs besides the sequence, e.g. masks. */
  readonly inputs: Readonly<Record<string, Buffer>>;
  readonly output: Ref;
  /** The values with a name in the equations that are kept at every step: output, new states, saved gates. */
  readonly kept: Readonly<Record<string, Ref>>;
  /** The values of the whole batch that an evaluation is given, of every step. */
  readonly statistics: Readonly<Record<string, Buffer>>;
  /** The values with a name in the equations that depend on parameters alone. */
  readonly derived: Readonly<Record<string, Buffer>>;
  /** Written by the probe: Σ (dL/ds)² per step and row at scale 2^(2·exponent). */
  readonly profile?: Profiled;
}

interface Profiled {
  readonly squares: Readonly<Record<string, Buffer>>;
  /** The same of every vector of the traced adjoint, where the plan traces. */
  readonly vectors: readonly Buffer[];
  readonly exponent: Buffer;
  /** The exponent in force while the pass runs; zero before it. */
  readonly running: Buffer;
}

/** How a backward pass of one layer is wanted. */
export interface BackwardOptions {
  /** Where the cotangent of the output arrives at every step. */
  readonly inject: Ref | undefined;
  /** Where dL/dx goes, and whether a layer below reads it with its exponents or the outside does. */
  readonly dx: Ref | undefined;
  readonly below: boolean;
  readonly probe: boolean;
  /** Exponents of what arrives, when the layer above was rescaled. */
  readonly from: Buffer | undefined;
}

export interface PlannedLayer {
  readonly level: Level;
  readonly memory: LayerMemory;
  readonly weights: Weights;
  /** True when the probing pass of this layer leaves exponents with what it sends down. */
  readonly rescales: boolean;
  /** Where Ω of this layer finds its inputs, once the way back is done. */
  readonly omegaInputs?: ReadonlyMap<string, Ref>;
  readonly forward: readonly Section[];
  backward(options: BackwardOptions): Back;
}

export function planLayer(context: Context, level: Level, below: Ref, withOmega = false): PlannedLayer {
  const { arena, sizes } = context;
  const { cell, dims, name } = level;
  const d = derive(cell);
  const dim = (n: string | undefined): number => (n === undefined ? 1 : value(dims, n));
  const stateNames = Object.keys(cell.states);
  const [sequence = "x", ...otherInputs] = Object.keys(cell.inputs);
  const perState = (suffix: (s: string) => string, times: number): Record<string, Buffer> =>
    Object.fromEntries(
      stateNames.map((s) => [s, arena.take(suffix(s), dim(value(cell.states, s).shape[0]), sizes.B, times)]),
    );

  const states = perState((s) => `${name}.${s}`, sizes.T + 1);
  const carry = perState((s) => `${name}.d${s}`, 1);
  const inputs = Object.fromEntries(
    otherInputs.map((i) => [
      i,
      arena.take(`${name}.${i}`, dim(value(cell.inputs, i).shape[0]), sizes.B, sizes.T),
    ]),
  );
  const kept = new Set([
    ...d.saved.filter((s) => !s.isState).map((s) => s.name),
    ...(cell.output in states ? [] : [cell.output]),
    ...(cell.statistics ?? []),
  ]);
  const stored = Object.fromEntries(
    [...kept].map((n) => {
      const e = value(d.step, n);
      return [n, arena.take(`${name}.${n}`, dim(e.shape[0]), e.shared ? 1 : sizes.B, sizes.T)];
    }),
  );
  const slots = new Map<string, Ref>([[`input:${sequence}`, below]]);
  for (const [s, b] of Object.entries(states))
    slots.set(`state:${s}`, atStep(b)).set(`saved:${s}`, atStep(b, 1));
  for (const [s, b] of Object.entries(stored)) slots.set(`saved:${s}`, atStep(b));
  for (const [i, b] of Object.entries(inputs)) slots.set(`input:${i}`, atStep(b));

  const weights = planWeights(context, level, d);
  const graph = { ...lookups(level, weights, slots), names: d.names, lastOnly: false };
  const root = (n: string, feeds: boolean): Root => ({
    name: n,
    value: value(d.step, n),
    to: value(slots, `saved:${n}`),
    feeds,
  });
  const forward = context.schedule(
    {
      ...graph,
      name: `${name}`,
      roots: [...stateNames.map((s) => root(s, true)), ...Object.keys(stored).map((n) => root(n, false))],
      gradients: [],
      carried: new Set(stateNames.map((s) => `state:${s}`)),
    },
    dims,
  );
  const trace = context.trace ? d.traced() : undefined;
  const profile: Profiled | undefined =
    stateNames.length === 0
      ? undefined
      : {
          squares: Object.fromEntries(
            stateNames.map((s) => [s, arena.takeColumn(`${name}.|d${s}|2`, sizes.B, sizes.T)]),
          ),
          vectors: (trace?.vectors ?? []).map((_, i) =>
            arena.takeColumn(`${name}.|v${i}|2`, sizes.B, sizes.T),
          ),
          exponent: arena.takeColumn(`${name}.exponent`, sizes.B, sizes.T),
          running: arena.takeColumn(`${name}.exponent.now`, sizes.B),
        };
  // Rows that depend on one another have no exponent of their own: they keep the range of the number format.
  const rescales = profile !== undefined && !d.mixesExamples;
  const { states: back, inputs: down, params } = d.adjoint;
  const isScaled = topological([back, down, params].flatMap(Object.values)).includes(unit);
  const scale = rescales && isScaled ? atStep(arena.takeColumn(`${name}.unit`, sizes.B, sizes.T)) : undefined;

  // dL/d(states) of every step, for Ω.
  const reaching = withOmega ? perState((s) => `${name}.d${s}.reached`, sizes.T) : {};
  const omegaInputs =
    withOmega && stateNames.length > 0
      ? new Map([
          ...Object.keys(cell.inputs).map((i) => [`input:${i}`, value(slots, `input:${i}`)] as const),
          ...Object.entries(states).map(([s, b]) => [`input:${s}`, atStep(b)] as const),
          ...Object.entries(reaching).map(([s, b]) => [`input:d${s}`, atStep(b)] as const),
        ])
      : undefined;

  const backward = ({ inject, dx, below: isRead, probe, from }: BackwardOptions): Back => {
    const measured = probe ? scale : undefined;
    const seen = withArriving(d, inject !== undefined, measured !== undefined);
    const { adjoint, totals } = (probe && trace) || d;
    const local = new Map(slots);
    for (const [s, b] of Object.entries(carry)) local.set(`cotangent:d${s}`, fixed(b));
    if (inject) local.set(cell.output in states ? "cotangent:inject" : `cotangent:d${cell.output}`, inject);
    const roots: Root[] = stateNames.map((s) => ({
      name: `d${s}`,
      value: seen(value(adjoint.states, s)),
      to: fixed(value(carry, s)),
      feeds: true,
    }));
    const input = adjoint.inputs[sequence];
    if (dx && input) roots.push({ name: `d${sequence}`, value: seen(input), to: dx });
    if (!probe)
      for (const [s, b] of Object.entries(reaching))
        roots.push({ name: `d${s}.reached`, value: seen(value(d.reaching, s)), to: atStep(b) });
    // Where nothing joins what is carried, that is the whole cotangent: the check of its scale sums its squares anyway.
    const isWhole = (s: string): boolean => {
      const { role, name } = value(totals, s);
      return role === "cotangent" && name === `d${s}` && !(inject && s === cell.output);
    };
    const checked = Object.fromEntries(
      Object.entries((rescales && profile?.squares) || {}).filter(([s]) => isWhole(s)),
    );
    const carried = new Set(stateNames.map((s) => `cotangent:d${s}`));
    if (measured) {
      local.set("cotangent:unit", measured);
      carried.add("cotangent:unit");
    }
    if (probe && profile) {
      if (inject) carried.add("cotangent:inject").add(`cotangent:d${cell.output}`);
      for (const [s, to] of Object.entries(profile.squares))
        if (!(s in checked))
          roots.push({ name: `|d${s}|2`, value: squaredNorm(seen(value(totals, s))), to: atStep(to) });
      trace?.vectors.forEach((v, i) => {
        const to = profile.vectors[i];
        if (to) roots.push({ name: `|v${i}|2`, value: squaredNorm(seen(v)), to: atStep(to) });
      });
    }
    const made = context.schedule(
      {
        ...graph,
        ...lookups(level, weights, local),
        names: new Map([...d.names].map(([e, n]) => [seen(e), n])),
        name: `${name}'`,
        roots,
        gradients: weights.gradients(seen, adjoint),
        carried,
      },
      dims,
    );
    const plain = sections(`${name}'`, made, "backward");
    const trueScale: Section[] =
      probe && !rescales && from && inject
        ? [
            {
              name: `${name}'.scale`,
              over: "all",
              instructions: [
                {
                  kind: "unscale",
                  values: [{ ref: inject, cols: inject.buffer.cols }],
                  exponent: atStep(from),
                },
              ],
            },
          ]
        : [];
    const body =
      probe && rescales
        ? rescaled(plain, {
            carry,
            inject,
            from,
            ...profile,
            squares: checked,
            unit: measured,
            summed: made.summed,
          })
        : plain;
    const outside: Section[] =
      probe && rescales && dx && !isRead
        ? [
            {
              name: `${name}'.dx`,
              over: "all",
              instructions: [
                {
                  kind: "unscale",
                  values: [{ ref: dx, cols: dx.buffer.cols }],
                  exponent: atStep(profile.exponent),
                },
              ],
            },
          ]
        : [];
    return {
      sections: [...trueScale, ...body, ...outside],
      clear: made.clear,
      finish: [
        { name: `${name}'.gradients`, over: "once", instructions: made.finish },
        ...weights.pullBack,
        ...(rescales ? [unscaled(`${name}'.carry`, carry, profile.running)] : []),
      ],
    };
  };
  const output = value(slots, `saved:${cell.output}`);
  const named = [...stateNames, ...kept].filter((n) => n in cell.values && !value(d.step, n).shared);
  return {
    level,
    memory: {
      states,
      carry,
      inputs,
      output,
      derived: weights.derived,
      kept: Object.fromEntries(named.map((n) => [n, value(slots, `saved:${n}`)])),
      statistics: Object.fromEntries((cell.statistics ?? []).map((n) => [n, value(stored, n)])),
      ...(profile && { profile }),
    },
    weights,
    rescales,
    ...(omegaInputs && { omegaInputs }),
    forward: [...weights.forward, ...sections(`${name}`, forward, "forward")],
    backward,
  };
}

/** Σ of the squares of a value of one example. */
const squaredNorm = (e: Expr): Expr => e.shape.reduce((x) => sum(x), square(e));

/** Where the leaves of a level's graphs live. */
export function lookups(
  level: Level,
  weights: Weights,
  slots: ReadonlyMap<string, Ref>,
): Pick<Graph, "leaf" | "place" | "spent"> {
  return {
    place: (e) => weights.place(e.name ?? ""),
    leaf: (e) => value(slots, `${e.role}:${e.name}`),
    // States are read again by the step before, the output by the layer above; other saved values by this adjoint alone.
    spent: (e) =>
      e.role === "saved" && e.name !== level.cell.output && !((e.name ?? "") in level.cell.states),
  };
}

/**
 * What arrives from above at every step is added to the cotangent that the loop carries, when the output is a state.
 * What is carried lives in one place for all steps; seen through a copy, it is kept per step where something after the
 * loop reads it. Where rows have no scale of their own, the number 1 is a constant.
 */
function withArriving(d: Derivative, arrives: boolean, hasScale: boolean): (e: Expr) => Expr {
  const { output, states } = d.cell;
  const carried = new Set(Object.keys(states).map((s) => `d${s}`));
  return substitution((x) => {
    if (x === unit && !hasScale) return constant(1);
    if (x.role !== "cotangent" || !carried.has(x.name ?? "")) return x;
    return arrives && x.name === `d${output}` ? add(x, variable("cotangent", "inject", x.shape)) : detach(x);
  });
}
