import { describe, expect, it } from "vitest";
import { gru, lem, lru, lstm, meanSquaredError, rnn } from "../../src/cells/index.js";
import { omega } from "../../src/diff/index.js";
import type { CompileOptions, Engine, Omega } from "../../src/engine/index.js";
import { orthogonal } from "../../src/init/index.js";
import { evaluate, zeros } from "../../src/interp/index.js";
import {
  type Cell,
  type Expr,
  type Network,
  parameters,
  placeholder,
  resolve,
  rewrite,
  showEquations,
  topological,
  withArgs,
} from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";
import { linear } from "./linear.js";
import { mixes } from "./own.js";
import { bits, distance, largest, type Problem, problem, run } from "./problem.js";
import { cellsUnderLaw, subject } from "./subjects.js";
import { full, interp, type Witness, withEngine, witness, witnesses, witnessesOf } from "./witness.js";
import { wrapped } from "./wrapped.js";

/** Ω of a problem by layer, and its gradient. */
function measured(
  engine: Engine,
  p: Problem,
): { layers: (Omega | undefined)[]; grads: Float64Array; ofLoss: Float64Array } {
  engine.params.set(p.params);
  engine.forward(p.batch, p.initial);
  const layers = [...engine.backward({ finalCotangents: p.final, omega: true }).omega()];
  return {
    layers,
    grads: Float64Array.from(engine.omegaGrads ?? []),
    ofLoss: Float64Array.from(engine.grads),
  };
}

const on = (w: Witness, p: Problem, options: CompileOptions = {}) =>
  withEngine(w, p.subject.network, p.subject, (e) => measured(e, p), { omega: true, ...options });

const recurrent = cellsUnderLaw.filter((c) => Object.keys(c.states).length > 0 && !mixes(c));
const pairs = recurrent.flatMap((_, i) => (i % 2 === 0 ? [recurrent.slice(i, i + 2)] : []));

describe("every recurrent cell has an Ω, and every witness agrees on it and its gradient", () => {
  it.each(
    pairs.flatMap((cells, i) => {
      const stack = cells.map((c): [Cell, number] => [c, 4]);
      const p = problem(subject(stack, "mse", i % 2 ? "last" : "every", { T: 6, B: 2 }));
      // A native compilation takes a second: the fast suite makes one of each precision, and one of WebAssembly a cell.
      const isWanted = ({ backend, precision }: Witness) =>
        full || i === 1 || (backend === "wasm" && (precision === "float64") === (i % 2 === 0));
      return witnesses
        .filter((w) => w !== interp && isWanted(w))
        .map((w) => ({ name: `${w} ${p.subject.name}`, p, w }));
    }),
  )("$name", async ({ p, w }) => {
    const expected = await on(interp, p);
    const given = await on(w, p);
    const tolerance = w.precision === "float64" ? 1e-10 : 2e-3;
    for (const [l, e] of expected.layers.entries()) {
      expect(e?.counted).toBe(6 * 2);
      expect(given.layers[l]?.counted).toBe(6 * 2);
      expect(distance([given.layers[l]?.sum ?? Number.NaN], [e?.sum ?? Number.NaN])).toBeLessThan(tolerance);
    }
    expect(distance(given.grads, expected.grads)).toBeLessThan(tolerance);
  });
});

describe("Ω is what its definition says", () => {
  it.each([rnn, lstm, gru, lem])("$name: by Jacobians, one step at a time", async (of) => {
    const [H, T, B] = [3, 5, 2];
    const p = problem(subject([[of, H]], "mse", "every", { T, B }));
    const { layers } = await on(interp, p);
    const states = Object.keys(of.states);
    const sum = await withEngine(interp, p.subject.network, p.subject, (engine) => {
      engine.params.set(p.params);
      engine.forward(p.batch, p.initial);
      const above = engine.backward({ finalCotangents: p.final }).arriving(0);
      const [X, Y] = [p.subject.network.input, p.subject.network.readout.size];
      const part = (from: number, to: number) => ({
        T: to - from,
        x: p.batch.x.slice(from * B * X, to * B * X),
        target: p.batch.target.slice(from * B * Y, to * B * Y),
        weight: p.batch.weight.slice(from * B, to * B),
      });
      let total = 0;
      for (let t = 1; t <= T; t++) {
        const before = t > 1 ? engine.forward(part(0, t - 1), p.initial).finalStates() : p.initial;
        const after = engine.forward(part(0, t), p.initial).finalStates();
        // d: what the rest of the sequence sends to the states after step t, and the loss of step t itself.
        let d = p.final[0] ?? {};
        if (t < T) {
          engine.forward(part(t, T), after);
          d = engine.backward({ finalCotangents: p.final }).initialCotangents()[0] ?? {};
        }
        const arrived = Object.fromEntries(
          states.map((s) => [
            s,
            Float64Array.from(
              d[s] ?? [],
              (v, i) => v + (s === of.output ? (above[(t - 1) * B * H + i] ?? 0) : 0),
            ),
          ]),
        );
        const step = part(t - 1, t);
        engine.forward({ ...step, weight: new Float64Array(B) }, before);
        const back = engine.backward({ finalCotangents: [arrived] }).initialCotangents()[0] ?? {};
        for (let b = 0; b < B; b++) {
          const norm2 = (v: typeof d) =>
            states.reduce(
              (n, s) =>
                n +
                (v[s] ?? d[s] ?? new Float64Array()).slice(b * H, (b + 1) * H).reduce((m, x) => m + x * x, 0),
              0,
            );
          total += (norm2(back) / norm2(arrived) - 1) ** 2;
        }
      }
      return total;
    });
    expect(distance([layers[0]?.sum ?? Number.NaN], [sum])).toBeLessThan(1e-10);
  });
});

const [H, T, B] = [8, 40, 2];
const over = (of: Cell): Network => ({
  input: 2,
  layers: [{ cell: of, dims: { H } }],
  readout: { cell: meanSquaredError, on: "last", size: 1 },
});
const linearNet = over(linear);
const noise = (n: number): Float64Array => {
  const from = stream(1, "omega");
  return Float64Array.from({ length: n }, () => Math.fround(from.normal()));
};
const unscored = { T, x: noise(T * B * 2), target: new Float64Array(B), weight: new Float64Array(B) };
const Q = orthogonal(1).draw(H, H, stream(1, "Q"));

/** U = αQ, and d of that size at the end. */
const ofLinear = (w: Witness, alpha: number, size: number) =>
  withEngine(
    w,
    linearNet,
    { T, B },
    (engine) => {
      for (const { local, offset, size: n } of engine.parameters)
        engine.params.set(local === "U" ? Q.map((v) => alpha * v) : noise(n), offset);
      engine.forward(unscored);
      const final = [{ h: noise(B * H).map((v) => v * size) }];
      const [made] = engine.backward({ finalCotangents: final, omega: true }).omega();
      return { ...made, grads: Float64Array.from(engine.omegaGrads ?? []) };
    },
    { omega: true },
  );

describe("what is known exactly", () => {
  it("Ω is about the Jacobian: a cell whose gradient is clipped has that of the cell", () => {
    const clipped = wrapped("clip-state:1", rnn, { X: 2, H: 3 });
    const text = (of: Cell) => showEquations(Object.entries(omega(of).values), new Map()).join("\n");
    expect(text(clipped)).toBe(text(rnn));
  });

  it.each(witnesses)("%s: Ω of an orthogonal linear recurrence is 0, and so is its gradient", async (w) => {
    const { sum, counted, grads } = await ofLinear(w, 1, 1);
    expect(counted).toBe(T * B);
    expect(sum).toBeLessThan(T * B * (64 * w.unit) ** 2 * H);
    expect(largest(grads)).toBeLessThan(T * B * 512 * w.unit);
  });

  it.each(
    witnesses,
  )("%s: Ω of U = αQ is (α² - 1)² a step, also where the squares of d underflow", async (w) => {
    for (const [alpha, size] of [
      [0.5, 1e-24],
      [1.25, 1e-24],
    ] as const) {
      const { sum, counted, grads } = await ofLinear(w, alpha, size);
      expect(counted).toBe(T * B);
      expect(distance([sum ?? Number.NaN], [T * B * (alpha ** 2 - 1) ** 2])).toBeLessThan(1e3 * w.unit);
      // The gradient changes the gain alone along U: Σ U·dΩ/dU = α dΩ/dα = 4α²(α² - 1) a step.
      const along = Q.reduce((s, q, i) => s + q * alpha * (grads[H * 2 + i] ?? Number.NaN), 0);
      expect(distance([along], [4 * alpha ** 2 * (alpha ** 2 - 1) * T * B])).toBeLessThan(1e3 * w.unit);
    }
  });

  it.each(witnesses)("%s: steps that no gradient reaches are not counted and are worth 0", async (w) => {
    const { sum, counted, grads } = await ofLinear(w, 0.5, 0);
    expect([sum, counted, largest(grads)]).toEqual([0, 0, 0]);
  });

  it.each(
    witnessesOf(0),
  )("%s: a diagonal recurrence whose output is no state counts what its output sends", async (w) => {
    const s = subject([[lru, 3]], "mse", "every", { T: 7, B: 2 });
    const p = problem(s);
    const nu = -2;
    const { offset = 0 } =
      (await withEngine(interp, s.network, s, (e) => e.parameters)).find(({ local }) => local === "nu") ?? {};
    const silent = p.final.map(({ re = new Float64Array(), im = new Float64Array() }) => ({
      re: re.fill(0),
      im: im.fill(0),
    }));
    const weight = p.batch.weight.map(() => 1);
    const q = {
      ...p,
      batch: { ...p.batch, weight },
      final: silent,
      params: p.params
        .with(offset, nu)
        .with(offset + 1, nu)
        .with(offset + 2, nu),
    };
    const [made] = (await on(w, q)).layers;
    expect(made?.counted).toBe(14);
    const squared = Math.exp(-2 * Math.exp(nu));
    expect(distance([made?.sum ?? Number.NaN], [14 * (squared - 1) ** 2])).toBeLessThan(1e3 * w.unit);
  });
});

describe("the gradient of Ω", () => {
  it("agrees with differences in U, h and d held constant", async () => {
    const p = problem(subject([[rnn, 4]], "mse", "every", { T: 6, B: 2 }));
    const { grads } = await on(interp, p);
    // h_t and d_t of the run; J = diag(1 - h²)·U.
    const [n, h, d] = await withEngine(interp, p.subject.network, p.subject, (engine) => {
      engine.params.set(p.params);
      const forward = engine.forward(p.batch, p.initial);
      const values = forward.values(0).h ?? new Float64Array();
      const above = engine.backward({ finalCotangents: p.final }).arriving(0);
      const U = engine.parameters.find(({ local }) => local === "U");
      const from = U?.offset ?? Number.NaN;
      let carry = Array.from(p.final[0]?.h ?? []);
      const reached = new Array<number[]>(6);
      for (let t = 5; t >= 0; t--) {
        const arrived = carry.map((v, i) => v + (above[t * 8 + i] ?? Number.NaN));
        reached[t] = arrived;
        carry = back(p.params.subarray(from, from + 16), values.subarray(t * 8, t * 8 + 8), arrived);
      }
      return [from, values, reached] as const;
    });
    const value = (U: Float64Array): number => {
      let sum = 0;
      for (const [t, dt] of d.entries()) {
        const v = back(U, h.subarray(t * 8, t * 8 + 8), dt);
        for (const b of [0, 1]) {
          const norm2 = (of: readonly number[]) => of.slice(4 * b, 4 * b + 4).reduce((s, x) => s + x * x, 0);
          sum += (norm2(v) / norm2(dt) - 1) ** 2;
        }
      }
      return sum;
    };
    const U = p.params.slice(n, n + 16);
    const e = 1e-6;
    const differences = U.map((u, i) => (value(U.with(i, u + e)) - value(U.with(i, u - e))) / (2 * e));
    expect(distance(grads.subarray(n, n + 16), differences)).toBeLessThan(1e-7);
    expect(largest([...grads.subarray(0, n), ...grads.subarray(n + 16)]), "of all else").toBe(0);
  });

  it.each(
    recurrent.map((of) => ({ name: of.name, of })),
  )("$name: agrees with differences, the values of the forward pass held constant", async ({ of }) => {
    const p = problem(subject([[of, 3]], "mse", "last", { T: 1, B: 2 }));
    const silent = { ...p, batch: { ...p.batch, weight: new Float64Array(2) } };
    const { grads, layers } = await on(interp, silent);
    const { cell: c, dims = {} } = resolve(p.subject.network)[0] ?? { cell: of };
    const { omega: value } = omega(c).values;
    if (!value) throw new Error("an Ω cell gives omega");
    const sizes = { B: 2, dims };
    const held = topological([value]).filter((e) => e.op === "detach");
    const free = rewrite([value], (e, args) =>
      held.includes(e) ? placeholder("input", `held${held.indexOf(e)}`, e) : withArgs(e, args),
    );
    const list = parameters(p.subject.network);
    const given: Readonly<Record<string, ArrayLike<number>>> = {
      x: p.batch.x,
      ...p.batch.inputs?.[0],
      ...p.initial[0],
      ...Object.fromEntries(Object.entries(p.final[0] ?? {}).map(([s, v]) => [`d${s}`, v])),
    };
    const leaf = (params: Float64Array) => (e: Expr) => {
      const own = list.find(({ layer, local }) => layer === 0 && local === e.name && e.role === "param");
      const values = own ? params.subarray(own.offset, own.offset + own.size) : given[e.name ?? ""];
      const made = zeros(e.shape, e.shared, sizes);
      made.data.set(values ?? [Number.NaN]);
      return made;
    };
    const constants = evaluate(held, leaf(p.params), sizes);
    const at = (params: Float64Array): number => {
      const at = leaf(params);
      const [made] = evaluate(
        free,
        (e) => (e.name?.startsWith("held") ? (constants[Number(e.name.slice(4))] ?? at(e)) : at(e)),
        sizes,
      );
      return made ? made.data.reduce((s: number, v: number) => s + v, 0) : Number.NaN;
    };
    expect(distance([at(p.params)], [layers[0]?.sum ?? Number.NaN])).toBeLessThan(1e-12);
    const e = 1e-6;
    const differences = p.params.map(
      (v, i) => (at(p.params.with(i, v + e)) - at(p.params.with(i, v - e))) / (2 * e),
    );
    const error = largest(grads.map((g, i) => g - (differences[i] ?? Number.NaN)));
    expect(error).toBeLessThan(1e-7 * Math.max(1, largest(differences)));
  });

  it("has the same bits with threads and with windows, and changes none of the loss's gradient", async () => {
    const p = problem(subject([[lstm, 17]], "mse", "every", { T: 12, B: 5 }));
    const w = witness("native", "float32");
    const plain = await on(w, p);
    const threads = await on(w, p, { threads: 2 });
    const windows = await on(w, p, { checkpoint: "sqrt" });
    const [without] = await withEngine(w, p.subject.network, p.subject, (e) => [run(e, p).grads]);
    for (const other of [threads, windows]) {
      expect(bits(other.grads)).toBe(bits(plain.grads));
      expect(bits(other.ofLoss)).toBe(bits(without ?? []));
      expect(other.layers[0]?.counted).toBe(60);
    }
    expect(threads.layers).toEqual(plain.layers);
  });
});

/** Uᵀ·(d (1 - h²)) for two examples of four units. */
function back(U: Float64Array, h: Float64Array, d: readonly number[]): number[] {
  const a = d.map((v, i) => v * (1 - (h[i] ?? Number.NaN) ** 2));
  return a.map((_, i) => {
    const [b, j] = [Math.floor(i / 4), i % 4];
    return [0, 1, 2, 3].reduce((s, k) => s + (U[4 * k + j] ?? Number.NaN) * (a[4 * b + k] ?? Number.NaN), 0);
  });
}
