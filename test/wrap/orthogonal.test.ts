import { inverse, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { indRnn, lstm, rnn } from "../../src/cells/index.js";
import { cayley, henaff } from "../../src/init/index.js";
import { spectraOf } from "../../src/lab/index.js";
import { parseChain } from "../../src/optim/index.js";
import { stream } from "../../src/rng/index.js";
import { linear } from "../laws/linear.js";
import { wrapped } from "../laws/wrapped.js";
import { batch, departure, layer, noise, product, T, transposed, unit, X } from "./layer.js";

const kinds = ["exp", "cayley"] as const;
const text = (kind: (typeof kinds)[number]) => (kind === "exp" ? "orthogonal" : "orthogonal:kind=cayley");

/** exp(A), by its series of A / 2^20, squared 20 times. */
function exponential(A: ArrayLike<number>, n: number): Float64Array {
  let term = unit(n);
  let sum = unit(n);
  for (let k = 1; k < 8; k++) {
    const factor = 2 ** -12 / k;
    term = product(term, A, n).map((v) => v * factor);
    sum = sum.map((v, i) => v + (term[i] ?? Number.NaN));
  }
  for (let k = 0; k < 12; k++) sum = product(sum, sum, n);
  return sum;
}

function reference(kind: (typeof kinds)[number], V: Float64Array, n: number): Float64Array {
  const turned = transposed(V, n);
  const A = V.map((v, i) => (v - (turned[i] ?? Number.NaN)) / 2);
  if (kind === "exp") return exponential(A, n);
  const plus = (sign: number) =>
    Matrix.from1DArray(
      n,
      n,
      [...unit(n)].map((v, i) => v + sign * (A[i] ?? 0)),
    );
  return Float64Array.from(inverse(plus(1)).mmul(plus(-1)).to1DArray());
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (v, i) => Math.abs(v - (b[i] ?? Number.NaN))));

describe.each(kinds)("orthogonal, %s", (kind) => {
  it("is the identity where the parameter is zero, or symmetric", async () => {
    for (const U_skew of [
      new Float64Array(25),
      Float64Array.from({ length: 25 }, (_, i) => (i % 5) + Math.floor(i / 5)),
    ]) {
      const engine = await layer(wrapped(text(kind), rnn, { X, H: 5 }), 5, { U_skew });
      engine.forward(batch);
      expect(largestDifference(engine.derived(0).U ?? [], unit(5))).toBe(0);
    }
  });

  it.each([
    ["interp", "float64", 1e-10],
    ["native", "float64", 1e-10],
    ["native", "float32", 3e-6],
    ["wasm", "float32", 3e-6],
  ] as const)("on %s, %s, agrees with a reference that is computed otherwise", async (backend, precision, bound) => {
    const H = 17;
    const V = noise(H * H).map((v) => Math.fround(v / 2));
    const engine = await layer(wrapped(text(kind), rnn, { X, H }), H, { U_skew: V }, { backend, precision });
    engine.forward(batch);
    const { U = [] } = engine.derived(0);
    expect(largestDifference(U, reference(kind, V, H))).toBeLessThan(bound);
    expect(departure(U, H)).toBeLessThan(precision === "float64" ? 1e-14 : 2e-6);
    engine.dispose();
  });

  it("stays orthogonal in float32 however large the parameter grows", async () => {
    const H = 33;
    for (const size of [1, 10, 90]) {
      // The skew part of H x H normal numbers has a norm of about √(2H).
      const U_skew = noise(H * H).map((v) => (size * v) / Math.sqrt(2 * H));
      const engine = await layer(
        wrapped(text(kind), rnn, { X, H }),
        H,
        { U_skew },
        { backend: "wasm", precision: "float32" },
      );
      engine.forward(batch);
      expect(departure(engine.derived(0).U ?? [], H), `norm ${size}`).toBeLessThan(2e-5);
    }
  });

  it("keeps a linear network's profile flat while it trains", async () => {
    const H = 8;
    const draw = kind === "exp" ? henaff() : cayley();
    const engine = await layer(wrapped(text(kind), linear, { X, H }), H, {
      U_skew: draw.draw(H, H, stream(1)),
    });
    const optimiser = parseChain("adam:lr=0.05").init(
      engine.params,
      engine.parameters.map(({ name, offset, size, shape }) => ({
        name,
        offset,
        size,
        bias: shape.length < 2,
      })),
    );
    const first = engine.forward(batch) && Float64Array.from(engine.derived(0).U ?? []);
    for (let step = 0; step < 40; step++) {
      engine.forward(batch);
      const [profile] = engine.backward({ profile: true }).profile();
      const h = [...(profile?.h ?? [])];
      expect(h).toHaveLength(T);
      expect(Math.max(...h) - Math.min(...h), `step ${step}`).toBeLessThan(1e-12);
      optimiser.update(engine.grads, engine.params, step);
    }
    engine.forward(batch);
    expect(largestDifference(first || [], engine.derived(0).U ?? []), "it has moved").toBeGreaterThan(0.1);
    expect(departure(engine.derived(0).U ?? [], H)).toBeLessThan(1e-13);
  });
});

describe("orthogonal", () => {
  it("shows the spectrum of the matrix that is used, not of the parameter that it is made of", async () => {
    const H = 6;
    const engine = await layer(wrapped("orthogonal", lstm, { X, H }), H);
    engine.forward(batch);
    const spectra = await spectraOf(engine);
    expect(spectra.map(({ parameter }) => parameter)).toEqual(["0.Ui", "0.Uf", "0.Ug", "0.Uo"]);
    for (const { radius, largest, departure: distance } of spectra) {
      expect(radius).toBeCloseTo(1, 12);
      expect(largest).toBeCloseTo(1, 12);
      expect(distance).toBeLessThan(1e-13);
    }
  });

  it("rotates pairs of units by the angles that the initialisers draw", async () => {
    const H = 6;
    for (const [name, draw, angleOf] of [
      ["orthogonal", henaff(), (s: number) => s],
      ["orthogonal:kind=cayley", cayley(), (s: number) => -2 * Math.atan(s)],
    ] as const) {
      const U_skew = draw.draw(H, H, stream(3, name));
      const engine = await layer(wrapped(name, rnn, { X, H }), H, { U_skew });
      engine.forward(batch);
      const { U = [] } = engine.derived(0);
      for (let i = 0; i < H; i += 2) {
        const angle = angleOf(U_skew[i * H + i + 1] ?? Number.NaN);
        expect(U[i * H + i]).toBeCloseTo(Math.cos(angle), 9);
        expect(U[i * H + i + 1]).toBeCloseTo(Math.sin(angle), 9);
      }
    }
  });

  it("refuses a cell without a recurrent matrix, and one that has wrapped it already", () => {
    expect(() => wrapped("orthogonal", indRnn, { X, H: 4 })).toThrow(
      "orthogonal needs a square recurrent matrix",
    );
    expect(() => wrapped("orthogonal + orthogonal", rnn, { X, H: 4 })).toThrow("is a parameter");
  });
});
