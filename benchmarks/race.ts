import { type Limit, peakOf } from "./peaks.js";
import { type Contestant, interleaved } from "./rounds.js";

/** A contestant with the limit that it is measured against. */
export interface Runner extends Contestant {
  readonly limit: Limit | undefined;
}

/** What a runner measured in each round, and the best that its limit reached in the same rounds, in GFLOP/s. */
export interface Result {
  readonly measured: readonly number[];
  readonly peak?: number;
}

/** Lets runners, and the limits they are measured against, take turns. */
export async function race(
  runners: readonly Runner[],
  rounds: number,
  onRound: (done: number) => Promise<boolean> | boolean,
): Promise<Result[]> {
  if (runners.length === 0) return [];
  const peaks: { limit: Limit; contestant: Contestant }[] = [];
  for (const limit of new Set(runners.flatMap((runner) => runner.limit ?? []))) {
    const contestant = await peakOf(limit);
    if (contestant) peaks.push({ limit, contestant });
  }
  const all = await interleaved([...runners, ...peaks.map(({ contestant }) => contestant)], rounds, onRound);
  const best = new Map(peaks.map(({ limit }, i) => [limit, Math.max(...(all[runners.length + i] ?? []))]));
  return runners.map(({ limit }, i) => {
    const peak = limit && best.get(limit);
    return { measured: all[i] ?? [], ...(peak !== undefined && { peak }) };
  });
}
