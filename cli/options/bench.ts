import { cpus } from "node:os";
import { parseShape, type Shape, type StepOptions, standardShapes } from "../../benchmarks/index.js";
import { cells as catalogue } from "../../src/cells/index.js";
import type { Backend } from "../../src/engine/index.js";
import { parseWrappers, wrappers } from "../../src/wrap/index.js";
import { named } from "../names.js";

/** What can be measured. */
export const benches = ["steps", "peers", "growth", "data", "update", "probe", "start"] as const;
export type Bench = (typeof benches)[number];

/** The options as commander gives them. */
export interface GivenBench {
  readonly cells?: readonly string[];
  readonly shapes?: readonly string[];
  readonly backend?: readonly string[];
  readonly threads?: readonly number[];
  readonly rounds?: number;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Rounds unless told; with --quick. */
export const [ROUNDS, QUICK] = [9, 3];

const BACKENDS = ["native", "wasm", "interp"] as const satisfies readonly Backend[];
const SMALL: readonly Shape[] = [
  { T: 50, B: 8, H: 32 },
  { T: 30, B: 5, H: 33 },
];

interface Defaults {
  readonly cells: readonly string[];
  /** None: it has sizes of its own. */
  readonly shapes: readonly Shape[] | undefined;
  readonly backends: readonly Backend[];
  readonly threads: readonly number[];
}

const FEW = ["rnn", "lstm", "gru"];
const UP_TO_TWO = cpus().length > 1 ? [1, 2] : [1];
const alone = { cells: FEW, backends: ["native"], threads: [1] } as const;
const defaults: Readonly<Record<Bench, Defaults>> = {
  steps: {
    cells: Object.keys(catalogue),
    shapes: standardShapes,
    backends: BACKENDS,
    threads: UP_TO_TWO,
  },
  peers: {
    cells: FEW,
    shapes: standardShapes.slice(0, 3),
    backends: ["native", "wasm"],
    threads: UP_TO_TWO,
  },
  growth: { ...alone, cells: ["lstm"], shapes: undefined },
  data: { ...alone, shapes: standardShapes },
  update: { ...alone, shapes: standardShapes },
  probe: { ...alone, shapes: standardShapes },
  start: { ...alone, cells: ["lstm"], shapes: undefined },
};

/** The options of a benchmark, its defaults filled in. Throws RangeError with one sentence. */
export function benchOptions(
  what: Bench,
  given: GivenBench,
  notice: (message: string) => void,
): StepOptions & { readonly quick: boolean } {
  const { quick = false, rounds = quick ? QUICK : ROUNDS } = given;
  const { cells, shapes, backends, threads } = defaults[what];
  if (given.shapes && !shapes)
    throw new RangeError(`bench ${what} has sizes of its own; leave out --shapes.`);
  const wanted = given.cells?.join() === "all" ? everything() : given.cells?.map(cellOf);
  return {
    cells: wanted ?? (quick ? cells.filter((name) => FEW.includes(name)) : cells),
    shapes: given.shapes?.map(parseShape) ?? (quick ? SMALL : (shapes ?? [])),
    backends: given.backend ? BACKENDS.filter((one) => chosen(given.backend ?? []).has(one)) : backends,
    threads: given.threads ?? threads,
    rounds,
    quick,
    notice,
  };
}

/** Every cell, and an LSTM in every wrapper. */
const everything = (): string[] => [
  ...Object.keys(catalogue),
  ...[...wrappers.values()].map(({ example }) => `lstm ${example}`),
];

/** A cell, or one in wrappers: "lstm", "lstm zoneout:0.1". */
function cellOf(text: string): string {
  const [name = "", ...wrap] = text.trim().split(/\s+/);
  parseWrappers(wrap.join(" "));
  return [named("cell", name, Object.keys(catalogue)), ...wrap].join(" ");
}

const chosen = (names: readonly string[]) => new Set(names.map((name) => named("backend", name, BACKENDS)));
