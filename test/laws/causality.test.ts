import { describe, expect, it } from "vitest";
import { bits, largest, onlyAt, problem, run } from "./problem.js";
import { cases, subjects } from "./subjects.js";
import { withEngine } from "./witness.js";

const everyStep = subjects.filter(({ network, T }) => network.readout.on === "every" && T > 1);

describe("the future does not reach the past", () => {
  it.each(cases(everyStep))("other inputs after t leave the bits of the outputs up to t: $name", async ({
    subject,
    witness,
  }) => {
    const { T, B, network } = subject;
    const p = problem(subject);
    const t = Math.floor(T / 2);
    const from = t * B * network.input;
    const other = { ...p, batch: { ...p.batch, x: p.batch.x.map((v, i) => (i >= from ? -3 * v + 1 : v)) } };
    const [a, b] = await withEngine(witness, network, subject, (e) => [
      run(e, p).outputs,
      run(e, other).outputs,
    ]);
    const scored = t * B * network.readout.size;
    expect(bits(b.subarray(0, scored))).toBe(bits(a.subarray(0, scored)));
    expect(bits(b.subarray(scored)), "the change arrives after t").not.toBe(bits(a.subarray(scored)));
  });

  it.each(
    cases(everyStep),
  )("a loss at t has no gradient in later inputs, not even a small one: $name", async ({
    subject,
    witness,
  }) => {
    const { T, B, network } = subject;
    const t = Math.floor((T - 1) / 2);
    const { dx } = await withEngine(witness, network, subject, (e) =>
      run(
        e,
        onlyAt(problem(subject), (s) => s === t),
      ),
    );
    const next = (t + 1) * B * network.input;
    expect(largest(dx.subarray(next))).toBe(0);
    expect(largest(dx.subarray(0, next))).toBeGreaterThan(0);
  });
});
