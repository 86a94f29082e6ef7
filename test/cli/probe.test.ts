import { describe, expect, it } from "vitest";
import { hindsight, hindsightLine } from "./hindsight.js";

const small = ["adding", "--T", "8", "--hidden", "3", "--batch", "4", "--backend", "interp"];

describe("probe", () => {
  it("draws every measurement within 80 columns", async () => {
    const { code, stdout, stderr } = await hindsight(["probe", ...small]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const part of [
      "Gradient through time",
      "Where the decay comes from",
      "Share of every time step in the update",
      "States",
      "Gates",
      "Which input steps a loss reaches back to",
      "Singular values of the Jacobian",
      "Lyapunov exponents",
      "Tensors, their gradients and the next update",
      "Gradient noise over the batch",
    ])
      expect(stdout).toContain(part);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("prints one line of measurements with --json", async () => {
    const { stdout } = await hindsightLine(["probe", ...small, "--json"]);
    const made = JSON.parse(stdout) as { kind: string; step: number; jacobian: { size: number } };
    expect(made).toMatchObject({ kind: "probe", step: 0, jacobian: { size: 6 } });
  });

  it("is refused with a schedule that cannot be read, in one sentence", async () => {
    const { code, stderr } = await hindsightLine(["train", ...small, "--no-store", "--probe", "100"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'hindsight: --probe must be every=<steps>, but it was "100"; write e.g. --probe every=100.\n',
    );
  });
});
