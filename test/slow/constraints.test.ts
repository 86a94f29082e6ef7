/** The hard constraints over a training in float32: `npx vitest run --mode slow test/slow/constraints`. */
import { expect, it } from "vitest";
import { type ProfileRecord, parseExperiment, run } from "../../src/lab/index.js";
import { makeTask } from "../../tasks/index.js";

it.each([
  "orthogonal",
  "orthogonal:kind=cayley",
])("%s: the recurrent matrix is within 1e-4 of orthogonal over 1000 steps, and moves", async (wrap) => {
  const task = makeTask("copy", { T: 30 });
  const experiment = parseExperiment({
    task: { ...task.options, name: "copy" },
    layers: [{ cell: "rnn", hidden: 64, wrap }],
    chain: "clip-norm:1 adam:lr=0.01",
    steps: 1000,
    stopWhenSolved: false,
    profile: { every: 100, spectra: true },
  });
  const profiles: ProfileRecord[] = [];
  for await (const record of run(experiment, task)) if (record.kind === "profile") profiles.push(record);
  expect(profiles).toHaveLength(11);
  for (const { profile, step } of profiles) {
    const [U] = profile.spectra ?? [];
    expect(U?.parameter).toBe("0.U");
    expect(U?.departure, `step ${step}`).toBeLessThan(1e-4);
    expect(Math.abs((U?.radius ?? Number.NaN) - 1), `step ${step}`).toBeLessThan(1e-4);
  }
}, 300_000);
