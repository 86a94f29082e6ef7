import { afterAll, describe, expect, it } from "vitest";
import { meanSquaredError } from "../../src/cells/index.js";
import { type CompileOptions, compile, type Engine } from "../../src/engine/index.js";
import { interpretUpdate, type Updater } from "../../src/interp/index.js";
import { type Expr, type Network, parameters, topological, type Update } from "../../src/ir/index.js";
import { type Chain, type Layout, links, norm, parseChain, type Real } from "../../src/optim/index.js";
import { type Stream, stream } from "../../src/rng/index.js";
import { difference, largest } from "./problem.js";
import { witness, witnessesOf } from "./witness.js";

// What holds for cells holds for the optimiser: written once as equations, and every witness computes the same.

const STEPS = 4;

/** Every link, in every form that has equations of its own. */
const chains = [
  "weight-decay:0.1,weightsOnly clip-norm:1 adam:lr=0.01 warmup:3 step-decay:2",
  "clip-value:1.5 clip-norm-per-tensor:20 adamw:lr=0.01,decay=0.5,weightsOnly cosine:20",
  "clip-norm:1 sgd:lr=0.1,momentum=0.9,nesterov clip-norm:0.01 scale:0.5",
  "rmsprop:lr=0.01,momentum=0.5 clip-value:0.01 decoupled-decay:0.02,weightsOnly plateau:patience=1",
  "weight-decay:0.3 rmsprop:lr=0.01 scale:2 warmup:2",
  "sgd:lr=0.1,momentum=0.9",
  "clip-norm-per-tensor:3 sgd:lr=0.1",
];

/** Tensors of 5001 and 3 elements: more than a block of partial sums, and less than a vector. */
const network: Network = {
  input: 1667,
  layers: [],
  readout: { cell: meanSquaredError, on: "last", size: 3 },
};

const engines: Engine[] = [];
afterAll(() => {
  for (const engine of engines) engine.dispose();
});

async function engineOf(of: Network, { update }: Chain, options: CompileOptions): Promise<Engine> {
  const engine = await compile(of, { T: 1, B: 1 }, { ...options, update });
  engines.push(engine);
  return engine;
}

const layoutOf = (of: Network): Layout =>
  parameters(of).map(({ name, offset, size, shape }) => ({ name, offset, size, bias: shape.length < 2 }));

/** float32 numbers, some of them large. */
function draws(of: Network, ...path: readonly (string | number)[]): Float64Array {
  const from = stream(1, "update", ...path);
  const count = parameters(of).reduce((n, { size }) => n + size, 0);
  return Float64Array.from({ length: count }, () => Math.fround(from.normal() * 4 ** from.normal()));
}

/** Some steps of a chain: everything that it says and leaves, by name. */
function train(
  chain: Chain,
  of: Network,
  { grads, params, updater }: { grads: Real; params: Real; updater?: Updater },
): Record<string, Float64Array> {
  const state = chain.init(params, layoutOf(of), updater);
  params.set(draws(of, "start"));
  const reports = Array.from({ length: STEPS }, (_, step) => {
    grads.set(draws(of, "gradient", step));
    return state.update(grads, params, step);
  });
  return {
    params: Float64Array.from(params),
    updates: Float64Array.from(grads),
    norms: Float64Array.from(reports, ({ gradientNorm }) => gradientNorm),
    scales: Float64Array.from(reports, ({ clipScale = 1 }) => clipScale),
    ...Object.fromEntries(state.state.map((array, i) => [`state ${i}`, Float64Array.from(array)])),
  };
}

/** float64 arrays of an engine that is only interpreted. */
const interpreted = (of: Network) => ({ grads: draws(of), params: draws(of) });

/**
 * The interpreter on numbers that were just multiplied by 1 ± unit. As for cells (see amplify.ts), each rounding of one
 * step in float32 can be pushed onto an operand of the step, and no number takes more of them than the longest chain of
 * operations; so what such perturbations do, times that length, bounds what float32 does.
 */
function shaken(update: Update, like: Float64Array, unit: number, from: Stream): Updater {
  const inner = interpretUpdate(update, parameters(network), like);
  const shake = (v: number) => v * (1 + (from.uniform() < 0.5 ? unit : -unit));
  const shakeAll = (...arrays: readonly Real[]) => {
    for (const array of [...arrays, ...inner.state]) array.set(Float64Array.from(array, shake));
  };
  return {
    ...inner,
    set: (number, value) => inner.set(number, shake(value)),
    fill: (number, tensor, value) => inner.fill(number, tensor, shake(value)),
    move(grads, params) {
      shakeAll(grads, params);
      inner.move(grads, params);
    },
  };
}

/** Operations from a leaf to a new value, at most, and the roundings of the leaf and of the value. */
function longestChain({ next }: Update): number {
  const depth = new Map<Expr, number>();
  for (const e of topological(Object.values(next)))
    depth.set(e, e.op === "var" ? 0 : 1 + Math.max(0, ...e.args.map((a) => depth.get(a) ?? 0)));
  return Math.max(...depth.values()) + 2;
}

function bounds(chain: Chain, exact: Record<string, Float64Array>, unit: number): Record<string, number> {
  const bound = Object.fromEntries(Object.keys(exact).map((name) => [name, 0]));
  for (let run = 0; run < 3; run++) {
    const arrays = interpreted(network);
    const updater = shaken(chain.update, arrays.params, unit, stream(run, "shake"));
    for (const [name, given] of Object.entries(train(chain, network, { ...arrays, updater })))
      bound[name] = Math.max(
        bound[name] ?? 0,
        difference(given, exact[name] ?? []) * longestChain(chain.update),
      );
  }
  // Of what is known before any rounding.
  return { ...bound, norms: 0 };
}

describe("every witness moves the parameters as the equations say", () => {
  const cases = chains.flatMap((text, i) =>
    witnessesOf(i)
      .filter((w) => w.backend !== "interp")
      .map((w) => ({ text, w, name: `${w} ${text}` })),
  );

  it.each(cases)("$name", async ({ text, w }) => {
    const chain = parseChain(text);
    const exact = train(chain, network, interpreted(network));
    const { backend, precision, unit } = w;
    const engine = await engineOf(network, chain, { backend, precision });
    const given = train(chain, network, engine);
    const bound = precision === "float32" ? bounds(chain, exact, unit) : {};
    // Sums are in float64 in any precision, each in an order of its own.
    for (const [name, e] of Object.entries(exact)) {
      const allowed = (bound[name] ?? 0) + 1e-12 * largest(e);
      expect(difference(given[name] ?? [], e), name).toBeLessThanOrEqual(allowed);
      expect(allowed, `the bound of ${name} says something`).toBeLessThan(1e-3 * largest(e));
    }
    if (text.includes("clip")) expect(Math.min(...(exact.scales ?? []))).toBeLessThan(1);
  });

  it("the interpreter's engine does too, to the bit", async () => {
    for (const text of chains) {
      const chain = parseChain(text);
      const engine = await engineOf(network, chain, { backend: "interp" });
      expect(train(chain, network, engine)).toEqual(train(chain, network, interpreted(network)));
    }
  });

  it("no link is left out", () => {
    const used = chains.flatMap((text) => parseChain(text).description.map(({ link }) => link));
    expect(new Set(used)).toEqual(new Set(links.keys()));
  });
});

describe("threads", () => {
  // Large enough to be shared.
  const wide: Network = { ...network, input: 90_000 };

  it("never change a bit", async () => {
    const chain = parseChain("weight-decay:0.1 clip-norm:1 adam:lr=0.01");
    const results = await Promise.all(
      [1, 2, 3].map(async (threads) =>
        train(chain, wide, await engineOf(wide, chain, { backend: "native", threads })),
      ),
    );
    expect(largest(results[0]?.updates ?? [])).toBeGreaterThan(0);
    for (const [name, of] of Object.entries(results[0] ?? {}))
      for (const other of results.slice(1))
        expect(
          of.every((v, i) => Object.is(v, other[name]?.[i])),
          name,
        ).toBe(true);
  });
});

describe.each([
  witness("native", "float32"),
  witness("native", "float64"),
  witness("wasm", "float32"),
  witness("wasm", "float64"),
])("generated code of %s", ({ backend, precision }) => {
  const chain = parseChain(chains[0] ?? "");
  const made = engineOf(network, chain, { backend, precision });

  it.each(
    precision === "float32" ? [1e-44, 1e-30, 1e30, 3e38] : [1e-300, 1e-170, 1e170, 1e306],
  )("gives elements of about %d a norm that is finite and not zero", async (size) => {
    const { params, grads, updater } = await made;
    grads.set(draws(network).map((_, i) => (i % 7 ? size : -size)));
    const given = chain.init(params, layoutOf(network), updater).norm(grads);
    expect(Math.abs(given / norm(grads) - 1)).toBeLessThan(1e-12);
  });

  it.each([Number.NaN, Infinity])("lets a %d go into the parameters, and reports it", async (bad) => {
    const { params, grads, updater } = await made;
    for (const at of [0, 4095, 4096, 5000, 5001, 5003]) {
      const state = chain.init(params, layoutOf(network), updater);
      params.set(draws(network));
      grads.fill(1);
      grads[at] = bad;
      expect(state.isFinite(params)).toBe(true);
      expect(state.norm(grads)).toBe(bad);
      expect(state.update(grads, params, 0)).toEqual({ gradientNorm: bad, clipScale: 1 });
      expect(params[at]).toBeNaN();
      expect(params.filter((v) => !Number.isFinite(v))).toHaveLength(1);
      expect(state.isFinite(params)).toBe(false);
    }
  });

  it("starts from a fresh state, and resumes from a copied one with the same bits", async () => {
    const engine = await made;
    const whole = train(chain, network, engine);
    expect(train(chain, network, engine)).toEqual(whole);
    const { params, grads, updater } = engine;
    let state = chain.init(params, layoutOf(network), updater);
    params.set(draws(network, "start"));
    for (let step = 0; step < STEPS; step++) {
      const copies = state.state.map((array) => array.slice());
      state = chain.init(params, layoutOf(network), updater);
      for (const [i, copy] of copies.entries()) state.state[i]?.set(copy);
      grads.set(draws(network, "gradient", step));
      state.update(grads, params, step);
    }
    expect(Float64Array.from(params)).toEqual(whole.params);
  });

  it("refuses arrays that are not its own", async () => {
    const { params, grads, updater } = await made;
    const state = chain.init(params, layoutOf(network), updater);
    expect(() => state.update(grads.slice(), params, 0)).toThrow(/give engine.grads and engine.params/);
    expect(() => state.update(grads, params.slice(), 0)).toThrow(/give engine.grads and engine.params/);
  });
});
