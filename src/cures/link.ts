import type { Experiment } from "../lab/index.js";
import { nameOf, wordsOf } from "../notation/index.js";
import { links } from "../optim/index.js";
import { type About, type Cure, cure } from "./cure.js";

/**
 * A cure that is a link of the optimiser chain, by its text. It stands where its kind belongs: clips first, what else
 * acts on the gradient before the optimiser, schedules last. It replaces links of its name, a clip any clip.
 */
export function link(about: About, text: string): Cure {
  const family = nameOf(text);
  const kind = kindOf(text);
  const isReplaced = (word: string) =>
    nameOf(word) === family || (kind === "clip" && kindOf(word) === "clip");
  const change = (experiment: Experiment): Experiment => {
    const kept = wordsOf(experiment.chain).filter((word) => !isReplaced(word));
    const optimiser = kept.findIndex((word) => kindOf(word) === "optimiser");
    const at = { clip: 0, gradient: optimiser, optimiser, update: kept.length }[kind];
    return { ...experiment, chain: kept.toSpliced(at, 0, text).join(" ") };
  };
  return cure(about, { sets: [`chain.${kind === "clip" ? kind : family}`], fits: () => true, change });
}

function kindOf(word: string) {
  const family = links.get(nameOf(word));
  if (!family) throw new Error(`no link is called ${word}`);
  return family.kind;
}
