import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseChain, patience } from "../../src/optim/index.js";

/** The factor of the learning rate in the update after each of these evaluations. */
function factors(text: string, losses: readonly number[]): number[] {
  const params = new Float64Array(1);
  const state = parseChain(`sgd:lr=1 ${text}`).init(params);
  return losses.map((loss, step) => {
    state.evaluated(loss);
    const grad = Float64Array.of(1);
    state.update(grad, params, step);
    return grad[0] ?? Number.NaN;
  });
}

describe("plateau", () => {
  it("is 1 before any evaluation", () => {
    const grad = Float64Array.of(1);
    parseChain("sgd:lr=1 plateau").init(new Float64Array(1)).update(grad, new Float64Array(1), 0);
    expect([...grad]).toEqual([1]);
  });

  it("reduces at the patience-th evaluation in a row without improvement, and then counts anew", () => {
    expect(factors("plateau:factor=0.5,patience=3", [4, 4, 5, 4, 4, 4, 4, 3, 3, 3, 2, 2, 2, 2])).toEqual([
      1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.125,
    ]);
  });

  it("never goes below its smallest factor", () => {
    expect(factors("plateau:factor=0.5,patience=1,min=0.3", [1, 1, 1, 1])).toEqual([1, 0.5, 0.3, 0.3]);
  });

  it("takes a loss that is lower by no more than the threshold for none", () => {
    const losses = [1, 0.95, 0.91, 0.89, 0.85];
    expect(factors("plateau:factor=0.5,patience=2,threshold=0.1", losses)).toEqual([1, 1, 0.5, 0.5, 0.5]);
    expect(factors("plateau:factor=0.5,patience=2,threshold=0", losses)).toEqual([1, 1, 1, 1, 1]);
  });

  it("takes NaN and infinity for no improvement", () => {
    expect(factors("plateau:factor=0.5,patience=2", [1, Number.NaN, Infinity, 0.5, 0.5])).toEqual([
      1, 1, 0.5, 0.5, 0.5,
    ]);
    expect(factors("plateau:factor=0.5,patience=1", [Infinity, 1, 1])).toEqual([0.5, 0.5, 0.25]);
  });

  it("is what the definition says of any losses", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), fc.integer({ min: 1, max: 4 }), (losses, n) => {
        // The definition, from all losses so far: how many windows of n evaluations without improvement there were.
        const expected = losses.map((_, end) => {
          let [since, reductions] = [0, 0];
          for (let i = 0; i <= end; i++) {
            const best = Math.min(Infinity, ...losses.slice(0, i));
            if ((losses[i] ?? Infinity) < best) since = i;
            else if ((i - since) % n === 0 && i > since) reductions++;
          }
          return 0.5 ** reductions;
        });
        expect(factors(`plateau:factor=0.5,patience=${n},threshold=0`, losses)).toEqual(expected);
      }),
    );
  });

  it("has a count of its own in every state, and multiplies with other schedules", () => {
    const chain = parseChain(
      "sgd:lr=1 plateau:factor=0.5,patience=1 scale:0.5 plateau:factor=0.1,patience=2",
    );
    const [told, fresh] = [chain.init(new Float64Array(1)), chain.init(new Float64Array(1))];
    for (const loss of [1, 1, 1]) told.evaluated(loss);
    const update = (state: typeof told) => {
      const grad = Float64Array.of(1);
      state.update(grad, new Float64Array(1), 0);
      return grad[0];
    };
    expect(update(told)).toBeCloseTo(0.25 * 0.5 * 0.1, 15);
    expect(update(fresh)).toBe(0.5);
  });
});

it("a schedule is one of the learning rate, also where a text has it before the optimiser", () => {
  expect(parseChain("warmup:9 clip-norm:1 plateau:0.5,patience=3 adam:lr=0.01 cosine:9").names).toEqual([
    "clip-norm 1",
    "adam lr 0.01",
    "warmup 9",
    "plateau 0.5 patience 3",
    "cosine 9",
  ]);
});

it("patience waits from the first of the lowest losses on", () => {
  const waiting = patience();
  const seen = [3, 2, 2, Number.NaN, 1, 4].map((loss) => [waiting.evaluated(loss), waiting.waited]);
  expect(seen).toEqual([
    [true, 0],
    [true, 0],
    [false, 1],
    [false, 2],
    [true, 0],
    [false, 1],
  ]);
});

describe("L2", () => {
  /** The parameter after a step from 2 with gradient 0.5, and after a second one. */
  const stepped = (text: string) => {
    const params = Float64Array.of(2);
    const state = parseChain(text).init(params);
    return [0, 1].map((step) => {
      state.update(Float64Array.of(0.5), params, step);
      return params[0] ?? Number.NaN;
    });
  };

  it("coupled, is scaled by Adam with the gradient; decoupled, it is not", () => {
    // Adam's first step is lr in the direction of the gradient, whatever is added to it.
    expect(stepped("weight-decay:0.1 adam:lr=0.01")[0]).toBeCloseTo(2 - 0.01, 8);
    expect(stepped("adam:lr=0.01 decoupled-decay:0.1")[0]).toBeCloseTo(2 - 0.01 - 0.1 * 2, 8);
  });

  it("is the same in both forms for plain SGD, where rate = lr times rate", () => {
    const coupled = stepped("weight-decay:0.5 sgd:lr=0.25");
    expect(stepped("sgd:lr=0.25 decoupled-decay:0.125")).toEqual(coupled);
    expect(stepped("sgd:lr=0.25,momentum=0.9 decoupled-decay:0.125")).not.toEqual(
      stepped("weight-decay:0.5 sgd:lr=0.25,momentum=0.9"),
    );
  });

  it("decoupled, is what adamw has with its decay times lr", () => {
    const [a, b] = [stepped("adamw:lr=0.01,decay=3"), stepped("adam:lr=0.01 decoupled-decay:0.03")];
    a.forEach((value, i) => {
      expect(b[i]).toBeCloseTo(value, 14);
    });
  });
});
