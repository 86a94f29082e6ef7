import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ensureWritable, openStore, StoreError, storeFolder } from "../../src/store/index.js";
import { names, temporary } from "./folder.js";

afterEach(() => vi.unstubAllEnvs());

it("is what was asked for, else what the environment says, else here", () => {
  vi.stubEnv("HINDSIGHT_STORE", "/somewhere");
  expect([storeFolder("here"), storeFolder()]).toEqual([resolve("here"), "/somewhere"]);
  vi.stubEnv("HINDSIGHT_STORE", "");
  expect(storeFolder()).toBe(resolve("hindsight-runs"));
});

describe("a store about to be written", () => {
  it("is made with its parents, and left empty", () => {
    const folder = join(temporary(), "a", "b");
    ensureWritable(openStore(folder));
    expect(names(folder)).toEqual([]);
  });

  it("is refused in one sentence where there is a file", () => {
    const file = join(temporary(), "file");
    writeFileSync(file, "");
    for (const folder of [file, join(file, "runs")]) {
      expect(() => ensureWritable(openStore(folder))).toThrow(StoreError);
      expect(() => ensureWritable(openStore(folder))).toThrow(
        /^Runs cannot be stored in .*, because a part of its path is a file; name another folder with --store/,
      );
    }
  });

  it("loses what processes left that were killed long ago, and nothing else", () => {
    const folder = temporary();
    for (const name of [".new-old", ".removed-old", ".new-young", "adding-lstm-1", ".notes"]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "file"), "");
      if (!name.endsWith("young")) utimesSync(join(folder, name), 1, 1);
    }
    ensureWritable(openStore(folder));
    expect(names(folder)).toEqual([".new-young", ".notes", "adding-lstm-1"]);
  });
});
