import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chronoKeep,
  chronoWrite,
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initialiser,
  identity,
  initialisers,
  normal,
  orthogonal,
  parseInitialiser,
  torchBias,
  torchUniform,
  uniform,
  withGain,
} from "../../src/init/index.js";
import { stream } from "../../src/rng/index.js";

const shapes = [
  [1, 1],
  [1, 5],
  [5, 1],
  [3, 17],
  [17, 3],
  [33, 33],
  [64, 64],
  [128, 1],
] as const;

const families = [...initialisers];
const random = families.filter(
  ([, { example }]) => !["zeros", "constant 0.5", "identity", "cycle"].includes(example.name),
);

describe.each(families)("%s", (name, { example, argument, make }) => {
  it("draws what its own check accepts, for every shape and many streams, as float32 too", () => {
    // A spectral radius takes 40 products of n³, and it is set, not drawn: fewer streams say as much.
    const streams = name === "sparse-spectral" ? 10 : 40;
    for (const [rows, cols] of shapes) {
      for (let i = 0; i < streams; i++) {
        const values = example.draw(rows, cols, stream(i, name, rows, cols));
        expect(example.check(values, rows, cols)).toBeUndefined();
        expect(example.check(Float32Array.from(values), rows, cols)).toBeUndefined();
      }
    }
  });

  it("is refuted by values that are scaled, shifted, not finite, of another shape", () => {
    const values = example.draw(64, 64, stream(1, name));
    const refuted = (spoiled: Float64Array) => expect(example.check(spoiled, 64, 64)).toMatch(/\w/);
    // zeros cannot be scaled away from zero
    if (name !== "zeros") refuted(values.map((v) => v * 1.2));
    // skew blocks are 32 numbers here, too few for their spread to prove that much
    if (!["zeros", "henaff", "cayley"].includes(name)) refuted(values.map((v) => v * 0.8));
    refuted(values.map((v) => v + 1));
    refuted(values.map((v, i) => (i === 7 ? Number.NaN : v)));
    refuted(values.map((v, i) => (i === 7 ? Infinity : v)));
    expect(example.check(values.subarray(1), 64, 64)).toMatch(/instead of 64 × 64/);
  });

  it("draws the same again from the same stream and is frozen", () => {
    expect(example.draw(4, 3, stream(2))).toEqual(example.draw(4, 3, stream(2)));
    expect(Object.isFrozen(example)).toBe(true);
  });

  it("can be written as text", () => {
    expect(parseInitialiser(argument === undefined ? name : `${name}:2`).name).toBe(make(2).name);
  });
});

describe("independent draws", () => {
  it.each(random)("of %s differ between streams", (_, { example }) => {
    expect(example.draw(8, 8, stream(1))).not.toEqual(example.draw(8, 8, stream(2)));
  });

  const [rows, cols] = [96, 160];
  const laws: [Initialiser, number][] = [
    [normal(0.3), 0.3 ** 2],
    [uniform(0.3), 0.3 ** 2 / 3],
    [glorotUniform(), 2 / (rows + cols)],
    [glorotUniform(1, 4), 2 / (4 * rows + cols)],
    [glorotNormal(2), (4 * 2) / (rows + cols)],
    [heUniform(), 2 / cols],
    [heNormal(0.5), 0.5 / cols],
    [torchUniform(64), 1 / (3 * 64)],
    [torchBias(64), 2 / (3 * 64)],
    [orthogonal(1.5), 1.5 ** 2 / cols],
  ];
  it.each(
    laws.map(([law, variance]) => [law.name, law, variance] as const),
  )("of %s have the variance of the published rule", (_, law, variance) => {
    const values = law.draw(rows, cols, stream(3, law.name));
    const measured = values.reduce((sum, v) => sum + v * v, 0) / values.length;
    expect(Math.abs(measured / variance - 1)).toBeLessThan(6 * Math.sqrt(2 / values.length));
  });
});

describe("orthogonal", () => {
  const side = fc.integer({ min: 1, max: 40 });

  it("has orthonormal rows or columns, whichever are fewer, to 1e-12", () => {
    fc.assert(
      fc.property(side, side, fc.integer(), (rows, cols, seed) => {
        const q = orthogonal().draw(rows, cols, stream(seed));
        const at = (i: number, j: number) => q[i * cols + j] ?? Number.NaN;
        const [few, many, get] =
          rows <= cols ? [rows, cols, at] : [cols, rows, (i: number, j: number) => at(j, i)];
        for (let a = 0; a < few; a++) {
          for (let b = 0; b <= a; b++) {
            let product = 0;
            for (let k = 0; k < many; k++) product += get(a, k) * get(b, k);
            expect(Math.abs(product - (a === b ? 1 : 0))).toBeLessThan(1e-12);
          }
        }
      }),
    );
  });

  it("is Haar distributed: the trace of a 5 × 5 has mean 0 and variance 1, the determinant is ±1 equally often", () => {
    // Diaconis & Shahshahani 1994: the moments of the trace up to the order of the matrix are those of N(0, 1).
    // Without positive diagonals of R (plain Householder) the trace is biased.
    const n = 4000;
    const traces: number[] = [];
    let positive = 0;
    for (let i = 0; i < n; i++) {
      const q = orthogonal().draw(5, 5, stream(i, "haar"));
      traces.push([0, 6, 12, 18, 24].reduce((sum, k) => sum + (q[k] ?? 0), 0));
      const [a = 0, b = 0, c = 0, d = 0] = orthogonal().draw(2, 2, stream(i, "sign"));
      if (a * d - b * c > 0) positive++;
    }
    const moment = (power: number) => traces.reduce((sum, t) => sum + t ** power, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(6 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(6 * Math.sqrt(2 / n));
    expect(Math.abs(positive / n - 0.5)).toBeLessThan(3 / Math.sqrt(n));
  });

  it("is refuted when one pair of rows is off by 1e-5", () => {
    const q = orthogonal().draw(8, 8, stream(1));
    for (let k = 0; k < 8; k++) q[k] = (q[k] ?? 0) + 1e-5 * (q[8 + k] ?? 0);
    expect(orthogonal().check(q, 8, 8)).toMatch(/rows 0 and 1/);
  });
});

describe("chrono", () => {
  it("spreads the time constants 1 + e^b evenly up to Tmax; write is minus keep from the same stream", () => {
    const keep = chronoKeep(50).draw(4000, 1, stream(1));
    expect(keep.every((b) => b >= 0 && b < Math.log(49))).toBe(true);
    const quartiles = [1, 2, 3].map((q) => keep.filter((b) => Math.exp(b) < 1 + 12 * q).length / 4000);
    for (const [i, share] of quartiles.entries()) expect(share).toBeCloseTo((i + 1) / 4, 1);
    expect(chronoWrite(50).draw(4000, 1, stream(1))).toEqual(keep.map((b) => -b));
  });

  it("is 0 for Tmax 2, the least it accepts", () => {
    expect(chronoKeep(2).draw(3, 1, stream(1))).toEqual(new Float64Array(3));
    expect(() => chronoKeep(1)).toThrow(RangeError);
  });
});

describe("a gain", () => {
  it("multiplies every value, is printed, and is checked", () => {
    expect(orthogonal(1.5).name).toBe("orthogonal gain 1.5");
    expect(orthogonal(1.5).draw(3, 3, stream(1))).toEqual(
      orthogonal()
        .draw(3, 3, stream(1))
        .map((v) => v * 1.5),
    );
    expect(orthogonal(1.5).check(orthogonal().draw(3, 3, stream(1)), 3, 3)).toMatch(/product/);
    expect(withGain(constant(1), 0).check(new Float64Array(4), 2, 2)).toBeUndefined();
    expect(withGain(constant(1), 0).check(new Float64Array([0, 0, 1, 0]), 2, 2)).toMatch(/value 2/);
    expect(identity(2).draw(2, 3, stream(1))).toEqual(new Float64Array([2, 0, 0, 0, 2, 0]));
  });
});

describe("parseInitialiser", () => {
  it.each([
    ["ortogonal", /There is no initialiser "ortogonal"; did you mean "orthogonal"\?/],
    ["", /There is no initialiser ""/],
    ["normal", /"normal" needs its std; write e\.g\. "normal:0\.5"/],
    ["orthogonal:", /gain must be a number/],
    ["orthogonal:big", /gain must be a number/],
    ["orthogonal:1:2", /gain must be a number/],
    ["orthogonal:Infinity", /gain must be a finite number, not Infinity/],
    ["normal:-1", /std must be 0 or more, not -1/],
    ["zeros:1", /zeros takes no number/],
    ["sparse-spectral", /needs its radius/],
    ["sparse-spectral:-1", /radius must be 0 or more, not -1/],
    ["sparse-spectral:1:0", /density must be above 0 and at most 1, not 0/],
    ["sparse-spectral:1:many", /density must be a number/],
    ["sparse-spectral:1:0.1:2", /radius must be a number/],
    ["chrono-keep:1", /Tmax must be 2 or more/],
  ])("refuses %j with one sentence", (text, message) => {
    expect(() => parseInitialiser(text)).toThrow(RangeError);
    expect(() => parseInitialiser(text)).toThrow(message);
  });
});
