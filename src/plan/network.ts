import { type Derivative, derive } from "../diff/index.js";
import {
  add,
  constant,
  type Expr,
  type Network,
  type Parameter,
  parameters,
  resolve,
  square,
  substitution,
  sum,
  type Vec,
  variable,
} from "../ir/index.js";
import type { Instruction, Section } from "./instruction.js";
import { Arena, atEnd, atStep, type Buffer, fixed, type Ref } from "./memory.js";
import { type Graph, type Place, type Root, type Scheduled, schedule } from "./schedule.js";

/** What the plan is made for. T is the longest sequence; shorter ones run in the same memory. */
export interface PlanSizes {
  readonly T: number;
  readonly B: number;
}

export interface PlanOptions {
  /** Elements of one vector register. */
  readonly lanes: number;
  /** Also compute dL/dx of the first layer. */
  readonly inputGradient: boolean;
}

/** Where one layer keeps what the outside reads. */
export interface LayerMemory {
  readonly states: Readonly<Record<string, Buffer>>;
  /** Cotangents of the states: before the backward pass those of the final states, after it those of the initial ones. */
  readonly carry: Readonly<Record<string, Buffer>>;
  /** Inputs besides the sequence, e.g. masks. */
  readonly inputs: Readonly<Record<string, Buffer>>;
  readonly output: Ref;
  /** Written by the probe: Σ (dL/ds)² per step and row at scale 2^(2·exponent). */
  readonly profile?: { readonly squares: Readonly<Record<string, Buffer>>; readonly exponent: Buffer };
}

/** A schedule and a memory layout for one network: a value, printable, no code yet. */
export interface Plan {
  readonly network: Network;
  readonly sizes: PlanSizes;
  readonly options: PlanOptions;
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[];
  /** Size of the whole memory, in elements. */
  readonly elements: number;
  readonly params: Buffer;
  readonly grads: Buffer;
  readonly x: Buffer;
  readonly dx?: Buffer;
  readonly target: Buffer;
  readonly weight: Buffer;
  readonly y: Buffer;
  readonly loss: Buffer;
  readonly layers: readonly LayerMemory[];
  readonly phases: {
    readonly forward: readonly Section[];
    readonly backward: readonly Section[];
    readonly probe: readonly Section[];
  };
  /** False when a step mixes examples of the batch: one thread then runs it. */
  readonly rowsIndependent: boolean;
}

type Resolved = ReturnType<typeof resolve>[number];

/** Plans forward and backward pass of a network. */
export function plan(network: Network, sizes: PlanSizes, options: PlanOptions): Plan {
  return new Planner(network, sizes, options).run();
}

class Planner {
  private readonly arena: Arena;
  private readonly parameters: Parameter[];
  private readonly params: Buffer;
  private readonly grads: Buffer;
  private readonly levels: Resolved[];
  private rowsIndependent = true;

  constructor(
    private readonly network: Network,
    private readonly sizes: PlanSizes,
    private readonly options: PlanOptions,
  ) {
    this.arena = new Arena(options.lanes);
    this.parameters = parameters(network);
    const count = this.parameters.reduce((n, p) => n + p.size, 0);
    this.params = this.arena.takeDense("params", count);
    this.grads = this.arena.takeDense("grads", count);
    this.levels = resolve(network);
  }

  run(): Plan {
    const { network, sizes, arena } = this;
    const { T, B } = sizes;
    const last = network.readout.on === "last";
    const L = last ? 1 : T;
    const x = arena.take("x", network.input, B, T);
    const target = arena.take("target", network.readout.size, B, L);
    const weight = arena.take("weight", 1, B, L);
    const y = arena.take("y", network.readout.size, B, L);
    const loss = arena.take("loss", 1, B, L);

    const built: Built[] = [];
    let below = atStep(x);
    for (const level of this.levels.slice(0, -1)) {
      const layer = this.layer(level, below);
      built.push(layer);
      below = layer.output;
    }
    const head = this.head(below, { target, weight, y, loss });
    const forward = [...built.flatMap((l) => l.forward), ...head.forward];

    // Temporaries of the backward passes share memory: layer after layer, plain or probing.
    const dx = this.options.inputGradient ? arena.take("dx", network.input, B, T) : undefined;
    const injects = built.map((l) => this.inject(l, last && l === built.at(-1)));
    const start = arena.size;
    let end = start;
    const pass = (probe: boolean): Section[] => {
      const sections: Section[] = [];
      arena.size = start;
      const top = built.at(-1);
      const topInject = injects.at(-1);
      sections.push(...head.backward(topInject?.to));
      if (topInject?.zero)
        sections.unshift({
          name: "readout.clear",
          over: "once",
          instructions: [{ kind: "zero", buffer: topInject.zero }],
        });
      if (top && topInject?.seam) sections.push(topInject.seam);
      let exponent: Buffer | undefined;
      for (let l = built.length - 1; l >= 0; l--) {
        const layer = built[l];
        const inject = injects[l];
        if (!layer || !inject) continue;
        const out = l > 0 ? injects[l - 1]?.to : dx && atStep(dx);
        arena.size = start;
        const made = layer.backward(inject.from, out, probe, exponent);
        sections.push(...made);
        exponent = probe && layer.rescales ? layer.memory.profile?.exponent : undefined;
        end = Math.max(end, arena.size);
      }
      return sections;
    };
    const backward = pass(false);
    const probe = pass(true);
    arena.size = end;
    return Object.freeze({
      network,
      sizes,
      options: this.options,
      parameters: this.parameters,
      buffers: arena.buffers,
      elements: arena.size,
      params: this.params,
      grads: this.grads,
      x,
      ...(dx && { dx }),
      target,
      weight,
      y,
      loss,
      layers: built.map((l) => l.memory),
      phases: { forward, backward, probe },
      rowsIndependent: this.rowsIndependent,
    });
  }

  /** Where the cotangent of a layer's output arrives. */
  private inject(layer: Built, lastOnly: boolean): Inject {
    const { name, cell } = layer.level;
    const width = layer.output.buffer.cols;
    const carry = layer.memory.carry[cell.output];
    if (!lastOnly) {
      const buffer = this.arena.take(`${name}.d${cell.output}`, width, this.sizes.B, this.sizes.T);
      return { to: atStep(buffer), from: atStep(buffer) };
    }
    if (!carry) {
      const buffer = this.arena.take(`${name}.d${cell.output}`, width, this.sizes.B, this.sizes.T);
      return { to: atEnd(buffer, 1), from: atStep(buffer), zero: buffer };
    }
    // Only the last step is scored: what arrives there joins the cotangent of the final state.
    const buffer = this.arena.take(`${name}.d${cell.output}.end`, width, this.sizes.B);
    const join: Instruction = {
      kind: "loop",
      rows: "batch",
      cols: width,
      locals: [
        { kind: "load", from: fixed(carry), access: "vector" },
        { kind: "load", from: fixed(buffer), access: "vector" },
        { kind: "op", op: "add", args: [0, 1] },
      ],
      stores: [{ local: 2, to: fixed(carry) }],
    };
    return { to: fixed(buffer), seam: { name: `${name}.join`, over: "last", instructions: [join] } };
  }

  private layer(level: Resolved, below: Ref): Built {
    const { arena, sizes } = this;
    const { cell, dims, name } = level;
    const d = derive(cell);
    const dim = (n: string | undefined): number => (n === undefined ? 1 : (dims[n] ?? Number.NaN));
    const states: Record<string, Buffer> = {};
    const carry: Record<string, Buffer> = {};
    for (const [s, { shape }] of Object.entries(cell.states)) {
      states[s] = arena.take(`${name}.${s}`, dim(shape[0]), sizes.B, sizes.T + 1);
      carry[s] = arena.take(`${name}.d${s}`, dim(shape[0]), sizes.B);
    }
    const inputs: Record<string, Buffer> = {};
    for (const [i, { shape }] of Object.entries(cell.inputs).slice(1))
      inputs[i] = arena.take(`${name}.${i}`, dim(shape[0]), sizes.B, sizes.T);
    const stored: Record<string, Buffer> = {};
    const keep = (n: string, e: Expr | undefined) => {
      if (e && !(n in stored))
        stored[n] = arena.take(`${name}.${n}`, dim(e.shape[0]), e.shared ? 1 : sizes.B, sizes.T);
    };
    for (const s of d.saved) if (!s.isState) keep(s.name, s.value);
    if (!(cell.output in states)) keep(cell.output, d.step[cell.output]);
    const slots = new Map<string, Ref>();
    for (const [s, b] of Object.entries(states)) {
      slots.set(`state:${s}`, atStep(b));
      slots.set(`saved:${s}`, atStep(b, 1));
    }
    for (const [s, b] of Object.entries(stored)) slots.set(`saved:${s}`, atStep(b));
    for (const [i, b] of Object.entries(inputs)) slots.set(`input:${i}`, atStep(b));
    slots.set(`input:${Object.keys(cell.inputs)[0]}`, below);

    const once = this.once(level, d);
    const base = this.base(level, d, once, slots);
    const roots: Root[] = Object.entries(cell.states).map(([s]) => ({
      name: s,
      value: value(d.step, s),
      to: ref(slots, `saved:${s}`),
      feeds: true,
    }));
    for (const n of Object.keys(stored))
      roots.push({ name: n, value: value(d.step, n), to: ref(slots, `saved:${n}`) });
    const carried = new Set(Object.keys(cell.states).map((s) => `state:${s}`));
    const forward = this.schedule(
      { ...base, name: `${name}`, roots, gradients: [], carried, lastOnly: false },
      dims,
    );
    const outputSlot = ref(
      slots,
      `saved:${cell.output}`,
      states[cell.output] && atStep(states[cell.output] as Buffer, 1),
    );

    const squares: Record<string, Buffer> = {};
    const stateful = Object.keys(cell.states).length > 0;
    for (const s of Object.keys(cell.states))
      squares[s] = arena.take(`${name}.|d${s}|2`, 1, sizes.B, sizes.T);
    const exponent = stateful ? arena.take(`${name}.exponent`, 1, sizes.B, sizes.T) : undefined;
    const running = stateful ? arena.take(`${name}.exponent.now`, 1, sizes.B) : undefined;
    const memory: LayerMemory = {
      states,
      carry,
      inputs,
      output: outputSlot,
      ...(exponent && { profile: { squares, exponent } }),
    };

    const backward = (
      inject: Ref | undefined,
      dxTo: Ref | undefined,
      probe: boolean,
      from: Buffer | undefined,
    ): Section[] => {
      const arriving = injected(d, cell.output in cell.states, inject !== undefined);
      const local = new Map(slots);
      for (const [s, b] of Object.entries(carry)) local.set(`cotangent:d${s}`, fixed(b));
      if (inject)
        local.set(cell.output in cell.states ? `cotangent:inject` : `cotangent:d${cell.output}`, inject);
      const outs: Root[] = Object.entries(d.adjoint.states).map(([s, e]) => ({
        name: `d${s}`,
        value: arriving(e),
        to: fixed(value(carry, s)),
        feeds: true,
      }));
      const [sequence] = Object.keys(cell.inputs);
      const dx = sequence === undefined ? undefined : d.adjoint.inputs[sequence];
      if (dxTo && dx) outs.push({ name: `d${sequence}`, value: arriving(dx), to: dxTo });
      const carriedBack = new Set(Object.keys(cell.states).map((s) => `cotangent:d${s}`));
      const probing = probe && stateful;
      // Rows that depend on one another have no exponent of their own: they keep the range of the number format.
      const rescaling = probing && !d.mixesExamples;
      if (probing) {
        if (inject) carriedBack.add("cotangent:inject").add(`cotangent:d${cell.output}`);
        for (const s of Object.keys(cell.states))
          outs.push({
            name: `|d${s}|2`,
            value: sum(square(arriving(value(d.totals, s)) as Expr<Vec<string>>)),
            to: atStep(value(squares, s)),
          });
      }
      const gradients = Object.entries(d.adjoint.params).map(([p, e]) => ({
        name: p,
        value: arriving(e),
        to: once.gradientPlace(p),
      }));
      const graph: Graph = {
        ...this.base(level, d, once, local),
        names: new Map([...d.names].map(([e, n]) => [arriving(e), n])),
        name: `${name}'`,
        roots: outs,
        gradients,
        carried: carriedBack,
        lastOnly: false,
      };
      const back = this.schedule(graph, dims);
      const sections = this.sections(`${name}'`, back, "backward");
      const unscaleFirst: Section[] = [];
      if (probe && !rescaling && from && inject)
        unscaleFirst.push({
          name: `${name}'.scale`,
          over: "all",
          instructions: [
            { kind: "unscale", values: [{ ref: inject, cols: inject.buffer.cols }], exponent: atStep(from) },
          ],
        });
      const scaled =
        rescaling && exponent && running
          ? this.probeSections(sections, { carry, inject, from, exponent, running, summed: back.summed })
          : sections;
      return [...once.clear, ...unscaleFirst, ...scaled, ...once.backward()];
    };
    return {
      level,
      memory,
      output: outputSlot,
      rescales: stateful && !d.mixesExamples,
      forward: [...once.forward, ...this.sections(`${name}`, forward, "forward")],
      backward,
    };
  }

  /** The backward sections of a probing pass: rows rescaled at every step, sums at true scale. */
  private probeSections(
    sections: readonly Section[],
    at: {
      carry: LayerMemory["carry"];
      inject: Ref | undefined;
      from: Buffer | undefined;
      exponent: Buffer;
      running: Buffer;
      summed: Scheduled["summed"];
    },
  ): Section[] {
    const carried = Object.values(at.carry).map((b) => ({ ref: fixed(b), cols: b.cols }));
    const rescale: Instruction = {
      kind: "rescale",
      carried,
      arriving: at.inject ? [{ ref: at.inject, cols: at.inject.buffer.cols }] : [],
      ...(at.from && { arrivingExponent: atStep(at.from) }),
      exponent: fixed(at.running),
      log: atStep(at.exponent),
    };
    const sums = new Set(["outer", "batchSum"]);
    const out: Section[] = [
      { name: "scale", over: "once", instructions: [{ kind: "zero", buffer: at.running }] },
    ];
    for (const s of sections) {
      if (s.over === "backward") out.push({ ...s, instructions: [rescale, ...s.instructions] });
      else if (s.over === "all" && s.instructions.some((i) => sums.has(i.kind))) {
        const first = s.instructions.findIndex((i) => sums.has(i.kind));
        const unscale: Instruction = { kind: "unscale", values: at.summed, exponent: atStep(at.exponent) };
        out.push({
          ...s,
          instructions: [...s.instructions.slice(0, first), unscale, ...s.instructions.slice(first)],
        });
      } else out.push(s);
    }
    out.push({
      name: "unscale",
      over: "last",
      instructions: [{ kind: "unscale", values: carried, exponent: fixed(at.running) }],
    });
    return out;
  }

  private head(below: Ref, io: { target: Buffer; weight: Buffer; y: Buffer; loss: Buffer }) {
    const level = this.levels.at(-1) as Resolved;
    const { cell, dims } = level;
    const d = derive(cell);
    const last = this.network.readout.on === "last";
    const at = (b: Buffer) => (last ? fixed(b) : atStep(b));
    const slots = new Map<string, Ref>([
      ["input:x", last ? atLastStep(below) : below],
      ["input:target", at(io.target)],
      ["input:weight", at(io.weight)],
      ["saved:y", at(io.y)],
    ]);
    const roots: Root[] = [
      { name: "y", value: value(d.step, "y"), to: at(io.y) },
      { name: "loss", value: value(d.step, "loss"), to: at(io.loss) },
    ];
    for (const s of d.saved) {
      if (s.name === "y") continue;
      const cols = s.value.shape[0];
      const buffer = this.arena.take(
        `readout.${s.name}`,
        cols === undefined ? 1 : (dims[cols] ?? Number.NaN),
        this.sizes.B,
        last ? 1 : this.sizes.T,
      );
      slots.set(`saved:${s.name}`, at(buffer));
      roots.push({ name: s.name, value: s.value, to: at(buffer) });
    }
    const once = this.once(level, d);
    const graph = (name: string, more: Pick<Graph, "roots" | "gradients">): Graph => ({
      ...this.base(level, d, once, slots),
      name,
      carried: new Set(),
      lastOnly: last,
      ...more,
    });
    const forward = this.sections(
      "readout",
      this.schedule(graph("readout", { roots, gradients: [] }), dims),
      last ? "last" : "all",
    );
    const seed = substitution((e) => (e.role === "cotangent" ? constant(1) : e));
    const backward = (dxTo: Ref | undefined): Section[] => {
      const dx = d.adjoint.inputs.x;
      const outs = dxTo && dx ? [{ name: "dx", value: seed(dx), to: dxTo }] : [];
      const gradients = Object.entries(d.adjoint.params).map(([p, e]) => ({
        name: p,
        value: seed(e),
        to: once.gradientPlace(p),
      }));
      const made = this.schedule(graph("readout'", { roots: outs, gradients }), dims);
      return [...once.clear, ...this.sections("readout'", made, last ? "last" : "all"), ...once.backward()];
    };
    return { forward: [...once.forward, ...forward], backward };
  }

  /** Values derived from parameters: computed before the time loop, their gradients pulled back after it. */
  private once(level: Resolved, d: Derivative): Once {
    const { name, dims } = level;
    const places = new Map<string, Place>();
    const gradientPlaces = new Map<string, Place>();
    for (const p of this.parameters.filter((p) => p.layer === name)) {
      const vector = p.shape.length < 2;
      const shape = {
        ld: vector ? p.size : p.cols,
        rows: vector ? 1 : p.rows,
        cols: vector ? p.size : p.cols,
      };
      places.set(p.local, { buffer: this.params, at: p.offset, ...shape });
      gradientPlaces.set(p.local, { buffer: this.grads, at: p.offset, ...shape });
    }
    const derived = Object.entries(d.once);
    const roots: Root[] = [];
    for (const [n, e] of derived) {
      const [rows, cols] =
        e.shape.length === 2
          ? [dims[e.shape[0] ?? ""] ?? 1, dims[e.shape[1] ?? ""] ?? 1]
          : [1, dims[e.shape[0] ?? ""] ?? 1];
      const buffer = this.arena.take(`${name}.${n}`, cols, rows);
      const gradient = this.arena.take(`${name}.d${n}`, cols, rows);
      places.set(n, { buffer, at: 0, ld: buffer.ld, rows, cols });
      gradientPlaces.set(n, { buffer: gradient, at: 0, ld: gradient.ld, rows, cols });
      places.set(`d${n}`, { buffer: gradient, at: 0, ld: gradient.ld, rows, cols });
      roots.push({ name: n, value: e, to: fixed(buffer) });
    }
    const gradientPlace = (p: string) => value(gradientPlaces, p);
    const place = (p: string) => value(places, p);
    if (derived.length === 0) return { place, gradientPlace, forward: [], clear: [], backward: () => [] };
    const graph = {
      carried: new Set<string>(),
      lastOnly: true,
      names: d.names,
      leaf: noLeaf,
      spent: () => false,
      place: (e: Expr) => place(e.name ?? ""),
    };
    const flat = (n: string, s: Scheduled): Section => ({
      name: n,
      over: "once",
      instructions: [...s.prepare, ...s.ahead, ...s.loop, ...s.after],
    });
    return {
      place,
      gradientPlace,
      forward: [
        flat(
          `${name}.derived`,
          this.schedule({ ...graph, name: `${name}.derived`, roots, gradients: [] }, dims),
        ),
      ],
      clear: [
        {
          name: `${name}.clear`,
          over: "once",
          instructions: derived.map(([n]) => ({ kind: "zero", buffer: gradientPlace(n).buffer })),
        },
      ],
      backward: () => {
        const gradients = Object.entries(d.onceAdjoint).map(([p, e]) => ({
          name: p,
          value: e,
          to: gradientPlace(p),
        }));
        return [
          flat(
            `${name}'.derived`,
            this.schedule({ ...graph, name: `${name}'.derived`, roots: [], gradients }, dims),
          ),
        ];
      },
    };
  }

  private base(
    level: Resolved,
    d: Derivative,
    once: Once,
    slots: ReadonlyMap<string, Ref>,
  ): Pick<Graph, "leaf" | "spent" | "place" | "names"> {
    return {
      // States are read again by the step before; other saved values are read by this adjoint alone.
      spent: (e) =>
        e.role === "saved" &&
        !(e.name !== undefined && e.name in level.cell.states) &&
        e.name !== level.cell.output,
      names: d.names,
      place: (e) => once.place(e.name ?? ""),
      leaf: (e) => ref(slots, `${e.role}:${e.name}`, undefined, String(level.name)),
    };
  }

  private schedule(graph: Graph, dims: Readonly<Record<string, number>>): Scheduled {
    const made = schedule(graph, { ...this.sizes, dims }, this.arena);
    if (!made.rowsIndependent) this.rowsIndependent = false;
    return made;
  }

  private sections(name: string, s: Scheduled, loop: "forward" | "backward" | "all" | "last"): Section[] {
    const flat = loop === "last" ? "last" : "all";
    const inLoop = loop === "all" || loop === "last" ? "forward" : loop;
    const all: Section[] = [
      { name: `${name}.prepare`, over: "once", instructions: s.prepare },
      { name: `${name}.ahead`, over: flat, instructions: s.ahead },
      { name: `${name}.loop`, over: inLoop, instructions: s.loop },
      { name: `${name}.after`, over: flat, instructions: s.after },
    ];
    return all.filter((x) => x.instructions.length > 0);
  }
}

interface Built {
  readonly level: Resolved;
  readonly memory: LayerMemory;
  readonly output: Ref;
  /** True when the probing pass of this layer leaves exponents with what it sends down. */
  readonly rescales: boolean;
  readonly forward: readonly Section[];
  backward(
    inject: Ref | undefined,
    dxTo: Ref | undefined,
    probe: boolean,
    from: Buffer | undefined,
  ): Section[];
}

interface Inject {
  readonly to: Ref;
  readonly from?: Ref;
  readonly zero?: Buffer;
  readonly seam?: Section;
}

interface Once {
  place(name: string): Place;
  gradientPlace(name: string): Place;
  readonly forward: readonly Section[];
  readonly clear: readonly Section[];
  backward(): Section[];
}

/** What arrives from above at every step is added to the cotangent that the loop carries. */
function injected(d: Derivative, outputIsState: boolean, present: boolean): (e: Expr) => Expr {
  const { output } = d.cell;
  if (!outputIsState || !present) return (e) => e;
  return substitution((x) =>
    x.role === "cotangent" && x.name === `d${output}` ? add(x, variable("cotangent", "inject", x.shape)) : x,
  );
}

/** The slot that `r` means at step T-1. */
const atLastStep = (r: Ref): Ref => (r.slot.kind === "step" ? atEnd(r.buffer, 1 - r.slot.shift) : r);

function ref(slots: ReadonlyMap<string, Ref>, key: string, otherwise?: Ref, layer = ""): Ref {
  const found = slots.get(key) ?? otherwise;
  if (!found) throw new Error(`layer ${layer}: nothing lives at ${key}`);
  return found;
}

const noLeaf = (e: Expr): never => {
  throw new Error(`${e.name} depends on the example`);
};

function value<V>(of: ReadonlyMap<string, V> | Readonly<Record<string, V>>, key: string): V {
  const found =
    of instanceof Map ? (of as ReadonlyMap<string, V>).get(key) : (of as Readonly<Record<string, V>>)[key];
  if (found === undefined) throw new Error(`no value named ${key}`);
  return found;
}
