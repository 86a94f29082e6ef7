import { describe, expect, it } from "vitest";
import { parameters } from "../../src/ir/index.js";
import { largest, onlyAt, problem, run } from "./problem.js";
import { subjects } from "./subjects.js";
import { interp, withEngine } from "./witness.js";

// A law that is tested where nothing moves holds of anything. The laws compare arrays relative to their largest
// element in numbers of 16 digits (float64) or 7 (float32): what they must notice has to stand out by more than that.
const threshold = 1e-6;

describe("the problems of the laws move", () => {
  it.each(subjects)("$name: the gradient of the last step reaches the first", async (subject) => {
    const p = problem(subject);
    const { dx } = await withEngine(interp, subject.network, subject, (e) =>
      run(
        e,
        onlyAt(p, (t) => t === subject.T - 1),
      ),
    );
    const step = subject.B * subject.network.input;
    const first = largest(dx.subarray(0, step));
    const last = largest(dx.subarray(-step));
    expect(last).toBeGreaterThan(threshold);
    if (subject.recurrent) expect(first / last).toBeGreaterThan(threshold);
    else if (subject.T > 1) expect(first).toBe(0);
  });

  it.each(subjects)("$name: every parameter and every initial state has a gradient", async (subject) => {
    const p = problem(subject);
    const result = await withEngine(interp, subject.network, subject, (e) => run(e, p));
    for (const { name, offset, size } of parameters(subject.network)) {
      const share = largest(result.grads.subarray(offset, offset + size)) / largest(result.grads);
      expect(share, name).toBeGreaterThan(threshold);
    }
    for (const [l, layer] of result.initial.entries())
      for (const [s, v] of Object.entries(layer)) expect(largest(v), `${l}.${s}`).toBeGreaterThan(threshold);
  });
});
