import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { listRuns, namedRun, openRun, openStore, removeRun, type Store } from "../../src/store/index.js";
import { lock } from "../../src/store/lock.js";
import { adding, small } from "../lab/small.js";
import { names, newStore, runner, store, temporary } from "./folder.js";

const task = adding();
let into: Store;
let made: string;
beforeAll(async () => {
  into = newStore();
  made = await store(into, runner(small(task), task));
});

const ids = (of: Store) => listRuns(of).runs.map(({ id }) => id);

describe("the list", () => {
  it("has a line for each run, newest first, and nothing for other folders", async () => {
    await store(
      into,
      runner(small(task, { seed: 7, steps: 5 }), task, (r) => r.kind === "step" && r.step === 4),
    );
    mkdirSync(join(into.folder, "notes"));
    expect(listRuns(into)).toEqual({
      runs: [
        expect.objectContaining({ seed: 7, state: "unfinished", step: 3, steps: 5 }),
        expect.objectContaining({
          id: expect.stringMatching(/^adding-lstm-/),
          state: "finished",
          task: "adding",
          cells: ["lstm"],
          seed: 1,
          step: 4,
          steps: 4,
          loss: expect.any(Number),
        }),
      ],
      damaged: [],
    });
  });

  it("is the same from the index, from a damaged one, and from none", () => {
    const index = join(into.folder, ".index.json");
    const first = listRuns(into);
    expect(existsSync(index)).toBe(true);
    expect(listRuns(into)).toEqual(first);
    for (const text of [
      "{",
      "[]",
      '{"version":0}',
      '{"version":1,"entries":{"gone":{"stamp":"","entry":{}}}}',
    ]) {
      writeFileSync(index, text);
      expect(listRuns(into)).toEqual(first);
      expect(JSON.parse(readFileSync(index, "utf8"))).toMatchObject({ version: 1 });
    }
    rmSync(index);
    expect(listRuns(into)).toEqual(first);
  });

  it("sees what changed since the index was written", () => {
    const [killed] = listRuns(into).runs;
    const folder = join(into.folder, killed?.id ?? "");
    appendFileSync(join(folder, "metrics.jsonl"), '{"kind":"step","step":4,"loss":1,"gradientNorm":1}\n{"ki');
    expect(listRuns(into).runs[0]).toMatchObject({ step: 4, state: "unfinished" });
    lock(folder);
    expect(listRuns(into).runs[0]).toMatchObject({ state: "running" });
  });

  it("names what it cannot read, and lists the rest", () => {
    const other = newStore();
    cpSync(made, join(other.folder, "whole"), { recursive: true });
    cpSync(made, join(other.folder, "broken"), { recursive: true });
    writeFileSync(join(other.folder, "broken", "record.json"), "[]");
    const { runs, damaged } = listRuns(other);
    expect(runs.map(({ id }) => id)).toEqual(["whole"]);
    expect(damaged).toEqual([{ id: "broken", why: expect.stringMatching(/not the record of a run/) }]);
  });

  it("of a folder that does not exist is empty, and makes none", () => {
    const folder = join(temporary(), "none");
    expect(listRuns(openStore(folder))).toEqual({ runs: [], damaged: [] });
    expect(existsSync(folder)).toBe(false);
  });

  it("does not look into runs that have not changed", () => {
    const other = newStore();
    cpSync(made, join(other.folder, "a"), { recursive: true });
    expect(ids(other)).toEqual(["a"]);
    const record = join(other.folder, "a", "record.json");
    // The same size and time: nothing tells that it is damaged, so it cannot have been read.
    const text = readFileSync(record, "utf8");
    utimesSync(record, 1, 1);
    expect(ids(other)).toEqual(["a"]);
    writeFileSync(record, " ".repeat(Buffer.byteLength(text)));
    utimesSync(record, 1, 1);
    expect(ids(other)).toEqual(["a"]);
  });
});

describe("a name", () => {
  it("may be short where it is the only one, or a path", () => {
    const { id } = openRun(made);
    for (const name of [id, id.slice(0, -2), made]) expect(namedRun(into, name).folder).toBe(made);
  });

  it("that is not one is a sentence with the nearest", () => {
    expect(() => namedRun(into, "adding")).toThrow(
      /^2 runs begin with "adding", e\.g\. .*; write more of the name\.$/,
    );
    expect(() => namedRun(into, "aading")).toThrow(
      /^There is no run "aading" in .*; did you mean "adding-lstm-/,
    );
    expect(() => namedRun(newStore(), "x")).toThrow(
      /^There is no run "x": .* holds none; hindsight train stores one/,
    );
  });
});

it("a run that is removed is gone as a whole, unless somebody writes it", () => {
  const other = newStore();
  cpSync(made, join(other.folder, "a"), { recursive: true });
  cpSync(made, join(other.folder, "b"), { recursive: true });
  lock(join(other.folder, "b"));
  removeRun(namedRun(other, "a"));
  expect(() => removeRun(namedRun(other, "b"))).toThrow(/already writes the run/);
  expect(names(other.folder)).toEqual(["b"]);
});
