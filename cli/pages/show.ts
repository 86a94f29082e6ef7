import { type Derivative, derive } from "../../src/diff/index.js";
import { type Cell, type Expr, type Shape, showEquations, topological } from "../../src/ir/index.js";
import { count, type Style, table } from "../../src/report/index.js";
import type { ShowOptions } from "../commands/show.js";
import { reference } from "../references.js";
import { shapes } from "./cells.js";
import { bytesOf, planOf } from "./code.js";
import { equations, paragraph } from "./mathematics.js";

const FLOAT32 = 4;

/** A cell's equations, the step back that is derived from them, and what has to be kept for it. */
export function equationsPage(cell: Cell, options: ShowOptions, style: Style): string {
  const d = derive(cell);
  const parts = [
    `${cell.name}: ${cell.title}\n${reference(cell.cite)}`,
    paragraph(["inputs", "states", "params"].flatMap((role) => declared(cell, role)).join("; "), style),
    ...section("Once a training step, from the parameters alone", Object.entries(d.once), d, style),
    ...section("One step", Object.entries(d.step), d, style),
    ...section("The step back, derived (BPTT)", backward(d), d, style),
    ...section("Once a training step, back", onceBack(d), d, style),
    legend(d, style),
    kept(d, options, style),
  ];
  return parts.join("\n\n");
}

function declared(cell: Cell, role: string): string[] {
  const of = { inputs: cell.inputs, states: cell.states, params: cell.params }[role] ?? {};
  return Object.keys(of).length === 0 ? [] : [shapes(of)];
}

function section(
  title: string,
  roots: readonly (readonly [string, Expr])[],
  { names }: Derivative,
  style: Style,
): string[] {
  return roots.length === 0 ? [] : [`${title}\n${equations(showEquations(roots, names), style)}`];
}

function backward({ adjoint }: Derivative): [string, Expr][] {
  const named = (values: Readonly<Record<string, Expr>>, suffix: string) =>
    Object.entries(values).map(([name, e]): [string, Expr] => [`d${name}${suffix}`, e]);
  return [...named(adjoint.states, "[t-1]"), ...named(adjoint.inputs, ""), ...named(adjoint.params, "")];
}

function onceBack({ onceAdjoint }: Derivative): [string, Expr][] {
  return Object.entries(onceAdjoint).map(([name, e]) => [`d${name}`, e]);
}

/** What the names on the way back mean. */
function legend(d: Derivative, style: Style): string {
  const leaves = topological(backward(d).map(([, e]) => e)).filter(({ op }) => op === "var");
  const arriving = leaves.flatMap((e) => (e.role === "cotangent" ? [d.names.get(e) ?? e.name ?? ""] : []));
  const states = Object.keys(d.cell.states).map((name) => `${name}[t-1]`);
  const from =
    states.length > 0
      ? "step t+1 and what is above (the next layer or the loss)"
      : "what is above (the next layer or the loss)";
  const sentences = [
    ...(states.length > 0 ? [`${states.join(", ")}: from the step before.`] : []),
    "dv: the gradient of the loss with respect to v.",
    `${arriving.join(", ")}: what arrives from ${from}.`,
    "⊗ and batchSum add up the batch; the gradients of parameters also add up the steps.",
  ];
  return sentences.map((sentence) => paragraph(sentence, style)).join("\n");
}

/** What is kept of every step for the way back, in bytes. */
function kept(d: Derivative, options: ShowOptions, style: Style): string {
  const { T, batch, hidden, input } = options;
  const size: Readonly<Record<string, number>> = { H: hidden, X: input };
  const bytes = (shape: Shape) => shape.reduce((n, name) => n * (size[name] ?? 1), batch * FLOAT32);
  const rows = [
    ...Object.entries(d.cell.inputs).map(([name, { shape }]) => ({ name, shape, what: "input" })),
    ...Object.entries(d.cell.states).map(([name, { shape }]) => ({ name, shape, what: "state" })),
    ...d.saved
      .filter(({ isState }) => !isState)
      .map(({ name, value }) => ({ name, shape: value.shape, what: "saved" })),
  ];
  const total = rows.reduce((sum, { shape }) => sum + bytes(shape), 0);
  const title = `Kept of every step (float32; batch B = ${batch}, H = ${hidden}, X = ${input})`;
  const lines = table(
    ["", "", "shape", "bytes"],
    [
      ...rows.map(({ name, shape, what }) => [
        name,
        what,
        `[${["B", ...shape].join(", ")}]`,
        count(bytes(shape)),
      ]),
      ["a step", "", "", count(total)],
      [`all ${count(T)} steps`, "", "", count(T * total)],
    ],
    style,
  );
  const whole = bytesOf(planOf(d.cell, options));
  const more = `The whole memory, with weights, gradients and the way back: ${count(whole)} bytes; --plan lists it.`;
  return [title, ...lines.split("\n").map((line) => `  ${line}`), paragraph(more, style)].join("\n");
}
