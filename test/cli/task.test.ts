import { expect, it } from "vitest";
import { taskReport } from "../../cli/pages/task.js";
import { gridOf, windowsOf } from "../../cli/windows.js";
import { worthOf } from "../../src/lab/index.js";
import { families } from "../../tasks/index.js";
import { hindsightLine } from "./hindsight.js";

const style = { width: 80, color: false, unicode: true };

it.each(Object.values(families))("shows $name in 80 columns, each section", ({ name, options, create }) => {
  const task = create("T" in options.shape ? { T: /temporal|multi/.test(name) ? 20 : 12 } : {});
  const ks = windowsOf(task);
  const computed = worthOf(task, gridOf(task, ks), { seed: 1, sequences: 20 });
  const trained = ks.map((k) => ({ k, loss: task.baseline / k }));
  const page = taskReport(task, { ...computed, trained, skipped: [], steps: 5 }, 1, style);
  const told = task.within ? ["How far back", "are worth", "in reach"] : ["is not known of this task"];
  for (const part of ["Options", "Solved when", "Example", ...told]) expect(page).toContain(part);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  expect(page.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

it("trains window models and prints one record with --json", async () => {
  const argv = ["task", "recall", "--T", "2", "--train-steps", "20", "--sequences", "50", "--json"];
  const { code, stdout, stderr } = await hindsightLine(argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const record = JSON.parse(stdout);
  expect(record).toMatchObject({ kind: "task", name: "recall", baseline: Math.LN2, lags: [[2, 50]] });
  expect(record.trained.map(({ k }: { k: number }) => k)).toEqual([1, 3]);
  expect(record.trained.every(({ loss }: { loss: number }) => loss > 0 && loss < 1)).toBe(true);
});

it("refuses what is no task in one sentence", async () => {
  const { code, stderr } = await hindsightLine(["task", "recal"]);
  expect(code).toBe(2);
  expect(stderr).toBe('hindsight: There is no task "recal"; the nearest name is "recall".\n');
});
