import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { environment, hindsight, main } from "../cli/hindsight.js";

const SWEEP = `
experiment: { task: { name: adding, T: 50 }, hidden: 16, steps: 300, stopWhenSolved: false }
vary:
  cell: [rnn, lstm, gru]
  lr: [0.001, 0.003, 0.01, 0.03]
seeds: 5
`;

interface Outcome {
  readonly setting: string;
  readonly seed: number;
  readonly step: number;
  readonly reusedSteps: number;
  readonly run: string;
  readonly loss: number;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hindsight-sweep-"));
  writeFileSync(join(folder, "sweep.yaml"), SWEEP);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const argv = (store: string) => [
  "sweep",
  join(folder, "sweep.yaml"),
  "--store",
  join(folder, store),
  "--json",
];

function outcomes(stdout: string): Outcome[] {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith('{"kind":"outcome"') && line.endsWith("}"))
    .map((line) => JSON.parse(line) as Outcome);
}

/** Runs the sweep in a process group of its own, which is killed after so many outcomes. */
function killedAfter(store: string, n: number): Promise<Outcome[]> {
  const child = spawn(process.execPath, [main, ...argv(store)], {
    env: environment(),
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  let stdout = "";
  child.stdout.on("data", (data: Buffer) => {
    stdout += data.toString();
    if (outcomes(stdout).length >= n && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  });
  return new Promise((resolve) => child.on("close", () => resolve(outcomes(stdout))));
}

it("sixty runs survive kills of the whole process group: none is lost, none that ended is computed again", async () => {
  const before = new Map<string, Outcome>();
  for (const n of [7, 20, 45]) {
    for (const outcome of await killedAfter("killed", n)) {
      const known = before.get(outcome.run);
      if (known) expect(outcome).toMatchObject({ reusedSteps: outcome.step, loss: known.loss });
      before.set(outcome.run, outcome);
    }
  }
  expect(before.size).toBeGreaterThanOrEqual(45);
  const last = outcomes((await hindsight(argv("killed"))).stdout);
  expect(last).toHaveLength(60);
  for (const one of last) if (before.has(one.run)) expect(one.reusedSteps).toBe(one.step);
  expect(readdirSync(join(folder, "killed")).filter((name) => !name.startsWith("."))).toHaveLength(60);

  const whole = outcomes((await hindsight(argv("whole"))).stdout);
  const lossOf = (all: readonly Outcome[]) => new Map(all.map(({ run, loss }) => [run, loss]));
  expect(lossOf(last)).toEqual(lossOf(whole));
}, 300_000);
