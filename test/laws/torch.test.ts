import { describe, expect, it } from "vitest";
import { gru, lstm, meanSquaredError, rnn, rnnRelu } from "../../src/cells/index.js";
import { type Cell, type Network, parameters } from "../../src/ir/index.js";
import { bounds, chain } from "./amplify.js";
import { difference, distance, type Problem, runProfiled } from "./problem.js";
import { readTensors, type Tensors, torchFiles } from "./safetensors.js";
import { type Witness, withEngine, witnessesOf } from "./witness.js";

/** How PyTorch's stacked matrices [gates·H, ·] fall apart into ours, and which biases add up to one. */
interface Translation {
  readonly cell: Cell;
  /** Suffixes of our parameters in PyTorch's order of gates. */
  readonly gates: readonly string[];
  /** Our parameters that are one of PyTorch's biases alone, instead of the sum of both. */
  readonly apart?: Readonly<Record<string, "bias_ih" | "bias_hh">>;
}

const translations: Readonly<Record<string, Translation>> = {
  rnn_tanh: { cell: rnn, gates: [""] },
  rnn_relu: { cell: rnnRelu, gates: [""] },
  lstm: { cell: lstm, gates: ["i", "f", "g", "o"] },
  gru: { cell: gru, gates: ["r", "z", "n"], apart: { bn: "bias_ih", cn: "bias_hh" } },
};

const has = (of: Readonly<Record<string, number>>, key: string): number => of[key] ?? Number.NaN;

function translate(file: Tensors) {
  const { kind = "", ...numbers } = file.about;
  const sizes = Object.fromEntries(Object.entries(numbers).map(([k, v]) => [k, Number(v)]));
  const [T, B, I, H, depth] = [
    has(sizes, "T"),
    has(sizes, "B"),
    has(sizes, "I"),
    has(sizes, "H"),
    has(sizes, "layers"),
  ];
  const translation = translations[kind];
  if (!translation) throw new Error(`PyTorch's ${kind} has no counterpart`);
  const { cell, gates, apart = {} } = translation;
  const network: Network = {
    input: I,
    layers: Array.from({ length: depth }, () => ({ cell, dims: { H } })),
    readout: { cell: meanSquaredError, on: "last", size: 1 },
  };

  /** One of our parameters from PyTorch's, or its gradient (prefix "grad."). The gradient of a summed bias is that of either. */
  const one = (name: string, prefix: "" | "grad."): Float64Array => {
    const [layer = "", local = ""] = name.split(".");
    if (layer === "readout") return file.get(`${prefix}head.${local === "V" ? "weight" : "bias"}`).data;
    const gate = gates.indexOf(local === "cn" ? "n" : local.slice(1));
    const rows = (source: string): Float64Array => {
      const { data, shape } = file.get(`${prefix}${source}_l${layer}`);
      const width = shape[1] ?? 1;
      return data.slice(gate * H * width, (gate + 1) * H * width);
    };
    if (local.startsWith("W")) return rows("weight_ih");
    if (local.startsWith("U")) return rows("weight_hh");
    const alone = apart[local];
    if (alone) return rows(alone);
    const [a, b] = [rows("bias_ih"), rows("bias_hh")];
    return prefix ? a : a.map((v, i) => v + (b[i] ?? Number.NaN));
  };
  const list = parameters(network);
  const params = new Float64Array(list.reduce((n, p) => n + p.size, 0));
  for (const p of list) params.set(one(p.name, ""), p.offset);
  const zero = () =>
    network.layers.map(() =>
      Object.fromEntries(Object.keys(cell.states).map((s) => [s, new Float64Array(B * H)])),
    );
  const problem: Problem = {
    subject: { name: `PyTorch ${kind} ${depth}`, network, T, B, rowsIndependent: true, recurrent: true },
    batch: {
      T,
      x: file.get("x").data,
      target: file.get("target").data,
      weight: new Float64Array(B).fill(1 / B),
    },
    params,
    initial: zero(),
    final: zero(),
  };
  return { problem, list, gradient: (name: string) => one(name, "grad."), H };
}

/** log10 of the batch mean of the norms of [T, B, H], for every t. */
function logNorms(flat: Float64Array, T: number, B: number, H: number): Float64Array {
  return Float64Array.from({ length: T }, (_, t) => {
    let total = 0;
    for (let b = 0; b < B; b++) total += Math.hypot(...flat.subarray((t * B + b) * H, (t * B + b + 1) * H));
    return Math.log10(total / B);
  });
}

it("the fixtures are there: four kinds, one and two layers", () => {
  expect(torchFiles).toHaveLength(8);
});

describe.each(
  torchFiles.map((file, i) => ({ ...file, chosen: witnessesOf(i) })),
)("PyTorch says the same of $name", ({ url, chosen }) => {
  const file = readTensors(url);
  const { problem, list, gradient, H } = translate(file);
  const { network, T, B } = problem.subject;
  // Networks with PyTorch's weights forget: errors do not grow on their way through time, they only add up, step by step.
  const tolerance = ({ precision, unit }: Witness) =>
    precision === "float32" ? chain(problem) * T * unit : 1e-12;

  it.each(chosen)("%s: outputs, loss, gradients and dL/dx", async (witness) => {
    const result = await withEngine(witness, network, { T, B }, (engine) => runProfiled(engine, problem));
    const top = result.states.at(-1)?.h ?? [];
    const expected: Record<string, [ArrayLike<number>, ArrayLike<number>]> = {
      loss: [[result.loss], file.get("out.loss").data],
      "the last h": [top, file.get("out.y").data.subarray(-B * H)],
      dx: [result.dx, file.get("grad.x").data],
    };
    for (const p of list)
      expected[`d ${p.name}`] = [result.grads.subarray(p.offset, p.offset + p.size), gradient(p.name)];
    const bound = witness.precision === "float32" ? await bounds(problem, witness.unit) : undefined;
    for (const [name, [given, e]] of Object.entries(expected)) {
      const key = name === "the last h" ? `final ${network.layers.length - 1}.h` : name;
      if (bound) expect(difference(given, e), name).toBeLessThanOrEqual(bound[key] ?? 0);
      else expect(distance(given, e), name).toBeLessThan(1e-12);
    }
  });

  it.each(chosen)("%s: h at every step", async (witness) => {
    const y = file.get("out.y").data;
    await withEngine(witness, network, { T, B }, (engine) => {
      engine.params.set(problem.params);
      for (let t = 1; t <= T; t++) {
        const forward = engine.forward({
          ...problem.batch,
          T: t,
          x: problem.batch.x.subarray(0, t * B * network.input),
        });
        const h = forward.finalStates().at(-1)?.h ?? [];
        expect(distance(h, y.subarray((t - 1) * B * H, t * B * H)), `t ${t}`).toBeLessThan(
          tolerance(witness),
        );
      }
    });
  });

  it.each(
    chosen,
  )("%s: the profile is the norm of dL/dh_t and dL/dc_t at every step and layer", async (witness) => {
    const { profile } = await withEngine(witness, network, { T, B }, (engine) =>
      runProfiled(engine, problem),
    );
    for (const [l, layer] of profile.entries())
      for (const s of Object.keys(network.layers[l]?.cell.states ?? {})) {
        const logs = layer[s] ?? [];
        const expected = logNorms(file.get(`grad.${s}_l${l}`).data, T, B, H);
        // log10 turns a relative error into an absolute one, divided by ln 10.
        expect(difference(logs, expected), `layer ${l}, ${s}`).toBeLessThan(tolerance(witness) / Math.LN10);
      }
  });

  it.each(
    chosen,
  )("%s: dL/dh_t of the top layer, number by number, where time is split at t", async (witness) => {
    const l = network.layers.length - 1;
    const expected = file.get(`grad.h_l${l}`).data;
    await withEngine(witness, network, { T, B }, (engine) => {
      engine.params.set(problem.params);
      for (const t of [1, Math.floor(T / 2), T - 1]) {
        const width = B * network.input;
        const { x } = problem.batch;
        const middle = engine.forward({ ...problem.batch, T: t, x: x.subarray(0, t * width) }).finalStates();
        engine.forward({ ...problem.batch, T: T - t, x: x.subarray(t * width) }, middle);
        const dh = engine.backward().initialCotangents()[l]?.h ?? [];
        expect(distance(dh, expected.subarray((t - 1) * B * H, t * B * H)), `t ${t}`).toBeLessThan(
          tolerance(witness),
        );
      }
    });
  });
});
