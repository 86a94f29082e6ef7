/** Thirty layers on two spirals: the commands of the README, on several seeds. */
import { expect, it } from "vitest";
import { type EndRecord, train } from "../../src/lab/index.js";
import { makeTask } from "../../tasks/index.js";

async function outcome(
  layer: { cell: string; wrap?: string },
  input: string,
  seed: number,
): Promise<EndRecord> {
  const layers = Array.from({ length: 30 }, () => ({ ...layer, hidden: 32 }));
  const end = (await train({ layers, init: { input }, batch: 256, seed }, makeTask("two-spirals"))).at(-1);
  if (end?.kind !== "end") throw new Error("no end");
  return end;
}

const accuracy = ({ evaluation }: EndRecord) => evaluation?.metrics.accuracy ?? Number.NaN;

it("30 sigmoid layers with Glorot's start do not learn two spirals in 3000 steps; with ReLU, He's start and batch normalisation they do", async () => {
  for (const seed of [1, 2, 3]) {
    const sigmoid = await outcome({ cell: "dense-sigmoid" }, "glorot-uniform", seed);
    expect(sigmoid.status).toBe("finished");
    expect(accuracy(sigmoid), `sigmoid ${seed}`).toBeLessThan(0.55);
    const cured = await outcome({ cell: "dense-relu", wrap: "batch-norm" }, "he-normal", seed);
    expect(cured.status, `cured ${seed}`).toBe("solved");
    expect(accuracy(cured)).toBeGreaterThanOrEqual(0.99);
  }
}, 180_000);
