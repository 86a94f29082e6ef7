/** The catalogue of cells: one recurrence a file, as equations. Knows only the language. */
import type { Cell } from "../ir/index.js";
import * as dense from "./dense.js";
import { gru, gruOriginal } from "./gru.js";
import { lstm } from "./lstm.js";
import { rnn, rnnRelu } from "./rnn.js";

export * from "./dense.js";
export * from "./gru.js";
export * from "./lstm.js";
export { crossEntropy, meanSquaredError, readouts } from "./readout.js";
export { references } from "./references.js";
export * from "./rnn.js";

export const cells: Readonly<Record<string, Cell>> = Object.fromEntries(
  [rnn, rnnRelu, lstm, gru, gruOriginal, ...Object.values(dense)].map((c) => [c.name, c]),
);
