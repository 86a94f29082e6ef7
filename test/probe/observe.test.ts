import { describe, expect, it } from "vitest";
import { cells, readouts } from "../../src/cells/index.js";
import { compile, type Engine } from "../../src/engine/index.js";
import { orthogonal } from "../../src/init/index.js";
import type { Cell } from "../../src/ir/index.js";
import { type DecaySplit, type LayerProbe, observe, type ThroughTime } from "../../src/probe/index.js";
import { stream } from "../../src/rng/index.js";

const named = (name: string): Cell => cells[name] ?? expect.fail(`no cell ${name}`);

it("x", async () => {
  console.log(Object.keys(cells).join(" "));
  for (const backend of ["interp", "native", "wasm"] as const) {
    for (const name of Object.keys(cells)) {
      const cell = named(name);
      if (Object.keys(cell.states).length === 0) continue;
      const dims: Record<string, number> = { H: 5 };
      for (const d of ["D", "R", "M", "K", "C", "N", "S"]) dims[d] = 3;
      const engine = await compile(
        { input: 2, layers: [{ cell, dims }], readout: { cell: readouts.mse!, on: "every", size: 1 } },
        { T: 6, B: 3 },
        { backend, trace: true, precision: "float64" },
      );
      const r = stream(3);
      engine.params.forEach((_, i) => { engine.params[i] = 0.6 * r.normal(); });
      const o = observe(engine);
      const f = engine.forward({ T: 6, x: Float64Array.from({ length: 36 }, () => r.normal()), target: new Float64Array(18), weight: new Float64Array(18).fill(1) });
      o.forward(f);
      const b = engine.backward({ profile: true });
      o.backward(6, b);
      const [l] = o.layers();
      const s = l!.through?.split;
      if (!s) { console.log(backend, name, "no split"); continue; }
      const err = s.total.map((t, k) => Math.abs(t - s.weights[k]! - s.activation[k]! - s.gates[k]! - s.meeting[k]! - s.arriving[k]!));
      console.log(backend, name, Math.max(...err).toExponential(1), JSON.stringify(l!.through!.meanSplit), l!.through!.last95, l!.states.map((x) => x.state + x.range).join(), l!.gates.map((g) => g.gate + (g.keeps ? "!" : "")).join());
      engine.dispose();
    }
  }
});
