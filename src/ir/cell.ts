import { EquationError } from "./error.js";
import {
  type Expr,
  type Mat,
  type Scalar,
  type Shape,
  sameShape,
  topological,
  type Vec,
  variable,
} from "./expr.js";
import { simplify } from "./simplify.js";

/** Random numbers that an input is fed with: independent, each either kept or 0. */
export interface Noise {
  /** Probability of keeping, 0 to 1. */
  readonly keep: number;
  /** What is kept is 1, or 1 / keep ("inverted"), so that the mean is 1. */
  readonly inverted: boolean;
  /** Drawn anew at every step, or once for all steps of a sequence. */
  readonly each: "step" | "sequence";
  /** Drawn for every example, or once for all examples of a batch. */
  readonly over: "example" | "batch";
}

/** A declared input, state or parameter. */
export interface Declared<S extends Shape = Shape> {
  readonly shape: S;
  /** The value the cell's author starts it from, e.g. 1 for a forget bias. */
  readonly start?: number;
  /** For an input besides the sequence: who trains the cell draws it, and gives the mean where nothing is to be random. */
  readonly noise?: Noise;
  /** Its first value as an equation of other parameters; stronger than anything else. */
  readonly from?: Expr<S>;
  /** The initialiser that draws it, as a text, unless the user names one for its role. */
  readonly drawn?: string;
}

export const scalar = (start?: number): Declared<Scalar> => ({
  shape: [],
  ...(start !== undefined && { start }),
});
export const vec = <D extends string>(d: D, start?: number): Declared<Vec<D>> => ({
  shape: [d],
  ...(start !== undefined && { start }),
});
export const mat = <M extends string, N extends string>(m: M, n: N): Declared<Mat<M, N>> => ({
  shape: [m, n],
});

type Declarations = Readonly<Record<string, Declared>>;
type Values<D extends Declarations> = { readonly [K in keyof D]: Expr<D[K]["shape"]> };

/** How a cell is written: declarations and one step as equations. */
export interface CellText<I extends Declarations, S extends Declarations, P extends Declarations> {
  readonly name: string;
  /** One line for lists. */
  readonly title: string;
  /** Key into the references. */
  readonly cite: string;
  /** What arrives from outside at every step; the first is the sequence, [X]. */
  readonly input: I;
  readonly state: S;
  /** The returned value that the next layer or the readout sees. */
  readonly output: string;
  readonly params: P;
  /**
   * Where chrono init goes: the bias of the gate that keeps memory when open, and those of gates that write to the same
   * memory. Where there is none that keeps, memory is kept as long as none writes.
   */
  readonly memory?: {
    readonly keep?: keyof P & string;
    readonly write?: (keyof P & string) | readonly (keyof P & string)[];
  };
  /** See `Cell.statistics`. */
  readonly statistics?: readonly string[];
  /**
   * One step of one example. Returns the new value of every state, and by name every other value worth a
   * name: the output if it is not a state, and the gates.
   */
  step(values: Values<I> & Values<S> & Values<P>): Values<S> & Readonly<Record<string, Expr>>;
}

/** A cell as a value: its equations as graphs. Everything else is derived from it. */
export interface Cell {
  readonly name: string;
  readonly title: string;
  readonly cite: string;
  readonly inputs: Declarations;
  readonly states: Declarations;
  readonly params: Declarations;
  readonly output: string;
  readonly memory: { readonly keep?: string; readonly write: readonly string[] };
  /** The named value, a number made of parameters alone, that training adds to the loss once a step. */
  readonly penalty?: string;
  /** The named values, then the new states. */
  readonly values: Readonly<Record<string, Expr>>;
  /**
   * Names of values that examples share because they are of the whole batch, e.g. its mean: an evaluation reads what training
   * batches showed instead (`inEvaluation`), so that no example's answer depends on the others.
   */
  readonly statistics?: readonly string[];
}

/** Traces `step` once on symbols and checks what it returns. Throws `EquationError`. */
export function cell<
  const I extends Declarations,
  const S extends Declarations,
  const P extends Declarations,
>({ input, state, params, memory = {}, ...text }: CellText<I, S, P>): Cell {
  const vars: Record<string, Expr> = {};
  const declare = (role: "input" | "state" | "param", of: Declarations) => {
    for (const [name, d] of Object.entries(of)) {
      if (name in vars)
        throw new EquationError(
          `cell "${text.name}": "${name}" is declared twice; give inputs, states and parameters different names`,
        );
      vars[name] = variable(role, name, d.shape);
    }
  };
  declare("input", input);
  declare("state", state);
  declare("param", params);
  const values = trace(text.name, () => text.step(vars as Values<I> & Values<S> & Values<P>));
  const { keep, write } = memory;
  const { statistics } = text;
  return checkedCell({
    name: text.name,
    title: text.title,
    cite: text.cite,
    inputs: input,
    states: state,
    params,
    output: text.output,
    memory: { ...(keep !== undefined && { keep }), write: [write ?? []].flat() },
    values,
    ...(statistics && { statistics }),
  });
}

/**
 * A cell of its parts, e.g. of another cell's with some changed: checks that states, output and parameters have their
 * values, and simplifies these. Throws `EquationError`.
 */
export function checkedCell({ values: given, ...parts }: Cell): Cell {
  const { states, params } = parts;
  const refuse = (why: string): never => {
    throw new EquationError(`cell "${parts.name}": ${why}`);
  };
  const names = [...Object.keys(given).filter((k) => !(k in states)), ...Object.keys(states)];
  for (const [name, d] of Object.entries(states)) {
    const value = given[name];
    if (!value) return refuse(`step returns no new value for the state "${name}"; return { ${name}: ... }`);
    if (!sameShape(value.shape, d.shape))
      refuse(
        `the state "${name}" is [${d.shape}] but step returns [${value.shape}] for it; return a value of the declared shape`,
      );
    if (value.shared)
      refuse(`the state "${name}" does not depend on the example; use spread(...) if that is meant`);
  }
  const output = given[parts.output];
  if (!output)
    return refuse(`step returns no value for the output "${parts.output}"; return { ${parts.output}: ... }`);
  if (output.shape.length > 1 || output.shared)
    refuse(`the output "${parts.output}" is one vector or scalar per example; it is [${output.shape}]`);
  for (const name of parts.statistics ?? [])
    if (!given[name]?.shared)
      refuse(`the statistic "${name}" is a value of the whole batch; return one, e.g. ${name}: batchMean(z)`);
  const penalty = parts.penalty === undefined ? undefined : given[parts.penalty];
  if (parts.penalty !== undefined && !(penalty?.shared && penalty.shape.length === 0))
    refuse(`the penalty "${parts.penalty}" is one number made of parameters; it is [${penalty?.shape}]`);
  const nodes = simplify(names.map((n) => given[n] ?? refuse(`"${n}" has no value`)));
  const used = new Set(topological(nodes).flatMap((e) => (e.op === "var" ? [e.name] : [])));
  for (const p of Object.keys(params))
    if (!used.has(p)) refuse(`the parameter "${p}" is declared but not used; remove it or use it in step`);
  const values: Record<string, Expr> = {};
  for (const [i, n] of names.entries()) values[n] = nodes[i] ?? output;
  return Object.freeze({ ...parts, values });
}

function trace<T>(name: string, step: () => T): T {
  try {
    return step();
  } catch (e) {
    if (e instanceof EquationError) throw new EquationError(`cell "${name}": ${e.message}`);
    throw e;
  }
}
