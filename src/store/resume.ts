import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { jsonLine, type RunRecord, type StartRecord } from "../lab/index.js";
import { checkpointSteps, readCheckpoint, type StoredCheckpoint, setAside } from "./checkpoint.js";
import { differences } from "./differences.js";
import { isSystem, StoreError, why } from "./error.js";
import { Journal, sha256Of } from "./journal.js";
import { lock, unlock } from "./lock.js";
import { machine } from "./machine.js";
import type { Runner, StoreRunOptions } from "./record.js";
import { files, isOver, metrics, openRun, type Resume, type StoredRun } from "./run.js";
import { Session } from "./session.js";

export interface ResumeOptions extends StoreRunOptions {
  /** Told the step from which the run goes on, 0 for the start, before the records that are stored already. */
  readonly onResume?: (step: number) => void;
  /** Told in one sentence what the user should know, e.g. that a checkpoint is damaged and an earlier one is used. */
  readonly notice?: (sentence: string) => void;
}

/**
 * Goes on with an unfinished or interrupted run from its last usable checkpoint, or from the start. All records of the
 * run are passed on, those that are stored already first: the stream is that of a run that was never interrupted.
 *
 * @throws StoreError when another process writes the run, when it is over, or when its folder cannot be written
 */
export async function* resumeRun(
  run: StoredRun,
  runner: Runner,
  options: ResumeOptions = {},
): AsyncGenerator<RunRecord> {
  const { folder, file } = run;
  const held = writing(run, () => lock(folder));
  let session: Session | undefined;
  try {
    const now = openRun(folder);
    const status = now.summary?.end.status;
    if (status && isOver(status))
      throw new StoreError(
        `The run ${run.id} is over (${status}), there is nothing to resume; hindsight runs show ${run.id} shows it.`,
      );
    const checkpoint = writing(run, () => usable(folder, file.hash, options.notice));
    const bytes = checkpoint?.metricsBytes ?? 0;
    session = writing(run, () => Session.open(folder, file.hash, held, options, bytes));
    options.onOpen?.(run);
    options.onResume?.(checkpoint?.step ?? 0);
    const from = checkpoint && { checkpoint, records: metrics(folder, bytes) };
    const writer = session;
    for await (const record of runner({
      ...(from && { from }),
      afterStep: writer.afterStep,
      onNonFinite: writer.onNonFinite,
    })) {
      if (record.kind === "start") {
        for (const sentence of differences(file, record)) options.notice?.(sentence);
        writing(run, () => note(now, record, checkpoint?.step ?? 0));
        yield file.start;
        yield* metrics(folder, bytes);
      } else {
        writer.keep(record);
        yield record;
      }
    }
  } finally {
    if (session) session.close();
    else unlock(folder, held);
  }
}

/** The newest checkpoint that can be used; those that cannot are set aside. */
function usable(folder: string, hash: string, notice: ResumeOptions["notice"]): StoredCheckpoint | undefined {
  for (const step of checkpointSteps(folder)) {
    try {
      const checkpoint = readCheckpoint(folder, hash, step);
      checkMetrics(folder, checkpoint);
      return checkpoint;
    } catch (e) {
      if (!(e instanceof StoreError)) throw e;
      setAside(folder, step);
      notice?.(`${e.message.replace(/\.$/, "")}; going on from an earlier one, or from the start.`);
    }
  }
  return undefined;
}

/** The records before a checkpoint must be there as they were. */
function checkMetrics(folder: string, { step, metricsBytes, metricsSha256 }: StoredCheckpoint): void {
  const path = join(folder, files.metrics);
  if (!existsSync(path) || sha256Of(path, metricsBytes) !== metricsSha256)
    throw new StoreError(`${path} is not as it was when checkpoint ${step} was made.`);
}

/** Writes down that the run goes on; what it had as its end moves into that line. */
function note({ folder, summary }: StoredRun, start: StartRecord, step: number): void {
  const line: Resume = {
    resumed: new Date().toISOString(),
    step,
    hindsight: start.hindsight,
    backend: start.backend,
    machine: machine(),
    ...(summary && { previous: summary }),
  };
  const journal = Journal.open(join(folder, files.resumes));
  try {
    journal.append(jsonLine(line));
    journal.sync();
  } finally {
    journal.close();
  }
  if (existsSync(join(folder, files.summary))) rmSync(join(folder, files.summary));
}

/** What the system refuses before anything was written is a StoreError with one sentence. */
function writing<T>({ id, folder }: StoredRun, work: () => T): T {
  try {
    return work();
  } catch (e) {
    if (!isSystem(e)) throw e;
    throw new StoreError(
      `The run ${id} cannot be resumed in ${folder}, because ${why(e)}; make that folder writable, or copy it to another store.`,
    );
  }
}
