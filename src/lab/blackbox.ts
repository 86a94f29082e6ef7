import { type Finding, placeOf, watch, whatOf } from "../blackbox/index.js";
import { compile, type Engine, type Precision, type Real } from "../engine/index.js";
import { type Cell, type Parameter, parameters } from "../ir/index.js";
import { parseChain } from "../optim/index.js";
import { type Checkpoint, restore } from "./checkpoint.js";
import { trainingData } from "./data.js";
import type { Experiment } from "./experiment.js";
import { layoutOf } from "./layout.js";
import { network } from "./network.js";
import { trainingNoise } from "./noise.js";
import { isRegularised } from "./omega.js";
import { differentiate, differentiateWithOmega } from "./pass.js";
import { type PrepareOptions, prepare } from "./prepare.js";
import type { NonFinite, Seen } from "./record.js";
import type { Task } from "./task.js";

/** Everything that a training step is made of: enough to make it again. */
export interface BlackBox extends Checkpoint {
  readonly experiment: Experiment;
  readonly parameters: readonly Parameter[];
  readonly precision: Precision;
  /** What ran it. */
  readonly backend: string;
  readonly hindsight: string;
  readonly seen: Seen;
  readonly report: NonFinite;
}

/** A step to be made again: the checkpoint is that before it. */
export type Step = Pick<BlackBox, "experiment" | "step" | "params" | "optimiser" | "precision" | "seen">;

type Own = Readonly<Record<string, Cell>> | undefined;

/** Products of a step, above which a run that broke does not wait for the trace: it takes about 10 seconds. */
const MOST_PRODUCTS = 3e9;

/** What a step gave when it was made again, by which backend, and whether it stayed finite as far as in the run. */
export interface Rerun extends Seen {
  readonly backend: string;
  readonly isAlike: boolean;
}

/** Makes a step again on the backend of its experiment. Throws BadInput as `prepare`. */
export async function rerun(box: Step, task: Task, options: PrepareOptions = {}): Promise<Rerun> {
  const { engine } = await prepare(box.experiment, task, options);
  try {
    const made = makeStep(engine, box, task);
    return { ...made, backend: engine.description, isAlike: stage(made) === stage(box.seen) };
  } finally {
    engine.dispose();
  }
}

/** As `traceStep`, unless that takes long or there is no memory for it. */
export async function traceSoon(box: Step, task: Task, own?: Own): Promise<NonFinite> {
  const products = task.steps * box.experiment.batch * box.params.length;
  const later = { step: box.step + 1, agrees: true };
  if (products > MOST_PRODUCTS)
    return { ...later, what: "not traced, since that takes long for a step so large" };
  try {
    return await traceStep(box, task, own);
  } catch (e) {
    if (e instanceof RangeError) return { ...later, what: `not traced, because ${e.message}` };
    throw e;
  }
}

/**
 * Makes a step again in the interpreter, one operation at a time, each rounded to the precision of the run, and says where
 * the first value that is not finite came from. Native code adds products in another order and rounds on the way, so
 * next to the largest float it may overflow where this does not, or the other way about: `agrees` says so.
 *
 * @throws RangeError when there is no memory for it
 */
export async function traceStep(box: Step, task: Task, own?: Own): Promise<NonFinite> {
  const { experiment, precision, step, seen } = box;
  const net = network(experiment, task, own);
  const T = experiment.unroll === "full" ? task.steps : Math.min(experiment.unroll, task.steps);
  const tracer = watch(precision, parameters(net));
  const { update } = parseChain(experiment.chain);
  const options = { backend: "interp", omega: isRegularised(experiment), update, tracer } as const;
  const engine = await compile(net, { T, B: experiment.batch }, options);
  const made = makeStep(engine, box, task, () => tracer.gradient(engine.grads));
  const first = tracer.first();
  const agrees = stage(made) === stage(seen);
  const report = { step: step + 1, agrees };
  const steps = trainingData(experiment, task)(step).T;
  const apart = agrees ? "" : `; ${difference(seen, made, precision)}`;
  if (first) return { ...report, first, where: placeOf(first, steps), what: whatOf(first) + apart };
  const largest = tracer.largest();
  return { ...report, what: NOTHING + (largest ? largestOf(largest, steps) : "") + apart };
}

const NOTHING = "no operation by itself gives a value that is not finite";

const largestOf = (largest: Finding, steps: number): string =>
  `; the largest value is in ${placeOf(largest, steps)}: ${whatOf(largest)}`;

function difference(seen: Seen, made: Seen, precision: Precision): string {
  return `in the run ${STAGES[stage(seen)]}, and here, where every operation is rounded to ${precision} once, ${STAGES[stage(made)]}`;
}

/** How far a step stayed finite. */
function stage({ loss, gradientNorm, parametersAreFinite, optimiserIsFinite }: Seen): 0 | 1 | 2 | 3 | 4 {
  if (!Number.isFinite(loss)) return 0;
  if (!Number.isFinite(gradientNorm)) return 1;
  if (!parametersAreFinite) return 2;
  return optimiserIsFinite === false ? 3 : 4;
}

const STAGES = [
  "the loss was not finite",
  "the loss was finite and the gradient was not",
  "the gradient was finite and the parameters after it were not",
  "the parameters were finite and the optimiser's arrays were not",
  "all was finite",
] as const;

/** One training step from the parameters and the optimiser of the box. */
function makeStep(
  engine: Engine,
  { experiment, step, params, optimiser }: Step,
  task: Task,
  onGradient: () => void = () => undefined,
): Seen {
  const chain = parseChain(experiment.chain).init(engine.params, layoutOf(engine), engine.updater);
  restore({ step, params, optimiser }, engine.params, chain.state);
  const batch = trainingData(experiment, task)(step);
  const noise = trainingNoise(engine, experiment.seed)(step, batch.T);
  const loss = isRegularised(experiment)
    ? differentiateWithOmega(engine, task, batch, experiment.omega ?? 0, noise).loss
    : differentiate(engine, task, batch, noise);
  onGradient();
  const gradientNorm = chain.norm(engine.grads);
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm))
    return { loss, gradientNorm, parametersAreFinite: true };
  chain.update(engine.grads, engine.params, step);
  return {
    loss,
    gradientNorm,
    parametersAreFinite: engine.params.every(Number.isFinite),
    optimiserIsFinite: chain.state.every((array) => array.every(Number.isFinite)),
  };
}

/** Updates after gradients below this are never the ones that break parameters, unless the first one does. */
const LARGE = 1e10;

/** The arrays before an update that may break them. Copies next to nothing: the first, and those of huge gradients. */
export interface Keeper {
  before(step: number, gradientNorm: number, params: Real, optimiser: readonly Real[]): void;
  /** What the parameters and the optimiser were after so many updates, if they were kept. */
  at(step: number): Checkpoint | undefined;
}

export function keeper(): Keeper {
  let kept: Checkpoint | undefined;
  let isFirst = true;
  return {
    before(step, gradientNorm, params, optimiser) {
      if (!isFirst && gradientNorm < LARGE) return;
      isFirst = false;
      kept = { step, params: params.slice(), optimiser: optimiser.map((array) => array.slice()) };
    },
    at: (step) => (kept?.step === step ? kept : undefined),
  };
}
