import { join } from "node:path";
import { type BlackBox, jsonLine, type LiveCheckpoint, type RunRecord } from "../lab/index.js";
import { removeParts, writeWhole } from "./atomic.js";
import { writeBlackBox } from "./blackbox.js";
import { pruneCheckpoints, writeCheckpoint } from "./checkpoint.js";
import { isSystem, StoreError, why } from "./error.js";
import { Journal } from "./journal.js";
import { type Lock, unlock } from "./lock.js";
import { files, isOver, type RunSummary } from "./run.js";

/** Without `saveEvery`, milliseconds from one checkpoint to the next: what a kill costs at most. */
const INTERVAL = 10_000;
/** Checkpoints kept of a run that may go on: the last, and one before it should the last be damaged. */
const KEPT = 2;

export interface SessionOptions {
  /** Steps between two checkpoints; default: the first step that is 10 seconds after the last one. Changes no bit. */
  readonly saveEvery?: number;
  /**
   * Told in one sentence that the run can no longer be stored, e.g. on a full disk; the run itself goes on, and what was
   * stored before can be resumed. Without it the sentence is thrown.
   */
  readonly onFailure?: (sentence: string) => void;
}

/** One process at work on a stored run, whose lock it holds: what it writes into the folder. */
export class Session {
  private readonly started = Date.now();
  private saved = Date.now();
  private hasFailed = false;

  private constructor(
    private readonly folder: string,
    private readonly hash: string,
    private readonly lock: Lock,
    private readonly journal: Journal,
    private readonly options: SessionOptions,
  ) {}

  /** Goes on behind the first `metricsBytes` bytes of the metrics. */
  static open(folder: string, hash: string, lock: Lock, options: SessionOptions, metricsBytes = 0): Session {
    removeParts(folder);
    return new Session(folder, hash, lock, Journal.open(join(folder, files.metrics), metricsBytes), options);
  }

  /** Stores a record other than `start`. */
  keep(record: RunRecord): void {
    this.attempt(() => {
      if (record.kind !== "end") return this.journal.append(jsonLine(record));
      this.journal.finish();
      const seconds = (Date.now() - this.started) / 1000;
      const summary: RunSummary = { end: record, ended: new Date().toISOString(), seconds };
      writeWhole(join(this.folder, files.summary), [pretty(summary)]);
      if (isOver(record.status)) pruneCheckpoints(this.folder, 1);
    });
  }

  /** Saves a checkpoint where one is due: for `RunOptions.afterStep`. */
  readonly afterStep = (state: LiveCheckpoint): void => {
    const { saveEvery } = this.options;
    const isDue =
      saveEvery === undefined ? Date.now() - this.saved >= INTERVAL : state.step % saveEvery === 0;
    if (!isDue && !state.isLast) return;
    this.attempt(() => {
      // First the lines that the checkpoint counts on.
      this.journal.sync();
      writeCheckpoint(this.folder, this.hash, state, this.journal);
      pruneCheckpoints(this.folder, KEPT);
      this.saved = Date.now();
    });
  };

  /** Keeps a step that is not finite: for `RunOptions.onNonFinite`. */
  readonly onNonFinite = (box: BlackBox): void => {
    this.attempt(() => writeBlackBox(join(this.folder, files.blackBox), box));
  };

  close(): void {
    this.journal.close();
    unlock(this.folder, this.lock);
  }

  /** After the first failure nothing more is written: what is there can be resumed. */
  private attempt(write: () => void): void {
    if (this.hasFailed) return;
    try {
      write();
    } catch (e) {
      if (!isSystem(e)) throw e;
      this.hasFailed = true;
      const sentence = `The run can no longer be stored in ${this.folder}, because ${why(e)}; what was stored before is kept, and once that is mended hindsight resume goes on from there.`;
      if (!this.options.onFailure) throw new StoreError(sentence);
      this.options.onFailure(sentence);
    }
  }
}

/** JSON for people, with NaN and the infinities as `jsonLine` has them. */
export function pretty(value: object): string {
  return `${JSON.stringify(JSON.parse(jsonLine(value)), null, 2)}\n`;
}
