import {
  abs,
  add,
  type Cell,
  cell,
  type Declared,
  detach,
  div,
  EquationError,
  type Expr,
  max,
  maximum,
  mul,
  rewrite,
  square,
  step,
  sub,
  substitution,
  sum,
  topological,
  variable,
  withArgs,
} from "../ir/index.js";
import { reverse } from "./reverse.js";

type Declarations = Readonly<Record<string, Declared>>;

const made = new WeakMap<Cell, Cell>();

/**
 * The vanishing-gradient regulariser of one step of a cell, as a cell without states.
 *
 *     omega = (‖Jᵀd‖² / ‖d‖² - 1)²        J = d(states after) / d(states before), d = dL/d(states after)
 *
 * All states of a cell are one vector. Inputs are those of the cell, its states before the step by their names, and
 * d as `dh` for a state `h`; `counted` is 1 where d is not 0, and omega is 0 elsewhere. d is brought to unit size
 * first: Ω is a ratio, and ‖d‖² underflows long before d does. As in the paper, d and the values of the forward pass
 * are constants: the gradient reaches parameters where they stand in Jᵀd itself (U of a simple recurrence), not
 * through the gates and slopes that they decide.
 *
 * Source    Pascanu, Mikolov & Bengio 2013, "On the difficulty of training recurrent neural networks", eq. 9, with
 *           the squared norms of eq. 10 and of the authors' code.
 *
 * @throws EquationError for a cell without states, or one that mixes the examples of a batch
 */
export function omega(of: Cell): Cell {
  const known = made.get(of);
  if (known) return known;
  const values = regularise(of);
  const used = new Set(
    topological(Object.values(values)).flatMap((e) => (e.role === "param" ? [e.name] : [])),
  );
  const arriving = Object.entries(of.states).map(([s, d]) => [`d${s}`, d]);
  const input: Declarations = { ...of.inputs, ...of.states, ...Object.fromEntries(arriving) };
  const params: Declarations = Object.fromEntries(Object.entries(of.params).filter(([p]) => used.has(p)));
  const result = cell({
    name: `${of.name}-omega`,
    title: `vanishing-gradient regulariser of ${of.name}`,
    cite: "pascanu2013",
    input,
    state: {},
    output: "omega",
    params,
    step: (vars) => {
      const given = substitution((e) => (e.op === "var" ? (vars[e.name ?? ""] ?? e) : e));
      return { counted: given(values.counted), omega: given(values.omega) };
    },
  });
  made.set(of, result);
  return result;
}

/** Of variables with the roles that they have in the cell, and of inputs `dh`. */
function regularise(cell: Cell): { omega: Expr; counted: Expr } {
  const of = withoutClipping(cell);
  const forward = topological(Object.values(of.values));
  if (Object.keys(of.states).length === 0)
    throw new EquationError(`the cell "${of.name}" has no state: no gradient goes back through time in it`);
  if (forward.some((e) => e.op === "batchSum"))
    throw new EquationError(
      `the cell "${of.name}" mixes the examples of a batch, and omega is measured of each example`,
    );
  const states = Object.entries(of.states).map(([s, { shape }]) => {
    const after = of.values[s];
    if (!after) throw new Error(`no value for ${s}`);
    return { s, after, d: variable("input", `d${s}`, shape) };
  });
  const size = states.map(({ d }) => total(abs(d), max)).reduce((a, b) => maximum(a, b));
  const counted = step(size);
  const orOne = (e: Expr): Expr => add(e, sub(1, counted));
  const unit = states.map(({ after, d }): [Expr, Expr] => [after, div(d, orOne(size))]);

  const cotangents = reverse(
    states.map(({ after }) => after),
    unit,
  );
  const back = forward.flatMap((e) => (e.role === "state" ? (cotangents.get(e) ?? []) : []));
  const held = heldConstant(forward);
  const squares = (of: readonly Expr[]): Expr => add(...of.map((e) => total(square(e), sum)));
  const ratio = div(squares(rewrite(back, held)), orOne(squares(unit.map(([, u]) => u))));
  return { omega: mul(counted, square(sub(ratio, 1))), counted };
}

/** J is the cell's Jacobian, whatever is done to the gradient on its way: `clipGradient` passes its operand on. */
function withoutClipping(cell: Cell): Cell {
  const names = Object.keys(cell.values);
  const made = rewrite(Object.values(cell.values), (e, args) =>
    e.op === "clipGradient" ? (args[0] ?? e) : withArgs(e, args),
  );
  return { ...cell, values: Object.fromEntries(made.map((e, i) => [names[i] ?? "", e])) };
}

/** Values of the forward pass that depend on the example become constants; those made of parameters alone stay. */
function heldConstant(forward: readonly Expr[]): (e: Expr, args: readonly Expr[]) => Expr {
  const varies = new Set<Expr>();
  for (const e of forward)
    if (e.op === "var" ? e.role !== "param" : e.args.some((a) => varies.has(a))) varies.add(e);
  return (e, args) => (varies.has(e) && e.op !== "var" ? detach(e) : withArgs(e, args));
}

/** A reduction of a vector; a scalar is its own. */
const total = (e: Expr, reduce: (x: Expr<readonly [string]>) => Expr): Expr =>
  e.shape.length === 0 ? e : reduce(e as Expr<readonly [string]>);
