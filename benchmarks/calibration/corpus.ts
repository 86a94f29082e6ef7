import type { ExperimentInput } from "../../src/lab/index.js";

/** What is wrong with a configuration, by how it was made. */
export const labels = [
  "healthy",
  "vanishing",
  "exploding",
  "dead",
  "saturated",
  "rate-high",
  "rate-low",
  "bad-init",
  "clipped-away",
] as const;
export type Label = (typeof labels)[number];
export type Fault = Exclude<Label, "healthy">;

type Given = Partial<Omit<ExperimentInput, "task" | "seed">>;

/** A configuration that learns, and the single changes of it that are to keep it from learning. */
export interface Base {
  readonly name: string;
  readonly task: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly given: Given;
  readonly faults: readonly { readonly label: Fault; readonly name: string; readonly change: Given }[];
}

const H = 24;
const fault = (label: Fault, name: string, change: Given) => ({ label, name, change });
const init = (label: Fault, name: string, change: NonNullable<Given["init"]>) =>
  fault(label, name, { init: change });
const chain = (label: Fault, name: string) => fault(label, name, { chain: name });
const of = (cell: string, given: Given = {}): Given => ({
  layers: [{ cell, hidden: H }],
  chain: "clip-norm:1 adam:lr=0.01",
  ...given,
});
const stack = (cell: string, depth: number, given: Given): Given => ({
  layers: Array.from({ length: depth }, () => ({ cell, hidden: H })),
  ...given,
});

const recall = { name: "recall", T: 40 };
const fourSymbols = { ...recall, alphabet: 4 };
const twoSequence = { name: "two-sequence", T: 40 };
const order = { name: "temporal-order", T: 30 };
const adding = { name: "adding", T: 30 };

const irnn = { preset: "irnn" } as const;
/** Every unit and every gate the same, and none of it zero. */
const alike = { input: "constant:0.1", recurrent: "constant:0.04", bias: "zeros", readout: "constant:0.1" };
const zeros = { input: "zeros", recurrent: "zeros", bias: "zeros", readout: "zeros" };
const SGD = "clip-norm:1 sgd:lr=0.3,momentum=0.9";

/**
 * The corpus: small tasks that a good configuration learns in some hundred steps, and faults that are one change each, so
 * that the change is known to be why the run fails when its twin without the change learns.
 */
export const corpus: readonly Base[] = [
  {
    name: "recall rnn",
    task: recall,
    given: of("rnn"),
    faults: [
      init("saturated", "input normal:30", { input: "normal:30" }),
      init("saturated", "bias normal:10", { bias: "normal:10" }),
      init("dead", "input and readout zeros", { input: "zeros", readout: "zeros" }),
      chain("rate-low", "clip-norm:1 adam:lr=0.00001"),
      chain("rate-low", "clip-norm:1 adam:lr=0.000001"),
      chain("clipped-away", "clip-norm:1e-12 adam:lr=0.01"),
    ],
  },
  {
    name: "recall rnn, sgd",
    task: recall,
    given: of("rnn", { chain: "sgd:lr=0.1,momentum=0.9" }),
    faults: [
      init("exploding", "gain 4", { gain: 4 }),
      init("exploding", "gain 2.5", { gain: 2.5 }),
      chain("rate-high", "sgd:lr=30,momentum=0.9"),
      chain("rate-low", "sgd:lr=0.00001,momentum=0.9"),
      chain("clipped-away", "clip-norm:1e-4 sgd:lr=0.1,momentum=0.9"),
      chain("clipped-away", "clip-value:1e-6 sgd:lr=0.1,momentum=0.9"),
    ],
  },
  {
    name: "recall lstm",
    task: recall,
    given: of("lstm"),
    faults: [
      init("vanishing", "init pytorch", { preset: "pytorch" }),
      init("vanishing", "forget bias -2", { forgetBias: -2 }),
      init("saturated", "bias -12", { bias: "constant:-12" }),
      chain("rate-high", "clip-norm:1 adam:lr=3"),
      chain("rate-high", "clip-norm:1 sgd:lr=100,momentum=0.9"),
      chain("rate-low", "clip-norm:1 adam:lr=0.0001"),
      chain("rate-low", "clip-norm:1 adam:lr=0.00001"),
      chain("clipped-away", "clip-norm:1e-12 adam:lr=0.01"),
      init("bad-init", "units alike", alike),
    ],
  },
  {
    name: "recall gru",
    task: recall,
    given: of("gru"),
    faults: [
      init("vanishing", "forget bias -2", { forgetBias: -2 }),
      init("vanishing", "init pytorch", { preset: "pytorch" }),
      init("bad-init", "zeros", zeros),
    ],
  },
  {
    name: "recall rnn-relu",
    task: fourSymbols,
    given: of("rnn-relu", { chain: "clip-norm:1 adam:lr=0.001", init: irnn }),
    faults: [
      init("vanishing", "gain 0.5", { ...irnn, gain: 0.5 }),
      init("exploding", "gain 10", { ...irnn, gain: 10 }),
      init("exploding", "he-normal:3", { ...irnn, recurrent: "he-normal:3" }),
      init("dead", "bias -1", { ...irnn, bias: "constant:-1" }),
      chain("rate-low", "clip-norm:1 adam:lr=0.000001"),
      chain("rate-high", "clip-norm:1 adam:lr=1"),
    ],
  },
  {
    name: "two-sequence lstm, sgd",
    task: twoSequence,
    given: of("lstm", { chain: SGD }),
    faults: [
      init("vanishing", "forget bias -2", { forgetBias: -2 }),
      chain("rate-low", "clip-norm:1 sgd:lr=0.0001,momentum=0.9"),
      chain("clipped-away", "clip-norm:1e-4 sgd:lr=0.3,momentum=0.9"),
    ],
  },
  {
    name: "two-sequence rnn",
    task: twoSequence,
    given: of("rnn"),
    faults: [
      init("vanishing", "gain 0.3", { gain: 0.3 }),
      init("exploding", "gain 4", { gain: 4 }),
      init("saturated", "bias normal:10", { bias: "normal:10" }),
      chain("rate-high", "clip-norm:1 adam:lr=1"),
    ],
  },
  {
    name: "two-sequence rnn-relu",
    task: { ...twoSequence, T: 30 },
    given: of("rnn-relu", { chain: "clip-norm:1 adam:lr=0.003", init: irnn }),
    faults: [
      init("exploding", "gain 2", { ...irnn, gain: 2 }),
      init("dead", "bias -1", { ...irnn, bias: "constant:-1" }),
    ],
  },
  {
    name: "temporal-order lstm",
    task: order,
    given: of("lstm"),
    faults: [
      chain("rate-high", "clip-norm:1 adam:lr=1"),
      chain("rate-low", "clip-norm:1 adam:lr=0.00001"),
      init("saturated", "bias -12", { bias: "constant:-12" }),
    ],
  },
  {
    name: "temporal-order gru",
    task: order,
    given: of("gru"),
    faults: [
      init("vanishing", "forget bias -4", { forgetBias: -4 }),
      init("bad-init", "units alike", alike),
      chain("clipped-away", "clip-value:1e-12 adam:lr=0.01"),
    ],
  },
  {
    name: "adding gru",
    task: adding,
    given: of("gru", { steps: 400 }),
    faults: [
      chain("rate-high", "clip-norm:1 adam:lr=1"),
      chain("rate-low", "clip-norm:1 adam:lr=0.00001"),
      init("bad-init", "readout normal:100", { readout: "normal:100" }),
    ],
  },
  {
    name: "two-spirals dense-relu",
    task: { name: "two-spirals" },
    given: stack("dense-relu", 4, {
      chain: "clip-norm:1 adam:lr=0.005",
      init: { input: "he-normal" },
      steps: 1500,
      batch: 64,
      evaluate: { every: 100, sequences: 194 },
    }),
    faults: [
      init("vanishing", "normal:0.02", { input: "normal:0.02" }),
      init("exploding", "normal:3", { input: "normal:3" }),
      init("dead", "bias -3", { input: "he-normal", bias: "constant:-3" }),
      init("bad-init", "units alike", { ...alike, input: "constant:0.2" }),
      chain("rate-low", "clip-norm:1 adam:lr=0.000001"),
    ],
  },
];

/** One configuration: a base, or a base with a fault. */
export interface Configuration {
  readonly label: Label;
  readonly base: string;
  /** The change; empty for the base itself. */
  readonly fault: string;
  readonly task: Base["task"];
  readonly given: Given;
}

/** Every configuration, a base before its faults. */
export const configurations: readonly Configuration[] = corpus.flatMap(({ name, task, given, faults }) => [
  { label: "healthy", base: name, fault: "", task, given },
  ...faults.map(({ label, name: fault, change }) => ({
    label,
    base: name,
    fault,
    task,
    given: { ...given, ...change },
  })),
]);
