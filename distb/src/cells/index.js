import { denseLinear, denseRelu, denseSigmoid, denseTanh } from "./dense.js";
import { gru, gruOriginal } from "./gru.js";
import { lstm } from "./lstm.js";
import { rnn, rnnRelu } from "./rnn.js";
export * from "./dense.js";
export * from "./gru.js";
export * from "./lstm.js";
export { crossEntropy, meanSquaredError, readouts } from "./readout.js";
export { references } from "./references.js";
export * from "./rnn.js";
export const cells = Object.fromEntries([rnn, rnnRelu, lstm, gru, gruOriginal, denseTanh, denseRelu, denseSigmoid, denseLinear].map((c) => [
    c.name,
    c,
]));
