import { jsonLine, type RunRecord } from "../lab/index.js";
import { differences } from "./differences.js";
import { isOver, readRecords, type StoredRun } from "./run.js";

/** What a replay of a stored run showed. */
export interface Verification {
  /** Whether every record came out the same: losses, evaluations, profiles, and the hash of the parameters. */
  readonly isSame: boolean;
  /** Steps that were compared. */
  readonly step: number;
  /** SHA-256 of the last parameters, of a run that has an end. */
  readonly hash?: { readonly stored: string; readonly replayed: string };
  /** The first record that came out otherwise; undefined for one that only the other has. */
  readonly first?: { readonly stored: RunRecord | undefined; readonly replayed: RunRecord };
  /** What is not as it was when the run was made, in sentences: then other bits are no wonder. */
  readonly differences: readonly string[];
}

/** How a caller replays a run: `({ signal }) => run(experiment, task, { signal })`. */
export type Replay = (options: { readonly signal: AbortSignal }) => AsyncIterable<RunRecord>;

/**
 * Runs a stored run once more and compares it record by record until the first that differs; an interrupted or unfinished
 * run as far as it came.
 *
 * @throws StoreError when its files are damaged
 */
export async function verifyRun(run: StoredRun, replay: Replay): Promise<Verification> {
  const controller = new AbortController();
  const stored = readRecords(run);
  const ahead: RunRecord[] = [];
  /** The stored records that come next, at most two. */
  const next = () => {
    for (let n = ahead.length; n < 2; n++) {
      const { value, done } = stored.next();
      if (!done) ahead.push(value);
    }
    return ahead;
  };
  next();
  let step = 0;
  let found: readonly string[] = [];
  for await (const replayed of replay({ signal: controller.signal })) {
    if (replayed.kind === "start") found = differences(run.file, replayed);
    else {
      const [expected] = ahead;
      if (!expected && !isOver(run.state)) break;
      const end = expected?.kind === "end" && replayed.kind === "end" ? [expected.hash, replayed.hash] : [];
      const [was, is] = end;
      const facts = { step, differences: found, ...(was && is && { hash: { stored: was, replayed: is } }) };
      if (!expected || jsonLine(expected) !== jsonLine(replayed))
        return { isSame: false, first: { stored: expected, replayed }, ...facts };
      if (replayed.kind === "step") step = replayed.step;
      if (replayed.kind === "end") return { isSame: true, ...facts };
    }
    ahead.shift();
    const [one, two] = next();
    // An interrupted run ends in a profile that it would not have gone on with.
    const endsHere = !one || one.kind === "end" || (one.kind === "profile" && two?.kind === "end");
    if (endsHere && !isOver(run.state)) controller.abort();
  }
  return { isSame: true, step, differences: found };
}
