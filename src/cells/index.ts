/** The catalogue of cells: one recurrence a file, as equations. Knows only the language. */
import type { Cell } from "../ir/index.js";
import { antisymmetric } from "./antisymmetric.js";
import { coRnn } from "./cornn.js";
import * as dense from "./dense.js";
import { esn, esnLinear } from "./esn.js";
import { gru, gruOriginal } from "./gru.js";
import { indRnn } from "./indrnn.js";
import { janet } from "./janet.js";
import { gruLayerNorm, lstmLayerNorm, rnnLayerNorm } from "./layer-norm.js";
import { lem } from "./lem.js";
import { lru } from "./lru.js";
import { lstm } from "./lstm.js";
import { lstm1997 } from "./lstm-1997.js";
import { lstmCoupled } from "./lstm-coupled.js";
import { lstmPeephole } from "./lstm-peephole.js";
import { mgu } from "./mgu.js";
import { minGru } from "./mingru.js";
import { minLstm } from "./minlstm.js";
import { recurrentHighway } from "./rhn.js";
import { rnn, rnnRelu } from "./rnn.js";
import { scrn } from "./scrn.js";
import { ugrnn } from "./ugrnn.js";

export * from "./antisymmetric.js";
export * from "./cornn.js";
export * from "./dense.js";
export * from "./esn.js";
export * from "./gru.js";
export * from "./indrnn.js";
export * from "./janet.js";
export * from "./layer-norm.js";
export * from "./lem.js";
export * from "./lru.js";
export * from "./lstm.js";
export * from "./lstm-1997.js";
export * from "./lstm-coupled.js";
export * from "./lstm-peephole.js";
export * from "./mgu.js";
export * from "./mingru.js";
export * from "./minlstm.js";
export { crossEntropy, meanSquaredError, readouts } from "./readout.js";
export { references } from "./references.js";
export * from "./rhn.js";
export * from "./rnn.js";
export * from "./scrn.js";
export * from "./ugrnn.js";

const simple = [rnn, rnnRelu, indRnn, antisymmetric, coRnn, scrn, lru];
const gated = [lstm, lstm1997, lstmPeephole, lstmCoupled, janet, gru, gruOriginal, mgu, ugrnn];
const further = [minGru, minLstm, recurrentHighway, lem, rnnLayerNorm, lstmLayerNorm, gruLayerNorm];
const reservoirs = [esn, esnLinear];

/** Every cell by its name, in the order of lists. */
export const cells: Readonly<Record<string, Cell>> = Object.fromEntries(
  [...simple, ...gated, ...further, ...reservoirs, ...Object.values(dense)].map((c) => [c.name, c]),
);
