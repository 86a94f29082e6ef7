/** Operations on every element by itself. */
export type PointwiseOp =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "neg"
  | "tanh"
  | "sigmoid"
  | "relu"
  | "exp"
  | "log"
  | "sqrt"
  | "abs"
  | "step"
  | "minimum"
  | "detach"
  | "clipGradient";

/** The names of all operations; `ops.ts` has the table. */
export type OpName =
  | "var"
  | "const"
  | "batchSize"
  | "size"
  | PointwiseOp
  | "dot"
  | "dotT"
  | "outer"
  | "matmul"
  | "transpose"
  | "inverse"
  | "identity"
  | "sum"
  | "max"
  | "repeat"
  | "batchSum"
  | "spread";

/** Named dimensions of a value: [] scalar, ["H"] vector, ["H", "X"] matrix. The engine adds batch and time. */
export type Shape = readonly string[];
export type Scalar = readonly [];
export type Vec<D extends string> = readonly [D];
export type Mat<M extends string, N extends string> = readonly [M, N];

/** What a variable stands for in an equation. */
export type Role = "input" | "state" | "param" | "derived" | "saved" | "cotangent";

/**
 * One value in a graph of equations. Immutable; built only by the functions of this room.
 * `shared` values are the same for every example of the batch (parameters and what is computed from them
 * or summed over the batch); all others have one value per example.
 */
export interface Expr<S extends Shape = Shape> {
  readonly op: OpName;
  readonly args: readonly Expr[];
  readonly shape: S;
  readonly shared: boolean;
  /** Name and role of a `var`; the dimension that a `size` counts. */
  readonly name?: string;
  readonly role?: Role;
  /** Value of a `const`; the limit of a `clipGradient`. */
  readonly value?: number;
  /** Creation order; operands always precede their users. */
  readonly id: number;
}

let created = 0;

/** Makes a node without any check; `ops.ts` is the checked way. */
export function node<S extends Shape>(fields: Omit<Expr<S>, "id">): Expr<S> {
  return Object.freeze({ ...fields, id: created++ });
}

/** A named leaf. */
export function variable<S extends Shape>(role: Role, name: string, shape: S): Expr<S> {
  return node({ op: "var", args: [], shape, shared: role === "param" || role === "derived", name, role });
}

/** Like `variable`, for a value that need not follow the role's usual sharing. */
export function placeholder<S extends Shape>(role: Role, name: string, like: Expr<S>): Expr<S> {
  return node({ op: "var", args: [], shape: like.shape, shared: like.shared, name, role });
}

export function constant(value: number): Expr<Scalar> {
  return node({ op: "const", args: [], shape: [], shared: true, value });
}

/**
 * The number 1 in equations of the way back. Who rescales cotangents example by example, as the probe does, gives it the
 * same factor: what is compared with it keeps its meaning.
 */
export const unit: Expr<Scalar> = variable("cotangent", "unit", []);

export const isConst = (e: Expr, value?: number): boolean =>
  e.op === "const" && (value === undefined || e.value === value);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

/** All nodes that the roots need, operands first. */
export function topological(roots: Iterable<Expr>): Expr[] {
  const seen = new Set<Expr>();
  const order: Expr[] = [];
  const stack: [Expr, boolean][] = [...roots].reverse().map((r) => [r, false]);
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [e, done] = top;
    if (done) {
      order.push(e);
      continue;
    }
    if (seen.has(e)) continue;
    seen.add(e);
    stack.push([e, true]);
    for (let i = e.args.length - 1; i >= 0; i--) {
      const a = e.args[i];
      if (a && !seen.has(a)) stack.push([a, false]);
    }
  }
  return order;
}

/** Rebuilds the graph below `roots`, replacing each node by what `visit` returns for it (with new operands). */
export function rewrite(roots: readonly Expr[], visit: (e: Expr, args: readonly Expr[]) => Expr): Expr[] {
  const made = new Map<Expr, Expr>();
  const get = (e: Expr): Expr => {
    const m = made.get(e);
    if (!m) throw new Error("operand visited after its user");
    return m;
  };
  for (const e of topological(roots)) made.set(e, visit(e, e.args.map(get)));
  return roots.map(get);
}

/** Replaces leaves; graphs that share nodes before share them after, across calls. */
export function substitution(leaf: (e: Expr) => Expr): (e: Expr) => Expr {
  const made = new Map<Expr, Expr>();
  return (root) => {
    for (const e of topological([root]))
      if (!made.has(e))
        made.set(
          e,
          e.args.length === 0
            ? leaf(e)
            : withArgs(
                e,
                e.args.map((a) => made.get(a) ?? a),
              ),
        );
    return made.get(root) ?? root;
  };
}

/** The same operation on other operands, shape and sharing kept. */
export function withArgs(e: Expr, args: readonly Expr[]): Expr {
  return args.every((a, i) => a === e.args[i]) ? e : node({ ...e, args });
}
