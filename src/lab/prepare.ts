import { compile, type Engine } from "../engine/index.js";
import { type Cell, parameters } from "../ir/index.js";
import { parseChain } from "../optim/index.js";
import type { Experiment } from "./experiment.js";
import { initialParameters } from "./initial.js";
import { BadInput, refuse } from "./input.js";
import { network } from "./network.js";
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
  const T = experiment.unroll === "full" ? task.steps : Math.min(experiment.unroll, task.steps);
  const { backend, precision, threads, checkpoint } = experiment;
  const { notice, trace = false } = options;
  const { update } = parseChain(experiment.chain);
  const compileOptions = {
    backend,
    precision,
    threads,
    checkpoint,
    update,
    trace,
    ...(notice && { notice }),
  };
  // The engine knows what it needs and asks for it first; nothing large is made before.
  const engine = await compile(net, { T, B: experiment.batch }, compileOptions).catch(refuseSizes);
  const { values, names } = initialParameters(experiment, task, net);
  engine.params.set(values);
  return {
    engine,
    initialisers: Object.fromEntries(parameters(net).map((p, i) => [p.name, names[i] ?? ""])),
  };
}

/** The engine's RangeErrors are about sizes that do not fit. */
function refuseSizes(e: unknown): never {
  if (e instanceof RangeError) throw new BadInput(e.message, { cause: e });
  throw e;
}
