/** The least value of a parameter that reaches a target, and what was measured there. */
export interface Least {
  readonly value: number;
  readonly log10: number;
}

export interface Answer {
  /** Undefined when nothing up to the limit reaches the target. */
  readonly least: Least | undefined;
  /** Measurements that were made. */
  readonly passes: number;
}

/** Digits of the answer: bisection ends when the bracket is this narrow, relative to its width at the start. */
const HALVINGS = 7;

/**
 * The least value from `from` on at which a measurement reaches `target`, by stepping up until it does and then
 * bisection. Exact where the measurement rises with the value; where it does not, the end of some rise. Each
 * measurement is one pass on an engine that is there.
 *
 * @param measure log10 of what is left at the lag, for a value
 * @param next the next value to try while stepping up
 */
export async function least(
  measure: (value: number) => Promise<number>,
  {
    from,
    next,
    limit,
    target,
  }: { from: number; next: (value: number) => number; limit: number; target: number },
): Promise<Answer> {
  let passes = 0;
  const reached = async (value: number): Promise<Least | undefined> => {
    passes++;
    const log10 = await measure(value);
    return log10 >= target ? { value, log10 } : undefined;
  };
  let low = from;
  let found = await reached(low);
  if (found) return { least: found, passes };
  for (let value = next(low); value <= limit; value = next(value)) {
    found = await reached(value);
    if (found) break;
    low = value;
  }
  if (!found) return { least: undefined, passes };
  for (let i = 0; i < HALVINGS; i++) {
    const middle: number = (low + found.value) / 2;
    const better: Least | undefined = await reached(middle);
    if (better) found = better;
    else low = middle;
  }
  return { least: found, passes };
}
