import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseChain } from "../../src/optim/index.js";

const layout = [
  { name: "a", offset: 0, size: 1 },
  { name: "b", offset: 1, size: 1 },
];

function audit(chain: string, grad: readonly number[], params = grad.map(() => 0)) {
  const [g, p] = [Float64Array.from(grad), Float64Array.from(params)];
  const found = parseChain(chain)
    .init(p, grad.length === 2 ? layout : undefined)
    .audit(g, p, 0);
  expect([...g, ...p]).toEqual([...grad, ...params]);
  return found;
}

describe("the cosine of a gradient before and after clipping", () => {
  it("by value is that of (3, 4) and (1, 1)", () => {
    const found = audit("clip-value:1 adam:lr=0.01", [3, 4]);
    expect(found?.cosine).toBeCloseTo(7 / (5 * Math.SQRT2), 12);
    expect(found?.scale).toBeCloseTo(Math.SQRT2 / 5, 12);
  });

  it("by tensor is that of (3, 0.4) and (1, 0.4)", () => {
    const found = audit("clip-norm-per-tensor:1 sgd:lr=1", [3, 0.4]);
    expect(found?.cosine).toBeCloseTo(3.16 / Math.hypot(3, 0.4) / Math.hypot(1, 0.4), 12);
  });

  it("is 1 where nothing is clipped, and the same at every scale of the gradient", () => {
    expect(audit("clip-value:10 sgd:lr=1", [3, 4])).toEqual({ scale: 1, cosine: expect.closeTo(1, 12) });
    const tiny = audit("clip-value:1e-200 sgd:lr=1", [3e-200, 4e-200]);
    expect(tiny?.cosine).toBeCloseTo(7 / (5 * Math.SQRT2), 12);
  });

  it("is that of what arrives at the clip: a weight decay before it counts", () => {
    const found = audit("weight-decay:1 clip-value:1 sgd:lr=1", [0, 0], [3, 4]);
    expect(found?.cosine).toBeCloseTo(7 / (5 * Math.SQRT2), 12);
  });

  it("is not asked where no link can turn the gradient, nor of one without a direction", () => {
    for (const chain of ["adam:lr=0.01", "clip-norm:1 adam:lr=0.01"])
      expect(audit(chain, [3, 4])).toBeUndefined();
    for (const grad of [
      [0, 0],
      [Number.NaN, 1],
      [Number.POSITIVE_INFINITY, 1],
    ])
      expect(audit("clip-value:1 sgd:lr=1", grad)).toBeUndefined();
  });

  it("lies between 0 and 1, whatever is cut", () => {
    const vector = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(vector, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (grad, max) => {
        const found = audit(`clip-value:${max} sgd:lr=1`, grad);
        if (!found) return;
        expect(found.cosine).toBeGreaterThan(0);
        expect(found.cosine).toBeLessThanOrEqual(1);
      }),
    );
  });
});
