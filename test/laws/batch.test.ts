import { describe, expect, it } from "vitest";
import type { States } from "../../src/engine/index.js";
import { parameters } from "../../src/ir/index.js";
import { expectClose } from "./amplify.js";
import { arrays, bits, type Problem, problem, type Result, run, runProfiled } from "./problem.js";
import { cases, type Subject, subjects } from "./subjects.js";
import { withEngine } from "./witness.js";

const wide = subjects.filter(({ B }) => B > 1);

/** Row b of every [.., B, width] array becomes row from[b]. */
function pickRows(flat: Float64Array, B: number, times: number, from: readonly number[]): Float64Array {
  const width = flat.length / (times * B);
  const out = new Float64Array(flat.length);
  for (let t = 0; t < times; t++)
    for (let b = 0; b < B; b++)
      out.set(
        flat.subarray((t * B + (from[b] ?? 0)) * width, (t * B + (from[b] ?? 0) + 1) * width),
        (t * B + b) * width,
      );
  return out;
}

const pickStates = (of: States, B: number, from: readonly number[]): States =>
  of.map((layer) => Object.fromEntries(Object.entries(layer).map(([s, v]) => [s, pickRows(v, B, 1, from)])));

function permuteProblem(p: Problem, from: readonly number[]): Problem {
  const { T, weight } = p.batch;
  const { B } = p.subject;
  const L = weight.length / B;
  return {
    ...p,
    batch: {
      T,
      x: pickRows(p.batch.x, B, T, from),
      target: pickRows(p.batch.target, B, L, from),
      weight: pickRows(weight, B, L, from),
      inputs: (p.batch.inputs ?? []).map((layer) =>
        Object.fromEntries(
          Object.entries(layer).map(([name, v]) => [name, pickRows(Float64Array.from(v), B, T, from)]),
        ),
      ),
    },
    initial: pickStates(p.initial, B, from),
    final: pickStates(p.final, B, from),
  };
}

function permuteResult(r: Result, { B, T, network }: Subject, from: readonly number[]): Result {
  const L = network.readout.on === "every" ? T : 1;
  return {
    ...r,
    outputs: pickRows(r.outputs, B, L, from),
    dx: pickRows(r.dx, B, T, from),
    states: pickStates(r.states, B, from),
    initial: pickStates(r.initial, B, from),
  };
}

/** The arrays of a result that have one row an example. */
const rowArrays = (r: Result): Readonly<Record<string, Float64Array>> => {
  const { loss: _, ...rest } = arrays(r, []);
  return rest;
};

describe("examples of a batch do not see each other", () => {
  it.each(cases(wide))("permuting the rows permutes the results: $name", async ({ subject, witness }) => {
    const { B, network } = subject;
    const p = problem(subject);
    const from = Array.from({ length: B }, (_, b) => (b + 1) % B);
    const [plain, permuted] = await withEngine(witness, network, subject, (e) => [
      run(e, p),
      run(e, permuteProblem(p, from)),
    ]);
    const expected = permuteResult(plain, subject, from);
    if (subject.rowsIndependent)
      for (const [name, e] of Object.entries(rowArrays(expected)))
        expect(bits(rowArrays(permuted)[name] ?? []), name).toBe(bits(e));
    // What is summed over the rows is summed in another order.
    await expectClose(permuted, expected, p, witness, 2);
  });

  it.each(
    cases(wide.filter((s) => s.rowsIndependent)),
  )("other examples in the other rows leave every bit of row 0: $name", async ({ subject, witness }) => {
    const { B, network } = subject;
    const [p, other] = [problem(subject), problem(subject, 2)];
    const first = Array.from({ length: B }, () => 0);
    const mixed = firstRowOf(p, other);
    const [a, b] = await withEngine(witness, network, subject, (e) => [run(e, p), run(e, mixed)]);
    for (const [name, v] of Object.entries(rowArrays(permuteResult(b, subject, first))))
      expect(bits(v), name).toBe(bits(rowArrays(permuteResult(a, subject, first))[name] ?? []));
    expect(bits(b.outputs)).not.toBe(bits(a.outputs));
  });

  it.each(
    cases(subjects),
  )("the same pass run twice gives the same bits, whatever ran between: $name", async ({
    subject,
    witness,
  }) => {
    const p = problem(subject);
    const list = parameters(subject.network);
    const [first, again] = await withEngine(witness, subject.network, subject, (e) => {
      const made = run(e, p);
      runProfiled(e, problem(subject, 3));
      return [made, run(e, p)];
    });
    for (const [name, v] of Object.entries(arrays(first, list)))
      expect(bits(arrays(again, list)[name] ?? []), name).toBe(bits(v));
  });
});

/** The first row of `a`, all others of `b`. */
function firstRowOf(a: Problem, b: Problem): Problem {
  const { B } = a.subject;
  const mix = (x: Float64Array, y: ArrayLike<number>, times: number): Float64Array => {
    const width = x.length / (times * B);
    return x.map((v, i) => (Math.floor(i / width) % B === 0 ? v : (y[i] ?? Number.NaN)));
  };
  const mixStates = (x: States, y: States): States =>
    x.map((layer, l) =>
      Object.fromEntries(Object.entries(layer).map(([s, v]) => [s, mix(v, y[l]?.[s] ?? [], 1)])),
    );
  const { T, weight } = a.batch;
  const L = weight.length / B;
  return {
    ...a,
    batch: {
      T,
      x: mix(a.batch.x, b.batch.x, T),
      target: mix(a.batch.target, b.batch.target, L),
      weight: mix(weight, b.batch.weight, L),
      inputs: (a.batch.inputs ?? []).map((layer, l) =>
        Object.fromEntries(
          Object.entries(layer).map(([name, v]) => [
            name,
            mix(Float64Array.from(v), b.batch.inputs?.[l]?.[name] ?? [], T),
          ]),
        ),
      ),
    },
    initial: mixStates(a.initial, b.initial),
    final: mixStates(a.final, b.final),
  };
}

describe("threads", () => {
  it.each(
    cases(subjects, ({ backend }) => backend === "native"),
  )("one thread and two give the same bits: $name", async ({ subject, witness }) => {
    const p = problem(subject);
    const list = parameters(subject.network);
    const withThreads = (threads: number) =>
      withEngine(witness, subject.network, subject, (e) => runProfiled(e, p), { threads });
    const [one, two] = [await withThreads(1), await withThreads(2)];
    for (const [name, v] of Object.entries(arrays(one, list)))
      expect(bits(arrays(two, list)[name] ?? []), name).toBe(bits(v));
    expect(two.profile).toEqual(one.profile);
  });
});
