/** How stacked weights [K, gates·H] (or [gates·H], K = 1) are made of our tensors [H, K], one a gate, and taken apart. */

/** The names after W, U and b, in the order in which they are stacked. */
const GATES = { rnn: [""], lstm: ["i", "f", "g", "o"], gru: ["r", "z", "n"] };

export function stack(tensors, kind, cell) {
  const parts = GATES[cell].map((gate) => tensors[`0.${kind}${gate}`]);
  const [H, K = 1] = parts[0].shape;
  const width = parts.length * H;
  const data = new Float32Array(K * width);
  parts.forEach((part, g) => {
    for (let h = 0; h < H; h++)
      for (let k = 0; k < K; k++) data[k * width + g * H + h] = part.data[h * K + k];
  });
  return data;
}

export function unstack(stacked, kind, cell, [H, K]) {
  const gates = GATES[cell];
  const width = gates.length * H;
  return Object.fromEntries(
    gates.map((gate, g) => {
      const data = new Float32Array(H * (K ?? 1));
      for (let h = 0; h < H; h++)
        for (let k = 0; k < (K ?? 1); k++) data[h * (K ?? 1) + k] = stacked[k * width + g * H + h];
      return [`0.${kind}${gate}`, { shape: K === undefined ? [H] : [H, K], data }];
    }),
  );
}
