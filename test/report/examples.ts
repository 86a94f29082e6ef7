import type { EndRecord, StartRecord } from "../../src/lab/index.js";
import type { Profile } from "../../src/probe/index.js";
import type { Outcome, Point, Style } from "../../src/report/index.js";

export const unicode: Style = { width: 80, color: false, unicode: true };
export const ascii: Style = { width: 80, color: false, unicode: false };
export const colored: Style = { width: 80, color: true, unicode: true };

export function points(n: number, y: (x: number) => number): Point[] {
  return Array.from({ length: n }, (_, i) => ({ x: i + 1, y: y(i + 1) }));
}

/** A factor near 1 that differs from step to step. */
function noise(seed: number): number {
  return Math.exp(0.25 * Math.sin(seed * seed * 0.7));
}

/** Loss of a cell that sits at the baseline 1/6 until it learns. */
function learning(from: number, floor: number, seed: number): Point[] {
  return points(1500, (step) => {
    const skill = step < from ? 1 : Math.exp((from - step) / 120);
    return ((skill + 3 * Math.exp(-step / 20)) / 6 + floor) * noise(step + seed);
  });
}

export const runs = [
  { name: "rnn", points: learning(1e9, 0, 1) },
  { name: "lstm", points: learning(700, 3e-3, 2) },
  { name: "gru", points: learning(300, 1e-3, 3) },
];

export const plateaus = [{ name: "one operand learnt", loss: 1 / 12 }];

/** Profile of a cell that loses so many decades over 100 steps. */
function fading(decades: number): number[] {
  return Array.from({ length: 100 }, (_, i) => -0.5 - (decades * (99 - i)) / 99 + 0.3 * Math.sin(i / 7));
}

export const curves = [
  { name: "rnn", log10: fading(22) },
  { name: "lstm, forget bias 1", log10: fading(7) },
  { name: "gru", log10: fading(20) },
];

const start: StartRecord = {
  kind: "start",
  experiment: { steps: 1500 },
  hindsight: "0.1.0",
  node: "22.0.0",
  backend: "interp",
  parameters: 16_833,
  chain: ["adam lr 0.005"],
  baseline: 1 / 6,
  floor: 0,
  plateaus,
  lag: 100,
  precision: "float32",
  initialisers: {},
  criterion: "evaluation MSE ≤ 0.01",
};

export function profileOf(log10Ratio: number): Profile {
  const decay = { rate: Number.NaN, halfLife: Number.NaN, horizon: 0, log10Ratio };
  return { T: 100, states: [{ layer: 0, cell: "rnn", state: "h", log10: [], decay }] };
}

export function outcome(name: string, end: Partial<EndRecord>, rest: Partial<Outcome> = {}): Outcome {
  return { name, start, end: { kind: "end", status: "finished", step: 1500, hash: "", ...end }, ...rest };
}

function evaluated(loss: number): Pick<EndRecord, "evaluation"> {
  return { evaluation: { loss, metrics: { loss } } };
}

export const outcomes: readonly Outcome[] = [
  outcome("rnn", evaluated(0.166), { profileAtStart: profileOf(-21.5), profileAtEnd: profileOf(-22.3) }),
  outcome(
    "lstm",
    { status: "solved", step: 600, solvedAt: 600, ...evaluated(0.0071) },
    { profileAtStart: profileOf(-6.52), profileAtEnd: profileOf(-0.92) },
  ),
  outcome("gru, one operand", evaluated(0.0841), { profileAtEnd: profileOf(-2) }),
  outcome("gru, learning", evaluated(0.05), { profileAtStart: profileOf(-2) }),
  outcome("gru, worse", evaluated(0.31)),
  outcome(
    "linear",
    { status: "diverged", step: 12, reason: "the loss is NaN" },
    { profileAtStart: profileOf(50) },
  ),
  outcome("gru, early", { status: "stopped early", step: 950, restoredFrom: 700, ...evaluated(0.05) }),
  outcome("gru, out of steps", { restoredFrom: 1200, ...evaluated(0.1667) }),
  outcome("gru, then early", {
    status: "solved",
    step: 950,
    solvedAt: 300,
    restoredFrom: 700,
    ...evaluated(0.0041),
  }),
  outcome(
    "relu",
    { status: "interrupted", step: 240, ...evaluated(0.12) },
    { profileAtStart: profileOf(-Infinity) },
  ),
];
