import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../src/diagnose/index.js";
import { environment, hindsight, hindsightLine } from "./hindsight.js";

const folder = mkdtempSync(join(tmpdir(), "hindsight-diagnose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly name: string;
  readonly health: string;
  readonly verdicts: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly sentence: string;
  }[];
  readonly opinions: readonly { readonly rule: string; readonly value?: number; readonly fires?: boolean }[];
}

async function said(...argv: string[]): Promise<Said[]> {
  const { code, stdout, stderr } = await hindsightLine(["diagnose", ...argv, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Said);
}

const severityOf = ({ verdicts }: Said, id: string) => verdicts.find(({ rule }) => rule === id)?.severity;
const lag100 = ["adding", "--T", "100", "--cell", "rnn,lstm,gru"];

describe("before training, over a lag of 100", () => {
  it("PyTorch's initialisation vanishes, for a cause that is named; every weight-gradient rule is silent", async () => {
    const made = await said(...lag100, "--init", "pytorch");
    expect(made.map(({ name }) => name)).toEqual(["rnn", "lstm", "gru"]);
    for (const one of made) {
      expect(severityOf(one, "vanishing")).toBe("fail");
      expect(severityOf(one, "blind-spot")).toBe("info");
      for (const opinion of one.opinions.filter(({ rule }) => /vanishing/i.test(rule)))
        expect(opinion.fires).toBe(false);
    }
    const [rnn, lstm, gru] = made.map(
      ({ verdicts }) => verdicts.find(({ rule }) => rule === "vanishing")?.sentence,
    );
    expect(rnn).toContain("the weights multiply it by");
    expect(lstm).toContain("the gates multiply it by");
    expect(gru).toContain("the gates multiply it by");
  });

  it("the recommended initialisation is healthy", async () => {
    for (const one of await said(...lag100)) expect(one).toMatchObject({ health: "healthy", verdicts: [] });
  });

  it("says of a dead network that its units are dead, and that the gradient vanishes because of that", async () => {
    const argv = "recall --T 40 --cell rnn-relu --init irnn --bias-init constant:-1".split(" ");
    const [one] = await said(...argv);
    expect(one?.verdicts[0]).toMatchObject({ rule: "dead-units", severity: "fail" });
    expect(one?.verdicts.find(({ rule }) => rule === "vanishing")).toMatchObject({
      explainedBy: "dead-units",
    });
    const { stdout } = await hindsight(["diagnose", ...argv]);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "of the answer is left 40 steps back, because units are dead.",
    );
    expect(stdout).toContain("try --bias-init constant:0.1");
  });

  it("knows from the singular values that nothing can be kept, and with --deep that the states are chaotic", async () => {
    const small = "adding --T 60 --cell rnn --hidden 16 --batch 4 --backend interp".split(" ");
    const [shrinks] = await said(...small, "--gain", "0.5");
    expect(severityOf(shrinks as Said, "guaranteed-decay")).toBe("fail");
    expect(severityOf(shrinks as Said, "contracting")).toBeUndefined();
    const [grows] = await said(...small, "--gain", "3", "--deep");
    expect(severityOf(grows as Said, "chaotic")).toBeDefined();
    const [keeps] = await said(...small, "--deep");
    for (const rule of ["guaranteed-decay", "contracting", "chaotic"])
      expect(severityOf(keeps as Said, rule)).toBeUndefined();
  });

  it("measures how far clipping turns the gradient", async () => {
    const small = "adding --T 20 --cell rnn --hidden 8 --backend interp".split(" ");
    const [turned] = await said(...small, "--chain", "clip-value:1e-4 adam:lr=0.01");
    expect(turned?.verdicts.find(({ rule }) => rule === "clip-direction")?.sentence).toMatch(
      /turns the gradient by \d\d degrees/,
    );
    const [whole] = await said(...small, "--chain", "clip-norm:1e-4 adam:lr=0.01");
    expect(severityOf(whole as Said, "clip-direction")).toBeUndefined();
  });

  it("says how large a gradient that grows is, and that nothing is left where it is zero", async () => {
    const said = (...argv: string[]) => hindsight(["diagnose", "adding", "--T", "60", "--cell", ...argv]);
    const [grows, dies] = await Promise.all([
      said("rnn-relu", "--recurrent-init", "he-normal:1.5"),
      said("rnn-relu", "--init", "irnn", "--bias-init", "constant:-9"),
    ]);
    const flat = (text: string) => text.replaceAll(/\s+/g, " ");
    expect(flat(grows.stdout)).toMatch(/The gradient of the answer is \S+e\d+ times as large 59 steps back/);
    expect(flat(dies.stdout)).toContain("nothing of the gradient of the answer is left 59 steps back");
  });

  it("says it in a page of 80 columns without escape codes, with the least forget bias", async () => {
    const argv = ["diagnose", "adding", "--cell", "lstm", "--init", "pytorch", "--peers"];
    const { code, stdout } = await hindsightLine(argv);
    expect(code).toBe(0);
    expect(stdout).toContain("This configuration cannot learn over a lag of 99");
    expect(stdout).toMatch(/Smallest --forget-bias that leaves 0.01: [12](\.\d)?,/);
    expect(stdout).toMatch(/VanishingGradient .* silent/);
    expect(stdout.split("\n").filter((line) => line.length > 80 || line.includes("\x1b"))).toEqual([]);
  });
});

it.each([
  { sign: "slow progress: nothing arrives", rule: "vanishing", argv: ["--cell", "rnn", "--init", "pytorch"] },
  { sign: "exploding gradients", rule: "exploding", argv: ["--cell", "rnn", "--gain", "1.6"] },
  { sign: "dead neurons", rule: "dead-units", argv: ["--cell", "rnn-relu", "--bias-init", "constant:-3"] },
  { sign: "saturation", rule: "saturated-state", argv: ["--cell", "rnn", "--input-init", "normal:20"] },
])("a textbook sign has a rule: $sign", async ({ rule, argv }) => {
  const [one] = await said("adding", "--T", "100", ...argv);
  expect(one && severityOf(one, rule)).toMatch(/warn|fail/);
});

describe("a run", () => {
  const argv = ["adding", "--T", "40", "--cell", "rnn", "--init", "pytorch", "--hidden", "8", "--batch", "8"];
  const train = (...more: string[]) =>
    hindsightLine(["train", ...argv, "--steps", "150", "--eval-sequences", "100", ...more]);
  let trained: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    trained = await train();
  });

  it("is told while it goes on, and at its end", () => {
    expect(trained.code).toBe(0);
    expect(trained.stderr).toContain("step 0: fail: the gradient vanishes through time");
    expect(trained.stdout).toMatch(/Because: the\s+gradient\s+vanishes\s+through\s+time/);
  });

  it("is not told when that is not wanted", async () => {
    const { stderr, stdout } = await train("--no-diagnose", "--no-store");
    expect(stderr).toBe("");
    expect(stdout).not.toContain("Because");
  });

  it("is diagnosed from its records, with mechanism and symptom", async () => {
    const [one] = await said("adding-rnn");
    expect(one).toMatchObject({ health: "failing" });
    expect(one && severityOf(one, "stuck")).toBe("fail");
  });

  it("has a report in one file that loads nothing", async () => {
    const file = join(folder, "report.html");
    const { code } = await hindsight(["diagnose", "adding-rnn", "--html", file]);
    const html = readFileSync(file, "utf8");
    expect(code).toBe(0);
    expect(html).toContain("hindsight treat adding-rnn-");
    expect(html).toContain("<svg");
    expect(html).toContain("default-src &#39;none&#39;".replaceAll("&#39;", "'"));
    expect(html).not.toMatch(/<script|src=|href=|@import|url\(|https?:/);
  });

  it("is in its report by its name, whatever that is", async () => {
    const { HINDSIGHT_STORE = "" } = environment();
    const [run = ""] = readdirSync(HINDSIGHT_STORE).filter((name) => name.startsWith("adding-rnn-"));
    const hostile = join(folder, "'\"><script>alert(1)<&");
    cpSync(join(HINDSIGHT_STORE, run), hostile, { recursive: true });
    const file = join(folder, "hostile.html");
    const { code } = await hindsight(["diagnose", hostile, "--html", file]);
    expect(code).toBe(0);
    expect(readFileSync(file, "utf8")).not.toContain("<script");
  });

  it("is refused in one sentence where there is none, or an option is wrong", async () => {
    const [none, wrong, rule] = await Promise.all([
      hindsightLine(["diagnose", "addin-xyz"]),
      hindsightLine(["diagnose", "adding", "--threshold", "vanishing"]),
      hindsightLine([
        "diagnose",
        "adding",
        "--backend",
        "interp",
        "--T",
        "10",
        "--threshold",
        "vanish.warn=1",
      ]),
    ]);
    for (const { code, stderr } of [none, wrong, rule]) {
      expect(code).toBe(2);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    }
    expect(rule.stderr).toContain('There is no rule "vanish"');
  });
});

it("rules lists every rule with formula, thresholds and source", async () => {
  const { code, stdout } = await hindsightLine(["rules"]);
  expect(code).toBe(0);
  for (const { id } of rules) expect(stdout).toContain(`${id}: `);
  expect(stdout.match(/^ {2}source: /gm)).toHaveLength(rules.length);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});
