import { describe, expect, it } from "vitest";
import {
  antisymmetric,
  denseLinear,
  esn,
  gru,
  indRnn,
  lru,
  lstm,
  lstm1997,
  lstmCoupled,
  meanSquaredError,
  mgu,
  minGru,
} from "../../src/cells/index.js";
import type { Engine, States } from "../../src/engine/index.js";
import { orthogonal } from "../../src/init/index.js";
import type { Cell, Network } from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";
import { chain } from "./amplify.js";
import { linear } from "./linear.js";
import { difference, largest, problem } from "./problem.js";
import { subject } from "./subjects.js";
import { full, withEngine, witnessesOf } from "./witness.js";

const from = stream(1, "limits");
const T = 50;
const B = 2;
/** Layers of a deep network; 100 are a lot to compile. */
const DEPTH = full ? 100 : 30;

const over = (cell: Cell, H: number): Network => ({
  input: 2,
  layers: [{ cell, dims: { H } }],
  readout: { cell: meanSquaredError, on: "last", size: 1 },
});

/** Sets every parameter by its name; those not named are drawn. */
function setParams(engine: Engine, values: Readonly<Record<string, number | ArrayLike<number>>>): void {
  for (const { local, offset, size } of engine.parameters) {
    const v = values[local];
    for (let i = 0; i < size; i++)
      engine.params[offset + i] =
        v === undefined ? Math.fround(from.normal()) : typeof v === "number" ? v : (v[i] ?? Number.NaN);
  }
}

const noise = (n: number): Float64Array => Float64Array.from({ length: n }, () => Math.fround(from.normal()));

/** Inputs at every step and nothing scored: all cotangents come from `finalCotangents`. */
const unscored = (steps: number) => ({
  T: steps,
  x: noise(steps * B * 2),
  target: new Float64Array(B),
  weight: new Float64Array(B),
});

const only = (of: States, s: string): Float64Array => of[0]?.[s] ?? new Float64Array();

/** Cells that write nothing where these biases shut their gate, and the state that they then keep. */
const writers: readonly { cell: Cell; shut: Readonly<Record<string, number>>; state: string }[] = [
  { cell: lstmCoupled, shut: { bf: 1000 }, state: "c" },
  { cell: lstm1997, shut: { bi: -1000 }, state: "c" },
  { cell: minGru, shut: { bz: -1000 }, state: "h" },
  { cell: mgu, shut: { bf: -1000 }, state: "h" },
  { cell: esn, shut: { a: 0 }, state: "h" },
];

describe("what is known exactly", () => {
  it.each(
    witnessesOf(0),
  )("%s: an LSTM with f = 1 and i = 0 keeps c, and dc_T/dc_t = 1, bit for bit", async (witness) => {
    await withEngine(witness, over(lstm, 17), { T, B }, (engine) => {
      // In float32 sigmoid(1000) is 1 and sigmoid(-1000) is 0 or far below the rounding of c.
      setParams(engine, { bf: 1000, bi: -1000 });
      const c = noise(B * 17);
      const cotangent = noise(B * 17);
      const { finalStates } = engine.forward(unscored(T), [{ h: noise(B * 17), c }]);
      expect(only(finalStates(), "c")).toEqual(c);
      const back = engine.backward({
        finalCotangents: [{ h: new Float64Array(B * 17), c: cotangent }],
        profile: true,
      });
      expect(only(back.initialCotangents(), "c")).toEqual(cotangent);
      expect(new Set(only(back.profile(), "c")).size, "a flat profile").toBe(1);
    });
  });

  it.each(
    witnessesOf(1),
  )("%s: an LSTM with f = 0 and i = 0 forgets c, and dc_T/dc_0 = 0", async (witness) => {
    await withEngine(witness, over(lstm, 17), { T, B }, (engine) => {
      setParams(engine, { bf: -1000, bi: -1000 });
      const { finalStates } = engine.forward(unscored(T), [{ h: noise(B * 17), c: noise(B * 17) }]);
      expect(largest(only(finalStates(), "c"))).toBeLessThan(1e-30);
      const back = engine.backward({ finalCotangents: [{ h: new Float64Array(B * 17), c: noise(B * 17) }] });
      expect(largest(only(back.initialCotangents(), "c"))).toBeLessThan(1e-30);
    });
  });

  it.each(
    witnessesOf(2),
  )("%s: a GRU with its update gate closed (z = 1) is the identity, forward and back", async (witness) => {
    await withEngine(witness, over(gru, 17), { T, B }, (engine) => {
      setParams(engine, { bz: 1000 });
      const h = noise(B * 17);
      const { finalStates } = engine.forward(unscored(T), [{ h }]);
      // h is computed as n + (h - n): two roundings a step, of numbers no larger than |h| + 1.
      expect(difference(only(finalStates(), "h"), h)).toBeLessThanOrEqual(
        2 * T * witness.unit * (largest(h) + 1),
      );
      const cotangent = noise(B * 17);
      const back = engine.backward({ finalCotangents: [{ h: cotangent }] });
      expect(only(back.initialCotangents(), "h")).toEqual(cotangent);
    });
  });

  it.each(
    writers.flatMap((limit, i) =>
      witnessesOf(i).map((witness) => ({ ...limit, witness, name: `${witness}: ${limit.cell.name}` })),
    ),
  )("$name writes nothing where its gate is shut: the state stays, and dL/dh_t is flat, bit for bit", async ({
    witness,
    cell,
    shut,
    state,
  }) => {
    const H = 5;
    await withEngine(witness, over(cell, H), { T, B }, (engine) => {
      setParams(engine, shut);
      const start = noise(B * H);
      const cotangent = noise(B * H);
      const all = (s: string, v: Float64Array) =>
        Object.fromEntries(Object.keys(cell.states).map((n) => [n, n === s ? v : new Float64Array(B * H)]));
      const { finalStates } = engine.forward(unscored(T), [all(state, start)]);
      expect(only(finalStates(), state)).toEqual(start);
      const back = engine.backward({ finalCotangents: [all(state, cotangent)], profile: true });
      expect(only(back.initialCotangents(), state)).toEqual(cotangent);
      expect(new Set(only(back.profile(), state)).size, "a flat profile").toBe(1);
    });
  });

  it.each(
    witnessesOf(1),
  )("%s: an IndRNN with u = 1 whose units are on has a flat profile, bit for bit", async (witness) => {
    await withEngine(witness, over(indRnn, 5), { T, B }, (engine) => {
      setParams(engine, { u: 1, W: 0, b: 1 });
      engine.forward(unscored(T));
      const cotangent = noise(B * 5);
      const back = engine.backward({ finalCotangents: [{ h: cotangent }], profile: true });
      expect(only(back.initialCotangents(), "h")).toEqual(cotangent);
      expect(new Set(only(back.profile(), "h")).size).toBe(1);
    });
  });

  it.each(
    witnessesOf(2),
  )("%s: a diagonal linear recurrence has the profile |λ|^(T-t), whatever its phases", async (witness) => {
    const H = 5;
    await withEngine(witness, over(lru, H), { T, B }, (engine) => {
      const nu = Math.fround(-2);
      setParams(engine, { nu });
      engine.forward(unscored(T));
      const final = [{ re: noise(B * H), im: noise(B * H) }];
      const made = only(engine.backward({ finalCotangents: final, profile: true }).profile(), "(re,im)");
      const last = made[T - 1] ?? Number.NaN;
      // λ itself is computed in a dozen roundings, the transcendental ones of 4 units; a step adds four more.
      for (let t = 1; t <= T; t++)
        expect(
          Math.abs((made[t - 1] ?? Number.NaN) - last + ((T - t) * Math.exp(nu)) / Math.LN10),
          `t ${t}`,
        ).toBeLessThanOrEqual(((T - t + 1) * 32 * witness.unit) / Math.LN10);
    });
  });

  it.each(
    witnessesOf(3),
  )("%s: an AntisymmetricRNN in its linear part changes the gradient by terms of ε² and εγ alone", async (witness) => {
    const H = 5;
    const [epsilon, gamma] = [0.1, 0.01];
    await withEngine(witness, over(antisymmetric, H), { T, B }, (engine) => {
      const W = noise(H * H).map((v) => Math.fround(v / 4));
      setParams(engine, { W, V: 0, b: 0 });
      engine.forward(unscored(T));
      const made = only(
        engine.backward({ finalCotangents: [{ h: noise(B * H) }], profile: true }).profile(),
        "h",
      );
      // JᵀJ = (1 - εγ)²I + ε²AᵀA with A = W - Wᵀ, so a step changes a norm by a factor between 1 - εγ and this:
      const A = W.map((v, i) => v - (W[(i % H) * H + Math.floor(i / H)] ?? Number.NaN));
      const most = Math.hypot(1 - epsilon * gamma, epsilon * Math.hypot(...A));
      const rounding = 32 * witness.unit;
      for (let t = 2; t <= T; t++) {
        const step = (made[t - 2] ?? Number.NaN) - (made[t - 1] ?? Number.NaN);
        expect(step, `t ${t}`).toBeGreaterThanOrEqual(Math.log10(1 - epsilon * gamma) - rounding);
        expect(step, `t ${t}`).toBeLessThanOrEqual(Math.log10(most) + rounding);
      }
    });
  });

  it.each(
    witnessesOf(4).flatMap((witness) =>
      [1, 0.9, 1.1].map((alpha) => ({
        name: `${witness}: a linear network with U = ${alpha}`,
        witness,
        alpha,
      })),
    ),
  )("$name times an orthogonal matrix has the profile α^(T-t)", async ({ witness, alpha }) => {
    const H = 17;
    const Q = orthogonal(1).draw(H, H, from).map(Math.fround);
    await withEngine(witness, over(linear, H), { T, B }, (engine) => {
      // α is rounded into the matrix, and what the network then does is measured against the matrix that it has.
      setParams(engine, { U: Q.map((v) => Math.fround(alpha * v)) });
      engine.forward(unscored(T));
      const profile = only(
        engine.backward({ finalCotangents: [{ h: noise(B * H) }], profile: true }).profile(),
        "h",
      );
      // UᵀU = α²(I + E): a step changes a norm by a factor within √(1 ± ‖E‖) of α; k roundings of the product add k·u.
      const U = Q.map((v) => Math.fround(alpha * v) / alpha);
      const perStep =
        departure(U, H) / 2 + chain(problem(subject([[linear, H]], "mse", "last", { T, B }))) * witness.unit;
      const last = profile[T - 1] ?? Number.NaN;
      for (let t = 1; t <= T; t++)
        expect(
          Math.abs((profile[t - 1] ?? Number.NaN) - last - (T - t) * Math.log10(alpha)),
          `t ${t}`,
        ).toBeLessThanOrEqual(((T - t + 1) * perStep) / Math.LN10);
      expect((T * perStep) / Math.LN10, "the bound says something").toBeLessThan(1e-2);
    });
  });

  it.each(
    witnessesOf(3),
  )("%s: a linear network whose U is exactly orthogonal has an exactly flat profile", async (witness) => {
    const H = 4;
    // Half a Hadamard matrix: every product and sum of small whole numbers is exact.
    const U = Float64Array.from([1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1], (v) => v / 2);
    await withEngine(witness, over(linear, H), { T, B }, (engine) => {
      setParams(engine, { U });
      engine.forward(unscored(T));
      const cotangent = Float64Array.of(1, 2, -3, 5, -7, 4, 6, 8);
      const back = engine.backward({ finalCotangents: [{ h: cotangent }], profile: true });
      expect(new Set(only(back.profile(), "h")).size).toBe(1);
      expect(only(back.initialCotangents(), "h"), "T is even and U·U = I").toEqual(cotangent);
    });
  });

  it.each(
    witnessesOf(5).flatMap((witness) =>
      [2, 0.5].map((factor) => ({
        name: `${witness}: ${DEPTH} linear layers of ${factor}·I`,
        witness,
        factor,
      })),
    ),
  )("$name give its power of as many, forward and back, exactly", async ({ witness, factor }) => {
    const H = 3;
    const network: Network = {
      input: H,
      layers: Array.from({ length: DEPTH }, () => ({ cell: denseLinear, dims: { H } })),
      readout: { cell: meanSquaredError, on: "last", size: H },
    };
    const identity = Float64Array.from({ length: H * H }, (_, i) => (i % (H + 1) === 0 ? 1 : 0));
    await withEngine(witness, network, { T: 1, B }, (engine) => {
      setParams(engine, { W: identity.map((v) => factor * v), V: identity, b: 0, d: 0 });
      // From √power below to √power above 1, so that squares stay inside the range of float32.
      const power = factor ** DEPTH;
      const x = Float64Array.of(1, -2, 3, 5, -7, 11).map((v) => v / Math.sqrt(power));
      const weight = new Float64Array(B).fill(0.5 / Math.sqrt(power));
      const forward = engine.forward({ T: 1, x, target: new Float64Array(B * H), weight });
      const y = forward.outputs();
      expect(y).toEqual(x.map((v) => v * power));
      // dL/dy = 2 · weight · y = y / √power.
      expect(engine.backward().inputGradient()).toEqual(y.map((v) => (v / Math.sqrt(power)) * power));
    });
  });
});

/** ‖UᵀU - I‖ (Frobenius). */
function departure(U: ArrayLike<number>, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let dot = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) dot += (U[k * n + i] ?? Number.NaN) * (U[k * n + j] ?? Number.NaN);
      total += dot * dot;
    }
  return Math.sqrt(total);
}
