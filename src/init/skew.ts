import type { Stream } from "../rng/index.js";
import { type Initialiser, wrongLength } from "./initialiser.js";
import { momentsDiffer, uniformOf } from "./random.js";

/**
 * A skew matrix of 2 x 2 blocks [0 s; -s 0] with s in U(-π, π): its exponential rotates each pair of units by s. For
 * the parameter of an orthogonal matrix that is an exponential. A last unit without a partner gets zeros.
 *
 * Source  Henaff, Szlam & LeCun 2016, "Recurrent Orthogonal Networks and Long-Memory Tasks"; Lezcano-Casado &
 *         Martínez-Rubio 2019 start from it.
 */
export const henaff = (): Initialiser => unit;

/**
 * The same with s = tan(t/2), t in U(0, π/2): its Cayley transform rotates each pair by t.
 *
 * Source  Helfrich, Willmott & Ye 2018, "Orthogonal Recurrent Neural Networks with Scaled Cayley Transform".
 */
export const cayley = (): Initialiser => half;

function skewBlocks(
  name: string,
  [low, high]: readonly [number, number],
  entry: (angle: number) => number,
  angleOf: (entry: number) => number,
): Initialiser {
  const angles = uniformOf(low, high);
  return Object.freeze({
    name,
    draw(rows: number, cols: number, stream: Stream) {
      const values = new Float64Array(rows * cols);
      for (let i = 0; i + 1 < Math.min(rows, cols); i += 2) {
        const s = entry(angles.draw(stream));
        values[i * cols + i + 1] = s;
        values[(i + 1) * cols + i] = -s;
      }
      return values;
    },
    check(values: ArrayLike<number>, rows: number, cols: number) {
      if (values.length !== rows * cols) return wrongLength(values, rows, cols);
      const drawn: number[] = [];
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < cols; j++) {
          const [value = Number.NaN, mirrored = Number.NaN] = [values[i * cols + j], values[j * cols + i]];
          const isBlock = (i ^ 1) === j && Math.max(i, j) < Math.min(rows, cols);
          if (!(value === (isBlock ? -mirrored : 0))) return `element ${i}, ${j} is ${value}: no skew blocks`;
          if (isBlock && i < j) drawn.push(value);
        }
      return drawn.length === 0 ? undefined : momentsDiffer(drawn.map(angleOf), angles);
    },
  });
}

const same = (x: number): number => x;
const unit = skewBlocks("henaff", [-Math.PI, Math.PI], same, same);
const half = skewBlocks(
  "cayley",
  [0, Math.PI / 2],
  (t) => Math.tan(t / 2),
  (s) => 2 * Math.atan(s),
);
