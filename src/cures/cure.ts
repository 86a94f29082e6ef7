import type { Experiment } from "../lab/index.js";

/** Something that can be done to an experiment, and who prescribes it. A description: frozen, no state. */
export interface Cure {
  readonly name: string;
  /** One line for lists: what it does. */
  readonly title: string;
  readonly source: string;
  /**
   * What it sets, and nothing else: fields of an experiment by their path, of the chain the kind or the name of a link
   * ("chain.clip"). Of two cures that set the same thing only one can be in a combination.
   */
  readonly sets: readonly string[];
  /** True, or one sentence that says why it is nothing for this experiment. */
  fits(experiment: Experiment): true | string;
  /** The experiment with it. */
  change(experiment: Experiment): Experiment;
}

/** What every cure says of itself. */
export type About = readonly [name: string, title: string, source: string];

/** A cure from its parts; without `fits`, it fits any experiment. */
export function cure([name, title, source]: About, made: Omit<Cure, "name" | "title" | "source">): Cure {
  return Object.freeze({ name, title, source, ...made, sets: Object.freeze([...made.sets]) });
}

/** A cure of two: the second made in what the first made. */
export function both(about: About, first: Cure, second: Cure): Cure {
  return cure(about, {
    sets: [...first.sets, ...second.sets],
    fits: (experiment) => {
      const fits = first.fits(experiment);
      return fits === true ? second.fits(first.change(experiment)) : fits;
    },
    change: (experiment) => second.change(first.change(experiment)),
  });
}
