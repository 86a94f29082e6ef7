import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  carryOut,
  type Ended,
  type Event,
  type Job,
  plan,
  roundsOf,
  sizeOf,
  stepsOf,
} from "../../src/sweep/index.js";
import { sweepOf } from "./files.js";

const grid = sweepOf(`
experiment: { task: { name: adding }, steps: 100 }
vary: { cell: [rnn, lstm], lr: [0.1, 0.01, 0.001] }
seeds: 4
`);
const halved = sweepOf(`
experiment: { task: { name: adding }, steps: 900 }
vary: { lr: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }
seeds: 2
search: { kind: halving, start: 100, eta: 3 }
`);
const tuned = sweepOf(`
experiment: { task: { name: adding }, steps: 100 }
vary: { cell: [rnn, lstm] }
seeds: 2
tune: { vary: { lr: [0.1, 0.2, 0.3] }, n: 3 }
`);

/** An outcome whose loss is decided by the job alone: a lower learning rate is better. */
const ended = (job: Job, over: Partial<Ended["outcome"]> = {}): Ended => {
  const { seed, steps } = job.experiment;
  const loss = Number(job.setting.values.lr ?? 1) + seed / 1000;
  return { job, outcome: { seed, status: "finished", step: steps, budget: steps, loss, ...over } };
};

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function all(events: AsyncIterable<Event<Ended>>): Promise<Event<Ended>[]> {
  const made: Event<Ended>[] = [];
  for await (const event of events) made.push(event);
  return made;
}

const endsOf = (events: readonly Event<Ended>[]) =>
  events.flatMap((event) => (event.kind === "end" ? [event.ended] : []));

describe("the runner", () => {
  it("carries out every job once, never more at a time than there are lanes", async () => {
    let [now, most] = [0, 0];
    const events = await all(
      carryOut(
        plan(grid),
        async (job) => {
          most = Math.max(most, ++now);
          await later((job.experiment.seed * 7) % 5);
          now--;
          return ended(job);
        },
        { lanes: 3 },
      ),
    );
    expect(endsOf(events)).toHaveLength(sizeOf(grid).runs);
    expect(new Set(endsOf(events).map(({ job }) => job)).size).toBe(24);
    expect(most).toBe(3);
  });

  it("takes a failed and a diverged run as rows", async () => {
    const status = ({ experiment: { seed } }: Job) =>
      (["failed", "diverged", "finished", "solved"] as const)[seed - 1];
    const events = await all(
      carryOut(plan(grid), async (job) => ended(job, { status: status(job) ?? "failed" }), { lanes: 2 }),
    );
    expect(endsOf(events).filter(({ outcome }) => outcome.status === "failed")).toHaveLength(6);
  });

  it("passes on progress while a job is at work", async () => {
    const events = await all(
      carryOut(
        plan(grid),
        async (job, progress) => {
          progress(5, 0.5);
          return ended(job);
        },
        { lanes: 2 },
      ),
    );
    expect(events.filter(({ kind }) => kind === "progress")).toHaveLength(24);
  });

  it("begins nothing more once it is told to stop, and waits for what is at work", async () => {
    const controller = new AbortController();
    let begun = 0;
    const events = await all(
      carryOut(
        plan(grid),
        async (job) => {
          if (++begun === 4) controller.abort();
          await later(2);
          return ended(job);
        },
        { lanes: 2, signal: controller.signal },
      ),
    );
    expect(begun).toBe(4);
    expect(endsOf(events)).toHaveLength(4);
  });

  it("ends with the first error when those at work are through", async () => {
    const done: number[] = [];
    const work = all(
      carryOut(
        plan(grid),
        async (job) => {
          if (done.length === 3) throw new Error("the disk is full");
          await later(1);
          done.push(1);
          return ended(job);
        },
        { lanes: 2 },
      ),
    );
    await expect(work).rejects.toThrow("the disk is full");
    expect(done.length).toBeLessThan(6);
  });
});

describe("successive halving", () => {
  it("lets the best third go on for three times the steps, where they were", async () => {
    const jobs = endsOf(await all(carryOut(plan(halved), async (job) => ended(job), { lanes: 2 }))).map(
      ({ job }) => job,
    );
    const rates = (steps: number) => [
      ...new Set(
        jobs.filter(({ experiment }) => experiment.steps === steps).map(({ setting }) => setting.values.lr),
      ),
    ];
    expect(rates(100)).toHaveLength(9);
    expect(rates(300)).toEqual([0.1, 0.2, 0.3]);
    expect(rates(900)).toEqual([0.1]);
    for (const { experiment, continues } of jobs) {
      if (experiment.steps === 100) expect(continues).toBeUndefined();
      else expect(continues).toEqual({ ...experiment, steps: experiment.steps / 3 });
    }
    expect(jobs).toHaveLength(sizeOf(halved).runs);
    expect(jobs.reduce((n, job) => n + stepsOf(job), 0)).toBe(sizeOf(halved).steps);
  });

  it("asks for the same runs whatever order the outcomes come in", async () => {
    const namesWith = async (delay: (job: Job) => number) => {
      const work = carryOut(
        plan(halved),
        async (job) => {
          await later(delay(job));
          return ended(job);
        },
        { lanes: 4 },
      );
      return endsOf(await all(work))
        .map(({ job }) => `${job.setting.name} ${job.experiment.seed} ${job.experiment.steps}`)
        .sort();
    };
    expect(await namesWith(({ experiment }) => experiment.seed % 3)).toEqual(await namesWith(() => 0));
  });

  it("prefers solved to unsolved, sooner to later, and takes diverged runs as the worst", async () => {
    const outcomeOf = (job: Job) => {
      const lr = job.setting.values.lr;
      if (lr === 0.9) return ended(job, { status: "solved", solvedAt: 50 });
      if (lr === 0.8) return ended(job, { status: "solved", solvedAt: 40 });
      return lr === 0.1 ? ended(job, { status: "diverged", loss: 0 }) : ended(job);
    };
    const jobs = endsOf(await all(carryOut(plan(halved), async (job) => outcomeOf(job), { lanes: 2 }))).map(
      ({ job }) => job,
    );
    const second = new Set(
      jobs.filter(({ experiment }) => experiment.steps === 300).map(({ setting }) => setting.values.lr),
    );
    expect([...second]).toEqual([0.2, 0.8, 0.9]);
    const last = new Set(
      jobs.filter(({ experiment }) => experiment.steps === 900).map(({ setting }) => setting.values.lr),
    );
    expect([...last]).toEqual([0.8]);
  });

  it("has rounds that end at evaluations, grow, and end with all steps", () => {
    const [setting] = halved.settings;
    const sizes = fc.record({
      steps: fc.integer({ min: 2, max: 5000 }),
      every: fc.integer({ min: 1, max: 300 }),
      start: fc.integer({ min: 1, max: 1000 }),
      eta: fc.integer({ min: 2, max: 5 }),
    });
    fc.assert(
      fc.property(sizes, ({ steps, every, start, eta }) => {
        if (!setting) return;
        const experiment = { ...setting.experiment, steps, evaluate: { every, sequences: 1 } };
        const rounds = roundsOf(experiment, { start, eta });
        expect(rounds.at(-1)).toBe(steps);
        expect(rounds).toEqual([...new Set(rounds)].sort((a, b) => a - b));
        for (const round of rounds.slice(0, -1)) expect(round % every).toBe(0);
      }),
    );
  });
});

it("tunes every setting with the same number of runs, on a seed that no result uses", async () => {
  const jobs = endsOf(await all(carryOut(plan(tuned), async (job) => ended(job), { lanes: 2 }))).map(
    ({ job }) => job,
  );
  const trials = jobs.filter(({ role }) => role === "trial");
  const runs = jobs.filter(({ role }) => role === "run");
  expect(trials.map(({ experiment }) => experiment.seed)).toEqual([3, 3, 3, 3, 3, 3]);
  expect([...new Set(runs.map(({ setting }) => setting.name))]).toEqual(["rnn, lr 0.1", "lstm, lr 0.1"]);
  expect(jobs).toHaveLength(sizeOf(tuned).runs);
});
