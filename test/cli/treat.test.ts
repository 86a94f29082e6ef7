import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hindsight, hindsightLine, store } from "./hindsight.js";

const size =
  "--T 20 --cell rnn --init pytorch --hidden 4 --batch 4 --eval-sequences 20 --backend interp".split(" ");
const short = ["--steps", "6", "--seeds", "2", "--quiet"];

describe("treat", () => {
  it("diagnoses, tries every cure alone, ranks them in 80 columns, and finds its runs again", async () => {
    const argv = ["treat", "adding", ...size, ...short, "--store", mkdtempSync(join(store, "treat-"))];
    const { code, stdout, stderr } = await hindsight(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^adding, rnn 4\n\nThis configuration cannot learn over a lag of 19/);
    expect(stdout).toMatch(/^3 treatments, each alone, against none: 2 seeds, 6 steps\./m);
    for (const cure of ["recommended-init", "orthogonal", "lstm"])
      expect(stdout).toMatch(new RegExp(`^${cure} +× `, "m"));
    expect(stdout).toMatch(/^Gradient 19 steps back relative to the last \(adding\)$/m);
    expect(stdout).toMatch(/^8 runs computed in /m);
    expect(stdout).toMatch(/\n(The best treatment is .*\n {2}hindsight train |In 6 steps no treatment )/s);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const again = await hindsightLine(argv);
    expect(again.stdout).toMatch(/^0 runs computed in .*, 8 reused\.$/m);
  });

  it("prints diagnosis, treatments and effects with --json; the untreated start as those treated after the start", async () => {
    const { code, stdout, stderr } = await hindsightLine([
      "treat",
      "adding",
      ...size,
      ...short,
      "--no-store",
      "--json",
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({ kind: "diagnosis", health: "at-risk" });
    const ranked = lines.filter(({ kind }) => kind === "treatment");
    expect(ranked.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    expect(ranked[0]).toMatchObject({
      command: expect.stringMatching(/^hindsight train adding --T 20 /),
      effect: { before: { n: 2 }, loss: { n: 2 } },
    });
    expect(lines.filter(({ kind }) => kind === "outcome")[0]).toHaveProperty("reachOfLag");
  });

  it("treats a stored run, from its seed on; with --dry-run it trains nothing", async () => {
    await hindsightLine(["train", "adding", ...size, "--steps", "5", "--seed", "3", "--quiet"]);
    const dry = await hindsightLine(["treat", "adding-rnn", "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, stderr: "" });
    expect(dry.stdout).toMatch(/^adding-rnn-\w+, finished\n/);
    expect(dry.stdout).toMatch(/--init hindsight: /);
    expect(dry.stdout).not.toContain("computed");
    const other = await hindsightLine(["treat", "adding-rnn", "--lr", "1"]);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/^hindsight: A stored run has its own settings, so --lr cannot be given/);
    const { stdout } = await hindsightLine(["treat", "adding-rnn", "--dry-run", "--json"]);
    expect(stdout).toMatch(/"kind":"treatment".*"steps":300,.*"seed":3,/);
    expect(stdout).toMatch(/"command":"hindsight train adding [^"]*--steps 5 .*--seed 3/);
  });

  it("trains nothing where nothing is wrong", async () => {
    const { code, stdout, stderr } = await hindsightLine([
      "treat",
      "adding",
      "--T",
      "20",
      "--backend",
      "interp",
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^adding, lstm 64\n\nHealthy: .*\n\nThere is nothing to treat\.\n$/s);
  });
});
