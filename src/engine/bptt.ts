import { zeros } from "../interp/index.js";
import { at, mapValues } from "./collections.js";
import type { Omega, RawTrace, States } from "./engine.js";
import type { Level, Trace, Values, When } from "./level.js";
import { meanLog10, wholeState } from "./logs.js";
import { regulariser } from "./regulariser.js";
import { rescale, type Scaled, scaled, trueScale, unitAt } from "./scaled.js";
import { pick, rowSquares, sumOf } from "./values.js";

/** What arrives at each step from above, as value · 2^exponent per example; nothing where no loss is. */
export type Arriving = readonly (Scaled | undefined)[];

interface Options {
  readonly final: States[number] | undefined;
  readonly accumulate: boolean;
  readonly grads: Float64Array;
  /** Where the gradient of Ω goes, if that is measured. */
  readonly omegaGrads: Float64Array | undefined;
  readonly isTracing: boolean;
  /** Whether exponents may be taken out. */
  readonly mayRescale: boolean;
}

interface Passed {
  readonly below: Arriving;
  readonly initial: Record<string, Float64Array>;
  readonly profile: Record<string, Float64Array>;
  readonly traced: RawTrace | undefined;
  readonly omega: Omega | undefined;
}

/** Backpropagation through time in one layer of the specification. */
export function backpropagate(
  level: Level,
  trace: Trace,
  arriving: Arriving,
  { final, accumulate, grads, omegaGrads, isTracing, mayRescale }: Options,
): Passed {
  const { d, sizes } = level;
  const { B } = sizes;
  const { output, states } = d.cell;
  const T = trace.steps.length;
  const below: (Scaled | undefined)[] = [];
  const sums = level.sums();
  let carry: Values = mapValues(states, ({ shape }, s) => {
    const v = zeros(shape, false, sizes);
    const given = final?.[s];
    if (given) v.data.set(given);
    return v;
  });
  let exponent: Float64Array<ArrayBufferLike> = new Float64Array(B);
  const profile: Record<string, Float64Array> = mapValues(states, () => new Float64Array(T));
  const whole = wholeState(Object.keys(states));
  if (whole) profile[whole] = new Float64Array(T);
  const omega = omegaGrads && regulariser(level);
  const vectors = isTracing ? d.traced()?.vectors : undefined;
  const traced = vectors && {
    squares: vectors.map(() => new Float64Array(T * B)),
    exponent: new Float64Array(T * B),
  };
  for (let t = T - 1; t >= 0; t--) {
    const outputShape = pick(d.step, output).shape;
    const zero: Scaled = { value: zeros(outputShape, false, sizes), exponent: new Float64Array(B) };
    const both = rescale(carry, exponent, arriving[t] ?? zero, B, mayRescale && !d.mixesExamples);
    carry = both.carry;
    exponent = both.exponent;
    const leaves = new Map(at(trace.steps, t));
    for (const [s, v] of Object.entries(carry))
      leaves.set(`cotangent:d${s}`, s === output ? sumOf(v, both.arriving) : v);
    if (!(output in states)) leaves.set(`cotangent:d${output}`, both.arriving);
    leaves.set("cotangent:unit", unitAt(exponent));
    omega?.add(leaves);
    const when: When = { phase: "backward", t: t + 1 };
    const values = level.adjoint(leaves, when);
    const squares = mapValues(states, (_, s) => rowSquares(pick(values, `total:${s}`), B));
    if (whole)
      squares[whole] = exponent.map((_, b) => Object.values(squares).reduce((sum, q) => sum + at(q, b), 0));
    for (const [s, log] of Object.entries(profile)) log[t] = meanLog10(pick(squares, s), exponent);
    if (vectors && traced) {
      for (const [i, v] of Object.entries(
        level.evaluate(Object.fromEntries(vectors.entries()), leaves, when),
      ))
        traced.squares[Number(i)]?.set(rowSquares(v, B), t * B);
      traced.exponent.set(exponent, t * B);
    }
    carry = mapValues(states, ({ shape }, s) => values[`state:${s}`] ?? zeros(shape, false, sizes));
    below[t] = { value: pick(values, `input:${level.sequence}`), exponent };
    const isScaled = exponent.some((e) => e !== 0);
    level.add(sums, isScaled ? level.adjoint(trueScale(leaves, exponent, B), when) : values, when);
  }
  level.finish(trace, sums, accumulate, grads);
  const initial = mapValues(carry, (v) => Float64Array.from(scaled({ value: v, exponent }).data));
  return { below, initial, profile, traced, omega: omegaGrads && omega?.finish(omegaGrads) };
}
