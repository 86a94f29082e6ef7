import { describe, expect, it } from "vitest";
import {
  add,
  cell,
  dot,
  dotT,
  mat,
  matmul,
  mul,
  scalar,
  sub,
  sum,
  tanh,
  transpose,
  variable,
  vec,
} from "../../src/ir/index.js";

// The compiler runs these tests: an expected error that does not come is an error of `tsc`. At run time they show that
// the same mistakes are refused to callers without types.

const h = variable("state", "h", ["H"] as const);
const x = variable("input", "x", ["X"] as const);
const s = variable("state", "s", [] as const);
const W = variable("param", "W", ["H", "X"] as const);
const U = variable("param", "U", ["H", "H"] as const);

describe("shapes are types", () => {
  it("what fits compiles", () => {
    expect(add(dot(W, x), dot(U, h), mul(2, h), s).shape).toEqual(["H"]);
    expect(matmul(U, W).shape).toEqual(["H", "X"]);
    expect(dot(transpose(W), h).shape).toEqual(["X"]);
    expect(sum(W).shape).toEqual(["H"]);
  });

  it("adding [X] to [H] does not compile, and is refused", () => {
    // @ts-expect-error [X] is not [H]
    expect(() => add(h, x)).toThrow(/same shape/);
    // @ts-expect-error [X] is not [H]
    expect(() => sub(h, x)).toThrow(/same shape/);
    // @ts-expect-error [H, X] is not [H]
    expect(() => mul(h, W)).toThrow(/same shape/);
  });

  it("multiplying [H, X] by [H] does not compile, and is refused", () => {
    // @ts-expect-error a matrix [H, X] multiplies an [X]
    expect(() => dot(W, h)).toThrow(/matrix \[M, N\] multiplies a vector \[N\]/);
    // @ts-expect-error transposed, it multiplies an [H]
    expect(() => dotT(W, x)).toThrow(/transposed/);
    // @ts-expect-error [H, X] does not multiply [H, H]
    expect(() => matmul(W, U)).toThrow(/\[M, K\]/);
    // @ts-expect-error a vector has no transpose
    expect(() => transpose(h)).toThrow(/matrix/);
    // @ts-expect-error a scalar has nothing to sum over
    expect(() => sum(s) satisfies typeof s).toThrow(/dimension/);
  });

  const declared = { name: "typed", title: "", cite: "", input: { x: vec("X") }, output: "h" } as const;

  it("a step that returns a state of another shape, or leaves one out, does not compile, and is refused", () => {
    const state = { h: vec("H"), c: scalar() } as const;
    expect(() =>
      // @ts-expect-error the state h is [H], x is [X]
      cell({ ...declared, state, params: {}, step: ({ x, c }) => ({ h: x, c }) }),
    ).toThrow(/the state "h" is \[H\]/);
    expect(() =>
      // @ts-expect-error no new value for c
      cell({ ...declared, state, params: {}, step: ({ h }) => ({ h }) }),
    ).toThrow(/no new value for the state "c"/);
  });

  it("a step knows its declarations and no other names", () => {
    expect(() =>
      cell({
        ...declared,
        state: { h: vec("H") },
        params: { W: mat("H", "X") },
        // @ts-expect-error there is no V
        step: ({ x, W, V }) => ({ h: tanh(add(dot(W, x), V)) }),
      }),
    ).toThrow();
  });
});
