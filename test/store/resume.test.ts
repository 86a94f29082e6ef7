import { createHash } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/lab/index.js";
import {
  findRun,
  openRun,
  readRecords,
  readTensors,
  runHash,
  type Store,
  type StoredRun,
  storeRun,
  verifyRun,
  writeTensors,
} from "../../src/store/index.js";
import { adding, small } from "../lab/small.js";
import { collect, names, newStore, read, resume, runner, store } from "./folder.js";

const task = adding();
const experiment = small(task, { steps: 9, evaluate: { every: 3, sequences: 4 }, profile: { every: 4 } });
const whole = runner(experiment, task);
const atStep = (n: number) => (record: RunRecord) => record.kind === "step" && record.step === n;

let reference: { records: RunRecord[]; metrics: string; folder: string };
beforeAll(async () => {
  const folder = await store(newStore(), whole);
  reference = { records: await collect(whole({})), metrics: read(folder, "metrics.jsonl"), folder };
});

/** A run that was killed when it came to step n: the end of its metrics may be torn. */
async function killed(n: number, torn = ""): Promise<{ into: Store; run: StoredRun }> {
  const into = newStore();
  const folder = await store(into, runner(experiment, task, atStep(n)));
  appendFileSync(join(folder, "metrics.jsonl"), torn);
  return { into, run: openRun(folder) };
}

function expectWhole(folder: string) {
  expect(read(folder, "metrics.jsonl")).toBe(reference.metrics);
  expect(openRun(folder).summary?.end).toEqual(reference.records.at(-1));
  expect([...readRecords(openRun(folder))]).toEqual(reference.records);
}

describe("a stored run", () => {
  it("leaves its record, its metrics, its last checkpoint and its summary", () => {
    const { folder } = reference;
    expect(names(folder)).toEqual([
      "checkpoint-9.safetensors",
      "metrics.jsonl",
      "record.json",
      "summary.json",
    ]);
    expect(openRun(folder)).toMatchObject({
      id: expect.stringMatching(/^adding-lstm-[0-9a-f]{8}$/),
      state: "finished",
      file: {
        hash: runHash((reference.records[0] as { experiment: object }).experiment as never),
        numerics: 3,
      },
    });
    expect([...readRecords(openRun(folder))]).toEqual(reference.records);
  });

  it("is stored again under a name of its own, and found by its experiment", async () => {
    const into = newStore();
    const [first, second] = [await store(into, whole), await store(into, whole)];
    expect(second).toBe(`${first}.2`);
    expect(findRun(into, openRun(first).file.hash)?.state).toBe("finished");
    const other = small(task, { steps: 9, seed: 2 });
    expect(findRun(into, runHash(other))).toBeUndefined();
  });

  it("has a hash of what decides its bits alone", () => {
    expect(runHash({ ...experiment, threads: 2, checkpoint: "sqrt" })).toBe(runHash(experiment));
    expect(runHash(Object.fromEntries(Object.entries(experiment).reverse()))).toBe(runHash(experiment));
    expect(runHash({ ...experiment, patience: "off" })).toBe(runHash(experiment));
    for (const other of [
      { patience: 3 },
      { seed: 2 },
      { steps: 10 },
      { precision: "float64" },
      { backend: "wasm" },
    ])
      expect(runHash({ ...experiment, ...other })).not.toBe(runHash(experiment));
  });

  it("that is refused before its first record leaves nothing", async () => {
    const into = newStore();
    const unknown = { ...experiment, layers: [{ cell: "lstn", hidden: 4 }] };
    await expect(store(into, runner(unknown, task))).rejects.toThrow(/no cell "lstn"/);
    expect(readdirSync(into.folder)).toEqual([]);
  });
});

describe("a run with patience", () => {
  const stopping = small(task, {
    data: 6,
    batch: 2,
    chain: "sgd:lr=0.1,momentum=0.5 plateau:0.9,patience=1",
    steps: 40,
    evaluate: { every: 2, sequences: 5 },
    patience: 2,
  });
  const patient = runner(stopping, task);

  it("leaves the best parameters as its last checkpoint, and can be verified", async () => {
    const run = openRun(await store(newStore(), patient));
    const end = run.summary?.end ?? expect.fail();
    const { step, restoredFrom = 0 } = end;
    expect(run.state).toBe("stopped early");
    expect(restoredFrom).toBe(step - 4);
    expect(names(run.folder)[0]).toBe(`checkpoint-${step}.safetensors`);
    const { metadata, tensors } = readTensors(join(run.folder, `checkpoint-${step}.safetensors`));
    expect(metadata.restoredFrom).toBe(String(restoredFrom));
    expect([...tensors.keys()].filter((name) => name.startsWith("best."))).toEqual([]);
    const parameters = [...tensors].filter(([name]) => !name.startsWith("optimiser."));
    const hash = createHash("sha256");
    for (const [, { data }] of parameters) hash.update(new Uint8Array(data.buffer));
    expect(hash.digest("hex")).toBe(end.hash);
    expect((await verifyRun(run, (options) => patient(options as never))).isSame).toBe(true);
  });

  it("keeps running statistics, and those of the best parameters, wherever it is killed", async () => {
    const normed = { ...stopping, layers: [{ cell: "rnn", hidden: 4, wrap: "batch-norm" }] };
    const from = runner(normed, task);
    const reference = openRun(await store(newStore(), from));
    const end = reference.summary?.end ?? expect.fail();
    for (const n of [5, (end.restoredFrom ?? 0) + 3, end.step]) {
      const folder = await store(newStore(), runner(normed, task, atStep(n)));
      await resume(openRun(folder), from);
      expect(read(folder, "metrics.jsonl")).toBe(read(reference.folder, "metrics.jsonl"));
      const name = `checkpoint-${end.step}.safetensors`;
      const [made, wanted] = [folder, reference.folder].map((of) => readTensors(join(of, name)).tensors);
      expect(made).toEqual(wanted);
      // Steps seen, mean and variance of W·x and of U·h, at 10 steps.
      expect(made?.get("statistics.0")?.shape).toEqual([10 * (1 + 4 * 4)]);
      expect(made?.has("statistics.1")).toBe(false);
    }
  });

  it("that is killed goes on to the same bits, wherever its best evaluation was", async () => {
    const reference = openRun(await store(newStore(), patient));
    const end = reference.summary?.end ?? expect.fail();
    for (const n of [5, (end.restoredFrom ?? 0) + 1, end.step]) {
      const folder = await store(newStore(), runner(stopping, task, atStep(n)));
      const { notices, step } = await resume(openRun(folder), patient);
      expect({ notices, step }).toEqual({ notices: [], step: Math.floor((n - 1) / 2) * 2 });
      expect(read(folder, "metrics.jsonl")).toBe(read(reference.folder, "metrics.jsonl"));
      expect(openRun(folder).summary?.end).toEqual(end);
    }
    // Killed when everything is written but its end.
    const atEnd = (record: RunRecord) => record.kind === "end";
    const folder = await store(newStore(), runner(stopping, task, atEnd));
    await resume(openRun(folder), patient);
    expect(openRun(folder).summary?.end).toEqual(end);
    expect(read(folder, "metrics.jsonl")).toBe(read(reference.folder, "metrics.jsonl"));
  });
});

describe("a run killed at any step goes on to the same bits", () => {
  it.each([1, 2, 3, 4, 5, 8, 9])("%i", async (n) => {
    const { run } = await killed(n, '{"kind":"step","st');
    expect(run.state).toBe("unfinished");
    const { records, notices } = await resume(run, whole);
    expect(records).toEqual(reference.records);
    expect(notices).toEqual([]);
    expectWhole(run.folder);
  });

  it("killed again and again", async () => {
    const { run } = await killed(2);
    for (const n of [4, 5, 5, 7]) await resume(openRun(run.folder), runner(experiment, task, atStep(n)));
    await resume(openRun(run.folder), whole);
    expectWhole(run.folder);
    expect(read(run.folder, "resumes.jsonl").trimEnd().split("\n")).toHaveLength(5);
  });

  it("interrupted: its last profile is not part of the whole, its end is kept among the resumes", async () => {
    const into = newStore();
    const controller = new AbortController();
    const folder = await store(into, (options) =>
      runner(experiment, task, (record) => {
        if (record.kind === "step" && record.step === 5) controller.abort();
        return false;
      })({ ...options, signal: controller.signal } as never),
    );
    expect(openRun(folder)).toMatchObject({ state: "interrupted", summary: { end: { step: 5 } } });
    const { records, step } = await resume(openRun(folder), whole);
    expect(step).toBe(5);
    expect(records).toEqual(reference.records);
    expectWhole(folder);
    expect(JSON.parse(read(folder, "resumes.jsonl"))).toMatchObject({
      step: 5,
      previous: { end: { step: 5 } },
    });
  });

  it("that is over is not resumed", async () => {
    await expect(resume(openRun(reference.folder), whole)).rejects.toThrow(
      /is over \(finished\), there is nothing/,
    );
    expect(names(reference.folder)).not.toContain(expect.stringMatching(/^lock/));
  });
});

describe("damage costs a sentence and nothing else", () => {
  const checkpoint = (folder: string, step: number) => join(folder, `checkpoint-${step}.safetensors`);

  const damages: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
    [
      "a checkpoint cut off",
      (f) => truncateSync(checkpoint(f, 6), 700),
      /checkpoint-6\.safetensors is not a whole/,
    ],
    [
      "a checkpoint of no bytes",
      (f) => truncateSync(checkpoint(f, 6)),
      /checkpoint-6\.safetensors is not a whole/,
    ],
    [
      "a bit that fell over in a parameter",
      (f) => flip(checkpoint(f, 6), -3),
      /checkpoint-6.* is damaged: its hash/,
    ],
    ["a bit in the header", (f) => flip(checkpoint(f, 6), 40), /checkpoint-6/],
    [
      "a foreign file",
      (f) =>
        writeTensors(checkpoint(f, 6), { a: { shape: [1], data: Float32Array.of(1) } }, { format: "pt" }),
      /checkpoint-6\.safetensors is not a checkpoint of Hindsight/,
    ],
    [
      "another step's file",
      (f) => copyFileSync(checkpoint(f, 4), checkpoint(f, 6)),
      /checkpoint-6.* another run or step/,
    ],
    [
      "metrics cut off",
      (f) => truncateSync(join(f, "metrics.jsonl"), 1200),
      /metrics\.jsonl is not as it was/,
    ],
  ];
  it.each(damages)("%s", async (_, damage, why) => {
    const { run } = await killed(7);
    damage(run.folder);
    const { records, notices, step } = await resume(run, whole);
    expect(notices[0]).toMatch(why);
    expect(notices[0]).toMatch(/; going on from an earlier one, or from the start\.$/);
    expect(step).toBeLessThan(6);
    expect(records).toEqual(reference.records);
    expectWhole(run.folder);
    expect(names(run.folder)).toContain("checkpoint-6.safetensors.unusable-1");
  });

  it("all checkpoints: from the start", async () => {
    const { run } = await killed(7);
    for (const step of [4, 6]) writeFileSync(checkpoint(run.folder, step), "gone");
    const { notices, step } = await resume(run, whole);
    expect([notices.length, step]).toEqual([2, 0]);
    expectWhole(run.folder);
  });

  it("a line of the metrics before the checkpoint", async () => {
    const { run } = await killed(7);
    flip(join(run.folder, "metrics.jsonl"), 2); // in the first line
    flip(join(run.folder, "metrics.jsonl"), 300); // in a number of it
    expect(() => [...readRecords(run)]).toThrow(/metrics\.jsonl is damaged: line 1 is not a record/);
    await resume(run, whole);
    expectWhole(run.folder);
  });

  it("a record that cannot be read is a sentence", async () => {
    const { run } = await killed(3);
    writeFileSync(join(run.folder, "record.json"), "{");
    expect(() => openRun(run.folder)).toThrow(/record\.json is damaged: it is not JSON\.$/);
  });
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  const i = at < 0 ? bytes.length + at : at;
  bytes[i] = (bytes[i] ?? 0) ^ 64;
  writeFileSync(path, bytes);
}

describe.runIf(process.platform === "linux")("a disk that fills up", () => {
  const full = (folder: string) => symlinkSync("/dev/full", join(folder, "metrics.jsonl"));

  it("does not end the run, and is said once", async () => {
    const into = newStore();
    const said: string[] = [];
    const options = {
      onOpen: ({ folder }: { folder: string }) => full(folder),
      onFailure: (sentence: string) => said.push(sentence),
    };
    const records = await collect(storeRun(into, whole, options));
    expect(records).toEqual(reference.records);
    expect(said).toEqual([
      expect.stringMatching(/^The run can no longer be stored in .*, because the disk is full; /),
    ]);
  });

  it("is an error where nobody listens", async () => {
    const into = newStore();
    const records = storeRun(into, whole, { onOpen: ({ folder }) => full(folder) });
    await expect(collect(records)).rejects.toThrow(/because the disk is full/);
  });
});

describe("verification", () => {
  const replay =
    (over = {}) =>
    ({ signal }: { signal: AbortSignal }) =>
      runner({ ...experiment, ...over }, task)({ signal } as never);

  it("finds a run the same, and one that was killed as far as it came", async () => {
    expect(await verifyRun(openRun(reference.folder), replay())).toMatchObject({
      isSame: true,
      step: 9,
      differences: [],
      hash: { stored: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const { run } = await killed(7);
    expect(await verifyRun(run, replay())).toEqual({ isSame: true, step: 6, differences: [] });
  });

  it("says where a run first differs", async () => {
    const { run } = await killed(7);
    const path = join(run.folder, "metrics.jsonl");
    const lines = readFileSync(path, "utf8").split("\n");
    const at = lines.findIndex((line) => line.includes('"step":5'));
    lines[at] = (lines[at] ?? "").replace(/"loss":(\d)/, (_, digit) => `"loss":${(Number(digit) + 1) % 10}`);
    writeFileSync(path, lines.join("\n"));
    const { isSame, step, first } = await verifyRun(run, replay());
    expect({ isSame, step, first }).toMatchObject({ isSame: false, step: 4, first: { stored: { step: 5 } } });
  });

  it("says what was not the same when the run was made", async () => {
    const { differences } = await verifyRun(openRun(reference.folder), replay({ backend: "wasm" }));
    expect(differences).toEqual([
      expect.stringMatching(/^The backend was interp.* and is wasm.* here, so the bits may differ\.$/),
      "The precision was float64 and is float32 here, so the bits may differ.",
    ]);
  });
});
