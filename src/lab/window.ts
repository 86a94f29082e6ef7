import type { Stream } from "../rng/index.js";
import type { Batch, Task } from "./task.js";

/** Answers of one sequence that go into a batch at most, so that a batch is made of many sequences. */
const PER_SEQUENCE = 8;

/**
 * The task as a machine meets it that remembers the last k inputs and nothing else: each example is one answer of a
 * sequence, its input those k steps, oldest first (zeros before the beginning), and where the task asks at every step
 * the number of the step, one-hot. A feed-forward network (a stateless cell) trained on it is a window-k model; with
 * k = 1 it has no memory at all.
 *
 * Baseline, plateaus and floor are those of the task; no criterion ever holds. Shapes: x [1, B, k·X + T].
 */
export function windowed(task: Task, k: number): Task {
  const clock = task.readout === "every" ? task.steps : 0;
  return Object.freeze<Task>({
    ...task,
    input: k * task.input + clock,
    readout: "last",
    steps: 1,
    lag: { min: 0, mean: 0, max: Math.min(k - 1, task.lag.max) },
    criteria: [
      { name: "none", rule: "a window is trained to its end", cite: "hindsight", holds: () => false },
    ],
    sample: (stream, B) => sample(task, task.sample, k, clock, stream, B),
    ...(task.heldOut && {
      heldOut: (stream, B) => sample(task, task.heldOut ?? task.sample, k, clock, stream, B),
    }),
    score: () => ({}),
    ideal: noAnswer,
    memoryless: noAnswer,
  });
}

function noAnswer(): never {
  throw new Error("A windowed task is there to be trained on; ask the task itself for its best answers.");
}

function sample(
  task: Task,
  draw: Task["sample"],
  k: number,
  clock: number,
  stream: Stream,
  B: number,
): Batch {
  const [X, Y] = [task.input, task.output];
  const whole = draw(stream, clock > 0 ? Math.ceil(B / PER_SEQUENCE) : B);
  const scored = [...whole.weight.keys()].filter((position) => whole.weight[position] !== 0);
  // One from each of B equal parts, so that early and late steps come in their proportions.
  const chosen = Array.from({ length: B }, (_, i) => {
    if (clock === 0) return i;
    return scored[Math.floor(((i + stream.uniform()) * scored.length) / B)] ?? 0;
  });
  const x = new Float64Array(B * (k * X + clock));
  const target = new Float64Array(B * Y);
  chosen.forEach((position, row) => {
    const b = position % whole.B;
    const t = clock > 0 ? Math.floor(position / whole.B) : whole.T - 1;
    const to = row * (k * X + clock);
    for (let back = 0; back < k && back <= t; back++) {
      const from = ((t - back) * whole.B + b) * X;
      x.set(whole.x.subarray(from, from + X), to + (k - 1 - back) * X);
    }
    if (clock > 0) x[to + k * X + t] = 1;
    target.set(whole.target.subarray(position * Y, (position + 1) * Y), row * Y);
  });
  return { T: 1, B, x, target, weight: Float64Array.from(chosen, (position) => whole.weight[position] ?? 0) };
}
