import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import { evaluate, windowed } from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { images } from "../../tasks/digits/images.js";
import { makeTask } from "../../tasks/index.js";

const keys = (part: readonly (readonly Uint8Array[])[]) => part.map((of) => of.map((image) => image.join()));

/** The images of a batch as rows of pixels, in the order of time. */
const rows = ({ T, B, x }: { T: number; B: number; x: Float64Array }, pixels: number) =>
  Array.from({ length: B }, (_, b) =>
    Array.from({ length: T }, (_, t) => x.slice((t * B + b) * pixels, (t * B + b + 1) * pixels)).flatMap(
      (step) => [...step],
    ),
  );

describe("the images", () => {
  it.each([7, 14, 28])("with a side of %i are 10 000, and no image has two digits", (side) => {
    const { trained, heldOut, pixels } = images(side);
    expect(pixels).toBe(side * side);
    const digitOf = new Map<string, number>();
    for (const part of [keys(trained), keys(heldOut)])
      for (const [digit, of] of part.entries())
        for (const key of of) {
          expect(digitOf.get(key) ?? digit).toBe(digit);
          digitOf.set(key, digit);
        }
    const count = (part: readonly (readonly unknown[])[]) => part.reduce((n, of) => n + of.length, 0);
    expect([count(trained), count(heldOut)]).toEqual([8000, 2000]);
  });

  it("are pictures: mostly paper, ink in the middle, and the mean of a one is upright", () => {
    const ones = images(7).trained[1] ?? [];
    const mean = Array.from(
      { length: 49 },
      (_, p) => ones.reduce((s, i) => s + (i[p] ?? 0), 0) / ones.length,
    );
    expect(mean.indexOf(Math.max(...mean))).toBe(3 * 7 + 3);
    expect(mean[1 * 7 + 3]).toBeGreaterThan(4 * (mean[3 * 7 + 1] ?? 0));
  });
});

describe("digits", () => {
  const digits = (options: Record<string, unknown> = {}) => makeTask("digits", { side: 7, ...options });

  it("shows an image of the class that is due, and evaluation none that training may show", () => {
    const task = digits();
    const { trained, heldOut } = images(7);
    const draws = [
      [task.sample(stream(1, "a"), 300), keys(trained), keys(heldOut)],
      [task.heldOut?.(stream(1, "a"), 300) ?? task.sample(stream(1), 0), keys(heldOut), keys(trained)],
    ] as const;
    for (const [batch, own, other] of draws)
      rows(batch, 1).forEach((row, b) => {
        const key = row.map((v) => Math.round(255 * v)).join();
        const digit = batch.target.subarray(b * 10, b * 10 + 10).indexOf(1);
        expect(own[digit]).toContain(key);
        // Two people wrote the same seven by seven pixels at times; such an image is in both parts.
        if (!own.flat().some((k) => other.flat().includes(k))) expect(other.flat()).not.toContain(key);
      });
  });

  it("permuted is the same images in one order for all, another for another seed", () => {
    const [a, b] = [digits(), digits({ variant: "permuted" })];
    const [plain, mixed] = [a, b].map((task) => rows(task.sample(stream(2), 40), 1));
    const column = (of: number[][] | undefined, t: number) => (of ?? []).map((row) => row[t]).join();
    const columns = Array.from({ length: 49 }, (_, t) => column(plain, t)).sort();
    expect(Array.from({ length: 49 }, (_, t) => column(mixed, t)).sort()).toEqual(columns);
    expect(mixed).not.toEqual(plain);
    const other = digits({ variant: "permuted", permutation: 2 });
    expect(rows(other.sample(stream(2), 40), 1)).not.toEqual(mixed);
  });

  it("shows several pixels a step in the same order", () => {
    const [one, seven] = [digits(), digits({ pixels: 7 })];
    expect([seven.steps, seven.input]).toEqual([7, 7]);
    expect(rows(seven.sample(stream(3), 5), 7)).toEqual(rows(one.sample(stream(3), 5), 1));
  });

  it("refuses sides and pixels that do not fit, in one sentence", () => {
    expect(() => digits({ side: 8 })).toThrow("side must be 28, 14 or 7, but it was 8;");
    expect(() => digits({ pixels: 5 })).toThrow("pixels must divide the 49 of an image, but it was 5;");
  });

  it("is evaluated on images held out, as a whole and in windows", async () => {
    for (const task of [digits(), windowed(digits(), 3)]) {
      let asked = 0;
      const refuse = (): never => {
        throw new Error("training data were asked for");
      };
      const spied = { ...task, sample: refuse, heldOut: (): never => (asked++, refuse()) };
      const engine = { B: 4 } as unknown as Engine;
      const ask = evaluate(engine, spied, { seed: 1, evaluate: { every: 1, sequences: 4 } });
      await expect(ask).rejects.toThrow();
      expect(asked).toBe(1);
    }
  });
});
