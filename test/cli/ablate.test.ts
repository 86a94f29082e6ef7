import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hindsight, hindsightLine, store, tiny } from "./hindsight.js";

const fresh = () => mkdtempSync(join(store, "ablate-"));
const words = ["ablate", "adding", ...tiny, "--steps", "10", "--eval-every", "5", "--seeds", "2", "--quiet"];

describe("ablate", () => {
  it("shows each cure alone and all together against the base, in 80 columns, and finds its runs again", async () => {
    const argv = [...words, "--cures", "clip,chrono,forget-bias,gru,lstm", "--store", fresh()];
    const { code, stdout, stderr } = await hindsight(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Gradient at t = 1 relative to the last \(adding, T = 10\)/);
    for (const title of ["Final loss", "before training", "at the end", "against base"])
      expect(stdout).toMatch(new RegExp(`^${title}`, "m"));
    expect(stdout).toMatch(/^all: clip \+ chrono \+ gru\.$/m);
    expect(stdout).toMatch(/^Not in all: forget-bias\. It sets the same as chrono, which comes first\.$/m);
    expect(stdout).toMatch(/^Not tried: lstm\. It is there already\.$/m);
    expect(stdout).toMatch(/^12 runs computed in /m);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const again = await hindsightLine(argv, { NO_COLOR: "1", LANG: "C" });
    expect(again.stdout).toMatch(/^0 runs computed in .*, 12 reused\.$/m);
    expect(again.stdout).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it("prints everything with --json; clipping leaves the gradient before training to the last bit", async () => {
    const { stdout, stderr } = await hindsightLine([
      ...words,
      "--cures",
      "clip,orthogonal,lstm",
      "--no-store",
      "--json",
    ]);
    expect(stderr).toBe("");
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (kind: string) => lines.filter((line) => line.kind === kind);
    const count = ["outcome", "setting", "comparison", "left-out"].map((kind) => of(kind).length);
    expect(count).toEqual([8, 4, 3, 1]);
    const startOf = (setting: string) =>
      of("outcome")
        .filter((line) => line.setting === setting)
        .sort((a, b) => Number(a.seed) - Number(b.seed))
        .map(({ decay }) => (decay as { start: { rate: number } }).start);
    expect(startOf("base")[0]?.rate).toBeGreaterThan(0);
    expect(startOf("clip")).toEqual(startOf("base"));
    expect(startOf("orthogonal")).not.toEqual(startOf("base"));
  });

  it.each([
    [["ablate"], /^hindsight: ablate needs a task; write e\.g\. hindsight ablate adding\.\n$/],
    [["ablate", "adding", "--cures", "clipp"], /There is no cure "clipp"; did you mean "clip"\?/],
    [
      ["ablate", "adding", "--cures", "lstm"],
      /None of the cures can be tried on this base: lstm: It is there/,
    ],
    [["ablate", "adding", "--seeds", "0"], /--seeds must be a whole number from 1/],
  ])("answers %j with one sentence", async (argv, sentence) => {
    const { code, stdout, stderr } = await hindsightLine(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
