import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rerun, traceStep } from "../../src/lab/index.js";
import {
  blackBoxOf,
  openRun,
  readBlackBox,
  StoreError,
  verifyRun,
  writeTensors,
} from "../../src/store/index.js";
import { adding, small } from "../lab/small.js";
import { names, newStore, resume, runner, store, temporary } from "./folder.js";

const task = adding(100);
const experiment = small(task, {
  layers: [{ cell: "rnn-relu", hidden: 3 }],
  init: { gain: 3 },
  chain: "adam:lr=0.001",
  backend: "wasm",
});

describe("the black box of a stored run", () => {
  it("holds all that makes the step again, with the same report", async () => {
    const folder = await store(newStore(), runner(experiment, task));
    const run = openRun(folder);
    const box = readBlackBox(blackBoxOf(run));
    expect(run.summary?.end.nonFinite).toEqual(box.report);
    expect(box.report).toMatchObject({ agrees: true, first: { phase: "forward", layer: 0 } });
    expect(await traceStep(box, task)).toEqual(box.report);
    expect(await rerun(box, task)).toMatchObject({ ...box.seen, isAlike: true });
    const replayed = await verifyRun(run, ({ signal }) => runner(experiment, task)({ signal } as object));
    expect(replayed.isSame).toBe(true);
  });

  it.each([
    "step",
    "end",
  ] as const)("is the same when the process was killed before its record of kind %s", async (kind) => {
    const whole = openRun(await store(newStore(), runner(experiment, task)));
    const folder = await store(
      newStore(),
      runner(experiment, task, (record) => record.kind === kind),
      1,
    );
    const killed = openRun(folder);
    await resume(killed, runner(experiment, task));
    expect(openRun(folder).summary?.end).toEqual(whole.summary?.end);
    expect(names(folder)).toContain("blackbox.safetensors");
  });

  it("is asked for in vain of a run that stayed finite, and of other files, in one sentence", async () => {
    const run = openRun(await store(newStore(), runner(small(adding()), adding())));
    expect(() => blackBoxOf(run)).toThrow(StoreError);
    const other = join(temporary(), "other.safetensors");
    writeTensors(other, { a: { shape: [1], data: new Float32Array(1) } });
    expect(() => readBlackBox(other)).toThrow(/is not a black box of Hindsight; give the file of a run/);
    writeFileSync(other, "");
    expect(() => readBlackBox(other)).toThrow(StoreError);
    expect(() => readBlackBox(`${other}.not`)).toThrow(/cannot be read, because it does not exist/);
  });
});
