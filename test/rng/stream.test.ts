import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Stream, stream } from "../../src/rng/index.js";

const take = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw);
const uniforms = (n: number, from: Stream) => take(n, () => from.uniform());
const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Sum of (observed − expected)² / expected over n equally likely values. */
function chiSquare(values: Float64Array, n: number): number {
  const counts = new Float64Array(n);
  for (const v of values) counts[v] = (counts[v] ?? 0) + 1;
  const expected = values.length / n;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Six standard deviations above the mean of chi-square with n − 1 degrees of freedom, and the tail's z². */
const chiSquareBound = (n: number) => n - 1 + 6 * Math.sqrt(2 * (n - 1)) + 36;

const path = fc.array(fc.oneof(fc.string(), fc.maxSafeInteger()), { maxLength: 4 });

describe("coins", () => {
  const toss = (p: number, n = 1e5) => {
    const into = new Float64Array(n);
    stream(3, "coins", Math.round(p * 1e6)).coins(into, p, 1);
    return into;
  };

  it.each([0.001, 0.1, 1 / 3, 0.5, 0.7, 0.999])("fall on heads with probability %d, each by itself", (p) => {
    const v = toss(p);
    const deviation = Math.sqrt((p * (1 - p)) / v.length);
    expect(Math.abs(mean(v) - p)).toBeLessThan(4.5 * deviation);
    // Neighbours, and the lanes that one word of random bits decides, have no more in common than chance.
    for (const lag of [1, 2, 31, 32, 33]) {
      const both = mean(v.subarray(lag).map((e, i) => (e - p) * ((v[i] ?? Number.NaN) - p)));
      expect(Math.abs(both), `lag ${lag}`).toBeLessThan(4.5 * p * (1 - p) * Math.sqrt(1 / (v.length - lag)));
    }
    for (let lane = 0; lane < 32; lane++) {
      const share = mean(v.filter((_, i) => i % 32 === lane));
      expect(Math.abs(share - p), `lane ${lane}`).toBeLessThan(4.5 * Math.sqrt(32) * deviation);
    }
  });

  it("are certain for 0 and 1, and have the value that is asked for", () => {
    expect(new Set(toss(0, 100))).toEqual(new Set([0]));
    expect(new Set(toss(1, 100))).toEqual(new Set([1]));
    const into = new Float32Array(100);
    stream(1).coins(into, 0.5, 2.5);
    expect(new Set(into)).toEqual(new Set([0, 2.5]));
    expect(() => stream(1).coins(into, 1.5, 1)).toThrow("a probability from 0 to 1, not 1.5");
  });

  it("are the first of a longer row of coins", () => {
    const [short, long] = [new Float64Array(37), new Float64Array(80)];
    stream(1).coins(short, 0.3, 1);
    stream(1).coins(long, 0.3, 1);
    expect(long.slice(0, 37)).toEqual(short);
  });
});

describe("a stream", () => {
  it("gives these numbers for seed 1, on every machine and in every version", () => {
    const s = stream(1, "golden");
    expect([s.uniform(), s.uniform(), s.int(1000), s.int(2), s.normal()]).toMatchInlineSnapshot(`
      [
        0.204908196448351,
        0.7348810959121875,
        845,
        1,
        0.08536755593119252,
      ]
    `);
  });

  it("repeats itself for the same seed and path, and differs for another", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), path, path, (seed, a, b) => {
        const first = uniforms(4, stream(seed, ...a));
        expect(uniforms(4, stream(seed, ...a))).toEqual(first);
        if (JSON.stringify(a) !== JSON.stringify(b))
          expect(uniforms(4, stream(seed, ...b))).not.toEqual(first);
        expect(uniforms(4, stream(seed, ...a, "below"))).not.toEqual(first);
      }),
    );
  });

  it("tells apart paths that look alike", () => {
    const paths = [
      ["1"],
      [1],
      ["a", "b"],
      ["ab"],
      ["a,b"],
      ['a","b'],
      ["a", ""],
      ["a"],
      [""],
      [],
      [1, 2],
      [12],
    ];
    const firsts = paths.map((names) => stream(5, ...names).uniform());
    expect(new Set(firsts).size).toBe(paths.length);
    expect(stream(5, 12).uniform()).not.toBe(stream(51, 2).uniform());
  });

  it("names by split what stream names by its path", () => {
    fc.assert(
      fc.property(path, path, (a, b) => {
        const direct = uniforms(3, stream(3, ...a, ...b));
        expect(uniforms(3, stream(3, ...a).split(...b))).toEqual(direct);
      }),
    );
  });

  it("is not advanced by a split, and a split is the same wherever its parent stands", () => {
    const [plain, splitting] = [stream(4), stream(4)];
    const before = splitting.split("x").uniform();
    const numbers = take(50, () => splitting.split("y").uniform() * 0 + splitting.uniform());
    expect(numbers).toEqual(uniforms(50, plain));
    expect(splitting.split("x").uniform()).toBe(before);
  });

  it("is uncorrelated with its neighbours: parent, siblings, next seed", () => {
    const n = 100_000;
    const streams: Stream[] = [
      stream(1),
      stream(2),
      stream(1, 0),
      stream(1, 1),
      stream(1, "a"),
      stream(1, "a", "a"),
    ];
    const drawn = streams.map((s) => uniforms(n, s).map((v) => (v - 0.5) * Math.sqrt(12)));
    for (const [i, a] of drawn.entries()) {
      for (const b of drawn.slice(i + 1)) {
        expect(Math.abs(mean(a.map((v, k) => v * (b[k] ?? 0))))).toBeLessThan(6 / Math.sqrt(n));
      }
    }
  });

  it("refuses a seed or a path number that JSON would not keep apart", () => {
    for (const bad of [0.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(() => stream(bad)).toThrow(RangeError);
      expect(() => stream(1, "a", bad)).toThrow(RangeError);
    }
  });
});

describe("uniform", () => {
  it("is uniform in [0, 1): 1000 buckets by chi-square, neighbours uncorrelated", () => {
    const values = uniforms(500_000, stream(1, "uniform"));
    expect(values.every((v) => v >= 0 && v < 1)).toBe(true);
    expect(
      chiSquare(
        values.map((v) => Math.floor(v * 1000)),
        1000,
      ),
    ).toBeLessThan(chiSquareBound(1000));
    const lagged = mean(values.map((v, i) => (v - 0.5) * ((values[i + 1] ?? 0.5) - 0.5))) * 12;
    expect(Math.abs(lagged)).toBeLessThan(6 / Math.sqrt(values.length));
  });

  it("has 53 random bits, each set half of the time", () => {
    const n = 20_000;
    const values = uniforms(n, stream(1, "bits"));
    for (let bit = 1; bit <= 53; bit++) {
      const share = mean(values.map((v) => Math.floor(v * 2 ** bit) % 2));
      expect(Math.abs(share - 0.5)).toBeLessThan(3 / Math.sqrt(n));
    }
  });
});

describe("int", () => {
  it.each([1, 2, 3, 7, 10, 64, 1000])("is uniform in [0, %i) by chi-square", (n) => {
    const s = stream(1, "int", n);
    expect(
      chiSquare(
        take(100_000, () => s.int(n)),
        n,
      ),
    ).toBeLessThan(chiSquareBound(n));
  });

  it("is unbiased where a remainder would be: a third of [0, 3·2^51) is below 2^51, not a half", () => {
    const s = stream(1, "large");
    const share = mean(take(20_000, () => (s.int(3 * 2 ** 51) < 2 ** 51 ? 1 : 0)));
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.02);
  });

  it("stays a whole number below n, for every n", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.integer(), (n, seed) => {
        const drawn = stream(seed).int(n);
        expect(Number.isSafeInteger(drawn) && drawn >= 0 && drawn < n).toBe(true);
      }),
    );
  });

  it("refuses an empty range and fractions", () => {
    for (const bad of [0, -1, 1.5, Number.NaN, Infinity])
      expect(() => stream(1).int(bad)).toThrow(RangeError);
  });
});

describe("normal", () => {
  it("has the moments and the tails of N(0, 1)", () => {
    const n = 200_000;
    const values = take(n, stream(1, "normal").normal);
    // Standard errors of the first four moments of n normal values.
    for (const [power, expected, error] of [
      [1, 0, 1],
      [2, 1, Math.sqrt(2)],
      [3, 0, Math.sqrt(15)],
      [4, 3, Math.sqrt(96)],
    ] as const) {
      const moment = mean(values.map((v) => v ** power));
      expect(Math.abs(moment - expected)).toBeLessThan((6 * error) / Math.sqrt(n));
    }
    const beyondTwo = mean(values.map((v) => (Math.abs(v) > 2 ? 1 : 0)));
    expect(beyondTwo).toBeCloseTo(0.0455, 2);
  });
});
