/** The learning claims of `hindsight depth`, with several seeds. */
import { expect, it } from "vitest";
import { type EndRecord, parseExperiment, train } from "../../src/lab/index.js";
import { makeTask } from "../../tasks/index.js";

async function outcome(cell: string, input: string, seed: number): Promise<EndRecord> {
  const layers = Array.from({ length: 8 }, () => ({ cell, hidden: 32 }));
  const task = makeTask("two-spirals");
  const { task: _, ...experiment } = parseExperiment({
    task: { name: task.name },
    layers,
    init: { input },
    seed,
  });
  const end = (await train(experiment, task)).at(-1);
  if (end?.kind !== "end") throw new Error("no end");
  return end;
}

const accuracy = ({ evaluation }: EndRecord) => evaluation?.metrics.accuracy ?? Number.NaN;

it("eight sigmoid layers do not learn two spirals in 3000 steps; with SELU they do", async () => {
  for (const seed of [1, 2, 3]) {
    expect(accuracy(await outcome("dense-sigmoid", "lecun-normal", seed)), `sigmoid ${seed}`).toBeLessThan(
      0.65,
    );
    expect(accuracy(await outcome("dense-selu", "lecun-normal", seed)), `selu ${seed}`).toBeGreaterThan(0.98);
  }
}, 120_000);
