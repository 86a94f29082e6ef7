import { type Element, type Parameter, topological, type Update } from "../ir/index.js";
import { once } from "./context.js";
import type { Local, Section } from "./instruction.js";
import { type Arena, type Buffer, fixed } from "./memory.js";

/** Elements that one partial sum covers: few enough to share among threads, the same for any number of them. */
const BLOCK = 4096;

/** Pointwise equations over the elements of flat arrays, each in a register from load to store. */
export interface Sweep {
  readonly kind: "sweep";
  readonly cols: number;
  readonly locals: readonly Local[];
  readonly stores: readonly { readonly local: number; readonly to: Buffer }[];
}

/** Part of the flat arrays whose size is measured on its own, and where the results of its blocks begin. */
export interface Measurable {
  readonly offset: number;
  readonly size: number;
  readonly first: number;
}

/** For each block of each tensor: Σ (scale · value)² in float64, and the greatest |value|. */
export interface Measure {
  readonly kind: "measure";
  readonly locals: readonly Local[];
  /** The local that is measured. */
  readonly of: number;
  readonly tensors: readonly Measurable[];
  readonly block: number;
  readonly scale: Buffer;
  /** As many ones as a vector has elements, and then zeros: cuts a vector short. */
  readonly mask: Buffer;
  /** One float64 a block. */
  readonly squares: Buffer;
  /** One element a block. */
  readonly largest: Buffer;
}

/** Where an update meets the outside. */
export interface UpdateMemory {
  readonly state: readonly Buffer[];
  readonly numbers: Readonly<Record<string, Buffer>>;
  readonly tensorNumbers: Readonly<Record<string, Buffer>>;
  readonly tensors: readonly Measurable[];
  readonly scale: Buffer;
  readonly mask: Buffer;
  readonly squares: Buffer;
  readonly largest: Buffer;
}

/** `update` moves all elements; `measure0`, `measure1`, ... measure what the update wants measured. */
export type UpdatePhase = "update" | `measure${number}`;

export interface PlannedUpdate {
  readonly memory: UpdateMemory;
  readonly phases: Readonly<Record<UpdatePhase, readonly Section[]>>;
}

/** Plans an update of the flat arrays: one pass over memory that moves, one for each value that is measured. */
export function planUpdate(
  update: Update,
  of: { readonly parameters: readonly Parameter[]; readonly params: Buffer; readonly grads: Buffer },
  arena: Arena,
): PlannedUpdate {
  const { params, grads } = of;
  const flat = (name: string) => arena.takeDense(`update.${name}`, params.cols);
  const one = (name: string) => arena.take(`update.${name}`, 1);
  const state = update.state.map(flat);
  const numbers = Object.fromEntries(update.numbers.map((name) => [name, one(name)]));
  const tensorNumbers = Object.fromEntries(update.tensorNumbers.map((name) => [name, flat(name)]));
  const arrays: Record<string, Buffer> = {
    ...tensorNumbers,
    ...Object.fromEntries(update.state.map((name, i) => [name, state[i] ?? params])),
    p: params,
    g: grads,
  };
  const tensors: Measurable[] = [];
  let blocks = 0;
  for (const { offset, size } of of.parameters) {
    tensors.push({ offset, size, first: blocks });
    blocks += Math.ceil(size / BLOCK);
  }
  const measuring = {
    tensors,
    scale: one("scale"),
    mask: arena.takeDense("update.mask", 2 * arena.lanes),
    // Room for a float64 a block, whatever the elements are.
    squares: arena.takeDense("update.squares", 2 * blocks),
    largest: arena.takeDense("update.largest", blocks),
  };
  const names = Object.keys(update.next);
  const { locals, at } = localsOf(Object.values(update.next), numbers, arrays);
  const stores = names.map((name, i) => ({ local: at[i] ?? 0, to: arrays[name] ?? params }));
  const move: Sweep = { kind: "sweep", cols: params.cols, locals, stores };
  const phases: Record<UpdatePhase, Section[]> = { update: [once("update", [move])] };
  for (const [k, value] of update.measured.entries()) {
    const { locals, at } = localsOf([value], numbers, arrays);
    const measure: Measure = { kind: "measure", locals, of: at[0] ?? 0, block: BLOCK, ...measuring };
    phases[`measure${k}`] = [once(`measure ${k}`, [measure])];
  }
  return { memory: { state, numbers, tensorNumbers, ...measuring }, phases };
}

/** Equations as the locals of a fused loop, and where the roots are among them. */
function localsOf(
  roots: readonly Element[],
  numbers: Readonly<Record<string, Buffer>>,
  arrays: Readonly<Record<string, Buffer>>,
): { readonly locals: Local[]; readonly at: number[] } {
  const nodes = topological(roots);
  const position = new Map(nodes.map((e, i) => [e, i]));
  const locals = nodes.map((e): Local => {
    if (e.op === "const") return { kind: "const", value: e.value ?? Number.NaN };
    if (e.op !== "var")
      return { kind: "op", op: e.op, args: e.args.map((a) => position.get(a) ?? Number.NaN) };
    const { name = "" } = e;
    const number = numbers[name];
    const from = number ?? arrays[name];
    if (!from) throw new Error(`an update has no leaf named ${name}`);
    return { kind: "load", from: fixed(from), access: number ? "one" : "vector" };
  });
  return { locals, at: roots.map((e) => position.get(e) ?? Number.NaN) };
}
