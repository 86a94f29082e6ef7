import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { Order } from "../../../cli/workers/message.js";
import { Crash, openPool, type Pool, Unstorable } from "../../../cli/workers/pool.js";
import { adding, small } from "../../lab/small.js";

const fake = fileURLToPath(new URL("./fake.mjs", import.meta.url));
const order = (seed: number): Order => ({ experiment: { ...small(adding()), seed }, version: "0" });
const deaf = { progress: () => undefined, notice: () => undefined };
const pools: Pool[] = [];
const open = () => {
  const pool = openPool(fake);
  pools.push(pool);
  return pool;
};
const pidOf = async (pool: Pool, seed = 1) => (await pool.carry(order(seed), deaf)).outcome.metrics?.pid;

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

describe("a pool of processes", () => {
  it("passes on progress, remarks and outcomes, NaN and infinity as they are", async () => {
    const heard: unknown[] = [];
    const { points } = await open().carry(order(1), {
      progress: (step, loss) => heard.push([step, loss]),
      notice: (message) => heard.push(message),
    });
    expect(heard).toEqual(["no compiler", [3, Number.NaN]]);
    expect(points).toEqual([{ x: 1, y: Number.POSITIVE_INFINITY }]);
  });

  it("uses a process again, and another one for what runs at the same time", async () => {
    const pool = open();
    const first = await pidOf(pool);
    expect(await pidOf(pool)).toBe(first);
    const both = await Promise.all([pidOf(pool), pidOf(pool)]);
    expect(new Set(both).size).toBe(2);
  });

  it("says why a process went down, and carries out the next run in a new one", async () => {
    const pool = open();
    const reasonOf = (seed: number) => pool.carry(order(seed), deaf).catch((e: unknown) => e);
    const reasons = [await reasonOf(2), await reasonOf(3), await reasonOf(4)];
    expect(reasons.every((e) => e instanceof Crash)).toBe(true);
    expect(reasons.map((e) => (e as Crash).message)).toEqual([
      "its process ended with code 7: the last word",
      "its process was killed, as systems do when memory runs out",
      "its process ran out of memory",
    ]);
    expect(await pidOf(pool)).toBeGreaterThan(0);
  });

  it("tells a run that cannot be kept from one that fails", async () => {
    await expect(open().carry(order(5), deaf)).rejects.toThrow(Unstorable);
  });

  it("asks the runs at work to stop", async () => {
    const pool = open();
    const work = pool.carry(order(6), deaf);
    pool.stop();
    expect((await work).outcome.status).toBe("interrupted");
  });
});
