import { derive } from "../diff/index.js";
import type { Backward, Engine, Forward, RawTrace } from "../engine/index.js";
import type { LayerProbe } from "./probe.js";
import { throughTime } from "./through.js";
import { gateProbe, gatesOf, stateProbe, type Values } from "./units.js";

/** States and gates are looked at in so many sequences at least, and in as many as make so many steps. */
const SEQUENCES = 2;
const STEPS = 400;

/** Watches the passes of one batch, window after window of truncated BPTT. */
export interface Observer {
  /** To be called after `forward` and before `backward`. */
  forward(pass: Forward): void;
  /** After a backward pass with `profile: true`; without one for a window that has no loss. */
  backward(T: number, pass?: Backward): void;
  /** Every layer, when all windows are through. */
  layers(): LayerProbe[];
}

/**
 * Measures states, gates and the way back through time, for an engine compiled with `trace`. States and gates are those of
 * the first sequences (2, or as many as make 400 steps), the way back is that of all. Cost: copying those values, and
 * about three passes over them.
 */
export function observe(engine: Engine): Observer {
  const { B, network } = engine;
  const R = Math.min(B, Math.max(SEQUENCES, Math.ceil(STEPS / engine.T)));
  const kept = network.layers.map((): Record<string, Float64Array[]> => ({}));
  const profile = network.layers.map((): Record<string, number[]> => ({}));
  const windows = network.layers.map((): { T: number; raw?: RawTrace | undefined }[] => []);
  const before: { T: number }[] = [];
  return {
    forward(pass) {
      for (const [l, parts] of kept.entries())
        for (const [name, values] of Object.entries(pass.values(l, R))) {
          parts[name] ??= [];
          parts[name].push(values);
        }
    },
    backward(T, pass) {
      const traces = pass?.trace();
      const curves = pass?.profile();
      for (const [l, of] of windows.entries()) {
        of.push({ T, raw: traces?.[l] });
        for (const [state, log10] of Object.entries(curves?.[l] ?? {})) {
          const curve = profile[l]?.[state] ?? before.flatMap((w) => new Array<number>(w.T).fill(-Infinity));
          curve.push(...log10);
          (profile[l] ?? {})[state] = curve;
        }
        if (!pass)
          for (const curve of Object.values(profile[l] ?? {}))
            curve.push(...new Array<number>(T).fill(-Infinity));
      }
      before.push({ T });
    },
    layers() {
      const T = before.reduce((sum, w) => sum + w.T, 0);
      return network.layers.map(({ cell }, l): LayerProbe => {
        const traced = derive(cell).traced();
        const values = (name: string): Values | undefined => {
          const parts = kept[l]?.[name];
          if (!parts) return undefined;
          const all = joined(parts);
          return { values: all, T, n: all.length / (T * R) };
        };
        const each = <P>(names: readonly string[], measure: (name: string, given: Values) => P): P[] =>
          names.flatMap((name) => {
            const given = values(name);
            return given ? [measure(name, given)] : [];
          });
        return {
          layer: l,
          cell: cell.name,
          states: each(Object.keys(cell.states), (state, given) => stateProbe(cell, state, given)),
          gates: each(gatesOf(cell), (gate, given) => gateProbe(cell, gate, given)),
          ...(traced && { through: throughTime(traced, windows[l] ?? [], B, profile[l] ?? {}) }),
        };
      });
    },
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1 && parts[0]) return parts[0];
  const out = new Float64Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
