import { references as ofCells } from "../src/cells/index.js";

/** The works that tasks and their criteria cite, by key. */
const ofTasks: Readonly<Record<string, string>> = {
  arjovsky2016: "Arjovsky, Shah & Bengio 2016, Unitary Evolution Recurrent Neural Networks",
  bengio1994:
    "Bengio, Simard & Frasconi 1994, Learning long-term dependencies with gradient descent is difficult",
  gu2023: "Gu & Dao 2023, Mamba: Linear-Time Sequence Modeling with Selective State Spaces",
  hindsight: "this project",
  hochreiter1996:
    "Hochreiter & Schmidhuber 1996, Bridging long time lags by weight guessing and Long Short-Term Memory",
  kerg2019: "Kerg et al. 2019, Non-normal Recurrent Neural Network (nnRNN)",
  lang1988: "Lang & Witbrock 1988, Learning to Tell Two Spirals Apart",
  martens2011: "Martens & Sutskever 2011, Learning Recurrent Neural Networks with Hessian-Free Optimization",
  pascanu2013: "Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks",
  raffel2015:
    "Raffel & Ellis 2015, Feed-Forward Networks with Attention Can Solve Some Long-Term Memory Problems",
};

/** Author, year and title of a cited work; the key itself where it is not known. */
export function reference(key: string): string {
  return ofCells[key] ?? ofTasks[key] ?? key;
}
