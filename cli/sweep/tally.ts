import type { Job } from "../../src/sweep/index.js";
import { stepsOf } from "../../src/sweep/index.js";
import type { Carried } from "./carried.js";

/** Where a sweep stands. */
export interface Standing {
  readonly runs: { readonly ended: number; readonly of: number; readonly reused: number };
  readonly diverged: number;
  readonly failed: number;
  /** Seconds to go; NaN until there is something to go by. */
  readonly eta: number;
  readonly rows: readonly Row[];
}

/** Where a setting stands. */
export interface Row {
  readonly name: string;
  readonly ended: number;
  readonly solved: number;
  readonly diverged: number;
  readonly failed: number;
  /** Of the last evaluations. */
  readonly losses: readonly number[];
  /** Its runs at work. */
  readonly atWork: readonly {
    readonly seed: number;
    readonly step: number;
    readonly steps: number;
    readonly loss: number;
  }[];
}

interface Counted extends Row {
  losses: number[];
  ended: number;
  solved: number;
  diverged: number;
  failed: number;
}

/** Counts what a sweep tells. Times are in milliseconds. */
export class Tally {
  private readonly rows = new Map<string, Counted>();
  private readonly atWork = new Map<Job, { step: number; loss: number }>();
  private ended = 0;
  private reused = 0;
  /** Steps of the runs that ended, as if none had ended early; of those reused, they cost nothing. */
  private stepsEnded = 0;
  private stepsReused = 0;
  private readonly began: number;

  constructor(
    private readonly size: { readonly runs: number; readonly steps: number },
    now: number,
  ) {
    this.began = now;
  }

  begin(job: Job): void {
    this.atWork.set(job, { step: job.continues?.steps ?? 0, loss: Number.NaN });
    this.row(job);
  }

  progress(job: Job, step: number, loss: number): void {
    if (this.atWork.has(job)) this.atWork.set(job, { step, loss });
  }

  end({ job, outcome, done }: Carried): void {
    this.atWork.delete(job);
    this.ended++;
    const isOld = isReused({ outcome, done });
    if (isOld) this.reused++;
    if (isOld) this.stepsReused += stepsOf(job);
    else this.stepsEnded += stepsOf(job);
    const row = this.row(job);
    row.ended++;
    if (outcome.solvedAt !== undefined) row.solved++;
    if (outcome.status === "diverged") row.diverged++;
    if (outcome.status === "failed") row.failed++;
    if (outcome.loss !== undefined) row.losses.push(outcome.loss);
  }

  standing(now: number): Standing {
    const rows = [...this.rows].map(([name, row]) => ({
      ...row,
      atWork: [...this.atWork].flatMap(([{ setting, experiment }, at]) =>
        setting.name === name ? [{ seed: experiment.seed, steps: experiment.steps, ...at }] : [],
      ),
    }));
    const sum = (count: (row: Row) => number) => rows.reduce((n, row) => n + count(row), 0);
    return {
      runs: { ended: this.ended, of: Math.max(this.size.runs, this.ended), reused: this.reused },
      diverged: sum(({ diverged }) => diverged),
      failed: sum(({ failed }) => failed),
      eta: this.eta(now),
      rows,
    };
  }

  private eta(now: number): number {
    const begun = [...this.atWork].reduce((n, [job, { step }]) => n + step - (job.continues?.steps ?? 0), 0);
    const share = (this.stepsEnded + begun) / (this.size.steps - this.stepsReused);
    return share > 0 ? ((now - this.began) / 1000) * (1 / Math.min(1, share) - 1) : Number.NaN;
  }

  private row({ setting: { name } }: Job): Counted {
    const known = this.rows.get(name);
    if (known) return known;
    const made = { name, ended: 0, solved: 0, diverged: 0, failed: 0, losses: [], atWork: [] };
    this.rows.set(name, made);
    return made;
  }
}

/** Whether nothing of a run was computed now. */
export function isReused({ outcome, done }: Pick<Carried, "outcome" | "done">): boolean {
  return outcome.status !== "failed" && outcome.step > 0 && done.reused >= outcome.step;
}
