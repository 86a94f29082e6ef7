import { derive } from "../diff/index.js";
import { constant, substitution } from "../ir/index.js";
import { type Back, type Context, type Level, sections, value } from "./context.js";
import type { Root } from "./graph.js";
import type { Section } from "./instruction.js";
import { lookups } from "./layer.js";
import { atEnd, atStep, type Buffer, fixed, type Ref } from "./memory.js";
import { planWeights, type Weights } from "./weights.js";

/** What the readout reads and writes besides the layer below. */
export interface ReadoutMemory {
  readonly target: Buffer;
  readonly weight: Buffer;
  readonly y: Buffer;
  readonly loss: Buffer;
}

export interface PlannedReadout {
  readonly weights: Weights;
  readonly forward: readonly Section[];
  backward(dx: Ref | undefined): Back;
}

/** The readout runs over all steps at once, or over the last one. */
export function planReadout(
  context: Context,
  level: Level,
  below: Ref,
  last: boolean,
  memory: ReadoutMemory,
): PlannedReadout {
  const { cell, dims } = level;
  const d = derive(cell);
  const at = (b: Buffer): Ref => (last ? fixed(b) : atStep(b));
  const slots = new Map<string, Ref>([
    ["input:x", last ? atLastStep(below) : below],
    ["input:target", at(memory.target)],
    ["input:weight", at(memory.weight)],
    ["saved:y", at(memory.y)],
  ]);
  const roots: Root[] = [
    { name: "y", value: value(d.step, "y"), to: at(memory.y) },
    { name: "loss", value: value(d.step, "loss"), to: at(memory.loss) },
  ];
  for (const s of d.saved) {
    if (s.name === "y") continue;
    const [cols] = s.value.shape;
    const to = at(
      context.arena.take(
        `readout.${s.name}`,
        cols === undefined ? 1 : value(dims, cols),
        context.sizes.B,
        last ? 1 : context.sizes.T,
      ),
    );
    slots.set(`saved:${s.name}`, to);
    roots.push({ name: s.name, value: s.value, to });
  }
  const weights = planWeights(context, level, d);
  const graph = {
    ...lookups(level, weights, slots),
    names: d.names,
    carried: new Set<string>(),
    lastOnly: last,
  };
  const over = last ? "last" : "all";
  const forward = context.schedule({ ...graph, name: "readout", roots, gradients: [] }, dims);
  // The loss is a sum, so the cotangent of each term is 1.
  const seen = substitution((e) => (e.role === "cotangent" ? constant(1) : e));
  return {
    weights,
    forward: [...weights.forward, ...sections("readout", forward, over)],
    backward: (dx) => {
      const input = d.adjoint.inputs.x;
      const outs = dx && input ? [{ name: "dx", value: seen(input), to: dx }] : [];
      const made = context.schedule(
        { ...graph, name: "readout'", roots: outs, gradients: weights.gradients(seen) },
        dims,
      );
      return {
        sections: sections("readout'", made, over),
        clear: made.clear,
        finish: [
          { name: "readout'.gradients", over: "once", instructions: made.finish },
          ...weights.pullBack,
        ],
      };
    },
  };
}

/** The slot that `r` means at step T-1. */
const atLastStep = (r: Ref): Ref => (r.slot.kind === "step" ? atEnd(r.buffer, 1 - r.slot.shift) : r);
