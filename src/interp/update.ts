import ndarray from "ndarray";
import type { Expr, Update } from "../ir/index.js";
import { evaluate, type Observer } from "./evaluate.js";
import type { Value } from "./value.js";

type Real = Float32Array | Float64Array;

/** Where the tensors lie in the flat arrays. */
export type Tensors = readonly { readonly offset: number; readonly size: number }[];

/** How large a value is, by tensor. */
export interface Measured {
  /** Σ (scale · element)², summed in float64. */
  readonly squares: Float64Array;
  /** The greatest size of an element; whether it sees a NaN is not said, the squares do. */
  readonly largest: Float64Array;
}

/** What runs an update on the flat arrays of gradients and parameters. */
export interface Updater {
  /** The state's arrays, in the order of the update: copy out for a checkpoint, copy back in to resume. */
  readonly state: readonly Real[];
  /** Gives a number, rounded to the precision that computes. */
  set(number: string, value: number): void;
  /** Gives a tensor's number. */
  fill(tensorNumber: string, tensor: number, value: number): void;
  /** Measures the update's k-th measured value. The scale is a power of two; it keeps squares inside float64. */
  measure(k: number, scale: number, grads: Real, params: Real): Measured;
  /** Moves every element: parameters, gradients and state become their new values. */
  move(grads: Real, params: Real): void;
}

/** An update as it is meant: float64, one operation at a time, rounded where it is stored. The observer is told of moves. */
export function interpretUpdate(update: Update, tensors: Tensors, like: Real, observer?: Observer): Updater {
  const N = like.length;
  const zeros = () => (like instanceof Float32Array ? new Float32Array(N) : new Float64Array(N));
  const state = update.state.map(zeros);
  const given = new Map<string, Float64Array>();
  for (const name of [...update.numbers, ...update.tensorNumbers]) given.set(name, new Float64Array(N));

  const values = (roots: readonly Expr[], grads: Real, params: Real, told?: Observer): Value[] => {
    const arrays = new Map<string, Real>([...given, ["g", grads], ["p", params]]);
    for (const [i, name] of update.state.entries()) arrays.set(name, state[i] ?? like);
    const lookup = ({ name = "" }: Expr): Value => {
      const array = arrays.get(name);
      if (!array) throw new Error(`no array named ${name}`);
      return ndarray(Float64Array.from(array), [N]);
    };
    // Each element is an example of its own.
    return evaluate(roots, lookup, { B: N, dims: {} }, told);
  };

  return {
    state,
    set: (number, value) => void given.get(number)?.fill(value),
    fill(tensorNumber, tensor, value) {
      const { offset, size } = tensors[tensor] ?? { offset: 0, size: 0 };
      given.get(tensorNumber)?.fill(value, offset, offset + size);
    },
    measure(k, scale, grads, params) {
      const [value] = values(update.measured.slice(k, k + 1), grads, params);
      const all = value?.data ?? new Float64Array();
      const parts = tensors.map(({ offset, size }) => all.subarray(offset, offset + size));
      return {
        squares: Float64Array.from(parts, (part) => part.reduce((sum, x) => sum + (scale * x) ** 2, 0)),
        largest: Float64Array.from(parts, (part) => part.reduce((top, x) => Math.max(top, Math.abs(x)), 0)),
      };
    },
    move(grads, params) {
      const made = values(Object.values(update.next), grads, params, observer);
      for (const [i, name] of Object.keys(update.next).entries()) {
        const to = name === "g" ? grads : name === "p" ? params : state[update.state.indexOf(name)];
        to?.set(made[i]?.data ?? []);
      }
    },
  };
}
