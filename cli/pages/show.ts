import { type Derivative, derive } from "../../src/diff/index.js";
import { type Cell, type Expr, showEquations, topological, unit } from "../../src/ir/index.js";
import type { Style } from "../../src/report/index.js";
import type { ShowOptions } from "../commands/show.js";
import { definitions } from "../definitions.js";
import { reference } from "../references.js";
import { wrapped } from "../text.js";
import { shapes } from "./cells.js";
import { kept } from "./kept.js";
import { equations } from "./mathematics.js";

/** A cell's equations, the step back that is derived from them, and what has to be kept for it. */
export function equationsPage(cell: Cell, options: ShowOptions, style: Style): string {
  const d = derive(cell);
  return [
    [`${cell.name}: ${cell.title}`, reference(cell.cite)]
      .map((line) => wrapped(line, style.width))
      .join("\n"),
    declared(cell, style),
    ...section("Once a training step, from the parameters alone", Object.entries(d.once), d, style),
    ...section("One step", computed(d), d, style),
    ...section("The step back, derived (BPTT)", backward(d), d, style),
    ...section("Once a training step, back to the parameters", onceBack(d), d, style),
    legend(d, style),
    kept(d, options, style),
  ].join("\n\n");
}

function declared({ inputs, states, params, statistics = [] }: Cell, { width }: Style): string {
  const rows: [string, string][] = [
    ["input", shapes(inputs)],
    ["state", shapes(states)],
    ["params", shapes(params)],
    ["noise", noiseOf(inputs)],
    ["batch", statistics.length > 0 ? `${statistics.join(", ")}: in evaluation running averages` : ""],
  ];
  return definitions(
    rows.filter(([, text]) => text !== ""),
    width,
  );
}

/** Where inputs are fed with random numbers: what they are in training. */
function noiseOf(inputs: Cell["inputs"]): string {
  const texts = Object.entries(inputs).flatMap(([name, { noise }]) => {
    if (!noise) return [];
    const { keep, inverted, each, over } = noise;
    const kept = inverted && keep < 1 ? Number((1 / keep).toPrecision(4)) : 1;
    const chance = `${name}: ${kept} with probability ${Number(keep.toPrecision(4))}, else 0`;
    return [`${chance}, drawn for every ${each}${over === "batch" ? ", once for all examples" : ""}`];
  });
  return texts.join("; ");
}

function section(
  title: string,
  roots: readonly (readonly [string, Expr])[],
  { names }: Derivative,
  style: Style,
): string[] {
  return roots.length === 0 ? [] : [`${title}\n${equations(showEquations(roots, names), style)}`];
}

/** The values of a step; those of parameters alone have been said. */
function computed({ step }: Derivative): [string, Expr][] {
  return Object.entries(step).filter(([, e]) => e.role !== "derived");
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
function legend(d: Derivative, { width, unicode }: Style): string {
  const leaves = topological(backward(d).map(([, e]) => e)).filter(
    (e) => e.role === "cotangent" && e !== unit,
  );
  const arriving = leaves.map((e) => d.names.get(e) ?? e.name).join(", ");
  const states = Object.keys(d.cell.states).map((name) => `${name}[t-1]`);
  const isStateful = states.length > 0;
  const sentences = [
    "dv: the gradient of the loss with respect to v.",
    ...(isStateful ? [`${states.join(", ")}: from the step before.`] : []),
    `${arriving}: what arrives from ${isStateful ? "step t+1 and from " : ""}above (the next layer or the loss).`,
    `${unicode ? "⊗" : "outer"}, batchSum: added up over the batch, and for a parameter over all steps.`,
  ];
  return sentences.map((sentence) => wrapped(sentence, width)).join("\n");
}
