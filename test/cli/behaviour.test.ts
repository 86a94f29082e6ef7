import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { environment, hindsight, hindsightLine, main, tiny } from "./hindsight.js";

const ESCAPE = "\x1b";

describe("train", () => {
  it("prints two charts, a table and a sentence, and no escape codes into a pipe", async () => {
    const { code, stdout, stderr } = await hindsight(["train", "adding", ...tiny]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const part of ["Loss while training", "baseline", "Gradient through time", "rate per step back"])
      expect(stdout).toContain(part);
    expect(stdout).toMatch(/Not solved in 20 steps/);
    expect(stdout).not.toContain(ESCAPE);
  });

  it("prints nothing but records with --json", async () => {
    const { code, stdout, stderr } = await hindsightLine(["train", "adding", ...tiny, "--json"]);
    const records = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(records.filter(({ kind }) => kind === "step")).toHaveLength(20);
    expect([records.at(0)?.kind, records.at(-1)?.kind]).toEqual(["start", "end"]);
  });

  it("takes a stack, lists every state of it and names it", async () => {
    const { stdout } = await hindsightLine([
      "train",
      "adding",
      ...tiny.filter((_, i) => i !== 2 && i !== 3),
      "--layers",
      "lstm:3,gru:4",
    ]);
    expect(stdout).toContain("lstm 3, gru 4");
    expect(stdout).toContain("layer 2 h");
  });

  it("ends a diverged run as a result", async () => {
    const argv = ["train", "adding", ...tiny, "--lr", "1e6", "--clip", "none", "--json"];
    const { code, stdout } = await hindsightLine(argv.map((word) => (word === "20" ? "200" : word)));
    expect(code).toBe(0);
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      kind: "end",
      status: "diverged",
    });
  });

  it("shows what was done so far at Ctrl-C", async () => {
    const argv = ["train", "adding", ...tiny, "--steps", "100000", "--no-stop"];
    const { code, stdout, stderr } = await hindsight(argv, {}, (child) =>
      setTimeout(() => child.kill("SIGINT"), 300),
    );
    expect(code).toBe(130);
    expect(stderr).toContain("Ctrl-C again");
    expect(stdout).toMatch(/Interrupted at step \d+ of 100,000/);
    expect(stdout).toContain("Gradient through time");
    expect(stdout).toMatch(/\nhindsight resume adding-lstm-[0-9a-f]{8} goes on with it\.\n$/);
  });

  it("ends quietly when nobody reads on", async () => {
    const argv = ["train", "adding", ...tiny, "--steps", "1000000", "--no-stop", "--json"];
    const child = spawn(process.execPath, [main, ...argv], {
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => {
      stderr += data.toString();
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("profile", () => {
  it("draws all combinations in one chart, each cell's idle options left out", async () => {
    const argv = ["profile", "adding", "--T", "10", "--hidden", "4", "--batch", "4", "--backend", "interp"];
    const { code, stdout, stderr } = await hindsightLine([
      ...argv,
      "--cell",
      "rnn,gru",
      "--forget-bias",
      "0,2",
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.match(/^(rnn|gru).*?(?= {2})/gm)).toEqual([
      "rnn",
      "gru, forget bias 0",
      "gru, forget bias 2",
    ]);
    expect(stdout).toContain("over seeds");
  });

  it("prints one profile a line with --json", async () => {
    const argv = ["profile", "adding", "--T", "10", "--hidden", "4", "--batch", "4", "--backend", "interp"];
    const { stdout } = await hindsightLine([...argv, "--cell", "rnn,lstm", "--seeds", "2", "--json"]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { name: string });
    expect(lines.map(({ name }) => name)).toEqual(["rnn", "rnn", "lstm", "lstm"]);
  });
});

it("tours in three charts and a table", async () => {
  const { code, stdout, stderr } = await hindsight(["demo", "--steps", "3", "--backend", "wasm"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.match(/^[123] {2}\S.*$/gm)).toHaveLength(3);
  expect(stdout).toContain("verdict");
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

it("prints its version", async () => {
  expect(await hindsight(["--version"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

it("prints the help of a command for help <command>", async () => {
  const [asked, option] = await Promise.all([
    hindsightLine(["help", "show"]),
    hindsightLine(["show", "--help"]),
  ]);
  expect(asked).toEqual(option);
});
