import type { Rule } from "./rule.js";
import type { Finding } from "./verdict.js";

/** A mechanism that holds, and the step when it first did. */
export interface Standing {
  readonly rule: Pick<Rule, "id" | "training" | "explains">;
  readonly finding: Pick<Finding, "explains">;
  readonly first: number;
}

/**
 * Which of the mechanisms that hold together brings each one about, if one does: dead units hand no gradient back, so
 * "vanishing" is true of a dead network, and dead is why. Time decides what equations leave open: nothing explains what
 * was there before it, and nothing about training what was there before the first update. Of two that bring each other
 * about it is the earlier; if both came at once, neither.
 */
export function explained(all: readonly Standing[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const what of all) {
    const by = all.filter((one) => brings(one, what) && !brings(what, one));
    // The reason itself may have one: name what nothing else explains.
    const root = by.find((one) => !all.some((other) => brings(other, one) && !brings(one, other))) ?? by[0];
    if (root) found.set(what.rule.id, root.rule.id);
  }
  return found;
}

function brings({ rule: a, finding, first }: Standing, { rule: b, first: later }: Standing): boolean {
  if (a === b || !(finding.explains ?? a.explains ?? []).includes(b.id)) return false;
  if (a.training && !b.training && later === 0) return false;
  // Rules about training wait for different numbers of steps before they judge.
  return first <= later || (a.training === true && b.training === true);
}
