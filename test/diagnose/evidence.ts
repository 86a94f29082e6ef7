import { type Facts, factsOf } from "../../src/diagnose/index.js";
import {
  type EndRecord,
  type EvaluationRecord,
  type ExperimentInput,
  network,
  type ProbeRecord,
  type ProfileRecord,
  parseExperiment,
  type RunRecord,
  type StartRecord,
  type StepRecord,
  type Task,
} from "../../src/lab/index.js";
import { distributionOf, fitDecay, type TensorProbe } from "../../src/probe/index.js";
import { stream } from "../../src/rng/index.js";
import { makeTask } from "../../tasks/index.js";

/** Facts of an experiment on the adding problem, T 100, unless told otherwise. */
export function factsWith(
  given: Partial<ExperimentInput> & { readonly cell?: string } = {},
  task: Task = makeTask("adding", { T: 100 }),
  lossWithoutMemory?: number,
): Facts {
  const { cell = "rnn", ...rest } = given;
  const experiment = parseExperiment({
    task: { ...task.options, name: task.name },
    layers: [{ cell }],
    steps: 1000,
    ...rest,
  });
  const batch = task.sample(stream(1, "test"), 2);
  return factsOf(task, experiment, network(experiment, task), batch, lossWithoutMemory);
}

export const start = (initialisers: Readonly<Record<string, string>> = {}): StartRecord => ({
  kind: "start",
  experiment: {},
  hindsight: "test",
  node: "test",
  backend: "test",
  precision: "float32",
  parameters: 1,
  initialisers,
  chain: [],
  baseline: 1 / 6,
  floor: 0,
  plateaus: [],
  lag: 99,
  criterion: "test",
});

/** A profile that changes by a factor a step back. */
export function profile(factor: number, T = 100, step = 0): ProfileRecord {
  return curve(
    Array.from({ length: T }, (_, i) => (T - 1 - i) * Math.log10(factor)),
    step,
  );
}

export function curve(log10: readonly number[], step = 0, layer = 0): ProfileRecord {
  const state = { layer, cell: "rnn", state: "h", log10, decay: fitDecay(log10) };
  return { kind: "profile", step, profile: { T: log10.length, states: [state] } };
}

/** A stack without states whose gradient changes by a factor a layer down; `outputs` are those of every layer. */
export function stackProfile(
  factor: number,
  layers = 10,
  outputs: readonly number[] = [-1, 0.5, 1],
  alike = false,
): ProfileRecord {
  const made = Array.from({ length: layers }, (_, l) => ({
    layer: l + 1,
    cell: "dense-relu",
    signal: distributionOf(Float64Array.from(outputs), 1),
    gradient: distributionOf(Float64Array.of(1e-2 * factor ** (layers - 1 - l)), 1),
    alike,
  }));
  return { kind: "profile", step: 0, profile: { T: 0, states: [], layers: made } };
}

export function step(n: number, loss: number, gradientNorm = 1, clipScale?: number): StepRecord {
  return { kind: "step", step: n, loss, gradientNorm, ...(clipScale !== undefined && { clipScale }) };
}

/** Steps 1 to n. */
export const steps = (
  n: number,
  loss: (step: number) => number,
  gradientNorm: (step: number) => number = () => 1,
  clipScale?: (step: number) => number,
): StepRecord[] =>
  Array.from({ length: n }, (_, i) => step(i + 1, loss(i + 1), gradientNorm(i + 1), clipScale?.(i + 1)));

export const evaluation = (n: number, loss: number, solved = false): EvaluationRecord => ({
  kind: "evaluation",
  step: n,
  loss,
  metrics: { loss },
  solved,
});

export const end = (n: number, status: EndRecord["status"] = "finished", reason?: string): EndRecord => ({
  kind: "end",
  status,
  step: n,
  hash: "",
  ...(reason !== undefined && { reason }),
});

const none = distributionOf(Float64Array.of(0), 1);

export const tensor = (of: Partial<TensorProbe> = {}): TensorProbe => ({
  name: "0.U",
  norm: 1,
  maxAbs: 0.5,
  growth: 1,
  gradNorm: 0.1,
  meanAbsGrad: 1e-3,
  shareOfZeroGrads: 0,
  updateRatio: 1e-3,
  maxAbsUpdate: 1e-3,
  weights: none,
  gradients: none,
  ...of,
});

type LayerProbe = ProbeRecord["layers"][number];

export const state = (of: Partial<LayerProbe["states"][number]> = {}): LayerProbe["states"][number] => ({
  state: "h",
  range: "tanh",
  saturatedHigh: 0.01,
  saturatedLow: 0.01,
  deadShare: 0,
  dead: [],
  meanStd: 0.3,
  stdThroughTime: [0.1, 0.3, 0.3],
  effectiveRank: 20,
  units: 64,
  values: none,
  ...of,
});

export const gate = (of: Partial<LayerProbe["gates"][number]> = {}): LayerProbe["gates"][number] => ({
  gate: "f",
  range: "sigmoid",
  keeps: true,
  low: 0,
  high: 0.2,
  mean: 0.9,
  values: none,
  ...of,
});

export function probe(of: Partial<ProbeRecord> = {}): ProbeRecord {
  return { kind: "probe", step: 0, loss: 0.17, gradientNorm: 1, tensors: [tensor()], layers: [], ...of };
}

export const layer = (of: Partial<LayerProbe> = {}): LayerProbe => ({
  layer: 0,
  cell: "rnn",
  states: [state()],
  gates: [],
  ...of,
});

export type Records = readonly RunRecord[];
