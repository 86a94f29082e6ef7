import type { EndRecord, StartRecord } from "../lab/index.js";
import type { Profile, StateProfile } from "../probe/index.js";

/** What is known of a run when it is over. */
export interface Outcome {
  readonly name: string;
  readonly start: StartRecord;
  readonly end: EndRecord;
  /** Before the first step and after the last one, where they were measured. */
  readonly profileAtStart?: Profile;
  readonly profileAtEnd?: Profile;
}

/** How close to a known loss counts as being there. */
const NEAR = 0.05;

/** Where the last evaluation stands among the known losses of the task. */
export type Standing =
  | { readonly at: "baseline" | "above" | "below" | "unknown" }
  | { readonly at: "plateau"; readonly name: string; readonly loss: number };

/** Places the last evaluation: within 5 % of the baseline or of a plateau is there. */
export function standing({ start, end }: Pick<Outcome, "start" | "end">): Standing {
  const loss = end.evaluation?.loss ?? Number.NaN;
  if (!Number.isFinite(loss)) return { at: "unknown" };
  const isNear = (known: number) => Math.abs(loss - known) <= NEAR * known;
  if (isNear(start.baseline)) return { at: "baseline" };
  const plateau = start.plateaus.find((known) => isNear(known.loss));
  if (plateau) return { at: "plateau", ...plateau };
  return { at: loss > start.baseline ? "above" : "below" };
}

/** The word for a run: solved, diverged, interrupted, or, for one that ran to its end or stopped early, where it stands. */
export function verdict(outcome: Outcome): string {
  const { end } = outcome;
  if (end.status === "diverged" || end.status === "interrupted") return end.status;
  if (end.solvedAt !== undefined) return "solved";
  const where = standing(outcome);
  if (where.at === "plateau") return where.name;
  return { baseline: "at baseline", above: "above baseline", below: "not solved", unknown: "not evaluated" }[
    where.at
  ];
}

/** What the readout sees: the last layer, all its states as one vector. */
export function topState({ states }: Profile): StateProfile | undefined {
  const top = Math.max(-1, ...states.map(({ layer }) => layer));
  return states.findLast(({ layer }) => layer === top);
}

/** log10 of the gradient at t = 1 over the gradient at t = T, of the top state; NaN without a profile. */
export function log10Reach(profile: Profile | undefined): number {
  return (profile && topState(profile)?.decay.log10Ratio) ?? Number.NaN;
}
