import type { Ended, Job } from "./plan.js";

/** What a runner tells while it works. */
export type Event<E extends Ended> =
  | { readonly kind: "begin"; readonly job: Job }
  | { readonly kind: "progress"; readonly job: Job; readonly step: number; readonly loss: number }
  | { readonly kind: "end"; readonly ended: E };

/**
 * Carries out one job: in another process, in this one, or in a test not at all. A run that diverges or fails is an
 * outcome; an error ends the whole sweep once the runs at work are through.
 */
export type Carry<E extends Ended> = (job: Job, progress: (step: number, loss: number) => void) => Promise<E>;

export interface RunnerOptions {
  /** Jobs at work at the same time. */
  readonly lanes: number;
  /** No further job begins; those at work end in their own way. */
  readonly signal?: AbortSignal;
}

/**
 * Carries out the jobs that a plan asks for, as many at a time as there are lanes. What the plan makes of the outcomes
 * does not depend on the order in which they come.
 */
export async function* carryOut<E extends Ended>(
  plan: Generator<readonly Job[], void, readonly Ended[]>,
  carry: Carry<E>,
  options: RunnerOptions,
): AsyncGenerator<Event<E>> {
  let next = plan.next();
  while (!next.done) {
    const jobs = next.value;
    const ended = new Map<Job, E>();
    for await (const event of inLanes(jobs, carry, options)) {
      if (event.kind === "end") ended.set(event.ended.job, event.ended);
      yield event;
    }
    if (options.signal?.aborted) return;
    next = plan.next(jobs.flatMap((job) => ended.get(job) ?? []));
  }
}

async function* inLanes<E extends Ended>(
  jobs: readonly Job[],
  carry: Carry<E>,
  { lanes, signal }: RunnerOptions,
): AsyncGenerator<Event<E>> {
  const waiting = [...jobs];
  const events: Event<E>[] = [];
  const errors: unknown[] = [];
  let wake: () => void = () => undefined;
  const tell = (event: Event<E>) => {
    events.push(event);
    wake();
  };
  const lane = async () => {
    while (errors.length === 0 && !signal?.aborted) {
      const job = waiting.shift();
      if (!job) return;
      tell({ kind: "begin", job });
      const progress = (step: number, loss: number) => tell({ kind: "progress", job, step, loss });
      try {
        tell({ kind: "end", ended: await carry(job, progress) });
      } catch (e) {
        errors.push(e);
      }
    }
  };
  let isOver = false;
  const all = Promise.all(Array.from({ length: Math.min(lanes, jobs.length) }, lane)).then(() => {
    isOver = true;
    wake();
  });
  while (!isOver || events.length > 0) {
    const event = events.shift();
    if (event) yield event;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  await all;
  if (errors.length > 0) throw errors[0];
}
