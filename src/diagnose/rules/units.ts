import * as advise from "../advice.js";
import type { Evidence } from "../evidence.js";
import type { Facts, LayerFacts } from "../facts.js";
import { rule } from "../rule.js";
import { percent, short, steps } from "../text.js";
import type { Advice } from "../verdict.js";
import { LOST, STILL } from "./brings.js";

/** Units near the ends of tanh or sigmoid, where the derivative is below a tenth of its largest value. */
export const saturatedState = rule({
  id: "saturated-state",
  title: "the state is saturated",
  role: "mechanism",
  explains: [...LOST, ...STILL, "dead-units", "poor-init"],
  formula:
    "share of (unit, t, sequence) with |tanh| > 0.95, or sigmoid outside 0.05..0.95; warn: > warn, fail: > fail",
  thresholds: { warn: 0.5, fail: 0.8 },
  source: "0.95: torchmortem; 50 %: SageMaker Debugger (SaturatedActivation), DeepDiagnosis",
  judge(evidence, { warn, fail }) {
    const all = (evidence.probe?.layers ?? []).flatMap(({ layer, states }) =>
      states.map(({ state, saturatedHigh = 0, saturatedLow = 0 }) => ({
        layer,
        state,
        value: saturatedHigh + saturatedLow,
      })),
    );
    const [worst] = all.sort((a, b) => b.value - a.value);
    if (!worst || !(worst.value > warn)) return undefined;
    const isFail = worst.value > fail;
    return {
      severity: isFail ? "fail" : "warn",
      value: worst.value,
      threshold: isFail ? fail : warn,
      place: `layer ${worst.layer + 1} ${worst.state}`,
      sentence: `${percent(worst.value)} of the values of ${worst.state} lie within 5 % of their ends, where hardly any gradient passes.`,
      advice: unsaturate(evidence, worst.layer),
    };
  },
});

/**
 * Gates stuck at one end. The gate that keeps memory is healthy near 1, and one that writes to it near 0, as long as it
 * lets something through within the lag.
 */
export const saturatedGate = rule({
  id: "saturated-gate",
  title: "a gate is stuck",
  role: "mechanism",
  explains: [...LOST, ...STILL, "dead-units", "poor-init"],
  formula:
    "share of (unit, t, sequence) within 5 % of an end of the gate; not the open end of one that keeps memory, nor the shut end of one that writes to it with a mean of at least 0.1 / lag; warn: > warn, fail: > fail",
  thresholds: { warn: 0.8, fail: 0.95 },
  source: "0.95: torchmortem; the exception for gates that keep: Gers et al. 2000",
  judge(evidence, { warn, fail }) {
    const all = (evidence.probe?.layers ?? []).flatMap(({ layer, gates }) =>
      gates.flatMap(({ gate, keeps, low, high, mean, range }) => [
        ...(isWaiting(evidence, layer, gate, mean)
          ? []
          : [{ layer, gate, keeps, value: low, end: range === "tanh" ? "-1" : "0" }]),
        ...(keeps ? [] : [{ layer, gate, keeps, value: high, end: "1" }]),
      ]),
    );
    const stuck = all.filter(({ value }) => value > warn).sort((a, b) => b.value - a.value);
    const worst = stuck.find(({ keeps }) => !keeps) ?? stuck[0];
    if (!worst) return undefined;
    const isFail = worst.value > fail;
    return {
      severity: isFail ? "fail" : "warn",
      value: worst.value,
      threshold: isFail ? fail : warn,
      place: `layer ${worst.layer + 1} gate ${worst.gate}`,
      // That memory is let go of is what the rules about the gradient say themselves.
      ...(worst.keeps && { explains: [] }),
      sentence: `the gate ${worst.gate} is ${worst.end} in ${percent(worst.value)} of all places, and can no longer be taught.`,
      advice: unsaturate(evidence, worst.layer),
    };
  },
});

/** A gate that writes to memory is shut most of the time: over the lag it must let in a tenth of what it could. */
const isWaiting = ({ facts }: Evidence, layer: number, gate: string, mean: number): boolean =>
  facts.layers[layer]?.writeGates.includes(gate) === true && mean >= 0.1 / Math.max(1, facts.lag.max);

/** The gate that keeps memory lets go of it long before the lag is over, in nearly every unit. */
export const forgetsTooSoon = rule({
  id: "forgets-too-soon",
  title: "the gates forget too soon",
  role: "mechanism",
  formula: "90th percentile over units of tau = -1 / ln(mean of the gate that keeps); warn: < share * lag",
  thresholds: { share: 1 / 3 },
  source: "own, after chrono initialisation (Tallec & Ollivier 2018)",
  judge({ probe, facts }, { share }) {
    const asked = share * facts.lag.max;
    const taus = (probe?.layers ?? []).flatMap(({ layer, gates }) =>
      gates.flatMap(({ gate, keeps, timeConstant, mean }) =>
        keeps && timeConstant ? [{ layer, gate, mean, value: timeConstant.p90 }] : [],
      ),
    );
    const [longest] = taus.sort((a, b) => b.value - a.value);
    if (!longest || !(longest.value < asked)) return undefined;
    return {
      severity: "warn",
      value: longest.value,
      threshold: asked,
      place: `layer ${longest.layer + 1} gate ${longest.gate}`,
      sentence: `nine of ten units forget within ${steps(Number(longest.value.toPrecision(2)))} (${longest.gate} is ${short(longest.mean)} on average); the lag is ${facts.lag.max}.`,
      advice: [advise.chrono(facts)],
    };
  },
});

/** Units that give the same whatever comes in. */
export const deadUnits = rule({
  id: "dead-units",
  title: "units are dead",
  role: "mechanism",
  explains: [...LOST, ...STILL, "poor-init", "clip-order"],
  formula:
    "share of units: ReLU above 0 in < 1 % of (t, sequence), others of a std < 1e-3 over them; or of outputs exactly 0 in a ReLU stack; warn: > warn, fail: > fail",
  thresholds: { warn: 0.5, fail: 0.8 },
  source: "SageMaker Debugger (DeadRelu: 1 %, 50 %); torchmortem; AUTOTRAINER (0.7)",
  judge(evidence, { warn, fail }) {
    const { probe, profile, facts } = evidence;
    const recurrent = (probe?.layers ?? []).flatMap(({ layer, states }) =>
      states.map(({ state, deadShare, units }) => ({
        layer,
        what: `units of ${state}`,
        value: deadShare,
        units,
      })),
    );
    const dense = (profile?.layers ?? []).flatMap(({ layer, signal }) =>
      layer > 0 && facts.layers[layer - 1]?.activation === "relu"
        ? [
            {
              layer: layer - 1,
              what: "outputs",
              value: signal.zeros,
              units: facts.layers[layer - 1]?.hidden ?? 0,
            },
          ]
        : [],
    );
    const [worst] = [...recurrent, ...dense].sort((a, b) => b.value - a.value);
    // Half of a ReLU's outputs are 0 in any batch: of outputs alone, nearly all must be.
    const isOutputs = worst?.what === "outputs";
    const [limit, grave] = isOutputs ? [fail, 0.95] : [warn, fail];
    if (!worst || !(worst.value > limit)) return undefined;
    const isFail = worst.value > grave;
    return {
      severity: isFail ? "fail" : "warn",
      value: worst.value,
      threshold: isFail ? grave : limit,
      place: `layer ${worst.layer + 1}`,
      sentence: `${percent(worst.value)} of the ${worst.what} of layer ${worst.layer + 1} give the same whatever comes in.`,
      advice: revive(evidence, worst.layer, limit),
    };
  },
});

/** Before training no learning rate has done anything yet. */
const slower = ({ facts, step }: Evidence): Advice[] => (step > 1 ? [advise.lowerRate(facts, 5)] : []);

function unsaturate(evidence: Evidence, layer: number): Advice[] {
  const { facts } = evidence;
  const of = facts.layers[layer];
  const normed = of?.cell === "rnn" || of?.cell === "gru" || of?.cell === "lstm" ? of.cell : undefined;
  return [advise.smallerInput(), ...(normed ? [advise.layerNorm(facts, normed)] : []), ...slower(evidence)];
}

/** Units that training killed need shorter steps first; those that never lived, another start. */
function revive(evidence: Evidence, layer: number, limit: number): Advice[] {
  const { facts, firstProbe, firstProfile } = evidence;
  const of = facts.layers[layer];
  const atStart =
    of?.hasState === true
      ? Math.max(...(firstProbe?.layers[layer]?.states ?? []).map(({ deadShare }) => deadShare))
      : (firstProfile?.layers?.find((one) => one.layer === layer + 1)?.signal.zeros ?? 1);
  const shorter = atStart > limit ? [] : slower(evidence);
  return [...shorter, ...start(facts, of)];
}

function start(facts: Facts, of: LayerFacts | undefined): Advice[] {
  if (of?.activation !== "relu") return [advise.recommendedInit()];
  if (of.hasState)
    return [
      advise.identity(),
      advise.positiveBias(),
      ...(of.cell === "rnn-relu" ? [advise.tanh(facts)] : []),
    ];
  return [advise.leaky(facts), advise.depthInit("he-normal"), advise.positiveBias()];
}
