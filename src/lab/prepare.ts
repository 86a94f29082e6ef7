import { compile, type Engine } from "../engine/index.js";
import { type Cell, networkInEvaluation, parameters } from "../ir/index.js";
import { parseChain } from "../optim/index.js";
import { stream } from "../rng/index.js";
import type { Experiment } from "./experiment.js";
import { initialParameters } from "./initial.js";
import { BadInput, refuse } from "./input.js";
import { network } from "./network.js";
import { checkOmega, isRegularised } from "./omega.js";
import type { Task } from "./task.js";

export interface PrepareOptions {
  /** Cells of your own, by the names that the experiment gives them. */
  readonly cells?: Readonly<Record<string, Cell>>;
  /** Told once what the user should know, e.g. that there is no compiler. */
  readonly notice?: (message: string) => void;
}

/** An engine that holds the experiment's first parameters, and what drew them, by parameter. The caller disposes. */
export interface Prepared {
  readonly engine: Engine;
  readonly initialisers: Readonly<Record<string, string>>;
  /** An engine with the present parameters that evaluates: another one where cells have statistics, made when first asked for. */
  readonly forEvaluation: () => Promise<Engine>;
  /** Frees all engines. */
  readonly dispose: () => void;
}

/**
 * Makes the engine of an experiment, for its window and batch.
 *
 * @throws BadInput when the task is not the experiment's, or cells, sizes or initialisers do not fit
 */
export async function prepare(
  experiment: Experiment,
  task: Task,
  options: PrepareOptions & { readonly trace?: boolean },
): Promise<Prepared> {
  if (experiment.task.name !== task.name)
    refuse(
      `A run is given the task that its experiment names, "${experiment.task.name}", but it was "${task.name}"; give that one.`,
    );
  const net = network(experiment, task, options.cells);
  // A data set that is not there is said before anything is compiled or stored.
  task.heldOut?.(stream(experiment.seed, "prepare"), 1);
  const T = experiment.unroll === "full" ? task.steps : Math.min(experiment.unroll, task.steps);
  const { backend, precision, threads, checkpoint } = experiment;
  const { notice, trace = false } = options;
  const { update } = parseChain(experiment.chain);
  const evaluated = networkInEvaluation(net);
  if (evaluated !== net && experiment.batch < 2)
    refuse(
      "Statistics over a batch, as of batch normalisation, need at least 2 examples, but the batch was 1; write e.g. --batch 32.",
    );
  const omega = isRegularised(experiment);
  if (omega) checkOmega(net);
  const machine = { backend, precision, threads, checkpoint, ...(notice && { notice }) };
  // The engine knows what it needs and asks for it first; nothing large is made before.
  const sizes = { T, B: experiment.batch };
  const engine = await compile(net, sizes, { ...machine, omega, update, trace }).catch(refuseSizes);
  const { values, names } = initialParameters(experiment, task, net);
  engine.params.set(values);
  let other: Engine | undefined;
  return {
    engine,
    forEvaluation: async () => {
      if (evaluated === net) return engine;
      other ??= await compile(evaluated, sizes, machine).catch(refuseSizes);
      other.params.set(engine.params);
      return other;
    },
    dispose: () => {
      engine.dispose();
      other?.dispose();
    },
    initialisers: Object.fromEntries(parameters(net).map((p, i) => [p.name, names[i] ?? ""])),
  };
}

/** The engine's RangeErrors are about sizes that do not fit. */
function refuseSizes(e: unknown): never {
  if (e instanceof RangeError) throw new BadInput(e.message, { cause: e });
  throw e;
}
