import { cells, readouts } from "../../src/cells/index.js";
import { type Backend, compile, type Engine } from "../../src/engine/index.js";
import { orthogonal } from "../../src/init/index.js";
import type { Cell } from "../../src/ir/index.js";
import { type LayerProbe, observe } from "../../src/probe/index.js";
import { type Stream, stream } from "../../src/rng/index.js";

export const named = (name: string): Cell => {
  const found = cells[name];
  if (!found) throw new Error(`no cell ${name}`);
  return found;
};

interface Setting {
  readonly T?: number;
  readonly B?: number;
  readonly H?: number;
  readonly backend?: Backend;
  readonly on?: "last" | "every";
  /** Parameters by name; all others are drawn. */
  readonly set?: Readonly<Record<string, (i: number, r: Stream) => number>>;
}

export async function engineOf(of: Cell, setting: Setting = {}): Promise<Engine> {
  const { T = 12, B = 3, H = 5, backend = "interp", on = "last", set = {} } = setting;
  const readout = readouts.mse;
  if (!readout) throw new Error("no readout mse");
  const dims = { H, K: 3, D: 3, R: 3, M: 3, N: 3, S: 3, C: 3 };
  const engine = await compile(
    { input: 2, layers: [{ cell: of, dims }], readout: { cell: readout, on, size: 1 } },
    { T, B },
    { backend, precision: "float64", trace: true },
  );
  const r = stream(11);
  for (const p of engine.parameters)
    for (let i = 0; i < p.size; i++) engine.params[p.offset + i] = set[p.name]?.(i, r) ?? 0.5 * r.normal();
  return engine;
}

export function batchOf({ T, B, network: { readout } }: Engine) {
  const r = stream(5);
  const L = (readout.on === "every" ? T : 1) * B;
  const x = Float64Array.from({ length: T * B * 2 }, () => r.normal());
  return { T, x, target: new Float64Array(L), weight: new Float64Array(L).fill(1) };
}

/** One batch through an engine, watched. */
export function watch(engine: Engine): {
  layer: LayerProbe;
  values: Readonly<Record<string, Float64Array>>;
  x: Float64Array;
} {
  const observer = observe(engine);
  const batch = batchOf(engine);
  const forward = engine.forward(batch);
  const values = forward.values(0);
  observer.forward(forward);
  observer.backward(engine.T, engine.backward({ profile: true }));
  const [layer] = observer.layers();
  if (!layer) throw new Error("no layer");
  return { layer, values, x: batch.x };
}

/** An orthogonal matrix [n, n] times a factor, element by element. */
export function scaledOrthogonal(n: number, alpha: number): (i: number) => number {
  const drawn = orthogonal().draw(n, n, stream(3));
  return (i) => alpha * (drawn[i] ?? Number.NaN);
}
