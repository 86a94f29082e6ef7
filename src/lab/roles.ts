import type { ParamInfo } from "../init/index.js";
import {
  type Cell,
  type Expr,
  matrixRoles,
  type Network,
  type Parameter,
  parameters,
  resolve,
  topological,
} from "../ir/index.js";

type Role = ParamInfo["role"];

/** Ops through which a bias passes on its way to the activation of its gate. */
const passing = new Set(["add", "sub", "neg", "mul", "div", "spread", "repeat"]);

/**
 * What initialisation must know of every parameter, in the order of `parameters(network)`, read off the equations:
 *
 * - readout, readoutBias: the matrix and the vector of the readout.
 * - input: a matrix that reads the dimension of the sequence, and no state. recurrent: one between dimensions of states on the way
 *   from one step to the next; without any, a vector that multiplies a state.
 * - bias: a vector that is only ever added. Two biases that meet in one activation share a gate (`secondBias`).
 * - other: the rest, e.g. gains, peepholes, projections.
 */
export function paramInfos(network: Network): ParamInfo[] {
  const all = parameters(network);
  return resolve(network).flatMap(({ name, cell, dims }) => {
    const ps = all.filter((p) => p.layer === name);
    if (name === "readout") return ps.map((p) => readoutInfo(p, dims.X ?? 1));
    return cellInfos(cell, ps, dims[cell.values[cell.output]?.shape[0] ?? ""] ?? 1);
  });
}

function readoutInfo(p: Parameter, hidden: number): ParamInfo {
  return {
    name: p.name,
    rows: p.rows,
    cols: p.cols,
    role: p.shape.length === 2 ? "readout" : "readoutBias",
    hidden,
  };
}

function cellInfos(cell: Cell, ps: readonly Parameter[], hidden: number): ParamInfo[] {
  const graph = usersOf(cell);
  const roles = rolesOf(cell, ps, graph);
  const gates = [...roles.values()].filter((role) => role === "input").length;
  const relu = topological(newStatesOf(cell)).some((e) => e.op === "relu");
  const biases = ps.filter((p) => roles.get(p) === "bias");
  const activations = new Map(biases.map((p) => [p, activationsOf(p, graph)]));
  const meets = (p: Parameter) =>
    biases.some((q) => q !== p && [...(activations.get(p) ?? [])].some((e) => activations.get(q)?.has(e)));
  return ps.map((p) => {
    const { keep, write } = cell.memory;
    const memory = p.local === keep ? "keep" : write.includes(p.local) ? "write" : undefined;
    return {
      name: p.name,
      rows: p.rows,
      cols: p.cols,
      role: roles.get(p) ?? "other",
      hidden,
      relu,
      gates,
      secondBias: meets(p),
      ...(p.start !== undefined && { constant: p.start }),
      ...(p.drawn !== undefined && { drawn: p.drawn }),
      ...(memory && { memory }),
    };
  });
}

function newStatesOf(cell: Cell): Expr[] {
  return Object.keys(cell.states).flatMap((s) => cell.values[s] ?? []);
}

type Users = ReadonlyMap<Expr, readonly Expr[]>;

function usersOf(cell: Cell): Users {
  const users = new Map<Expr, Expr[]>();
  for (const e of topological(Object.values(cell.values))) {
    users.set(e, []);
    for (const a of e.args) users.get(a)?.push(e);
  }
  return users;
}

function rolesOf(cell: Cell, ps: readonly Parameter[], users: Users): Map<Parameter, Role> {
  const matrices = matrixRoles(cell);
  const roles = new Map<Parameter, Role>(
    ps.filter((p) => p.shape.length === 2).map((p) => [p, matrices.get(p.local) ?? "other"]),
  );
  const hasMatrix = [...roles.values()].includes("recurrent");
  for (const p of ps) {
    if (p.shape.length !== 1) continue;
    const found = readers(leafOf(p, users), users);
    const multipliesState = found.some(
      (e) => e.op === "mul" && e.args.some((a) => original(a).role === "state"),
    );
    if (found.every((e) => e.op === "add" || e.op === "sub")) roles.set(p, "bias");
    else if (multipliesState && !hasMatrix) roles.set(p, "recurrent");
  }
  return roles;
}

function leafOf(p: Parameter, users: Users): Expr | undefined {
  return [...users.keys()].find((e) => e.role === "param" && e.name === p.local);
}

/** What a value equals, seen through ops that change the way back alone. */
const original = (e: Expr): Expr =>
  e.op === "clipGradient" || e.op === "detach" ? original(e.args[0] ?? e) : e;

/** What reads a value, seen through `spread` and `repeat`. */
function readers(e: Expr | undefined, users: Users): Expr[] {
  return (e ? (users.get(e) ?? []) : []).flatMap((u) =>
    u.op === "spread" || u.op === "repeat" ? readers(u, users) : [u],
  );
}

/** The first activations on every way from a bias; a value that nobody reads counts as one. */
function activationsOf(p: Parameter, users: Users): Set<Expr> {
  const found = new Set<Expr>();
  const seen = new Set<Expr>();
  const follow = (e: Expr) => {
    if (seen.has(e)) return;
    seen.add(e);
    const above = users.get(e) ?? [];
    if (e.op !== "var" && (!passing.has(e.op) || above.length === 0)) found.add(e);
    else above.forEach(follow);
  };
  const leaf = leafOf(p, users);
  if (leaf) follow(leaf);
  return found;
}
