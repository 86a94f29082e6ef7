import { describe, expect, it } from "vitest";
import type { States } from "../../src/engine/index.js";
import { type Parameter, parameters, resolve, type Shape } from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";
import { expectClose } from "./amplify.js";
import { type Problem, problem, type Result, run } from "./problem.js";
import { cases, type Subject, subjects } from "./subjects.js";
import { withEngine } from "./witness.js";

/** New position -> old position, for every named dimension of every layer. */
type Renaming = Readonly<Record<string, readonly number[]>>;

/** A random order of the units of every hidden dimension; X follows the layer below, Y and the input stay. */
function renamings({ network, name }: Subject): Renaming[] {
  const from = stream(5, "renaming", name);
  let below = Array.from({ length: network.input }, (_, i) => i);
  return resolve(network).map(({ cell, dims }) => {
    const own: Record<string, readonly number[]> = {};
    // X, or H where a skip connection makes both one.
    const sequence = Object.values(cell.inputs)[0]?.shape[0];
    for (const [d, n] of Object.entries(dims)) {
      const plain = Array.from({ length: n }, (_, i) => i);
      own[d] =
        d === "X" || d === sequence
          ? below
          : d === "Y"
            ? plain
            : from.int(2) === 0 && n > 1
              ? rotate(plain)
              : plain.reverse();
    }
    const [out = ""] = cell.values[cell.output]?.shape ?? [];
    below = [...(own[out] ?? [])];
    return own;
  });
}

const rotate = (list: readonly number[]): number[] => [...list.slice(1), ...list.slice(0, 1)];

/** Renames the units of arrays [..., ...shape]. */
function rename(flat: ArrayLike<number>, shape: Shape, by: Renaming): Float64Array {
  const orders = shape.map((d) => by[d] ?? []);
  const [rows = [0], cols = [0]] = orders;
  const block = rows.length * cols.length;
  return Float64Array.from({ length: flat.length }, (_, i) => {
    const [outer, inner] = [Math.floor(i / block), i % block];
    const [r, c] = [
      rows[Math.floor(inner / cols.length)] ?? Number.NaN,
      cols[inner % cols.length] ?? Number.NaN,
    ];
    return flat[outer * block + r * cols.length + c] ?? Number.NaN;
  });
}

function renameParams(flat: Float64Array, list: readonly Parameter[], by: readonly Renaming[]): Float64Array {
  const out = Float64Array.from(flat);
  for (const p of list) {
    const renaming = by.at(p.layer === "readout" ? -1 : p.layer) ?? {};
    out.set(rename(flat.subarray(p.offset, p.offset + p.size), p.shape, renaming), p.offset);
  }
  return out;
}

function renameStates(of: States, { network }: Subject, by: readonly Renaming[]): States {
  return of.map((layer, l) =>
    Object.fromEntries(
      Object.entries(layer).map(([s, v]) => [
        s,
        rename(v, network.layers[l]?.cell.states[s]?.shape ?? [], by[l] ?? {}),
      ]),
    ),
  );
}

function renameProblem(p: Problem, by: readonly Renaming[]): Problem {
  const { network } = p.subject;
  return {
    ...p,
    params: renameParams(p.params, parameters(network), by),
    initial: renameStates(p.initial, p.subject, by),
    final: renameStates(p.final, p.subject, by),
    batch: {
      ...p.batch,
      inputs: (p.batch.inputs ?? []).map((layer, l) =>
        Object.fromEntries(
          Object.entries(layer).map(([name, v]) => [
            name,
            rename(v, network.layers[l]?.cell.inputs[name]?.shape ?? [], by[l] ?? {}),
          ]),
        ),
      ),
    },
  };
}

const renameResult = (r: Result, subject: Subject, by: readonly Renaming[]): Result => ({
  ...r,
  states: renameStates(r.states, subject, by),
  initial: renameStates(r.initial, subject, by),
  grads: renameParams(r.grads, parameters(subject.network), by),
});

describe("hidden units have no order", () => {
  it.each(
    cases(subjects),
  )("renaming them permutes states and gradients and leaves loss and outputs: $name", async ({
    subject,
    witness,
  }) => {
    const p = problem(subject);
    const list = parameters(subject.network);
    const by = renamings(subject);
    const renamed = renameProblem(p, by);
    if (list.some(({ layer, shape, rows }) => layer !== "readout" && shape[0] === "H" && rows > 1))
      expect(renamed.params).not.toEqual(p.params);
    const [plain, other] = await withEngine(witness, subject.network, subject, (e) => [
      run(e, p),
      run(e, renamed),
    ]);
    // Sums over the units run in another order: equal to rounding.
    await expectClose(other, renameResult(plain, subject, by), p, witness, 2);
  });
});
