import {
  BadInput,
  type Experiment,
  initialParameters,
  network,
  parseExperiment,
  type Task,
} from "../lab/index.js";
import type { Setting } from "../sweep/index.js";
import type { Cure } from "./cure.js";

/** A cure that is not run alone, or not in the combination, and why: one sentence. */
export interface LeftOut {
  readonly cure: Cure;
  readonly from: "everything" | "all";
  readonly reason: string;
}

/** The settings of an ablation: the base first, every cure alone, and all together last. */
export interface Ablation {
  readonly settings: readonly Setting[];
  /** The cures of every setting, in the order of `settings`: none of the base. */
  readonly cures: readonly (readonly Cure[])[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Every cure alone over a base, and all together. A cure that does not fit the base, or changes nothing of it, is left
 * out. All together are made in the order given: of those that set the same thing the first is taken, and one that no
 * longer fits what the others made is left out. Fewer than two have no combination, and neither have any with
 * `combine: false`.
 *
 * @throws BadInput when none of the cures can be tried
 */
export function ablation(
  base: Experiment,
  cures: readonly Cure[],
  task: Task,
  { combine = true }: { readonly combine?: boolean } = {},
): Ablation {
  const leftOut: LeftOut[] = [];
  const without = (from: LeftOut["from"], cure: Cure, reason: string) => {
    leftOut.push({ cure, from, reason });
  };
  const alone: { cure: Cure; experiment: Experiment }[] = [];
  for (const cure of cures) {
    const made = tried(cure, base, task);
    const same =
      typeof made === "string" ? undefined : alone.find(({ experiment }) => isSame(experiment, made, task));
    if (typeof made === "string") without("everything", cure, made);
    else if (same) without("everything", cure, `Here it is the same as ${same.cure.name}.`);
    else alone.push({ cure, experiment: made });
  }
  if (alone.length === 0)
    throw new BadInput(
      `None of the cures can be tried on this base: ${leftOut.map(({ cure, reason }) => `${cure.name}: ${reason}`).join(" ")}`,
    );

  const together: Cure[] = [];
  let all = base;
  for (const { cure } of alone) {
    const rival = together.find(({ sets }) => sets.some((path) => cure.sets.includes(path)));
    const made = rival ? `It sets the same as ${rival.name}, which comes first.` : tried(cure, all, task);
    if (typeof made === "string") without("all", cure, made);
    else {
      together.push(cure);
      all = made;
    }
  }
  const isCombined = combine && together.length > 1;
  const combined = isCombined ? [{ name: "all", cures: together, experiment: all }] : [];
  const made = [
    { name: "base", cures: [], experiment: base },
    ...alone.map(({ cure, experiment }) => ({ name: cure.name, cures: [cure], experiment })),
    ...combined,
  ];
  return {
    settings: made.map(({ name, cures, experiment }) => ({
      name,
      values: { cures: cures.map((cure) => cure.name) },
      experiment,
    })),
    cures: made.map((one) => one.cures),
    leftOut: isCombined ? leftOut : leftOut.filter(({ from }) => from === "everything"),
  };
}

/** The experiment with a cure, or the sentence that says why not. */
function tried(cure: Cure, experiment: Experiment, task: Task): Experiment | string {
  const fits = cure.fits(experiment);
  if (fits !== true) return fits;
  try {
    const made = parseExperiment(cure.change(experiment));
    network(made, task);
    return isSame(made, experiment, task) ? "It is there already." : made;
  } catch (e) {
    if (!(e instanceof BadInput || e instanceof RangeError)) throw e;
    return e.message;
  }
}

/** Whether two experiments are the same run: in every setting, or, where only `init` differs, in every first value. */
function isSame(a: Experiment, b: Experiment, task: Task): boolean {
  if (JSON.stringify({ ...a, init: 0 }) !== JSON.stringify({ ...b, init: 0 })) return false;
  if (JSON.stringify(a.init) === JSON.stringify(b.init)) return true;
  const [x, y] = [a, b].map((one) => initialParameters(one, task, network(one, task)).values);
  return x?.every((value, i) => value === y?.[i]) === true;
}
