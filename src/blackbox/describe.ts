import type { Place } from "../engine/index.js";
import type { Value } from "../interp/index.js";
import { type Expr, type Names, type Parameter, showExpr, topological } from "../ir/index.js";
import type { Finding } from "./finding.js";
import { termsOf } from "./terms.js";

/** An element of a value, with all that is needed to say what it is. */
export interface Element {
  /** Absent in an update. */
  readonly place?: Place;
  /** In the whole batch. */
  readonly t?: number;
  readonly e: Expr;
  readonly value: Value;
  readonly operands: readonly Value[];
  readonly i: number;
}

/** What an element of forward or backward is. */
export function describe(found: Element & { readonly place: Place }): Finding {
  const { place, t, e, value, operands, i } = found;
  const { phase, layer, of } = place;
  const labels = labelsOf(place);
  const named = nearest(e, Object.values(place.wanted), labels);
  const name = e.op === "var" && e.role !== "cotangent" ? (e.name ?? "?") : named;
  const base = name.replace(/^d(?=.)/, phase === "backward" ? "" : "d").replace(/_(pre|in)$/, "");
  const known = of.cell.values[base];
  const isArrival = e.op === "var" && e.role === "cotangent";
  return {
    phase: givenAs(e, layer) ?? phase,
    layer,
    ...(t !== undefined && { t }),
    name: isArrival ? (e.name ?? name) : name,
    ...(known && { gate: base }),
    ...(known?.args.length === 1 && { activation: known.op }),
    op: isArrival ? "add" : e.op,
    equation: isArrival
      ? "what comes from later steps + what comes from above"
      : e.op === "var"
        ? (e.name ?? "?")
        : showExpr(e, labels),
    ...whereIn(e, value, i),
    value: value.data[i] ?? Number.NaN,
    terms: termsOf(e, value, operands, i, labels),
  };
}

/** The parameter and its gradient. */
const OF_PARAMETERS: ReadonlySet<string | undefined> = new Set(["p", "g"]);

/** What an element of an update is: every element is one of a parameter. */
export function describeUpdate(found: Element, parameters: readonly Parameter[]): Finding {
  const { e, value, operands, i } = found;
  const none: Names = new Map();
  return {
    phase: "update",
    name: e.name ?? showExpr(e),
    op: e.op,
    equation: showExpr(e),
    // A number of the step, such as a rate, is the same for all.
    ...(e.op !== "var" || e.role === "state" || OF_PARAMETERS.has(e.name)
      ? elementOf(parameters, i)
      : { unit: [] }),
    value: value.data[i] ?? Number.NaN,
    terms: termsOf(e, value, operands, i, none),
  };
}

/** Which parameter has element i of the flat array, and which of its elements that is. */
export function elementOf(parameters: readonly Parameter[], i: number) {
  const p = parameters.find(({ offset, size }) => i >= offset && i < offset + size);
  if (!p) return { unit: [] };
  const at = i - p.offset;
  const place = [Math.floor(at / p.cols), at % p.cols].slice(0, p.shape.length);
  return { parameter: p.name, unit: place.map((n) => n + 1) };
}

function givenAs(e: Expr, layer: number | "readout"): "data" | "parameters" | undefined {
  if (e.op !== "var") return undefined;
  if (e.role === "param") return "parameters";
  return e.role === "input" && (layer === 0 || (layer === "readout" && e.name !== "x")) ? "data" : undefined;
}

function whereIn(e: Expr, { shape, size }: Value, i: number): Pick<Finding, "unit" | "example"> {
  const lengths = e.shared ? shape : shape.slice(1);
  const row = e.shared ? 0 : Math.floor((i * (shape[0] ?? 1)) / size);
  let rest =
    i %
    Math.max(
      1,
      lengths.reduce((n, length) => n * length, 1),
    );
  const unit: number[] = [];
  for (const length of [...lengths].reverse()) {
    unit.unshift((rest % length) + 1);
    rest = Math.floor(rest / length);
  }
  return { unit, ...(!e.shared && { example: row + 1 }) };
}

const PREFIX: Readonly<Record<string, string>> = { input: "d", state: "d", param: "d", total: "d" };

/** Whether a name is the author's, or that of what a named activation is applied to. */
const isGiven = (name: string, { cell }: Place["of"]): boolean =>
  name in cell.values || /_pre$|^clip_/.test(name);

/** Names of the equations, those that are only wanted under a name among them. */
function labelsOf({ of, wanted }: Place): Names {
  const labels = new Map(of.names);
  // What was only given a name to be kept for the way back is shown as what it is.
  const kept = new Map(
    of.saved.filter(({ name }) => !isGiven(name, of)).map(({ name, value }) => [name, value]),
  );
  for (const value of kept.values()) labels.delete(value);
  for (const leaf of topological(Object.values(wanted))) {
    const value = leaf.role === "saved" ? kept.get(leaf.name ?? "") : undefined;
    if (value) labels.set(leaf, `(${showExpr(value, labels)})`);
  }
  for (const [key, e] of Object.entries(wanted)) {
    const [role = "", name] = key.split(":");
    if (!labels.has(e) && e.op !== "var" && !kept.has(key))
      labels.set(e, name === undefined ? role : `${PREFIX[role] ?? ""}${name}`);
  }
  return labels;
}

/** The name of the first named value that needs this one. */
function nearest(e: Expr, roots: readonly Expr[], names: Names): string {
  const users = new Set([e]);
  for (const user of topological(roots)) {
    if (!users.has(user) && !user.args.some((a) => users.has(a))) continue;
    const name = names.get(user);
    if (name !== undefined && (user === e || user.op !== "var")) return name;
    users.add(user);
  }
  return showExpr(e, names);
}
