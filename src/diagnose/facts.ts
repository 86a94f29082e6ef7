import type { Batch, Experiment, network, Task } from "../lab/index.js";

/** The activation of a layer's state: what the gradient of a step is multiplied with, besides weights and gates. */
export type Activation = "tanh" | "sigmoid" | "relu" | "other";

export interface LayerFacts {
  readonly cell: string;
  readonly hidden: number;
  /** It carries something from step to step. */
  readonly hasState: boolean;
  /** It has a gate with a bias that keeps memory. */
  readonly hasKeepGate: boolean;
  /** Gates that write to the memory: shut is how chrono starts them. */
  readonly writeGates: readonly string[];
  readonly activation: Activation;
  /** Of a simple recurrence, h' = activation(U h + what does not depend on h): U, and the steepest slope. */
  readonly simple?: { readonly matrix: string; readonly slope: number };
}

/** What is known of a run before it starts. */
export interface Facts {
  readonly experiment: Experiment;
  readonly layers: readonly LayerFacts[];
  /** Names of the parameters that are matrices, and of those among them that multiply a state. */
  readonly matrices: readonly string[];
  readonly recurrent: readonly string[];
  /** Steps of the longest sequence. */
  readonly T: number;
  /** How many steps back the answer depends on. */
  readonly lag: Task["lag"];
  /** First step, from 1, whose output counts: later ones feed gradient of their own into the profile. */
  readonly scoredFrom: number;
  readonly baseline: number;
  readonly floor: number;
  readonly plateaus: Task["plateaus"];
  /** Loss of the best answer that knows the present input alone, where the task says it. */
  readonly lossWithoutMemory?: number;
}

/** The facts of an experiment. `batch` is any batch of the task; `lossWithoutMemory` that of `worthOf(task, [1])`. */
export function factsOf(
  task: Task,
  experiment: Experiment,
  { layers }: ReturnType<typeof network>,
  batch: Batch,
  lossWithoutMemory?: number,
): Facts {
  const { steps: T, lag, baseline, floor, plateaus } = task;
  const shapes = layers.flatMap(({ cell }, i) =>
    Object.entries(cell.params).map(([local, { shape }]) => ({ name: `${i}.${local}`, shape })),
  );
  const matrices = shapes.filter(({ shape }) => shape.length === 2);
  const first = batch.weight.findIndex((w) => w !== 0);
  return {
    experiment,
    layers: layers.map(({ cell }, i): LayerFacts => {
      const { keep, write } = cell.memory;
      return {
        cell: cell.name,
        hidden: experiment.layers[i]?.hidden ?? 0,
        hasState: Object.keys(cell.states).length > 0,
        hasKeepGate: keep !== undefined || write.length > 0,
        // A gate is named as its bias is, after the b: bi is the bias of i.
        writeGates: write.map((bias) => bias.replace(/^b/, "")),
        activation: activationOf(cell),
        ...simpleOf(cell, i),
      };
    }),
    matrices: [...matrices.map(({ name }) => name), "readout.V"],
    recurrent: matrices.filter(({ shape }) => shape[1] !== "X").map(({ name }) => name),
    T,
    lag,
    scoredFrom: task.readout === "last" ? T : 1 + Math.floor(first / batch.B),
    baseline,
    floor,
    plateaus,
    ...(lossWithoutMemory !== undefined && { lossWithoutMemory }),
  };
}

type Cell = ReturnType<typeof network>["layers"][number]["cell"];
type Expr = Cell["values"][string];

/** What bends the new states: of a cell with several, the first of relu, tanh, sigmoid. */
function activationOf(cell: Cell): Activation {
  const states = Object.keys(cell.states);
  const seen = new Set<Expr>();
  const from = (states.length > 0 ? states : [cell.output]).flatMap((name) => cell.values[name] ?? []);
  for (const e of from) visit(e, seen);
  const ops = [...seen].map(({ op }) => op);
  // SELU, ELU and leaky ReLU are made of it, too.
  if (ops.filter((op) => op === "relu").length === 1 && !ops.includes("exp")) return "relu";
  return (["tanh", "sigmoid"] as const).find((op) => ops.includes(op)) ?? "other";
}

const SLOPES: Readonly<Record<string, number>> = { tanh: 1, relu: 1, sigmoid: 1 / 4 };

function simpleOf({ values, states }: Cell, layer: number): Pick<LayerFacts, "simple"> {
  const [state, another] = Object.keys(states);
  const value = values[state ?? ""];
  const slope = SLOPES[value?.op ?? ""];
  if (!value || another !== undefined || slope === undefined) return {};
  const isState = (e: Expr | undefined) => e?.role === "state" && e.name === state;
  const terms = sumOf(value.args[0]).filter((term) => dependsOn(term, isState));
  const [U, h] = terms[0]?.op === "dot" ? terms[0].args : [];
  if (terms.length !== 1 || U?.role !== "param" || !isState(h)) return {};
  return { simple: { matrix: `${layer}.${U.name}`, slope } };
}

const sumOf = (e: Expr | undefined): Expr[] => (e?.op === "add" ? e.args.flatMap(sumOf) : e ? [e] : []);

function dependsOn(e: Expr, isIt: (e: Expr) => boolean): boolean {
  const seen = new Set<Expr>();
  visit(e, seen);
  return [...seen].some(isIt);
}

function visit(e: Expr, seen: Set<Expr>): void {
  if (seen.has(e)) return;
  seen.add(e);
  for (const arg of e.args) visit(arg, seen);
}

/** What skill a loss shows: 0 at the baseline, 1 at the floor. */
export const skill = ({ baseline, floor }: Pick<Facts, "baseline" | "floor">, loss: number): number =>
  (baseline - loss) / (baseline - floor);
