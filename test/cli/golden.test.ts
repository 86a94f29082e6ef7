import { describe, expect, it } from "vitest";
import { hindsightLine } from "./hindsight.js";

/** What a person sees at 80 columns, kept as text files to be looked at when they change. */
const pages: Readonly<Record<string, readonly string[]>> = {
  help: ["--help"],
  "help-ablate": ["ablate", "--help"],
  "help-bench": ["bench", "--help"],
  "help-cells": ["cells", "--help"],
  "help-calibrate": ["calibrate", "--help"],
  "help-compare": ["compare", "--help"],
  "help-demo": ["demo", "--help"],
  "help-diagnose": ["diagnose", "--help"],
  "help-depth": ["depth", "--help"],
  "help-profile": ["profile", "--help"],
  "help-probe": ["probe", "--help"],
  "help-sweep": ["sweep", "--help"],
  "help-sweep-adding": ["sweep", "adding", "--help"],
  "help-replay": ["replay", "--help"],
  "help-reservoir": ["reservoir", "--help"],
  "help-links": ["links", "--help"],
  "help-resume": ["resume", "--help"],
  "help-runs": ["runs", "--help"],
  "help-runs-probe": ["runs", "probe", "--help"],
  "help-rules": ["rules", "--help"],
  "help-runs-list": ["runs", "list", "--help"],
  "help-show": ["show", "--help"],
  "help-task": ["task", "--help"],
  "help-tasks": ["tasks", "--help"],
  "help-train": ["train", "--help"],
  "help-treat": ["treat", "--help"],
  "help-verify": ["verify", "--help"],
  "help-train-copy": ["train", "copy", "--help"],
  "ablate-list": ["ablate", "--list"],
  cells: ["cells"],
  "cells-lstm": ["cells", "lstm"],
  links: ["links"],
  "links-adamw": ["links", "adamw"],
  "links-plateau": ["links", "plateau"],
  tasks: ["tasks"],
  "tasks-adding": ["tasks", "adding"],
  "tasks-copy": ["tasks", "copy", "--T", "200", "--variant", "variable"],
  "tasks-digits": ["tasks", "digits"],
  "tasks-two-spirals": ["tasks", "two-spirals"],
  "depth-powers": [
    ..."depth --layers 100 --hidden 8 --activation linear --init identity --gain 2,0.5".split(" "),
  ],
  reservoir: ["reservoir", ..."--units 10 --matrix cycle,sparse --activation linear".split(" ")],
  "tasks-reber": ["tasks", "reber"],
  "task-recall": ["task", "recall", "--T", "6", "--no-train"],
  "show-lstm": ["show", "lstm"],
  "show-gru": ["show", "gru"],
  "show-dense-relu": ["show", "dense-relu"],
};

describe.each(Object.entries(pages))("%s", (name, argv) => {
  it("looks as it did, and fits into 80 columns", async () => {
    const { code, stdout, stderr } = await hindsightLine(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot(`golden/${name}.txt`);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});

it("shows the generated code, each kind alone", async () => {
  const size = ["--T", "3", "--batch", "2", "--hidden", "4"];
  expect((await hindsightLine(["show", "rnn", "--plan", ...size])).stdout).toMatch(/^plan {2}T 3 {2}B 2/);
  expect((await hindsightLine(["show", "rnn", "--c", ...size])).stdout).toContain("#include <stdint.h>");
  expect((await hindsightLine(["show", "rnn", "--wat", ...size])).stdout).toContain("(module");
  expect((await hindsightLine(["show", "rnn", "--c", "--wat"])).code).toBe(2);
});

it("writes ASCII where the locale or the terminal has no more", async () => {
  const places: Record<string, string>[] = [{ LANG: "C" }, { LC_ALL: "en_US.ISO-8859-1" }, { TERM: "dumb" }];
  for (const env of places) {
    const { stdout } = await hindsightLine(["show", "lstm"], env);
    expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
    expect(stdout).toContain("Wi @ x + Ui @ h[t-1] + bi");
  }
});
