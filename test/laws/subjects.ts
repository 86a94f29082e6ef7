import {
  cells,
  denseLinear,
  denseRelu,
  denseTanh,
  gru,
  gruOriginal,
  lstm,
  readouts,
  rnn,
  rnnRelu,
} from "../../src/cells/index.js";
import type { Cell, Network } from "../../src/ir/index.js";
import { deep, integrator, masked, mixing, normed, ownCells } from "./own.js";

/** A network of one size that the laws run over. */
export interface Subject {
  readonly name: string;
  readonly network: Network;
  readonly T: number;
  readonly B: number;
  /** False when one example sees the others. */
  readonly rowsIndependent: boolean;
  /** False when no layer has a state. */
  readonly recurrent: boolean;
}

type Size = { readonly H: number; readonly B: number; readonly T: number };

/** Dimensions that cells have besides X and H. */
const R = 2;

export function subject(
  stack: readonly (readonly [Cell, number])[],
  loss: "mse" | "xent",
  on: "last" | "every",
  { T, B }: { readonly T: number; readonly B: number },
): Subject {
  const layers = stack.map(([cell, H]) => ({ cell, dims: { H, R } }));
  const text = stack.map(([cell, H]) => `${cell.name} ${H}`).join(" + ");
  return {
    name: `${text}, ${loss} on ${on}, T ${T}, B ${B}`,
    network: { input: 3, layers, readout: { cell: readouts[loss], on, size: loss === "mse" ? 1 : 4 } },
    T,
    B,
    rowsIndependent: !stack.some(([cell]) => mixing.has(cell)),
    recurrent: stack.some(([cell]) => Object.keys(cell.states).length > 0),
  };
}

/** Every cell that must obey the laws: the catalogue and the user's own. */
export const cellsUnderLaw: readonly Cell[] = [...Object.values(cells), ...ownCells];

/** Odd sizes, dealt to the cells in turn. */
const recurrentSizes: readonly Size[] = [
  { H: 5, B: 2, T: 50 },
  { H: 33, B: 5, T: 2 },
  { H: 3, B: 1, T: 50 },
  { H: 17, B: 2, T: 12 },
  { H: 3, B: 5, T: 50 },
];
const statelessSizes: readonly Size[] = [
  { H: 17, B: 2, T: 2 },
  { H: 5, B: 5, T: 1 },
  { H: 3, B: 1, T: 12 },
  { H: 33, B: 5, T: 2 },
];

const single: readonly Subject[] = cellsUnderLaw.map((cell, i) => {
  const sizes = Object.keys(cell.states).length > 0 ? recurrentSizes : statelessSizes;
  const { H, B, T } = sizes[i % sizes.length] ?? { H: 3, B: 2, T: 2 };
  return subject([[cell, H]], i % 2 ? "xent" : "mse", "every", { T, B: mixing.has(cell) ? 5 : B });
});

const stacks: readonly Subject[] = [
  subject([[rnn, 5], [rnn, 5]], "mse", "last", { T: 50, B: 5 }),
  subject([[lstm, 5], [lstm, 5]], "xent", "last", { T: 50, B: 2 }),
  subject([[gru, 17], [gru, 17]], "xent", "every", { T: 2, B: 5 }),
  subject([[lstm, 5], [denseTanh, 33], [gru, 3]], "mse", "last", { T: 12, B: 2 }),
  subject([[rnnRelu, 33], [gruOriginal, 1], [denseLinear, 17]], "mse", "every", { T: 2, B: 5 }),
  subject([[denseTanh, 17], [denseRelu, 5], [denseTanh, 33]], "xent", "last", { T: 1, B: 5 }),
  subject([[deep, 3], [masked, 17], [normed, 5]], "mse", "last", { T: 12, B: 2 }),
  subject([[integrator, 5]], "xent", "last", { T: 50, B: 2 }),
  subject([[lstm, 1]], "mse", "last", { T: 1, B: 1 }),
];

/** One of each cell and some stacks; the full product of sizes is in test/slow. */
export const subjects: readonly Subject[] = [...single, ...stacks];
