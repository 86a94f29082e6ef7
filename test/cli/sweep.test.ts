import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fromOptions } from "../../cli/sweep/description.js";
import { mistakes } from "../sweep/files.js";
import { hindsight, hindsightLine, store } from "./hindsight.js";

const fresh = () => mkdtempSync(join(store, "sweep-"));
const runsIn = (folder: string) => readdirSync(folder).filter((name) => !name.startsWith("."));

const small = `
experiment:
  task: { name: adding, T: 10 }
  hidden: 4
  batch: 4
  steps: 20
  backend: interp
  evaluate: { every: 10, sequences: 20 }
`;

/** Writes a sweep file into a fresh folder, where its runs go, too. */
function written(text: string): { readonly argv: string[]; readonly folder: string } {
  const folder = fresh();
  const file = join(folder, "sweep.yaml");
  writeFileSync(file, text);
  return { argv: ["sweep", file, "--store", join(folder, "runs")], folder: join(folder, "runs") };
}

describe("sweep", () => {
  it("prints a map and a table with what was computed, then computes only what is missing", async () => {
    const { argv, folder } = written(`${small}vary: { lr: [0.001, 0.01], hidden: [2, 4] }\nseeds: 1\n`);
    const first = await hindsight(argv);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^Median of the last evaluation loss\nhidden/);
    expect(first.stdout).toMatch(/4 runs computed in /);
    expect(first.stderr.trim().split("\n")).toHaveLength(4);
    expect(first.stderr).toMatch(
      /^\[1\/4\] lstm, lr 0.0?01, hidden [24], seed 1: finished at step 20, loss /,
    );
    const { argv: more } = written(`${small}vary: { lr: [0.001, 0.01], hidden: [2, 4, 5] }\nseeds: 1\n`);
    const again = await hindsightLine([...more.slice(0, 2), "--store", folder, "--quiet"]);
    expect(again.stdout).toMatch(/2 runs computed in .*, 4 reused\./);
    expect(again.stderr).toBe("");
    expect(runsIn(folder)).toHaveLength(6);
  });

  it("takes diverged and failed runs as rows, and says so by its exit code", async () => {
    const vary = `{ hidden: [4, 65000], chain: ["sgd:lr=1e30", "adam:lr=0.01"] }`;
    const { argv } = written(`${small}vary: ${vary}\nseeds: 1\n`);
    const { code, stdout } = await hindsightLine([...argv, "--quiet"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/Failed: lstm, hidden 65000, sgd:lr=1e30, seed 1: .*GiB/s);
    expect(stdout).toMatch(/4 runs computed in .*, 1 diverged, 2 failed\./);
  });

  it("prints one outcome a line with --json, then the settings", async () => {
    const { argv } = written(`${small}vary: { cell: [rnn, gru] }\nseeds: 1\n`);
    const { stdout, stderr } = await hindsightLine([...argv, "--json"]);
    const kinds = stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds).toEqual(["outcome", "outcome", "setting", "setting"]);
    expect(stderr).toBe("");
  });

  it("refuses a mistake in one sentence, with exit code 2, and starts nothing", async () => {
    const { argv, folder } = written(mistakes["an unknown cell in a list"] ?? "");
    const { code, stdout, stderr } = await hindsightLine(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^hindsight: .*sweep\.yaml:5:7: vary\.cell\[1\]: There is no cell "lstn"[^\n]*\n$/,
    );
    expect(() => runsIn(folder)).toThrow();
  });

  it.each([
    [["sweep", "nowhere.yaml"], /nowhere\.yaml cannot be read: there is no such file/],
    [["sweep", "."], /cannot be read: it is a folder/],
    [["sweep"], /needs a file or a task/],
    [["sweep", "adding", "--T", "5", "--store", "/proc/none"], /cannot be stored in \/proc\/none/],
  ])("answers %j with one sentence", async (argv, sentence) => {
    const { code, stdout, stderr } = await hindsightLine(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("ends at Ctrl-C with what there is, and says how to go on", async () => {
    const { argv } = written(`${small}vary: { steps: [20, 1000000] }\nseeds: 2\n`);
    let isSent = false;
    const { code, stdout, stderr } = await hindsight([...argv, "--workers", "1", "--json"], {}, (child) => {
      if (!isSent) setTimeout(() => child.kill("SIGINT"), 300);
      isSent = true;
    });
    expect(code).toBe(130);
    expect(stdout).toMatch(/"status":"interrupted"/);
    expect(stderr).toMatch(/to go on, run the same command again: hindsight sweep .*sweep\.yaml/);
  });
});

describe("compare", () => {
  it.each([
    [{ cell: ["rnn", "lstn"] }, /^--cell: There is no cell "lstn"/],
    [{ T: [1, 20] }, /^--T: Task "adding": T must be a whole number/],
    [{ hidden: [0, 4] }, /^--hidden must be a whole number from 1/],
    [{ evalEvery: 0 }, /^--eval-every must be a whole number from 1/],
    [{ inputInit: ["zeros", "ones"] }, /^--input-init: There is no initialiser "ones"/],
    [{ fair: "time" }, /^--fair must be the word parameters/],
    [{ hidden: [4, 8], fair: "parameters" }, /^--fair: equal parameter counts/],
    [{ tune: ["lr"] }, /^--tune must be an option's name/],
    [{ lr: [0.1, 0.2], tune: ["lr=0.1..1"] }, /^--tune is varied already/],
  ])("names the option that is wrong: %j", (given, sentence) => {
    expect(() => fromOptions("adding", given)).toThrow(sentence);
  });

  it("closes with the first setting against the others, in pairs of equal seeds", async () => {
    const words =
      "--T 10 --hidden 4 --batch 4 --steps 20 --backend interp --eval-every 10 --eval-sequences 20";
    const argv = ["compare", "adding", ...words.split(" "), "--cell", "rnn,gru", "--seeds", "2", "--quiet"];
    const { code, stdout } = await hindsightLine([...argv, "--store", fresh()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/gru against rnn, 2 pairs of equal\s+seed: steps to solve/);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
