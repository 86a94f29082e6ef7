import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { counts, fails, firstOf, learns } from "../../benchmarks/calibration/diagnosed.js";
import { faultOf, says } from "../../benchmarks/calibration/verdicts.js";
import { type CaseRecord, configurations, diagnosed, labels, scores } from "../../benchmarks/index.js";
import { jsonLine } from "../../src/lab/index.js";
import { hindsightLine } from "../cli/hindsight.js";

/** One of each label, on three engines. */
const few = [
  ["healthy", "recall rnn", ""],
  ["saturated", "recall rnn", "input normal:30"],
  ["dead", "recall rnn", "input and readout zeros"],
  ["rate-low", "recall rnn", "clip-norm:1 adam:lr=0.000001"],
  ["clipped-away", "recall rnn", "clip-norm:1e-12 adam:lr=0.01"],
  ["healthy", "recall lstm", ""],
  ["vanishing", "recall lstm", "init pytorch"],
  ["rate-high", "recall lstm", "clip-norm:1 adam:lr=3"],
  ["bad-init", "recall lstm", "units alike"],
  ["exploding", "recall rnn, sgd", "gain 4"],
] as const;

describe("a few configurations of the corpus are diagnosed as what was done to them", () => {
  it.each(few)("%s: %s %s", async (label, base, fault) => {
    const configuration = configurations.find((c) => c.base === base && c.fault === fault);
    if (!configuration) throw new Error("the corpus has changed");
    const found = await diagnosed(configuration, 1);
    expect(found.label).toBe(label);
    if (label === "healthy") expect([learns(found), found.health === "failing"]).toEqual([true, false]);
    else {
      expect([fails(found), found.health]).toEqual([true, "failing"]);
      expect(found.verdicts.some((v) => counts(v) && says[label](v))).toBe(true);
      const first = firstOf(found);
      expect(first && faultOf(first)).toBe(label);
    }
  });
});

it("has every label, and every configuration once", () => {
  expect(new Set(configurations.map(({ label }) => label))).toEqual(new Set(labels));
  const names = configurations.map(({ base, fault }) => `${base} ${fault}`);
  expect(new Set(names).size).toBe(names.length);
});

const verdict = {
  rule: "vanishing",
  role: "mechanism",
  severity: "fail",
  value: 0,
  standing: "run",
  holds: true,
  step: 0,
  cures: [],
} as const;

const made = (of: Partial<CaseRecord>): CaseRecord => ({
  kind: "case",
  label: "healthy",
  base: "a",
  fault: "",
  seed: 2,
  status: "finished",
  steps: 300,
  solved: false,
  skill: 0,
  health: "failing",
  verdicts: [],
  opinions: [],
  sweep: {},
  ...of,
});

/** Seed 2 counts; seed 4 has no twin that learns; seed 3 is of the other half; seed 6 learns in spite of its fault. */
const records = [
  made({ solved: true, health: "healthy" }),
  made({ label: "vanishing", fault: "v", verdicts: [verdict] }),
  made({ label: "saturated", fault: "s", verdicts: [verdict] }),
  made({ label: "rate-low", fault: "l", verdicts: [verdict] }),
  made({ seed: 4 }),
  made({ seed: 4, label: "vanishing", fault: "v" }),
  made({ seed: 3, solved: true, health: "healthy" }),
  made({ seed: 3, label: "vanishing", fault: "v", sweep: { "vanishing.warn": [1e-3] } }),
  made({ seed: 6, skill: 0.95, health: "healthy" }),
  made({ seed: 6, label: "vanishing", fault: "v", skill: 0.4 }),
];

it("counts what fires by what was done, on the half that chose nothing", () => {
  const { kept, verdicts, first, sweeps } = scores(records);
  expect(kept.find(({ label }) => label === "vanishing")).toMatchObject({ made: 4, kept: 2 });
  const vanishing = verdicts.find(({ what }) => what === "vanishing");
  // Saturation brings it about, a low rate does not.
  expect(vanishing).toMatchObject({
    precision: { k: 2, n: 3 },
    strict: { k: 1, n: 3 },
    recall: { k: 1, n: 1 },
    falseAlarms: { k: 0, n: 2 },
  });
  expect(verdicts.find(({ what }) => what === "failing")).toMatchObject({
    precision: { k: 3, n: 3 },
    recall: { k: 3, n: 3 },
  });
  // Of the three runs that name vanishing first one was made to vanish.
  expect(first.find(({ what }) => what === "vanishing")).toMatchObject({
    precision: { k: 1, n: 3 },
    recall: { k: 1, n: 1 },
  });
  const warn = sweeps.find(({ rule, name }) => rule === "vanishing" && name === "warn");
  const fired = (value: number) => warn?.values.find((v) => v.value === value)?.fired.vanishing;
  expect([fired(1e-3)?.k, fired(1e-2)?.k]).toEqual([1, 0]);
});

const folder = mkdtempSync(join(tmpdir(), "hindsight-calibration-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("prints the figures of stored records within 80 columns, and refuses what is no record", async () => {
  const file = join(folder, "corpus.jsonl");
  writeFileSync(file, `${records.map(jsonLine).join("\n")}\n`);
  const { code, stdout, stderr } = await hindsightLine(["calibrate", "--from", file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^vanishing +0\.67 +0\.21-0\.94 +0\.33 +1\.00 +0\.21-1\.00 +1$/m);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).toMatch(/^vanishing\.warn 0\.001 \* +0 +100 +-/m);
  writeFileSync(file, "{}\n");
  const refused = await hindsightLine(["calibrate", "--from", file]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/line 1 of .* is no such record/);
});
