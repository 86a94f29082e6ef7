import type { Place, Tracer } from "../engine/index.js";
import type { Observer, Value } from "../interp/index.js";
import type { Expr, Parameter } from "../ir/index.js";
import { describe, describeUpdate, type Element, elementOf } from "./describe.js";
import type { Finding } from "./finding.js";

/** Watches a training step that the interpreter makes. */
export interface Watch extends Tracer {
  /** To be told of the gradient before the update; rounds it. */
  gradient(grads: Float64Array | Float32Array): void;
  /** The first value that was not finite, if there was one. */
  first(): Finding | undefined;
  /** The largest value of forward and backward. */
  largest(): Finding | undefined;
}

/** Where in a step something was found: what comes first in it. */
interface Rank {
  readonly window: number;
  readonly phase: string;
  /** Grows as the pass goes on. */
  readonly at: number;
}

/**
 * Rounds every value to the precision, as native code does after every operation, and looks for the first that is not
 * finite. First is what depends on no other: forward the earliest time step, then the lowest layer; backward the latest,
 * then the highest; in an operation the first example, then unit. What a step swallows (tanh of infinity is 1) is passed
 * over: it harms nothing that comes after.
 */
export function watch(precision: "float32" | "float64", parameters: readonly Parameter[]): Watch {
  let window = -1;
  let [before, steps] = [0, 0];
  let best: { readonly rank: Rank; readonly finding: Finding } | undefined;
  let top: Element | undefined;
  let height = 0;
  const round = ({ data }: Value) => {
    if (precision === "float32") for (let i = 0; i < data.length; i++) data[i] = Math.fround(data[i] ?? 0);
  };
  const offer = (rank: Rank, finding: () => Finding) => {
    const comesFirst =
      !best || (best.rank.window === rank.window && best.rank.phase === rank.phase && rank.at < best.rank.at);
    if (comesFirst) best = { rank, finding: finding() };
  };
  const rankOf = ({ phase, t }: Pick<Place, "phase" | "t">): Rank => {
    const at = phase === "forward" ? (t ?? 0) : steps - (t ?? 0);
    return { window, phase, at };
  };
  const inBatch = (t: number | undefined) => (t === undefined ? {} : { t: before + t });

  const observer = (
    element: (e: Expr, value: Value, operands: readonly Value[], i: number) => Element,
    broken: (found: Element) => void,
    measures: boolean,
  ): Observer => {
    let pending: Element | undefined;
    return {
      seen(e, value, operands) {
        round(value);
        const { data } = value;
        for (let i = 0; i < data.length; i++) {
          const x = data[i] ?? 0;
          if (!Number.isFinite(x)) pending ??= element(e, value, operands, i);
          else if (measures && Math.abs(x) > height) {
            height = Math.abs(x);
            top = element(e, value, operands, i);
          }
        }
      },
      done(roots) {
        if (pending && roots.some(({ data }) => !data.every(Number.isFinite))) broken(pending);
      },
    };
  };

  return {
    begin(T) {
      before += steps;
      steps = T;
      window++;
    },
    at: (place) =>
      observer(
        (e, value, operands, i) => ({ place, ...inBatch(place.t), e, value, operands, i }),
        (found) => offer(rankOf(place), () => describe({ ...found, place })),
        true,
      ),
    summed(place, name, sum, part) {
      round(sum);
      const i = sum.data.findIndex((x) => !Number.isFinite(x));
      if (i < 0) return;
      const { layer, t, phase } = place;
      const parameter = parameters.find((p) => p.layer === layer && p.local === name);
      const unit = parameter ? elementOf([parameter], parameter.offset + i).unit : [];
      offer(rankOf(place), () => ({
        phase,
        layer,
        ...inBatch(t),
        name: `d${name}`,
        op: "add",
        equation: `d${name}, summed over time,`,
        unit,
        value: sum.data[i] ?? Number.NaN,
        terms: [{ name: "what this time step adds", value: part.data[i] ?? Number.NaN }],
      }));
    },
    gradient(grads) {
      for (let i = 0; i < grads.length; i++) {
        if (precision === "float32") grads[i] = Math.fround(grads[i] ?? 0);
        if (Number.isFinite(grads[i])) continue;
        const { parameter = "?", unit } = elementOf(parameters, i);
        offer({ window: window + 1, phase: "sum", at: 0 }, () => ({
          phase: "backward",
          name: `d${parameter}`,
          parameter,
          op: "add",
          equation: "the sum of the parts of the gradient",
          unit,
          value: grads[i] ?? Number.NaN,
          terms: [],
        }));
      }
    },
    update: observer(
      (e, value, operands, i) => ({ e, value, operands, i }),
      (found) =>
        offer({ window: window + 1, phase: "update", at: 0 }, () => describeUpdate(found, parameters)),
      false,
    ),
    first: () => best?.finding,
    largest: () => (top?.place ? describe({ ...top, place: top.place }) : undefined),
  };
}
