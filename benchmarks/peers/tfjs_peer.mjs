/**
 * TensorFlow.js on its WebAssembly backend: eager operations, as its layers run them, with the input's product for all
 * steps at once and one product a step for all gates.
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { stack, unstack } from "./gates.mjs";
import { serve } from "./protocol.mjs";

await tf.setBackend("wasm");
await tf.ready();

const { add, matMul, mul, sigmoid, split, sub, tanh } = tf;

const CELLS = {
  rnn: (x, { h }, { U }) => ({ h: tanh(add(x, matMul(h, U))) }),
  lstm: (x, { h, c }, { U }) => {
    const [i, f, g, o] = split(add(x, matMul(h, U)), 4, 1);
    const next = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
    return { h: mul(sigmoid(o), tanh(next)), c: next };
  },
  gru: (x, { h }, { U, cn }) => {
    const [xr, xz, xn] = split(x, 3, 1);
    const [hr, hz, hn] = split(matMul(h, U), 3, 1);
    const [r, z] = [sigmoid(add(xr, hr)), sigmoid(add(xz, hz))];
    const n = tanh(add(xn, mul(r, add(hn, cn))));
    return { h: add(n, mul(z, sub(h, n))) };
  },
};

await serve(`TensorFlow.js ${tf.version.tfjs} wasm`, async ({ cell, T, B }, tensors) => {
  const H = tensors["readout.V"].shape[1];
  const X = tensors.x.shape[2];
  const b = stack(tensors, "b", cell);
  const variable = (data, shape, name) => tf.variable(tf.tensor(data, shape), true, name);
  const p = {
    W: variable(stack(tensors, "W", cell), [X, b.length], "W"),
    U: variable(stack(tensors, "U", cell), [H, b.length], "U"),
    b: variable(b, [b.length], "b"),
    V: variable(tensors["readout.V"].data, [H, 1], "V"),
    d: variable(tensors["readout.d"].data, [1], "d"),
    ...(cell === "gru" && { cn: variable(tensors["0.cn"].data, [H], "cn") }),
  };
  const x = tf.tensor(tensors.x.data, [T * B, X]);
  const target = tf.tensor(tensors.target.data, [B, 1]);
  const zero = tf.zeros([B, H]);

  const loss = () => {
    const inputs = tf.unstack(tf.reshape(add(matMul(x, p.W), p.b), [T, B, b.length]));
    const { h } = inputs.reduce((state, input) => CELLS[cell](input, state, p), { h: zero, c: zero });
    return tf.mean(tf.square(sub(add(matMul(h, p.V), p.d), target)));
  };
  const differentiate = () => tf.variableGrads(loss);
  const optimiser = tf.train.adam(5e-3, 0.9, 0.999, 1e-8);
  const step = () =>
    tf.tidy(() => {
      const { value, grads } = differentiate();
      const squares = Object.values(grads).map((g) => tf.sum(tf.square(g)));
      const factor = tf.minimum(1, tf.div(1, tf.sqrt(tf.addN(squares))));
      optimiser.applyGradients(
        Object.fromEntries(Object.entries(grads).map(([n, g]) => [n, mul(g, factor)])),
      );
      return value.dataSync()[0];
    });

  const {
    W,
    U,
    b: db,
    V,
    d,
    cn,
  } = tf.tidy(() => {
    const { grads } = differentiate();
    return Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, g.dataSync().slice()]));
  });
  return {
    step,
    gradients: {
      ...unstack(W, "W", cell, [H, X]),
      ...unstack(U, "U", cell, [H, H]),
      ...unstack(db, "b", cell, [H]),
      "readout.V": { shape: [1, H], data: V },
      "readout.d": { shape: [1], data: d },
      ...(cn && { "0.cn": { shape: [H], data: cn } }),
    },
  };
});
