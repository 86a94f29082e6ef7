/** Something whose speed is measured in rounds; they take turns, so that a machine that drifts drifts for all. */
export interface Contestant {
  readonly name: string;
  /** Runs for a while; returns milliseconds per step, or whatever else it measures. */
  round(): number | Promise<number>;
}

/** At least so many milliseconds a round: the clock and a stray interrupt are then less than a percent. */
const SHORTEST = 50;

/** A round of a function: called until the round is long enough; returns milliseconds per call. */
export function timed(step: () => unknown, shortest = SHORTEST): number {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  do {
    step();
    calls++;
    elapsed = performance.now() - start;
  } while (elapsed < shortest);
  return elapsed / calls;
}

async function clocked(round: Contestant["round"]) {
  const start = performance.now();
  return { value: await round(), time: performance.now() - start };
}

/**
 * What each contestant measured in each round, in the order of the contestants. One round before is thrown away: it
 * warms caches and lets the just-in-time compiler finish. `onRound` hears after every round of all; false ends it.
 *
 * @param patience milliseconds that the rounds of one contestant may take in all: who has used them up takes part no more,
 * and a first round that takes them all counts
 */
export async function interleaved(
  contestants: readonly Contestant[],
  rounds: number,
  onRound: (done: number) => Promise<boolean> | boolean = () => true,
  patience = Number.POSITIVE_INFINITY,
): Promise<number[][]> {
  const all: { round: Contestant["round"]; measured: number[]; left: number }[] = [];
  for (const { round } of contestants) {
    const { value, time } = await clocked(round);
    all.push({ round, measured: time > patience ? [value] : [], left: patience - time });
  }
  for (let done = 1; done <= rounds; done++) {
    for (const one of all) {
      if (one.left < 0) continue;
      const { value, time } = await clocked(one.round);
      one.measured.push(value);
      one.left -= time;
    }
    if (!(await onRound(done))) break;
  }
  return all.map(({ measured }) => measured);
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
