import {
  type Advice,
  type Answer,
  applied,
  type Diagnosis,
  diagnose,
  type Facts,
  isInitial,
  lagWithin,
  least,
  type Opinion,
  opinions,
  reachOf,
  type Thresholds,
} from "../../src/diagnose/index.js";
import { type Experiment, parseExperiment, type RunRecord, type Task, trial } from "../../src/lab/index.js";
import type { Probe, Profile } from "../../src/probe/index.js";
import { factsFor } from "./facts.js";

/** What is asked of the least forget bias or gain: this much of the gradient left at the lag. */
export const ENOUGH = 1e-2;

/** Units up to which the singular values of a matrix are there at once. */
const LARGEST = 128;

/** A diagnosis of a configuration before any training. */
export interface Preflight extends Diagnosis {
  readonly facts: Facts;
  readonly profile: Profile;
  readonly probe: Probe;
  /** log10 of the gradient left at the lag, and the steps back that it was measured over. */
  readonly prediction?: { readonly back: number; readonly log10: number };
  /** The least value of an option with which enough is left. */
  readonly least?: Answer & { readonly option: "--forget-bias" | "--gain" };
  /** What the same batch leaves at the lag with a piece of advice followed. */
  readonly tried: readonly { readonly advice: Advice; readonly log10: number }[];
  readonly opinions: readonly Opinion[];
  /** Passes through the network, one batch each. */
  readonly passes: number;
}

/** Measures one batch, judges it, and tries the advice that changes nothing but the first weights on the same engine. */
export async function preflight(
  experiment: Experiment,
  task: Task,
  options: {
    readonly thresholds?: Readonly<Record<string, Thresholds>>;
    readonly notice: (message: string) => void;
    readonly version: string;
    /** With the Lyapunov exponents, which take a second. */
    readonly deep?: boolean;
  },
): Promise<Preflight> {
  const facts = factsFor(task, experiment);
  const made = await trial(experiment, task, options);
  try {
    let passes = 2;
    const { loss, gradientNorm, profile } = await made.measure();
    const spectra = facts.layers.some(({ simple, hidden }) => simple && hidden <= LARGEST);
    const probe = await made.probe({ spectra, jacobian: options.deep === true });
    const records: RunRecord[] = [
      made.start,
      { kind: "profile", step: 0, profile },
      { kind: "probe", step: 0, ...probe },
      { kind: "step", step: 1, loss, gradientNorm },
    ];
    const { evidence, ...diagnosis } = diagnose(facts, records, options);
    const leftOf = (one: Profile) => reachOf(one, lagWithin(facts, one.T));
    const leftWith = async (init: Experiment["init"]): Promise<number> => {
      passes++;
      return leftOf((await made.measure(init)).profile)?.log10 ?? Number.NaN;
    };
    const reach = leftOf(profile);
    const vanishing = diagnosis.verdicts.find(({ rule }) => rule === "vanishing");
    const tried: { advice: Advice; log10: number }[] = [];
    for (const advice of vanishing?.advice ?? [])
      if (isInitial(advice))
        tried.push({ advice, log10: await leftWith(parseExperiment(applied(experiment, advice)).init) });
    tried.sort((a, b) => b.log10 - a.log10);
    const found = vanishing && reach && (await leastOf(facts, reach.state.layer, leftWith));
    return {
      ...diagnosis,
      verdicts: diagnosis.verdicts.map((v) => ({ ...v, advice: byEffect(v.advice, tried) })),
      facts,
      profile,
      probe,
      ...(reach && { prediction: { back: reach.back, log10: reach.log10 } }),
      ...(found && { least: found }),
      tried,
      opinions: opinions(evidence),
      passes,
    };
  } finally {
    made.dispose();
  }
}

/** What leaves enough first, then what was not tried, then what does not leave enough. */
function byEffect(advice: readonly Advice[], tried: Preflight["tried"]): Advice[] {
  const rank = ({ options }: Advice): number => {
    const found = tried.find((one) => one.advice.options === options);
    return found === undefined ? 1 : found.log10 >= Math.log10(ENOUGH) ? 0 : 2;
  };
  return [...advice].sort((a, b) => rank(a) - rank(b));
}

/** The gate's bias from 0 on where there is a gate, else the gain from the present one on. */
async function leastOf(
  { experiment: { init }, layers, lag }: Facts,
  layer: number,
  measure: (init: Experiment["init"]) => Promise<number>,
): Promise<Preflight["least"]> {
  const target = Math.log10(ENOUGH);
  if (layers[layer]?.hasKeepGate) {
    const search = { from: 0, next: (b: number) => b + 1, limit: Math.log(lag.max + 1) + 4, target };
    return {
      option: "--forget-bias",
      ...(await least((forgetBias) => measure({ ...init, forgetBias }), search)),
    };
  }
  const search = { from: init.gain ?? 1, next: (g: number) => 1.25 * g, limit: 16, target };
  return { option: "--gain", ...(await least((gain) => measure({ ...init, gain }), search)) };
}
