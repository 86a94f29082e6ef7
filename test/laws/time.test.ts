import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import { expectClose } from "./amplify.js";
import { bits, onlyAt, type Problem, problem, type Result, run, window } from "./problem.js";
import { cases, subjects } from "./subjects.js";
import { withEngine } from "./witness.js";

const long = subjects.filter(({ T }) => T > 1);

/** Forward in windows, states handed on; backward in windows, last first, cotangents handed back where `full`. */
function inWindows(engine: Engine, p: Problem, cuts: readonly number[], full: boolean): Result {
  const { T } = p.batch;
  const ends = [...cuts, T];
  const starts = [0, ...cuts];
  engine.params.set(p.params);
  const before = [p.initial];
  const outputs: number[] = [];
  let loss = 0;
  for (const [i, end] of ends.entries()) {
    const forward = engine.forward(window(p, starts[i] ?? 0, end), before[i]);
    before.push(forward.finalStates());
    loss += forward.loss;
    if (p.subject.network.readout.on === "every" || end === T) outputs.push(...forward.outputs());
  }
  let cotangents = p.final;
  const dx: number[] = [];
  for (let i = ends.length - 1; i >= 0; i--) {
    engine.forward(window(p, starts[i] ?? 0, ends[i] ?? T), before[i]);
    const last = i === ends.length - 1;
    const backward = engine.backward({
      ...((full || last) && { finalCotangents: cotangents }),
      accumulate: !last,
    });
    cotangents = backward.initialCotangents();
    dx.unshift(...backward.inputGradient());
  }
  return {
    loss,
    outputs: Float64Array.from(outputs),
    states: before.at(-1) ?? [],
    grads: Float64Array.from(engine.grads),
    initial: cotangents,
    dx: Float64Array.from(dx),
  };
}

describe("time can be cut anywhere", () => {
  it.each(cases(long))("forward and back in three parts is forward and back in one: $name", async ({
    subject,
    witness,
  }) => {
    const p = problem(subject);
    const cuts = [...new Set([Math.ceil(subject.T / 3), Math.ceil(subject.T / 2)])].filter(
      (t) => t < subject.T,
    );
    const [whole, parts] = await withEngine(witness, subject.network, subject, (e) => [
      run(e, p),
      inWindows(e, p, cuts, true),
    ]);
    // The forward pass does the same operations in the same order wherever it is cut. Sums over time do not.
    expect(bits(parts.outputs)).toBe(bits(whole.outputs));
    for (const [l, layer] of whole.states.entries())
      for (const [s, v] of Object.entries(layer))
        expect(bits(parts.states[l]?.[s] ?? []), `${l}.${s}`).toBe(bits(v));
    await expectClose(parts, whole, p, witness, 2);
  });

  it.each(
    cases(long),
  )("a window that nothing is handed back from cuts the gradient, one as long as T does not: $name", async ({
    subject,
    witness,
  }) => {
    if (!subject.recurrent) return;
    const p = onlyAt(problem(subject), (t) => t === subject.T - 1);
    const cut = Math.ceil(subject.T / 2);
    const [whole, truncated, full] = await withEngine(witness, subject.network, subject, (e) => [
      run(e, p),
      inWindows(e, p, [cut], false),
      inWindows(e, p, [], false),
    ]);
    const before = cut * subject.B * subject.network.input;
    expect(bits(full.grads)).toBe(bits(whole.grads));
    expect(bits(full.dx)).toBe(bits(whole.dx));
    expect(truncated.dx.subarray(0, before).every((v) => v === 0)).toBe(true);
    expect(whole.dx.subarray(0, before).some((v) => v !== 0)).toBe(true);
  });
});
