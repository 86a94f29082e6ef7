import { type Ablation, ablation, type Cure, cures } from "../../src/cures/index.js";
import { type Advice, applied, type Verdict } from "../../src/diagnose/index.js";
import { parameters } from "../../src/ir/index.js";
import {
  type Experiment,
  initialParameters,
  network,
  parseExperiment,
  type Task,
} from "../../src/lab/index.js";

/** What the untreated setting is called. */
export const UNTREATED = "untreated";

/** A piece of advice as it is tried. */
export interface Treatment {
  readonly cure: string;
  readonly advice: Advice;
  readonly experiment: Experiment;
  /** Parameters whose first values are others than without it, or "all". */
  readonly restarted: "all" | readonly string[];
}

export interface Treatments extends Ablation {
  readonly treatments: readonly Treatment[];
}

/**
 * The advice of the verdicts that count, worst first, each alone over the same experiment. A cure that several verdicts
 * advise is tried in the dose of the first. Undefined where nothing is advised.
 *
 * @throws BadInput when nothing of what is advised can be tried
 */
export function treatmentsFor(
  verdicts: readonly Verdict[],
  experiment: Experiment,
  task: Task,
): Treatments | undefined {
  const advised = new Map<string, Advice>();
  for (const { severity, standing, holds, advice } of verdicts) {
    const counts = severity !== "info" && standing !== "note" && (holds || standing === "run");
    for (const one of counts ? advice : []) if (!advised.has(one.cure)) advised.set(one.cure, one);
  }
  if (advised.size === 0) return undefined;
  const prescribed = [...advised.values()].map(cureOf);
  const { settings, ...made } = ablation(experiment, prescribed, task, { combine: false });
  return {
    ...made,
    settings: settings.map((one, i) => (i === 0 ? { ...one, name: UNTREATED } : one)),
    treatments: settings.slice(1).flatMap(({ name, experiment: treated }) => {
      const advice = advised.get(name);
      const restarted = restartedBy(treated, experiment, task);
      return advice ? [{ cure: name, advice, experiment: treated, restarted }] : [];
    }),
  };
}

/** The cure of that name in the dose that was advised. */
function cureOf(advice: Advice): Cure {
  const known = cures.get(advice.cure);
  return {
    name: advice.cure,
    title: advice.why,
    source: known?.source ?? "",
    sets: Object.keys(advice.set),
    fits: (experiment) =>
      "steps" in advice.set ? "Here all runs are equally long." : (known?.fits(experiment) ?? true),
    change: (experiment) => parseExperiment(applied(experiment, advice)),
  };
}

/**
 * Every parameter draws from a stream of the seed and its own name, so the same seed gives the same first values but
 * where an initialiser or a shape is another.
 */
function restartedBy(treated: Experiment, untreated: Experiment, task: Task): Treatment["restarted"] {
  const [a, b] = [treated, untreated].map((one) => {
    const net = network(one, task);
    const { values } = initialParameters(one, task, net);
    return parameters(net).map(
      ({ name, offset, size }) => [name, values.subarray(offset, offset + size)] as const,
    );
  });
  const before = new Map(b);
  const isKept = (name: string, values: Float64Array) => {
    const old = before.get(name);
    return old?.length === values.length && values.every((value, i) => value === old[i]);
  };
  const others = (a ?? []).flatMap(([name, values]) => (isKept(name, values) ? [] : [name]));
  return others.length === a?.length ? "all" : others;
}
