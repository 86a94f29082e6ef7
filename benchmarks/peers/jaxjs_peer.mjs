/**
 * jax-js on its WebAssembly backend. It has no scan: the time loop is unrolled under jit, which is ten times as fast as
 * without. Its arrays are counted: `x.ref` keeps x, and whatever is given to a function without it is gone.
 */
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { stack, unstack } from "./gates.mjs";
import { serve } from "./protocol.mjs";

await init("wasm");
defaultDevice("wasm");

const CELLS = {
  rnn: (x, { h }, { U }) => ({ h: np.tanh(x.add(np.matmul(h, U))) }),
  lstm: (x, { h, c }, { U }) => {
    const [i, f, g, o] = np.split(x.add(np.matmul(h, U)), 4, 1);
    const next = nn
      .sigmoid(f)
      .mul(c)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
    return { h: nn.sigmoid(o).mul(np.tanh(next.ref)), c: next };
  },
  gru: (x, { h }, { U, cn }) => {
    const [xr, xz, xn] = np.split(x, 3, 1);
    const [hr, hz, hn] = np.split(np.matmul(h.ref, U), 3, 1);
    const [r, z] = [nn.sigmoid(xr.add(hr)), nn.sigmoid(xz.add(hz))];
    const n = np.tanh(xn.add(r.mul(hn.add(cn))));
    return { h: n.ref.add(z.mul(h.sub(n))) };
  },
};

await serve("jax-js 0.1.25 wasm", async ({ cell, T, B }, tensors) => {
  const H = tensors["readout.V"].shape[1];
  const X = tensors.x.shape[2];
  const b = stack(tensors, "b", cell);
  const array = (data, shape) => np.array(data).reshape(shape);
  let p = {
    W: array(stack(tensors, "W", cell), [X, b.length]),
    U: array(stack(tensors, "U", cell), [H, b.length]),
    b: array(b, [b.length]),
    V: array(tensors["readout.V"].data, [H, 1]),
    d: array(tensors["readout.d"].data, [1]),
    ...(cell === "gru" && { cn: array(tensors["0.cn"].data, [H]) }),
  };
  const x = array(tensors.x.data, [T * B, X]);
  const target = array(tensors.target.data, [B, 1]);

  const loss = ({ W, b: bias, V, d, ...recurrent }) => {
    const inputs = np.split(np.matmul(x.ref, W).add(bias), T, 0);
    let state = { h: np.zeros([B, H]), ...(cell === "lstm" && { c: np.zeros([B, H]) }) };
    for (const input of inputs) state = CELLS[cell](input, state, tree.ref(recurrent));
    tree.dispose(recurrent);
    state.c?.dispose();
    return np.square(np.matmul(state.h, V).add(d).sub(target.ref)).mean();
  };
  const differentiate = jit(valueAndGrad(loss));

  const update = jit((p, g, mean, square, rate, root) => {
    const norm = np.sqrt(
      tree
        .leaves(tree.ref(g))
        .map((one) => np.square(one).sum())
        .reduce((a, c) => a.add(c)),
    );
    const factor = np.minimum(1, np.reciprocal(norm));
    const next = { p: {}, mean: {}, square: {} };
    for (const name of Object.keys(p)) {
      const clipped = g[name].mul(factor.ref);
      const m = mean[name].mul(0.9).add(clipped.ref.mul(0.1));
      const s = square[name].mul(0.999).add(np.square(clipped).mul(0.001));
      next.p[name] = p[name].sub(m.ref.mul(rate.ref).div(np.sqrt(s.ref).div(root.ref).add(1e-8)));
      next.mean[name] = m;
      next.square[name] = s;
    }
    for (const used of [factor, rate, root]) used.dispose();
    return next;
  });

  let mean = tree.map((one) => np.zeros(one.shape), p);
  let square = tree.map((one) => np.zeros(one.shape), p);
  let count = 0;
  const step = async () => {
    count++;
    const [value, g] = differentiate(tree.ref(p));
    const [rate, root] = [5e-3 / (1 - 0.9 ** count), Math.sqrt(1 - 0.999 ** count)];
    ({ p, mean, square } = update(p, g, mean, square, np.array(rate), np.array(root)));
    return (await value.data())[0];
  };

  const [, g] = differentiate(tree.ref(p));
  const flat = {};
  for (const [name, one] of Object.entries(g)) flat[name] = Float32Array.from(await one.data());
  return {
    step,
    gradients: {
      ...unstack(flat.W, "W", cell, [H, X]),
      ...unstack(flat.U, "U", cell, [H, H]),
      ...unstack(flat.b, "b", cell, [H]),
      "readout.V": { shape: [1, H], data: flat.V },
      "readout.d": { shape: [1], data: flat.d },
      ...(flat.cn && { "0.cn": { shape: [H], data: flat.cn } }),
    },
  };
});
