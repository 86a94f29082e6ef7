import { refuse, suggest } from "../lab/index.js";
import { type About, both, type Cure, cure } from "./cure.js";
import { cellCure, recurrent, variantCure, wrapper } from "./layers.js";
import { link } from "./link.js";
import { hasMemory, start } from "./start.js";

const irnn: About = ["irnn", "ReLU units that start from the identity", "Le, Jaitly & Hinton 2015"];

/** Every cure, in the order of lists: what is done to the gradient, to the start, to the cell, to the training. */
const all: readonly Cure[] = [
  link(["clip", "the whole gradient shortened to norm 1", "Pascanu, Mikolov & Bengio 2013"], "clip-norm:1"),
  link(
    [
      "clip-tensor",
      "the gradient of every parameter shortened to norm 1",
      "common practice (Keras clipnorm)",
    ],
    "clip-norm-per-tensor:1",
  ),
  link(["clip-value", "every element of the gradient cut to [-0.1, 0.1]", "Mikolov 2012"], "clip-value:0.1"),

  start(
    ["recommended-init", "everything starts as is best for the cell", "hindsight cells"],
    {
      preset: "hindsight",
      gain: undefined,
      forgetBias: undefined,
      input: undefined,
      recurrent: undefined,
      bias: undefined,
      readout: undefined,
    },
    () => true,
  ),
  start(["orthogonal", "recurrent matrices start orthogonal", "Saxe et al. 2014"], {
    recurrent: "orthogonal",
  }),
  start(["identity", "recurrent matrices start as the identity", "Le, Jaitly & Hinton 2015"], {
    recurrent: "identity",
  }),
  start(["scaled", "recurrent matrices start with variance 1/H: spectral radius 1", "LeCun et al. 1998"], {
    recurrent: "lecun-normal",
  }),
  start(
    ["smaller-input", "input matrices start with values around 0.01", "common practice"],
    {
      input: "normal:0.01",
    },
    () => true,
  ),
  start(
    ["smaller-readout", "the readout starts with values around 0.01", "common practice"],
    { readout: "normal:0.01" },
    () => true,
  ),
  start(
    [
      "forget-bias",
      "the gate that keeps memory starts with bias 1",
      "Gers et al. 2000, Jozefowicz et al. 2015",
    ],
    { forgetBias: 1 },
    hasMemory,
  ),
  start(
    ["chrono", "gates start with time constants up to the lag of the task", "Tallec & Ollivier 2018"],
    { forgetBias: "chrono" },
    hasMemory,
  ),

  variantCure(["layer-norm", "layer normalisation inside the cell", "Ba, Kiros & Hinton 2016"], "layer-norm"),
  cellCure(["lstm", "long short-term memory in place of the cell", "Gers et al. 2000"], "lstm"),
  cellCure(["gru", "gated recurrent unit in place of the cell", "Cho et al. 2014, Chung et al. 2014"], "gru"),
  both(
    irnn,
    cellCure(irnn, "rnn-relu"),
    start(irnn, { recurrent: "identity", input: "normal:0.001", bias: "zeros", readout: "normal:0.001" }),
  ),

  wrapper(
    ["batch-norm", "products normalised over the batch", "Ioffe & Szegedy 2015, Cooijmans et al. 2016"],
    "batch-norm",
  ),
  wrapper(["residual", "the input of every layer added to its output", "He et al. 2016"], "residual"),
  wrapper(
    ["skip-time", "the state of 5 steps before added to the new one", "Zhang et al. 2016"],
    "skip-time:5",
  ),
  wrapper(
    ["orthogonal-exp", "recurrent matrices kept orthogonal", "Lezcano-Casado & Martínez-Rubio 2019"],
    "orthogonal",
  ),
  wrapper(
    ["orthogonal-cayley", "the same by the Cayley transform", "Helfrich, Willmott & Ye 2018"],
    "orthogonal:kind=cayley",
  ),
  wrapper(
    ["orthogonal-penalty", "a penalty for not being orthogonal", "Vorontsov et al. 2017"],
    "orthogonal-penalty:0.1",
  ),
  wrapper(["weight-norm", "length and direction of weights apart", "Salimans & Kingma 2016"], "weight-norm"),
  wrapper(
    ["dropout", "a tenth of the units dropped, one mask a sequence", "Gal & Ghahramani 2016"],
    "dropout:0.1,variational",
  ),
  wrapper(["zoneout", "a tenth of the units keep their state", "Krueger et al. 2017"], "zoneout:0.1"),
  wrapper(
    ["h-detach", "a quarter of the steps send nothing back through h", "Kanuparthi et al. 2019"],
    "h-detach:0.25",
  ),
  wrapper(["clip-state", "what goes back shortened to 1 at every step", "Graves 2013"], "clip-state:1"),

  cure(["omega", "a regulariser that keeps the norm of the gradient", "Pascanu, Mikolov & Bengio 2013"], {
    sets: ["omega"],
    fits: (experiment) => recurrent(experiment).length > 0 || "No layer has a state.",
    change: (experiment) => ({ ...experiment, omega: 1 }),
  }),
  cure(["full-unroll", "the gradient goes back through the whole sequence", "Werbos 1990"], {
    sets: ["unroll"],
    fits: () => true,
    change: (experiment) => ({ ...experiment, unroll: "full" }),
  }),
  cure(["fresh-data", "no sequence is seen twice", "common practice"], {
    sets: ["data"],
    fits: () => true,
    change: (experiment) => ({ ...experiment, data: "fresh" }),
  }),
  link(
    ["weight-decay", "L2 penalty of 1e-4 on the weights", "Krogh & Hertz 1992"],
    "weight-decay:1e-4,weightsOnly",
  ),
  link(["warm-up", "the learning rate rises over the first 100 steps", "Goyal et al. 2017"], "warmup:100"),
  cure(["patience", "the best of the evaluations, after 5 without a better one", "Prechelt 1998"], {
    sets: ["patience"],
    fits: ({ steps, evaluate }) => steps > evaluate.every || "A run this short has one evaluation alone.",
    change: (experiment) => ({ ...experiment, patience: 5 }),
  }),
  link(["small-rate", "a tenth of the learning rate", "common practice"], "scale:0.1"),
  link(["large-rate", "ten times the learning rate", "common practice"], "scale:10"),
];

/** Every cure by its name. */
export const cures: ReadonlyMap<string, Cure> = new Map(all.map((one) => [one.name, one]));

/** The cures tried where none are named, in the order in which their combination takes them. */
export const usual: readonly string[] = [
  "clip",
  "orthogonal",
  "chrono",
  "forget-bias",
  "layer-norm",
  "gru",
  "lstm",
];

/** The cures of these names, each once. Throws BadInput with one sentence for a name that is none. */
export function findCures(names: readonly string[]): Cure[] {
  return [...new Set(names)].map(
    (name) => cures.get(name) ?? refuse(`There is no cure "${name}"; ${suggest(name, [...cures.keys()])}.`),
  );
}
