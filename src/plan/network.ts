import type { Network, Parameter, Update } from "../ir/index.js";
import { type Back, Context, once, type PlanSizes } from "./context.js";
import type { Instruction, Section } from "./instruction.js";
import { type LayerMemory, type PlannedLayer, planLayer } from "./layer.js";
import { Arena, atEnd, atStep, type Buffer, fixed, type Ref } from "./memory.js";
import { type OmegaMemory, type OmegaPhase, omegaPhases, planOmega } from "./omega.js";
import { planReadout } from "./readout.js";
import { type PlannedUpdate, planUpdate, type UpdatePhase } from "./update.js";

export interface PlanOptions {
  /** Elements of one vector register. */
  readonly lanes: number;
  /** Also compute dL/dx of the first layer. */
  readonly inputGradient: boolean;
  /** Also plan Ω of every layer with states, as phases of its own. */
  readonly omega?: boolean;
  /** Also plan how the parameters move. */
  readonly update?: Update;
  /** The probing pass also measures every vector on its way back. */
  readonly trace?: boolean;
}

/**
 * `forward`; then `backward`, or `probe`, which also measures the profile. Gradients of parameters are summed
 * between `clear` and `finish`, which may have several windows of time between them.
 */
export type PassPhase = "forward" | "clear" | "backward" | "probe" | "finish";
export type Phase = PassPhase | OmegaPhase | UpdatePhase;

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
  /** Where the cotangent of each layer's output arrives from above: every step, or the one that is scored. */
  readonly arriving: readonly Ref[];
  readonly phases: Readonly<Record<PassPhase, readonly Section[]>>;
  readonly omega?: {
    readonly grads: Buffer;
    /** By layer; undefined for one without states. */
    readonly layers: readonly (OmegaMemory | undefined)[];
    readonly phases: Readonly<Record<OmegaPhase, readonly Section[]>>;
  };
  readonly update?: PlannedUpdate;
  /** False when a step mixes examples of the batch: one thread then runs it. */
  readonly rowsIndependent: boolean;
}

/** Plans forward and backward pass of a network. */
export function plan(network: Network, sizes: PlanSizes, options: PlanOptions): Plan {
  const { T, B } = sizes;
  const { size: Y, on } = network.readout;
  const last = on === "last";
  const L = last ? 1 : T;
  const arena = new Arena(options.lanes);
  const context = new Context(network, sizes, arena, options.omega, options.trace);
  const x = arena.take("x", network.input, B, T);
  const readoutMemory = {
    target: arena.take("target", Y, B, L),
    weight: arena.take("weight", 1, B, L),
    y: arena.take("y", Y, B, L),
    loss: arena.take("loss", 1, B, L),
  };
  const layers: PlannedLayer[] = [];
  let below = atStep(x);
  for (const level of context.levels.slice(0, -1)) {
    const layer = planLayer(context, level, below, options.omega);
    layers.push(layer);
    below = layer.memory.output;
  }
  const top = context.levels.at(-1);
  if (!top) throw new Error("a network has a readout");
  const readout = planReadout(context, top, below, last, readoutMemory);
  const dx = options.inputGradient ? arena.take("dx", network.input, B, T) : undefined;
  const injects = layers.map((l, i) => inject(l, last && i === layers.length - 1, arena, sizes));

  const planned = layers.map((l) => l.omegaInputs && planOmega(context, l.level, l.omegaInputs));

  // Temporaries of the backward passes share memory: layer after layer, plain or probing.
  const start = arena.size;
  let end = start;
  const fromHere = <R>(make: () => R): R => {
    arena.size = start;
    const made = make();
    end = Math.max(end, arena.size);
    return made;
  };
  const pass = (probe: boolean): Back[] => {
    const topInject = injects.at(-1);
    const passes: Back[] = topInject?.before ? [only(topInject.before)] : [];
    passes.push(fromHere(() => readout.backward(topInject?.to ?? (dx && atStep(dx)))));
    if (topInject?.after) passes.push(only(topInject.after));
    let from: Buffer | undefined;
    for (const [i, layer] of [...layers.entries()].reverse()) {
      const out = i > 0 ? injects[i - 1]?.to : dx && atStep(dx);
      const exponents = from;
      passes.push(
        fromHere(() =>
          layer.backward({ inject: injects[i]?.from, dx: out, below: i > 0, probe, from: exponents }),
        ),
      );
      from = probe && layer.rescales ? layer.memory.profile?.exponent : undefined;
    }
    return passes;
  };
  const plain = pass(false);
  const probing = pass(true);
  const omegas = planned.flatMap((omega) => (omega ? [{ ...omega, ...fromHere(omega.run) }] : []));
  arena.size = end;
  const update = options.update && planUpdate(options.update, context, arena);
  const summed = [context.grads, ...[...layers, readout].flatMap((l) => l.weights.derivedGradients)];
  return Object.freeze({
    network,
    sizes,
    options,
    parameters: context.parameters,
    buffers: arena.buffers,
    elements: arena.size,
    params: context.params,
    grads: context.grads,
    x,
    ...(dx && { dx }),
    ...readoutMemory,
    layers: layers.map((l) => l.memory),
    arriving: injects.map((i) => i.from ?? i.to),
    phases: {
      forward: [...layers.flatMap((l) => l.forward), ...readout.forward],
      clear: [
        once(
          "sums",
          plain.flatMap((p) => p.clear),
        ),
      ],
      backward: plain.flatMap((p) => p.sections),
      probe: probing.flatMap((p) => p.sections),
      finish: [
        once(
          "gradients",
          summed.map((buffer) => ({ kind: "zero", buffer })),
        ),
        ...plain.flatMap((p) => p.finish),
      ],
    },
    ...(options.omega && {
      omega: {
        grads: context.omegaGrads,
        layers: planned.map((omega) => omega?.memory),
        phases: omegaPhases(context, omegas),
      },
    }),
    ...(update && { update }),
    rowsIndependent: context.rowsIndependent,
  });
}

/** Where the cotangent of a layer's output is written, and where the layer reads it at every step. */
interface Inject {
  readonly to: Ref;
  readonly from?: Ref;
  readonly before?: Section;
  readonly after?: Section;
}

function inject(
  { level: { name, cell }, memory }: PlannedLayer,
  lastOnly: boolean,
  arena: Arena,
  { T, B }: PlanSizes,
): Inject {
  const width = memory.output.buffer.cols;
  const carry = memory.carry[cell.output];
  if (lastOnly && carry) {
    // Only the last step is scored: what arrives there joins the cotangent of the final state.
    const buffer = arena.take(`${name}.d${cell.output}.end`, width, B);
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
      sums: [],
    };
    return { to: fixed(buffer), after: { name: `${name}.join`, over: "last", instructions: [join] } };
  }
  const buffer = arena.take(`${name}.d${cell.output}.all`, width, B, T);
  if (!lastOnly) return { to: atStep(buffer), from: atStep(buffer) };
  return {
    to: atEnd(buffer, 1),
    from: atStep(buffer),
    before: once(`${name}.clear`, [{ kind: "zero", buffer }]),
  };
}

const only = (section: Section): Back => ({ sections: [section], clear: [], finish: [] });
