import { describe, expect, it } from "vitest";
import { readouts } from "../../src/cells/index.js";
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
    const distinct = [trained, heldOut].flatMap((part) => keys(part).map((of, digit) => ({ of, digit })));
    const digitOf = new Map<string, number>();
    const twice = distinct.flatMap(({ of, digit }) =>
      of.filter((key) => {
        const other = digitOf.get(key) ?? digit;
        digitOf.set(key, digit);
        return other !== digit;
      }),
    );
    expect(twice).toEqual([]);
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
    const task = digits({ side: 28 });
    const { trained, heldOut } = images(28);
    const [own, kept] = [trained, heldOut].map((part) => keys(part).map((of) => new Set(of)));
    const drawn = { own: task.sample(stream(1), 100), kept: task.heldOut?.(stream(1), 100) };
    for (const [batch, from, never] of [
      [drawn.own, own, kept],
      [drawn.kept ?? drawn.own, kept, own],
    ] as const)
      rows(batch, 1).forEach((row, b) => {
        const key = row.map((v) => Math.round(255 * v)).join();
        const digit = batch.target.subarray(b * 10, b * 10 + 10).indexOf(1);
        expect(from?.[digit]?.has(key)).toBe(true);
        expect(never?.some((of) => of.has(key))).toBe(false);
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

  it.each([
    ["as a whole", digits()],
    ["in windows", windowed(digits(), 3)],
  ])("is evaluated on images held out, %s", async (_, task) => {
    const ask = (message: string) => () => {
      throw new Error(message);
    };
    const spied = { ...task, sample: ask("training data"), heldOut: ask("data held out") };
    // Nothing else of the engine is needed before the first batch.
    const readout = { cell: readouts.xent, on: "last", size: task.output };
    const engine = { B: 4, network: { input: task.input, layers: [], readout } } as unknown as Engine;
    await expect(evaluate(engine, spied, { seed: 1, evaluate: { every: 1, sequences: 4 } })).rejects.toThrow(
      "data held out",
    );
    expect(task.heldOut?.(stream(1), 2)).not.toEqual(task.sample(stream(1), 2));
  });
});
