import {
  antisymmetric,
  cells,
  denseLinear,
  denseRelu,
  denseSigmoid,
  denseTanh,
  gru,
  gruLayerNorm,
  gruOriginal,
  lru,
  lstm,
  lstmLayerNorm,
  readouts,
  rnn,
  rnnLayerNorm,
  rnnRelu,
} from "../../src/cells/index.js";
import type { Cell, Network } from "../../src/ir/index.js";
import {
  deep,
  integrator,
  masked,
  meanField,
  mixes,
  normed,
  ownCells,
  residual,
  scaledResidual,
} from "./own.js";
import { full, type Witness, witnessesOf } from "./witness.js";
import { wrapped } from "./wrapped.js";

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
  /** True for a network that the fast suite runs in float64 alone. */
  readonly brief?: boolean;
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
    rowsIndependent: !stack.some(([cell]) => mixes(cell)),
    recurrent: stack.some(([cell]) => Object.keys(cell.states).length > 0),
  };
}

/** Every cell that must obey the laws: the user's own first, so that a new cell of the catalogue deals them no other size. */
export const cellsUnderLaw: readonly Cell[] = [...ownCells, ...Object.values(cells)];

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

/** Cells that compare units with each other: of one there is nothing left to move. */
const comparing: ReadonlySet<Cell> = new Set([antisymmetric, rnnLayerNorm, lstmLayerNorm, gruLayerNorm]);

/** The full product of sizes, for `vitest --mode slow`: each cell gets every fifteenth, starting at another one. */
const everySize: readonly Size[] = [1, 3, 5, 17, 33].flatMap((H) =>
  [1, 2, 5].flatMap((B) => [1, 2, 50].map((T) => ({ H, B, T }))),
);

/** Cells that the fast suite runs alone, in this order; every other shares a network with its neighbours. */
const alone: readonly Cell[] = [
  ...[rnn, rnnRelu, lstm, gru, gruOriginal, denseTanh, denseRelu, denseSigmoid, denseLinear],
  ...ownCells,
];
const further: readonly Cell[] = cellsUnderLaw.filter((cell) => !alone.includes(cell));

const single: readonly Subject[] = [...alone, ...(full ? further : [])].flatMap((cell, i) => {
  const sizes = Object.keys(cell.states).length > 0 ? recurrentSizes : statelessSizes;
  const dealt = full
    ? everySize.filter((_, n) => n % 15 === i % 15)
    : sizes.slice(i % sizes.length).slice(0, 1);
  return dealt.map(({ H, B, T }) =>
    subject([[cell, comparing.has(cell) ? Math.max(H, 3) : H]], i % 2 ? "xent" : "mse", "every", {
      T,
      B: mixes(cell) ? 5 : B,
    }),
  );
});

/**
 * Two cells share a compilation, and a law that fails for a stack fails for one of them: `vitest --mode slow` runs each
 * alone, on everything.
 */
const shared: readonly Subject[] = chunks(further, 2).map((stack, i) => ({
  ...subject(
    stack.map((cell, n) => [cell, n % 2 ? 3 : 5]),
    i % 2 ? "xent" : "mse",
    "every",
    { T: 12, B: 2 },
  ),
  brief: !full,
}));

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

const stacks: readonly Subject[] = [
  subject(
    [
      [rnn, 5],
      [rnn, 5],
    ],
    "mse",
    "last",
    { T: 50, B: 5 },
  ),
  subject(
    [
      [lstm, 5],
      [lstm, 5],
    ],
    "xent",
    "last",
    { T: 50, B: 2 },
  ),
  subject(
    [
      [gru, 17],
      [gru, 17],
    ],
    "xent",
    "every",
    { T: 2, B: 5 },
  ),
  subject(
    [
      [lstm, 5],
      [denseTanh, 33],
      [gru, 3],
    ],
    "mse",
    "last",
    { T: 12, B: 2 },
  ),
  subject(
    [
      [rnnRelu, 33],
      [gruOriginal, 1],
      [denseLinear, 17],
    ],
    "mse",
    "every",
    { T: 2, B: 5 },
  ),
  subject(
    [
      [denseTanh, 17],
      [denseRelu, 5],
      [denseTanh, 33],
    ],
    "xent",
    "last",
    { T: 1, B: 5 },
  ),
  subject(
    [
      [deep, 3],
      [masked, 17],
      [normed, 5],
    ],
    "mse",
    "last",
    { T: 12, B: 2 },
  ),
  subject([[meanField, 5]], "mse", "every", { T: 12, B: 5 }),
  subject([[integrator, 5]], "xent", "last", { T: 50, B: 2 }),
  subject(
    [
      [scaledResidual, 3],
      [residual, 3],
    ],
    "mse",
    "last",
    { T: 12, B: 2 },
  ),
  subject([[lstm, 1]], "mse", "last", { T: 1, B: 1 }),
  subject(
    [
      [wrapped("residual", lstm, { X: 3, H: 3 }), 3],
      [wrapped("residual", gru, { X: 3, H: 5 }), 5],
    ],
    "mse",
    "every",
    { T: 12, B: 2 },
  ),
  subject(
    [
      [wrapped("h-detach:0.3", lstm, { X: 3, H: 5 }), 5],
      [wrapped("zoneout:0.1 clip-state:0.1", gruOriginal, { X: 5, H: 3 }), 3],
    ],
    "mse",
    "every",
    { T: 12, B: 5 },
  ),
  ...[
    [
      [wrapped("dropout:0.2,variational residual", lstm, { X: 3, H: 3 }), 3],
      [wrapped("zoneout:0.2,c=0.3", lstm, { X: 3, H: 5 }), 5],
    ] as const,
    [
      [wrapped("dropout:0.2,recurrent,output", rnn, { X: 3, H: 17 }), 17],
      [wrapped("zoneout:0.3", lru, { X: 17, H: 3 }), 3],
    ] as const,
  ].map((stack) => ({ ...subject(stack, "xent", "every", { T: 12, B: 2 }), brief: !full })),
  subject(
    [
      [wrapped("batch-norm", denseRelu, { X: 3, H: 5 }), 5],
      [wrapped("batch-norm", lstm, { X: 5, H: 5 }), 5],
    ],
    "mse",
    "every",
    { T: 12, B: 5 },
  ),
  {
    ...subject(
      [
        [wrapped("batch-norm:0.5 residual", gru, { X: 3, H: 5 }), 5],
        [wrapped("zoneout:0.2 batch-norm", rnn, { X: 5, H: 3 }), 3],
      ],
      "xent",
      "last",
      { T: 12, B: 5 },
    ),
    brief: !full,
  },
];

/** Wrappers and combinations of them; two share a compilation. */
const wrappedStacks: readonly Subject[] = [
  [wrapped("weight-norm", gru, { X: 3, H: 5 }), wrapped("orthogonal + residual", rnn, { X: 5, H: 5 })],
  [
    wrapped("orthogonal:kind=cayley + weight-norm:which=input", deep, { X: 3, H: 5 }),
    wrapped("skip-time:3", lstm, { X: 2, H: 5 }),
  ],
  [
    wrapped("orthogonal-penalty:0.2", lstm, { X: 3, H: 5 }),
    wrapped("weight-norm:which=recurrent + skip-time:1 + residual", rnn, { X: 5, H: 5 }),
  ],
].map((stack, i) => ({
  ...subject(
    stack.map((cell) => [cell, 5]),
    i % 2 ? "xent" : "mse",
    "every",
    { T: 12, B: 2 },
  ),
  brief: !full,
}));

/** Each cell once, alone or in a stack, and some stacks more; every size of each cell in the slow suite. */
export const subjects: readonly Subject[] = [...single, ...stacks, ...wrappedStacks, ...shared];

/** The compiled witnesses of float64 are the first and the last that are dealt out. */
const witnessesFor = (s: Subject): readonly Witness[] => {
  const i = subjects.indexOf(s);
  return witnessesOf(s.brief ? 3 * (i % 2) : i);
};

/** A subject and a witness to run it on. */
export interface Case {
  readonly name: string;
  readonly subject: Subject;
  readonly witness: Witness;
}

/** Each subject on each of its witnesses. */
export const cases = (
  list: readonly Subject[],
  wanted: (w: Witness) => boolean = () => true,
): readonly Case[] =>
  list.flatMap((s) =>
    witnessesFor(s)
      .filter(wanted)
      .map((witness) => ({ name: `${witness} ${s.name}`, subject: s, witness })),
  );
