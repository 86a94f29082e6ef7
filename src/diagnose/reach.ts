import type { Profile, StateProfile } from "../probe/index.js";
import type { Facts } from "./facts.js";

/** How much of the gradient of the answer is left after going back some steps. */
export interface Reach {
  /** Steps back: the lag of the task, or what the window of truncated BPTT leaves of it. */
  readonly back: number;
  /** log10 of d(T-back) / d(T); -Infinity when nothing is left. */
  readonly log10: number;
  /** log10 of the greatest d(t) / d(T) on the way. */
  readonly peak: number;
  readonly state: StateProfile;
}

/** The whole state of every layer that has one: its only state, or all of them as one vector. */
export function wholeStates({ states }: Profile): StateProfile[] {
  return states.filter(({ layer }, i) => states[i + 1]?.layer !== layer);
}

/** Steps of the last window of backpropagation through a sequence. */
export function lastWindow({ T, experiment: { unroll } }: Pick<Facts, "T" | "experiment">): number {
  if (unroll === "full" || unroll >= T) return T;
  return T % unroll === 0 ? unroll : T % unroll;
}

/** The lag that the gradient can be asked about in this profile. */
export function lagWithin(facts: Facts, T: number): number {
  return Math.min(facts.lag.max, lastWindow(facts) - 1, T - 1);
}

/**
 * What a profile says of a lag, of the layer where most is left: the gradient may take any of them. Counted back from
 * the last step that any gradient reaches. Undefined without states, for a lag of 0, and where something is NaN.
 */
export function reachOf(profile: Profile, lag: number): Reach | undefined {
  const found = wholeStates(profile).flatMap((state): Reach[] => {
    const { log10 } = state;
    const from = log10.findLastIndex((v) => v > Number.NEGATIVE_INFINITY);
    const back = Math.min(lag, from);
    const last = log10[from];
    const path = log10.slice(from - back, from + 1).map((v) => v - (last ?? Number.NaN));
    if (last === undefined || back < 1 || path.some(Number.isNaN)) return [];
    return [{ back, log10: path[0] ?? Number.NaN, peak: Math.max(...path), state }];
  });
  return found.sort((a, b) => b.log10 - a.log10)[0];
}

/** "layer 2 (h,c)": layers are counted from 1 for people. */
export const placeOf = ({ layer, state }: StateProfile, { layers }: Facts): string =>
  layers.length > 1 ? `layer ${layer + 1} ${state}` : state;
