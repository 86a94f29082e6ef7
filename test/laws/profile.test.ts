import { describe, expect, it } from "vitest";
import { crossEntropy, lstm, meanSquaredError, rnnRelu } from "../../src/cells/index.js";
import type { Engine } from "../../src/engine/index.js";
import {
  add,
  type Cell,
  cell,
  dot,
  mat,
  type Network,
  parameters,
  sigmoid,
  vec,
} from "../../src/ir/index.js";
import { bounds, expectClose } from "./amplify.js";
import { linear } from "./linear.js";
import {
  arrays,
  bits,
  difference,
  onlyAt,
  type Problem,
  problem,
  run,
  runProfiled,
  window,
} from "./problem.js";
import { cases, type Subject, subject, subjects } from "./subjects.js";
import { interp, withEngine, witnesses, witnessesOf } from "./witness.js";

const own = { title: "of this test", cite: "none" } as const;

/** The slope of a sigmoid is at most 1/4: its gradient is the fastest to leave the range of numbers. */
const logistic = cell({
  ...own,
  name: "logistic",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H") },
  step: ({ x, h, W, U, b }) => ({ h: sigmoid(add(dot(W, x), dot(U, h), b)) }),
});

const over = (cell: Cell, H: number): Network => ({
  input: 2,
  layers: [{ cell, dims: { H } }],
  readout: { cell: meanSquaredError, on: "last", size: 1 },
});

/** dL/dy of the readout [L, B, Y] in the words of its definition, from the outputs. */
function readoutCotangent({ batch, subject: { network, B } }: Problem, y: Float64Array): Float64Array {
  const Y = network.readout.size;
  return y
    .map((v, i) => {
      const row = Math.floor(i / Y);
      const weight = batch.weight[row] ?? Number.NaN;
      const target = batch.target[i] ?? Number.NaN;
      if (network.readout.cell !== crossEntropy) return 2 * weight * (v - target);
      const logits = y.subarray(row * Y, (row + 1) * Y);
      const top = Math.max(...logits);
      const total = logits.reduce((s, l) => s + Math.exp(l - top), 0);
      return weight * (Math.exp(v - top) / total - target);
    })
    .subarray(0, batch.weight.length * B * Y);
}

/** log10 of the batch mean of the norms of dL/dh_t for the output state of the top layer, from cutting time after every step. */
function profileByCutting(engine: Engine, p: Problem, state: string): Float64Array {
  const { T } = p.batch;
  const { B, network } = p.subject;
  const layer = network.layers.length - 1;
  const Y = network.readout.size;
  engine.params.set(p.params);
  const V = engine.parameters.find(({ name }) => name === "readout.V");
  const dy = readoutCotangent(p, engine.forward(p.batch, p.initial).outputs());
  let middle = p.initial;
  return Float64Array.from({ length: T }, (_, i) => {
    const t = i + 1;
    let dh = Float64Array.from(p.final[layer]?.[state] ?? []);
    if (t < T) {
      middle = engine.forward(window(p, i, t), middle).finalStates();
      engine.forward(window(p, t, T), middle);
      dh = Float64Array.from(
        engine.backward({ finalCotangents: p.final }).initialCotangents()[layer]?.[state] ?? [],
      );
    }
    const every = network.readout.on === "every";
    const H = dh.length / B;
    const position = every ? i : 0;
    if (V && (every || t === T))
      for (let b = 0; b < B; b++)
        for (let h = 0; h < H; h++)
          for (let o = 0; o < Y; o++)
            dh[b * H + h] =
              (dh[b * H + h] ?? 0) +
              (p.params[V.offset + o * H + h] ?? 0) * (dy[(position * B + b) * Y + o] ?? 0);
    let mean = 0;
    for (let b = 0; b < B; b++) mean += Math.hypot(...dh.subarray(b * H, (b + 1) * H)) / B;
    return Math.log10(mean);
  });
}

/**
 * True where a plan adds in another order when it measures. An output that is not a state sends its cotangents into the
 * step from outside; they leave the time loop, except when each row has a scale of its own at every step.
 */
const regrouped = ({ network }: Subject): boolean =>
  network.layers.some(({ cell }) => Object.keys(cell.states).length > 0 && !(cell.output in cell.states));

/** What was found by cutting, by subject: it is the same for every witness. */
const found = new Map<Subject, Float64Array>();
const cut = async (s: Subject, p: Problem, state: string): Promise<Float64Array> => {
  const made = found.get(s) ?? (await withEngine(interp, s.network, s, (e) => profileByCutting(e, p, state)));
  found.set(s, made);
  return made;
};

/** Networks whose top layer gives a state to the readout. */
const stateful: readonly Subject[] = subjects.filter(({ network }) => {
  const top = network.layers.at(-1)?.cell;
  return top !== undefined && top.output in top.states;
});

describe("the profile", () => {
  it.each(cases(stateful))("is the norm of dL/dh_t found by cutting time after t: $name", async ({
    subject: s,
    witness,
  }) => {
    const p = problem(s);
    const layer = s.network.layers.length - 1;
    const state = s.network.layers[layer]?.cell.output ?? "";
    const expected = await cut(s, p, state);
    const { profile } = await withEngine(witness, s.network, s, (e) => runProfiled(e, p));
    const relative =
      witness.precision === "float32"
        ? ((await bounds(p, witness.unit)).norms ?? Number.NaN) * Math.LN10
        : 1e-12;
    expect(difference(profile[layer]?.[state] ?? [], expected)).toBeLessThanOrEqual(relative / Math.LN10);
  });

  it.each(cases(subjects))("measuring it changes no bit of the gradients: $name", async ({
    subject: s,
    witness,
  }) => {
    const p = problem(s);
    const list = parameters(s.network);
    const [plain, profiled] = await withEngine(witness, s.network, s, (e) => [run(e, p), runProfiled(e, p)]);
    if (regrouped(s)) await expectClose(profiled, plain, p, witness, 2);
    else
      for (const [name, v] of Object.entries(arrays(plain, list)))
        expect(bits(arrays(profiled, list)[name] ?? []), name).toBe(bits(v));
  });

  it.each(
    witnesses.filter(({ backend }) => backend !== "interp"),
  )("%s: counts every unit of a row, however many vectors it has", async (witness) => {
    for (const H of [33, 70]) {
      const final = [{ h: Float64Array.from({ length: H }, (_, i) => i + 1) }];
      const made = await withEngine(witness, over(linear, H), { T: 1, B: 1 }, (engine) => {
        engine.params.fill(0);
        engine.forward({ T: 1, x: [0, 0], target: [0], weight: [0] });
        return engine.backward({ finalCotangents: final, profile: true }).profile()[0]?.h ?? [];
      });
      // Sums of whole numbers below 2^24 are exact.
      expect(made[0]).toBe(Math.log2(Math.sqrt((H * (H + 1) * (2 * H + 1)) / 6)) * Math.log10(2));
    }
  });

  it.each(
    witnessesOf(0),
  )("%s: goes on where float64 ends: U = 0.1·I gives 10^(t-T) over 1000 steps", async (witness) => {
    const T = 1000;
    await withEngine(witness, over(linear, 3), { T, B: 2 }, (engine) => {
      engine.params.fill(0);
      const U = engine.parameters.find(({ local }) => local === "U");
      for (const i of [0, 4, 8]) engine.params[(U?.offset ?? 0) + i] = 0.1;
      engine.forward({
        T,
        x: new Float64Array(T * 4),
        target: new Float64Array(2),
        weight: new Float64Array(2),
      });
      const { profile } = engine.backward({
        finalCotangents: [{ h: Float64Array.of(3, 4, 0, 0, 0, 5) }],
        profile: true,
      });
      const made = profile()[0]?.h ?? [];
      expect(made).toHaveLength(T);
      // 0.1 itself is rounded to a relative u, and each product by it once more; log10 is exact to 1e-13 at 1000.
      const expected = Array.from({ length: T }, (_, t) => Math.log10(5) - (T - 1 - t));
      expect(difference(made, expected)).toBeLessThanOrEqual((2 * T * witness.unit) / Math.LN10 + 1e-12);
      expect(made[0]).toBeLessThan(-990);
    });
  });

  it.each(
    witnessesOf(1),
  )("%s: goes on where float64 ends: a logistic network against windows brought back to length 1", async (witness) => {
    const T = 1000;
    const s: Subject = {
      ...subject([[logistic, 5]], "mse", "last", { T, B: 1 }),
      network: over(logistic, 5),
    };
    const p = onlyAt(problem(s), (t) => t === T - 1);
    const expected = await withEngine(interp, s.network, s, (e) => profileInWindows(e, p, 20));
    const { profile } = await withEngine(witness, s.network, s, (e) => runProfiled(e, p));
    const made = profile[0]?.h ?? [];
    expect(Math.min(...expected.filter((e) => !Number.isNaN(e))), "float64 ends at -323").toBeLessThan(-500);
    // Each step multiplies the cotangent by a Jacobian whose relative error is a few dozen units; they add up over T.
    for (const [t, e] of expected.entries()) {
      if (Number.isNaN(e)) continue;
      expect(Math.abs((made[t - 1] ?? Number.NaN) - e), `t ${t}`).toBeLessThanOrEqual(
        ((T - t + 1) * 64 * witness.unit) / Math.LN10 + 1e-12,
      );
    }
  });

  it.each(witnessesOf(2))("%s: goes on where float64 overflows: U = 10·I", async (witness) => {
    const T = 400;
    await withEngine(witness, over(linear, 1), { T, B: 1 }, (engine) => {
      engine.params.fill(0);
      const U = engine.parameters.find(({ local }) => local === "U");
      engine.params[U?.offset ?? 0] = 10;
      engine.forward({
        T,
        x: new Float64Array(T * 2),
        target: new Float64Array(1),
        weight: new Float64Array(1),
      });
      const made =
        engine.backward({ finalCotangents: [{ h: Float64Array.of(1) }], profile: true }).profile()[0]?.h ??
        [];
      expect(
        difference(
          made,
          Array.from({ length: T }, (_, t) => T - 1 - t),
        ),
      ).toBeLessThanOrEqual((T * witness.unit) / Math.LN10 + 1e-12);
    });
  });

  it.each(witnessesOf(3))("%s: has one entry more for all states as one vector", async (witness) => {
    await withEngine(witness, over(lstm, 5), { T: 7, B: 1 }, (engine) => {
      engine.params.forEach((_, i) => {
        engine.params[i] = Math.sin(i);
      });
      engine.forward({
        T: 7,
        x: Float64Array.from({ length: 14 }, (_, i) => Math.cos(i)),
        target: new Float64Array(1),
        weight: new Float64Array(1).fill(1),
      });
      const layer = engine.backward({ profile: true }).profile()[0] ?? {};
      expect(Object.keys(layer).sort()).toEqual(["(h,c)", "c", "h"]);
      const both = (layer.h ?? []).map((h, t) =>
        Math.log10(Math.hypot(10 ** h, 10 ** (layer.c?.[t] ?? Number.NaN))),
      );
      // Of one example the norm of both follows from the norms of each, by a handful of roundings.
      expect(difference(layer["(h,c)"] ?? [], both)).toBeLessThanOrEqual(8 * witness.unit);
    });
  });

  it.each(
    witnessesOf(4),
  )("%s: is -Infinity where nothing arrives, and a number where something does", async (witness) => {
    const T = 6;
    await withEngine(witness, over(rnnRelu, 3), { T, B: 2 }, (engine) => {
      engine.params.fill(0.1);
      // A push far below 0 at the fourth step switches every unit off: nothing passes it on the way back.
      const x = Float64Array.from({ length: T * 4 }, (_, i) => (Math.floor(i / 4) === 3 ? -1000 : 1));
      engine.forward({ T, x, target: new Float64Array(2), weight: new Float64Array(2).fill(1) });
      const made = Array.from(engine.backward({ profile: true }).profile()[0]?.h ?? []);
      expect(made.map(Number.isFinite)).toEqual([false, false, false, true, true, true]);
      expect(made.slice(0, 3)).toEqual([
        Number.NEGATIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
      ]);
    });
  });

  it.each(
    witnessesOf(5),
  )("%s: is NaN, not a number that looks like one, where the pass broke", async (witness) => {
    await withEngine(witness, over(lstm, 3), { T: 4, B: 1 }, (engine) => {
      engine.params.fill(0.1);
      const x = Float64Array.from({ length: 8 }, (_, i) => (i === 4 ? Number.NaN : 1));
      const { loss } = engine.forward({
        T: 4,
        x,
        target: new Float64Array(1),
        weight: new Float64Array(1).fill(1),
      });
      expect(loss).toBeNaN();
      expect(Array.from(engine.backward({ profile: true }).profile()[0]?.h ?? [])).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
    });
  });
});

/** The profile of one example, every `width` steps, each window started from a cotangent of length 1; NaN between. */
function profileInWindows(engine: Engine, p: Problem, width: number): Float64Array {
  const { T } = p.batch;
  const out = new Float64Array(T + 1).fill(Number.NaN);
  engine.params.set(p.params);
  const before = [p.initial];
  for (let t = 0; t < T; t += width)
    before.push(engine.forward(window(p, t, t + width), before.at(-1)).finalStates());
  let log = 0;
  let cotangent: Float64Array = new Float64Array(5);
  for (let t = T - width; t >= 0; t -= width) {
    engine.forward(window(p, t, t + width), before[t / width]);
    const dh =
      engine.backward({ finalCotangents: [{ h: cotangent }] }).initialCotangents()[0]?.h ??
      new Float64Array();
    const size = Math.hypot(...dh);
    log += Math.log10(size);
    cotangent = dh.map((v) => v / size);
    out[t] = t === 0 ? Number.NaN : log;
  }
  return out;
}
