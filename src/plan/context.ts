import { type Network, type Parameter, parameters, resolve } from "../ir/index.js";
import type { Graph, Scheduled } from "./graph.js";
import type { Instruction, Section } from "./instruction.js";
import type { Arena, Buffer } from "./memory.js";
import { schedule } from "./schedule.js";

/** What the plan is made for. T is the longest sequence; shorter ones run in the same memory. */
export interface PlanSizes {
  readonly T: number;
  readonly B: number;
}

/** A layer, or the readout, with the sizes of its dimensions. */
export type Level = ReturnType<typeof resolve>[number];

/** What the parts of a plan share while it is made. */
export class Context {
  readonly parameters: readonly Parameter[];
  readonly params: Buffer;
  readonly grads: Buffer;
  /** Of Ω alone, in the layout of `grads`; without Ω the same place. */
  readonly omegaGrads: Buffer;
  readonly levels: readonly Level[];
  /** False once a graph mixes examples. */
  rowsIndependent = true;

  constructor(
    network: Network,
    readonly sizes: PlanSizes,
    readonly arena: Arena,
    omega = false,
    /** Whether the probing passes measure every vector on the way back. */
    readonly trace = false,
  ) {
    this.parameters = parameters(network);
    const count = this.parameters.reduce((n, p) => n + p.size, 0);
    this.params = arena.takeDense("params", count);
    this.grads = arena.takeDense("grads", count);
    this.omegaGrads = omega ? arena.takeDense("omega.grads", count) : this.grads;
    this.levels = resolve(network);
  }

  schedule(graph: Graph, dims: Readonly<Record<string, number>>): Scheduled {
    const made = schedule(graph, { ...this.sizes, dims }, this.arena);
    if (!made.rowsIndependent) this.rowsIndependent = false;
    return made;
  }
}

/** A backward pass, and what goes before and after all windows of time. */
export interface Back {
  readonly sections: readonly Section[];
  readonly clear: readonly Instruction[];
  readonly finish: readonly Section[];
}

export const once = (name: string, instructions: readonly Instruction[]): Section => ({
  name,
  over: "once",
  instructions,
});

/** The sections of a graph that runs over the rows of a batch. */
export function sections(
  name: string,
  s: Scheduled,
  loop: "forward" | "backward" | "all" | "last",
): Section[] {
  const flat = loop === "last" ? "last" : "all";
  const inLoop = loop === "all" || loop === "last" ? "forward" : loop;
  const all: Section[] = [
    once(`${name}.prepare`, s.prepare),
    { name: `${name}.ahead`, over: flat, instructions: s.ahead },
    { name: `${name}.loop`, over: inLoop, instructions: s.loop },
    { name: `${name}.after`, over: flat, instructions: s.after },
  ];
  return all.filter((x) => x.instructions.length > 0);
}

/** The named entry; its absence is a mistake in the planner. */
export function value<V>(of: ReadonlyMap<string, V> | Readonly<Record<string, V>>, key: string): V {
  const found =
    of instanceof Map ? (of as ReadonlyMap<string, V>).get(key) : (of as Readonly<Record<string, V>>)[key];
  if (found === undefined) throw new Error(`no value named ${key}`);
  return found;
}
