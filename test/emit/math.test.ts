import { describe, expect, it } from "vitest";
import { compile } from "../../src/engine/index.js";
import {
  add,
  type Cell,
  cell,
  dot,
  type Expr,
  exp,
  log,
  mat,
  minimum,
  mul,
  scalar,
  sigmoid,
  sum,
  tanh,
  type Vec,
  vec,
} from "../../src/ir/index.js";

/** A network that is nothing but y = f(x), so that the functions of a backend can be read off. */
const readoutOf = (name: string, f: (z: Expr<Vec<"X">>) => Expr<Vec<"X">>): Cell =>
  cell({
    name,
    title: name,
    cite: "",
    input: { x: vec("X"), target: vec("Y"), weight: scalar() },
    state: {},
    output: "loss",
    params: { V: mat("Y", "X") },
    step: ({ x, target, weight, V }) => ({ y: f(x), loss: mul(weight, sum(mul(target, dot(V, x)))) as Expr }),
  });

async function apply(
  f: Cell,
  xs: readonly number[],
  backend: "native" | "wasm",
  precision: "float32" | "float64",
): Promise<Float64Array> {
  const n = xs.length;
  const engine = await compile(
    { input: n, layers: [], readout: { cell: f, on: "every", size: n } },
    { T: 1, B: 1 },
    { backend, precision },
  );
  const out = engine.forward({ T: 1, x: xs, target: new Float64Array(n), weight: [0] }).outputs();
  engine.dispose();
  return out;
}

/** Distance between two float32 or float64 numbers in units of the last place of the exact one. */
function ulps(got: number, exact: number, precision: "float32" | "float64"): number {
  if (Object.is(got, exact) || got === exact || (Number.isNaN(got) && Number.isNaN(exact))) return 0;
  const [digits, lowest] = precision === "float32" ? [23, -126] : [52, -1022];
  const place = 2 ** (Math.max(lowest, Math.floor(Math.log2(Math.abs(exact)))) - digits);
  return Math.abs(got - exact) / place;
}

const functions = {
  exp: { cell: readoutOf("exp", exp), exact: Math.exp, low: -80, high: 80, special: [-1e4, 1e4, 0] },
  tanh: {
    cell: readoutOf("tanh", tanh),
    exact: Math.tanh,
    low: -30,
    high: 30,
    special: [-1e30, 1e30, 0, 1e-20, -1e-7],
  },
  sigmoid: {
    cell: readoutOf("sigmoid", sigmoid),
    exact: (x: number) => 1 / (1 + Math.exp(-x)),
    low: -80,
    high: 80,
    special: [1e30, 0],
  },
  log: {
    cell: readoutOf("log", log),
    exact: Math.log,
    low: 1e-30,
    high: 1e30,
    special: [0, -1, 1, Number.POSITIVE_INFINITY],
  },
} as const;

describe.each(["native", "wasm"] as const)("vector functions on %s", (backend) => {
  describe.each(["float32", "float64"] as const)("in %s", (precision) => {
    const round = (x: number): number => (precision === "float32" ? Math.fround(x) : x);
    it.each(
      Object.keys(functions) as (keyof typeof functions)[],
    )("%s is within 4 units in the last place, and passes NaN through", async (name) => {
      const { cell: f, exact, low, high, special } = functions[name];
      const spread = Array.from({ length: 2001 }, (_, i) =>
        name === "log" ? low * (high / low) ** (i / 2000) : low + ((high - low) * i) / 2000,
      );
      const small = Array.from({ length: 200 }, (_, i) =>
        name === "log" ? 1 + (i - 100) / 1000 : (i - 100) / 500,
      );
      // NaN among others of its vector, and among the last few, which fill none.
      const xs = [...spread, Number.NaN, ...small, ...special, Number.NaN, 1].map(round);
      const got = await apply(f, xs, backend, precision);
      const worst = Math.max(...xs.map((x, i) => ulps(got[i] ?? Number.NaN, exact(x), precision)));
      expect(worst).toBeLessThanOrEqual(4);
      expect(xs.map((_, i) => Number.isNaN(got[i]))).toEqual(xs.map((v) => Number.isNaN(exact(v))));
    });
  });
});

it.each(["native", "wasm"] as const)("the minimum on %s is NaN when either operand is", async (backend) => {
  const xs = [Number.NaN, 0.25, 0.5, 0.75, Infinity, -Infinity];
  const least = readoutOf("least", (z) => minimum(minimum(0.5, z), 0.75));
  expect([...(await apply(least, xs, backend, "float32"))]).toEqual(xs.map((x) => Math.min(x, 0.5)));
});

it("a sum of a NaN and numbers is NaN on the way to the loss", async () => {
  const got = await apply(
    readoutOf("plain", (z) => add(z, 0)),
    [Number.NaN, 2],
    "native",
    "float32",
  );
  expect([...got]).toEqual([Number.NaN, 2]);
});
