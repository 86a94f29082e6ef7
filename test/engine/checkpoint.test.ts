import { describe, expect, it } from "vitest";
import { cells, readouts } from "../../src/cells/index.js";
import { type Backward, compile, type Engine } from "../../src/engine/index.js";
import type { Cell, Network } from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";
import { full } from "../laws/witness.js";

const named = (name: string): Cell => cells[name] ?? expect.fail(`no cell ${name}`);
const stack = (names: readonly string[], loss: "mse" | "xent", on: "last" | "every"): Network => ({
  input: 2,
  layers: names.map((n) => ({ cell: named(n), dims: { H: 9 } })),
  readout: { cell: readouts[loss], on, size: 3 },
});

/** Everything that a pass gives, for one seed. */
function pass(engine: Engine, T: number, profile: boolean) {
  const { B, network } = engine;
  const r = stream(7);
  const L = network.readout.on === "every" ? T : 1;
  engine.params.forEach((_, i) => {
    engine.params[i] = 0.5 * r.normal();
  });
  const batch = {
    T,
    x: Float64Array.from({ length: T * B * 2 }, () => r.normal()),
    target: Float64Array.from({ length: L * B * 3 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
    weight: Float64Array.from({ length: L * B }, () => r.uniform()),
  };
  const forward = engine.forward(batch);
  const backward: Backward = engine.backward({ profile });
  return {
    loss: forward.loss,
    outputs: forward.outputs(),
    final: forward.finalStates(),
    grads: Array.from(engine.grads),
    initial: backward.initialCotangents(),
    dx: backward.inputGradient(),
    profile: profile ? backward.profile() : [],
  };
}

/** The others take seconds to compile. */
const more: [string, Network][] = [
  ["lstm, last", stack(["lstm"], "mse", "last")],
  ["dense on gru, last", stack(["gru", "dense-tanh"], "xent", "last")],
];
const networks: [string, Network][] = [
  ["gru, every", stack(["gru"], "xent", "every")],
  ["rnn on lstm, last", stack(["lstm", "rnn"], "mse", "last")],
  ...(full ? more : []),
];

describe.each(networks)("keeping √T steps of %s", (_, network) => {
  it.each([
    ["native", 1],
    ["native", 2],
    ["wasm", 1],
  ] as const)("gives every bit of keeping all (%s, %i threads)", async (backend, threads) => {
    const options = { backend, threads, inputGradient: true } as const;
    const whole = await compile(network, { T: 23, B: 3 }, options);
    const kept = await compile(network, { T: 23, B: 3 }, { ...options, checkpoint: "sqrt" });
    for (const T of [1, 10, 23])
      for (const profile of [false, true]) expect(pass(kept, T, profile)).toEqual(pass(whole, T, profile));
    whole.dispose();
    kept.dispose();
  });
});
