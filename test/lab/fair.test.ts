import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cells } from "../../src/cells/index.js";
import { BadInput, hiddenForParameters, parameterCount, parseExperiment } from "../../src/lab/index.js";
import { makeTask } from "../../tasks/index.js";

const task = makeTask("adding", { T: 10 });
const experimentOf = (cell: string, hidden = 8, depth = 1) =>
  parseExperiment({
    task: { name: "adding" },
    layers: Array.from({ length: depth }, () => ({ cell, hidden })),
  });

describe.each(Object.keys(cells))("%s", (cell) => {
  it("gets the hidden size whose parameters are nearest to the target, the smaller of two", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3 }), (target, depth) => {
        const found = hiddenForParameters(experimentOf(cell, 8, depth), task, target);
        const off = (hidden: number) =>
          Math.abs(parameterCount(experimentOf(cell, hidden, depth), task) - target);
        expect(found.parameters).toBe(parameterCount(experimentOf(cell, found.hidden, depth), task));
        for (let hidden = 1; hidden <= found.hidden + 2; hidden++) {
          expect(off(found.hidden)).toBeLessThanOrEqual(off(hidden));
          if (hidden < found.hidden) expect(off(found.hidden)).toBeLessThan(off(hidden));
        }
      }),
      { numRuns: 10 },
    );
  });

  it("finds its own size again, whatever size the experiment had", () => {
    for (const hidden of [1, 2, 17, 100, 5000]) {
      const target = parameterCount(experimentOf(cell, hidden), task);
      expect(hiddenForParameters(experimentOf(cell, 3), task, target)).toEqual({
        hidden,
        parameters: target,
      });
    }
  });
});

describe("a fair size", () => {
  it("gives an RNN about twice the units of an LSTM", () => {
    const target = parameterCount(experimentOf("lstm", 64), task);
    const { hidden, parameters } = hiddenForParameters(experimentOf("rnn"), task, target);
    expect(hidden / 64).toBeCloseTo(2, 1);
    expect(Math.abs(parameters - target) / target).toBeLessThan(0.01);
  });

  it("refuses what is no number of parameters, and more than any size has, in a sentence", () => {
    for (const target of [0, -5, 1.5, Number.NaN, 1e15])
      expect(() => hiddenForParameters(experimentOf("lstm"), task, target)).toThrow(BadInput);
    const fixed = parseExperiment({ task: { name: "adding" }, layers: [{ cell: "lstm", dims: { H: 8 } }] });
    expect(() => hiddenForParameters(fixed, task, 1000)).toThrow(/changes nothing/);
  });
});
