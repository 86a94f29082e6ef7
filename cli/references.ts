import { references as ofCells } from "../src/cells/index.js";

/** The works that tasks and their criteria cite, by key. */
const ofTasks: Readonly<Record<string, string>> = {
  arjovsky2016: "Arjovsky, Shah & Bengio 2016, Unitary Evolution Recurrent Neural Networks",
  hindsight: "this project",
  kerg2019: "Kerg et al. 2019, Non-normal Recurrent Neural Network (nnRNN)",
  martens2011: "Martens & Sutskever 2011, Learning Recurrent Neural Networks with Hessian-Free Optimization",
  pascanu2013: "Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks",
  raffel2015:
    "Raffel & Ellis 2015, Feed-Forward Networks with Attention Can Solve Some Long-Term Memory Problems",
};

/** Author, year and title of a cited work; the key itself where it is not known. */
export function reference(key: string): string {
  return ofCells[key] ?? ofTasks[key] ?? key;
}
