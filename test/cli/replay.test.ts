import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hindsight, hindsightLine, store } from "./hindsight.js";

const broken = [
  ..."train adding --T 100 --hidden 8 --batch 4 --cell rnn-relu --init irnn --gain 3".split(" "),
  ..."--chain sgd:lr=10 --backend wasm --quiet --no-diagnose".split(" "),
];
const flat = (text: string) => text.replace(/\s+/g, " ");

describe("replay", () => {
  it("makes the step again at which a run broke, and prints what the run printed", async () => {
    const trained = await hindsight(broken);
    expect(trained.code).toBe(0);
    const said = flat(trained.stdout).match(/First value that is not finite: .*?(?= hindsight replay)/)?.[0];
    expect(said).toMatch(
      /step 1, t = \d+ of 100, layer 1, h \(relu\), unit \d, example \d, forward: U·h\[t-1\] is Infinity;/,
    );
    const id = trained.stdout.match(/^hindsight replay (\S+) makes that step again\.$/m)?.[1] ?? "";
    const replayed = await hindsightLine(["replay", id]);
    expect(replayed).toMatchObject({ code: 0, stderr: "" });
    expect(flat(replayed.stdout)).toContain(said);
    expect(replayed.stdout).toMatch(/^The same as in the run\.$/m);
    for (const { stdout } of [trained, replayed])
      expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(flat((await hindsightLine(["runs", "show", id])).stdout)).toContain(said);
    expect(flat((await hindsightLine(["diagnose", id])).stdout)).toMatch(
      /The loss of step 1 is NaN; first, in t = \d+ of 100, layer 1,/,
    );
  });

  it("reads the file that --blackbox names", async () => {
    const file = join(store, "step.safetensors");
    const trained = await hindsightLine([...broken, "--no-store", "--blackbox", file]);
    expect(flat(trained.stdout)).toContain(`hindsight replay ${file} makes that step again.`);
    const { stdout } = await hindsightLine(["replay", file, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ step: 1, isSame: true, report: { first: { op: "dot" } } });
    expect((await hindsightLine([...broken, "--no-store"])).stdout).toContain(
      "--blackbox <file> keeps that step",
    );
  });

  it("says in one sentence that there is nothing to make again", async () => {
    const { code, stdout, stderr } = await hindsightLine(["replay", "nothing"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^hindsight: There is no run "nothing".*\n$/);
  });
});
