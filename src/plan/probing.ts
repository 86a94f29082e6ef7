import type { Scheduled } from "./graph.js";
import type { Instruction, Section } from "./instruction.js";
import { atStep, type Buffer, fixed, type Ref } from "./memory.js";

/** What the probing pass of one layer works on. */
export interface Probed {
  readonly carry: Readonly<Record<string, Buffer>>;
  /** Where the squares of what is carried go, of those states whose whole cotangent that is. */
  readonly squares: Readonly<Record<string, Buffer>>;
  /** What arrives from above at every step, and the exponents it comes with. */
  readonly inject: Ref | undefined;
  readonly from: Buffer | undefined;
  /** Exponent of every step and row, and the one in force. */
  readonly exponent: Buffer;
  readonly running: Buffer;
  /** Where the equations read the number 1 at the scale of the row. */
  readonly unit: Ref | undefined;
  readonly summed: Scheduled["summed"];
}

/** The backward sections of a probing pass: rows rescaled at every step, sums at true scale. */
export function rescaled(sections: readonly Section[], at: Probed): Section[] {
  const carried = Object.entries(at.carry).map(([s, b]) => {
    const to = at.squares[s];
    return { ref: fixed(b), cols: b.cols, ...(to && { squares: atStep(to) }) };
  });
  const rescale: Instruction = {
    kind: "rescale",
    carried,
    arriving: at.inject ? [{ ref: at.inject, cols: at.inject.buffer.cols }] : [],
    ...(at.from && { arrivingExponent: atStep(at.from) }),
    exponent: fixed(at.running),
    log: atStep(at.exponent),
    ...(at.unit && { unit: at.unit }),
  };
  const sums = new Set(["outer", "batchSum"]);
  const out: Section[] = [];
  for (const s of sections) {
    if (s.over === "backward") out.push({ ...s, instructions: [rescale, ...s.instructions] });
    else if (s.over === "all" && s.instructions.some((i) => sums.has(i.kind))) {
      const first = s.instructions.findIndex((i) => sums.has(i.kind));
      const unscale: Instruction = { kind: "unscale", values: at.summed, exponent: atStep(at.exponent) };
      out.push({
        ...s,
        instructions: [...s.instructions.slice(0, first), unscale, ...s.instructions.slice(first)],
      });
    } else out.push(s);
  }
  return out;
}

/** What the loop carried, back at true scale once all windows of time are done. */
export const unscaled = (name: string, carry: Probed["carry"], running: Buffer): Section => ({
  name,
  over: "last",
  instructions: [
    {
      kind: "unscale",
      values: Object.values(carry).map((b) => ({ ref: fixed(b), cols: b.cols })),
      exponent: fixed(running),
    },
  ],
});
