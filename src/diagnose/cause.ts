import * as advise from "./advice.js";
import type { Evidence } from "./evidence.js";
import type { Facts, LayerFacts } from "./facts.js";
import { percent, short } from "./text.js";
import type { Advice } from "./verdict.js";

/** The parts that a step's factor on the gradient is made of. */
export type Part = "weights" | "derivative" | "gate" | "mask";

/** Why the gradient shrinks on its way back through one layer. */
export interface Cause {
  readonly part: Part;
  /** Measured along the gradient, or concluded from the cell's equations. */
  readonly isMeasured: boolean;
  readonly clause: string;
}

/** What the cell's equations let expect, where nothing was measured but perhaps the share of units that are never on. */
export function expectedCause({ hasKeepGate, activation, cell }: LayerFacts, facts: Facts, dead = 0): Cause {
  if (hasKeepGate)
    return {
      part: "gate",
      isMeasured: false,
      clause: `the gate of ${cell} that keeps memory is not open enough for a lag of ${facts.lag.max}`,
    };
  if (activation === "relu")
    return {
      part: "mask",
      isMeasured: false,
      clause: `${dead > 1 / 2 ? percent(dead) : "about half"} of the ReLU units are off, and hand nothing on`,
    };
  if (activation === "sigmoid")
    return { part: "derivative", isMeasured: false, clause: "a sigmoid's derivative is at most 1/4" };
  return {
    part: "weights",
    isMeasured: false,
    clause: "the recurrent matrix, times the activation's derivative, shortens it at every step",
  };
}

/** Why the gradient vanishes in the layer with this number: measured where the split of the decay is known. */
export function causeOf({ facts, probe }: Evidence, layer: number): Cause | undefined {
  const of = facts.layers[layer];
  const probed = probe?.layers.find((one) => one.layer === layer);
  const split = probed?.through?.meanSplit;
  const dead = Math.max(0, ...(probed?.states ?? []).map(({ deadShare }) => deadShare));
  return of && ((split && measuredCause(split, of)) ?? expectedCause(of, facts, dead));
}

/** The part that takes most from the gradient at a step, with all parts as factors. */
function measuredCause(
  { weights, activation, gates }: Readonly<Record<"weights" | "activation" | "gates", number>>,
  of: LayerFacts,
): Cause | undefined {
  const parts: readonly [Part, string, number][] = [
    ["weights", "the weights", weights],
    [
      of.activation === "relu" && !of.hasKeepGate ? "mask" : "derivative",
      "the activation's derivative",
      activation,
    ],
    ["gate", "the gates", gates],
  ];
  const [worst, ...others] = parts
    .filter(([, , nats]) => Number.isFinite(nats))
    .sort(([, , a], [, , b]) => a - b);
  if (!worst || worst[2] >= 0) return undefined;
  const factor = ([, name, nats]: (typeof parts)[number]) => `${name} ${short(Math.exp(nats))}`;
  const rest = others.filter(([, , nats]) => Math.abs(nats) > 1e-3).map(factor);
  const named = `${worst[1]} multiply it by ${short(Math.exp(worst[2]))} at every step`;
  const verb =
    worst[0] === "weights" || worst[0] === "gate" ? named : named.replace("multiply", "multiplies");
  return {
    part: worst[0],
    isMeasured: true,
    clause: rest.length > 0 ? `${verb} (${rest.join(", ")})` : verb,
  };
}

/** What helps against vanishing, by its cause. Never clipping: it can only shorten. */
export function cures(cause: Cause | undefined, facts: Facts, layer: number): Advice[] {
  const of = facts.layers[layer];
  const isRecommended = facts.experiment.init.preset === "hindsight";
  const init = isRecommended ? [] : [advise.recommendedInit()];
  switch (cause?.part) {
    case "gate":
      return [advise.chrono(facts), advise.forgetBias(keepFor(facts.lag.max)), ...init];
    case "mask":
      return [advise.identity(), ...init, advise.gatedCell(facts)];
    case "derivative":
      return of?.hasKeepGate
        ? [advise.layerNorm(facts, of.cell === "gru" ? "gru" : "lstm"), advise.smallerInput()]
        : [advise.smallerInput(), advise.layerNorm(facts, "rnn"), advise.gatedCell(facts)];
    case "weights":
      // Half of an orthogonal ReLU layer is off: only the identity keeps lengths there.
      return [
        of?.activation === "relu" ? advise.identity() : advise.orthogonal(),
        ...init,
        advise.gatedCell(facts),
      ];
    default:
      return init;
  }
}

/**
 * The bias of a gate that keeps 1/e over a lag: its sigmoid is then exp(-1/lag).
 *
 * Source  Tallec & Ollivier 2018, eq. 13-14: a gate open by 1/T forgets after about T steps.
 */
export const keepFor = (lag: number): number => Math.log(Math.max(1, lag - 1));
