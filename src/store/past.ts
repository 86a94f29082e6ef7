import type { Past } from "../lab/index.js";
import { checkpointSteps, readCheckpoint } from "./checkpoint.js";
import { StoreError } from "./error.js";
import { metrics, type StoredRun } from "./run.js";

/**
 * The last checkpoint of a run and the records before it: where a longer run of the same beginning can go on. Nothing
 * when there is none, or when it cannot be used: then that run begins at its first step. So it does where the shorter run
 * came to its last step with patience left and ended with the parameters of an earlier one.
 */
export function pastOf({ folder, file, summary }: StoredRun): Past | undefined {
  const [step] = checkpointSteps(folder);
  const wentBack = summary?.end.restoredFrom !== undefined && summary.end.status !== "stopped early";
  if (step === undefined || wentBack) return undefined;
  try {
    const checkpoint = readCheckpoint(folder, file.hash, step);
    return { checkpoint, records: [...metrics(folder, checkpoint.metricsBytes)] };
  } catch (e) {
    if (e instanceof StoreError) return undefined;
    throw e;
  }
}
