import type { Facts } from "./facts.js";
import type { Sketch } from "./history.js";
import { short } from "./text.js";
import type { Advice } from "./verdict.js";

/**
 * What can be advised: each function makes the advice for one experiment. A name that `src/cures` has, too, is the same
 * cure, in the dose that this experiment needs; the sources stand beside them.
 */

/** Source  Saxe, McClelland & Ganguli 2014; Le, Jaitly & Hinton 2015 (identity); Tallec & Ollivier 2018 (gates). */
export const recommendedInit = (): Advice => ({
  cure: "recommended-init",
  why: "starts every path with a gain near 1, and gates open as long as the task is",
  set: { init: { preset: "hindsight" } },
  options: "--init hindsight",
});

/** Source  Saxe, McClelland & Ganguli 2014. */
export const orthogonal = (): Advice => ({
  cure: "orthogonal",
  why: "the recurrent matrix then keeps every length",
  set: { "init.recurrent": "orthogonal" },
  options: "--recurrent-init orthogonal",
});

/** Source  Le, Jaitly & Hinton 2015. */
export const identity = (): Advice => ({
  cure: "identity",
  why: "every active unit then hands on what it has; half of an orthogonal ReLU layer is off",
  set: { "init.recurrent": "identity", "init.bias": "zeros", "init.input": "normal:0.001" },
  options: "--recurrent-init identity --bias-init zeros --input-init normal:0.001",
});

/** Source  Pascanu, Mikolov & Bengio 2013, sec. 2.1: the largest singular value decides. */
export const gain = (factor: number): Advice => ({
  cure: "gain",
  why: `multiplies the recurrent matrices by ${short(factor)}`,
  set: { "init.gain": rounded(factor) },
  options: `--gain ${rounded(factor)}`,
});

/** Source  Gers, Schmidhuber & Cummins 2000; Jozefowicz, Zaremba & Sutskever 2015. */
export const forgetBias = (value: number): Advice => ({
  cure: "forget-bias",
  why: `opens the gate that keeps memory to ${short(1 / (1 + Math.exp(-value)))} a step`,
  set: { "init.forgetBias": rounded(value) },
  options: `--forget-bias ${rounded(value)}`,
});

/** Source  Tallec & Ollivier 2018. */
export const chrono = ({ lag }: Pick<Facts, "lag">): Advice => ({
  cure: "chrono",
  why: `spreads the gates' time constants up to the lag of ${lag.max}`,
  set: { "init.forgetBias": "chrono" },
  options: "--forget-bias chrono",
});

/** Source  Hochreiter & Schmidhuber 1997. */
export const gatedCell = (facts: Facts): Advice => ({
  cure: "lstm",
  why: "a gate can keep its state unchanged for as long as it likes",
  ...cells(facts, "lstm"),
});

/** Source  Ba, Kiros & Hinton 2016. */
export const layerNorm = (facts: Facts, cell: "rnn" | "gru" | "lstm"): Advice => ({
  cure: "layer-norm",
  why: "keeps what enters the activation near its linear part",
  ...cells(facts, `${cell}-layer-norm`),
});

/** Smaller inputs keep tanh and sigmoid where their derivative is not small. */
export const smallerInput = (): Advice => ({
  cure: "smaller-input",
  why: "smaller input weights keep the activation near its linear part",
  set: { "init.input": "normal:0.01" },
  options: "--input-init normal:0.01",
});

/** Source  He et al. 2015 for ReLU; Klambauer et al. 2017 with lecun-normal for SELU. */
export const depthInit = (how: "he-normal" | "lecun-normal" | "glorot-uniform"): Advice => ({
  cure: how,
  why: "keeps the variance from layer to layer",
  set: { "init.input": how },
  options: `--input-init ${how}`,
});

/** Source  Klambauer et al. 2017. */
export const selu = (facts: Facts): Advice => {
  const { set, options } = cells(facts, "dense-selu");
  return {
    cure: "selu",
    why: "normalises itself from layer to layer",
    set: { ...set, "init.input": "lecun-normal" },
    options: `${options} --input-init lecun-normal`,
  };
};

/** Source  Maas, Hannun & Ng 2013. */
export const leaky = (facts: Facts): Advice => ({
  cure: "leaky",
  why: "a unit that is off still has a gradient",
  ...cells(facts, "dense-leaky-relu"),
});

/** Source  Goodfellow, Bengio & Courville 2016, Deep Learning, sec. 8.4: 0.1, so that ReLU units start active. */
export const positiveBias = (): Advice => ({
  cure: "positive-bias",
  why: "ReLU units then start on, and what is on can learn",
  set: { "init.bias": "constant:0.1" },
  options: "--bias-init constant:0.1",
});

/** A tanh has a gradient wherever it is. */
export const tanh = (facts: Facts): Advice => ({
  cure: "tanh",
  why: "a unit of tanh is never off",
  ...cells(facts, "rnn"),
});

/** Source  McCandlish et al. 2018: up to the noise scale, twice the batch is half the steps. */
export const largerBatch = ({ experiment: { batch } }: Facts): Advice => ({
  cure: "larger-batch",
  why: "the mean over more sequences is less noise",
  set: { batch: 4 * batch },
  options: `--batch ${4 * batch}`,
});

/**
 * Against explosion alone: shortening a gradient never makes more of it arrive.
 * Source  Pascanu, Mikolov & Bengio 2013, algorithm 1; at the median norm (they: 0.5 to 10 times the mean).
 */
export const clipNorm = ({ experiment }: Facts, norm: number): Advice => ({
  cure: "clip",
  why: `shortens every gradient longer than ${short(norm)}, the median, and keeps its direction`,
  set: { chain: [`clip-norm:${rounded(norm)}`, ...withoutClip(experiment.chain)].join(" ") },
  options: `--clip ${rounded(norm)}`,
});

/** Fewer gradients than this have no median to go by. */
const FEW = 20;

/** `clipNorm` at the median of the gradients, or at 1 while there are few; nothing where the gradient is mostly zero. */
export function clipAtMedian(facts: Facts, norms: Pick<Sketch, "count" | "quantile">): Advice[] {
  if (norms.count < FEW) return [{ ...clipNorm(facts, 1), why: "shortens every gradient longer than 1" }];
  const norm = norms.quantile(0.5);
  return norm > 0 ? [clipNorm(facts, norm)] : [];
}

/** The learning rate divided by a number. */
export const lowerRate = (facts: Facts, divisor: number): Advice => rate(facts, "small-rate", 1 / divisor);

export const higherRate = (facts: Facts, factor: number): Advice => rate(facts, "large-rate", factor);

export const fullUnroll = (): Advice => ({
  cure: "full-unroll",
  why: "the gradient then goes back as far as the sequence",
  set: { unroll: "full" },
  options: "--unroll full",
});

export const longerUnroll = (window: number): Advice => ({
  cure: "longer-unroll",
  why: "the window is then as long as the lag",
  set: { unroll: window },
  options: `--unroll ${window}`,
});

export const freshData = (): Advice => ({
  cure: "fresh-data",
  why: "what is never seen twice cannot be learnt by heart",
  set: { data: "fresh" },
  options: "--data fresh",
});

export const moreSteps = ({ experiment: { steps } }: Facts): Advice => ({
  cure: "more-steps",
  why: "the loss was still falling",
  set: { steps: 3 * steps },
  options: `--steps ${3 * steps}`,
});

/** Source  Glorot & Bengio 2010; any random draw breaks the symmetry. */
export const randomInit = (): Advice => ({
  cure: "recommended-init",
  why: "units that start differently learn different things",
  set: { init: { preset: "hindsight" } },
  options: "--init hindsight, without --input-init, --recurrent-init, --readout-init",
});

/** The output then starts near a constant. */
export const smallerReadout = (): Advice => ({
  cure: "smaller-readout",
  why: "lets the output start near a constant",
  set: { "init.readout": "normal:0.01" },
  options: "--readout-init normal:0.01",
});

/** Whether advice shortens gradients. */
export const isClipping = ({ cure, set }: Advice): boolean =>
  cure.includes("clip") || String(set.chain ?? "").includes("clip-norm:");

/** This cell in place of those of its kind: with a state, or without one. */
function cells(facts: Facts, cell: string): Pick<Advice, "set" | "options"> {
  const isDense = cell.startsWith("dense-");
  const stack = facts.experiment.layers.map((layer, i) =>
    facts.layers[i]?.hasState === isDense ? layer : { ...layer, cell },
  );
  const [first] = stack;
  const isUniform = stack.every((layer) => layer.hidden === first?.hidden && layer.cell === first.cell);
  const options = isUniform
    ? `--cell ${cell}`
    : `--layers ${stack.map((l) => `${cell}:${l.hidden}`).join(",")}`;
  return { set: { layers: stack }, options };
}

function rate({ experiment: { chain } }: Facts, cure: string, factor: number): Advice {
  const words = linksOf(chain).map((word) => {
    const given = /\blr=([^,]+)/.exec(word)?.[1];
    return given === undefined ? word : word.replace(`lr=${given}`, `lr=${rounded(Number(given) * factor)}`);
  });
  const value = /\blr=([^,\s]+)/.exec(words.join(" "))?.[1];
  const isSimple = /^(clip-\S+ )?adam:lr=[^,\s]+$/.test(words.join(" "));
  return {
    cure,
    why:
      factor < 1
        ? "steps that are too long jump over the minimum"
        : "the steps are too short to get anywhere",
    set: { chain: words.join(" ") },
    options: isSimple && value !== undefined ? `--lr ${value}` : `--chain "${words.join(" ")}"`,
  };
}

const linksOf = (chain: string): string[] =>
  chain
    .replace(/\+(?=\s*[a-z])/gi, " ")
    .trim()
    .split(/\s+/);

const withoutClip = (chain: string): string[] => linksOf(chain).filter((word) => !word.startsWith("clip-"));

const rounded = (x: number): number => Number(x.toPrecision(2));
