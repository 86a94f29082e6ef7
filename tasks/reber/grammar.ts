/** The letters in the order of the classes. */
export const LETTERS = "BTPXVSE";

/** A choice of a state: the letter (as its class) and the state after it. */
export interface Arc {
  readonly letter: number;
  readonly to: number;
}

/** The arcs of every state, each with two arcs taking either with probability 1/2; an empty list ends the string. */
export type Grammar = readonly (readonly Arc[])[];

/** Reber's grammar as published: state -> (letter, state). It begins in 0 and ends in 7. */
const REBER: readonly (readonly (readonly [string, number])[])[] = [
  [["B", 1]],
  [
    ["T", 2],
    ["P", 3],
  ],
  [
    ["S", 2],
    ["X", 4],
  ],
  [
    ["T", 3],
    ["V", 5],
  ],
  [
    ["X", 3],
    ["S", 6],
  ],
  [
    ["P", 4],
    ["V", 6],
  ],
  [["E", 7]],
];

/** First state of the string around, of either copy of the grammar, and of what follows it. */
const INNER = REBER.length + 1;
const [T_COPY, P_COPY] = [2, 2 + INNER];
const LAST = 2 + 2 * INNER;

const arc = (letter: string, to: number): Arc => ({ letter: LETTERS.indexOf(letter), to });

/** A whole copy of Reber's grammar whose end asks for the letter that led into it. */
const copyFrom = (base: number, letter: string) => [
  ...REBER.map((arcs) => arcs.map(([l, to]) => arc(l, base + to))),
  [arc(letter, LAST)],
];

/**
 * The embedded Reber grammar: B, then T or P, a string of Reber's grammar, the same T or P again, E.
 *
 * Source  Smith & Zipser 1989; Hochreiter & Schmidhuber 1997, sec. 5.1, figures 3 and 4.
 */
export const embedded: Grammar = [
  [arc("B", 1)],
  [arc("T", T_COPY), arc("P", P_COPY)],
  ...copyFrom(T_COPY, "T"),
  ...copyFrom(P_COPY, "P"),
  [arc("E", LAST + 1)],
  [],
];

/** Whether the letter that comes from here is the remembered T or P. */
export const isEcho = (state: number): boolean => state === P_COPY - 1 || state === LAST - 1;
